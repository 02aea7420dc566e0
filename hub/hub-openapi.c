/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-openapi.h"

#include "core/anj-json.h"
#include "hub/hub-resources.h"
#include "hub/hub-routes.h"

/*
 * load (openapi-*.json: paths, parameters, schemas, a route's own answers)
 *   → describe_route for each row of the table: security, x-limits, shared refusals
 *   → components: the problem with every key, the security scheme
 */

#define PROBLEM_TYPE "application/problem+json"

/* named through its own constructor, so that the linker keeps the static library's resource */
static JsonObject *
load (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_resource_lookup_data (hub_get_resource (), path,
                                                     G_RESOURCE_LOOKUP_FLAGS_NONE, &error);
  JsonObject *object;

  g_assert_no_error (error); /* compiled in */
  object = anj_json_parse_object (bytes, &error);
  g_assert_no_error (error);
  return object;
}

static JsonObject *
reference_problem (void)
{
  JsonObject *schema = json_object_new (), *type = json_object_new (),
             *content = json_object_new ();

  json_object_set_string_member (schema, "$ref", "#/components/schemas/Problem");
  json_object_set_object_member (type, "schema", schema);
  json_object_set_object_member (content, PROBLEM_TYPE, type);
  return content;
}

/* a route's own words on a status stand before the shared ones */
static void
add_refusal (JsonObject *responses, HubProblem problem, const char *description)
{
  g_autofree char *status = g_strdup_printf ("%u", hub_problem_status (problem));
  JsonObject *response;

  if (json_object_has_member (responses, status))
    return;
  response = json_object_new ();
  json_object_set_string_member (response, "description", description);
  json_object_set_object_member (response, "content", reference_problem ());
  json_object_set_object_member (responses, status, response);
}

static void
add_refusals (JsonObject *responses, const HubRoute *route)
{
  add_refusal (responses, HUB_PROBLEM_TOO_LARGE, "the body is longer than x-limits allow");
  add_refusal (responses, HUB_PROBLEM_BUSY, "busy; see Retry-After");
  add_refusal (responses, HUB_PROBLEM_INTERNAL, "the hub failed");
  if (route->auth == HUB_AUTH_NONE)
    return;
  add_refusal (responses, HUB_PROBLEM_CERTIFICATE_MISSING, "certificate-missing");
  add_refusal (responses, HUB_PROBLEM_FORBIDDEN,
               route->auth == HUB_AUTH_ADMIN
                   ? "certificate-invalid, certificate-expired, forbidden"
                   : "certificate-invalid, certificate-expired, terminal-unknown, "
                     "terminal-revoked, terminal-quarantined, forbidden");
}

static JsonObject *
make_limits (const HubRoute *route)
{
  JsonObject *limits = json_object_new ();

  json_object_set_int_member (limits, "body_bytes", (gint64) route->max_body_bytes);
  json_object_set_int_member (limits, "time_ms", route->timeout_ms);
  json_object_set_int_member (limits, "at_once", route->max_active);
  return limits;
}

/* empty: nobody has to show a certificate */
static JsonArray *
make_security (const HubRoute *route)
{
  JsonArray *security = json_array_new ();
  JsonObject *scheme;

  if (route->auth == HUB_AUTH_NONE)
    return security;
  scheme = json_object_new ();
  json_object_set_array_member (
      scheme, route->auth == HUB_AUTH_ADMIN ? "adminCertificate" : "terminalCertificate",
      json_array_new ());
  json_array_add_object_element (security, scheme);
  return security;
}

static void
describe_route (JsonObject *paths, const HubRoute *route)
{
  JsonObject *item = anj_json_get_object (paths, route->pattern);
  g_autofree char *method = g_ascii_strdown (route->method, -1);
  JsonObject *operation = item != NULL ? anj_json_get_object (item, method) : NULL;

  if (operation == NULL) /* a test sees to it that there is none */
    return;
  json_object_set_array_member (operation, "security", make_security (route));
  json_object_set_object_member (operation, "x-limits", make_limits (route));
  add_refusals (anj_json_get_object (operation, "responses"), route);
}

static void
add_security_scheme (JsonObject *components, const char *name, const char *description)
{
  JsonObject *scheme = json_object_new (), *schemes = json_object_new ();

  json_object_set_string_member (scheme, "type", "mutualTLS");
  json_object_set_string_member (scheme, "description", description);
  json_object_set_object_member (schemes, name, scheme);
  json_object_set_object_member (components, "securitySchemes", schemes);
}

static JsonObject *
make_schema (const char *type)
{
  JsonObject *schema = json_object_new ();

  json_object_set_string_member (schema, "type", type);
  return schema;
}

/* RFC 9457, with every key there is */
static JsonObject *
make_problem_schema (void)
{
  JsonObject *schema = make_schema ("object"), *properties = json_object_new ();
  JsonObject *type = make_schema ("string");
  JsonArray *required = json_array_new (), *keys = json_array_new ();

  for (int i = 0; i < HUB_N_PROBLEMS; i++)
    {
      g_autofree char *key = g_strconcat ("about:blank#", hub_problem_key ((HubProblem) i), NULL);

      json_array_add_string_element (keys, key);
    }
  json_object_set_array_member (type, "enum", keys);
  json_object_set_object_member (properties, "type", type);
  json_object_set_object_member (properties, "title", make_schema ("string"));
  json_object_set_object_member (properties, "status", make_schema ("integer"));
  json_object_set_object_member (properties, "detail", make_schema ("string"));
  json_array_add_string_element (required, "type");
  json_array_add_string_element (required, "title");
  json_array_add_string_element (required, "status");
  json_array_add_string_element (required, "detail");
  json_object_set_array_member (schema, "required", required);
  json_object_set_object_member (schema, "properties", properties);
  return schema;
}

static GBytes *
make (const char *path, const HubRoute *routes, gsize n_routes, const char *scheme, const char *who)
{
  g_autoptr (JsonObject) document = load (path);
  JsonObject *paths = anj_json_get_object (document, "paths");
  JsonObject *components = anj_json_get_object (document, "components");

  for (gsize i = 0; i < n_routes; i++)
    describe_route (paths, &routes[i]);
  json_object_set_object_member (anj_json_get_object (components, "schemas"), "Problem",
                                 make_problem_schema ());
  add_security_scheme (components, scheme, who);
  return anj_json_object_to_bytes (document);
}

GBytes *
hub_openapi_terminal (void)
{
  gsize n_routes;
  const HubRoute *routes = hub_routes_terminal (&n_routes);

  return make ("/id/anjungan/hub/openapi-terminal.json", routes, n_routes, "terminalCertificate",
               "TLS 1.3; a terminal's certificate of the hub CA, clientAuth");
}

GBytes *
hub_openapi_admin (void)
{
  gsize n_routes;
  const HubRoute *routes = hub_routes_admin (&n_routes);

  return make ("/id/anjungan/hub/openapi-admin.json", routes, n_routes, "adminCertificate",
               "TLS 1.3; an admin's certificate of the hub CA, clientAuth");
}

void
hub_openapi_terminal_get (HubApp *app G_GNUC_UNUSED, HubRequest *request)
{
  g_autoptr (GBytes) document = hub_openapi_terminal ();

  hub_reply_bytes (request, 200, "application/json", document);
}

void
hub_openapi_admin_get (HubApp *app G_GNUC_UNUSED, HubRequest *request)
{
  g_autoptr (GBytes) document = hub_openapi_admin ();

  hub_reply_bytes (request, 200, "application/json", document);
}
