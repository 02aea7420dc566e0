/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/anj-json.h"
#include "hub/hub-openapi.h"
#include "hub/hub-routes.h"

static void
never (HubApp *app G_GNUC_UNUSED, HubRequest *request G_GNUC_UNUSED)
{
  g_assert_not_reached ();
}

static const HubRoute routes[] = {
  { "GET", "/v1/cache", HUB_AUTH_TERMINAL, 0, 1000, 1, never },
  { "GET", "/v1/config/{version}", HUB_AUTH_TERMINAL, 0, 1000, 1, never },
  { "PUT", "/v1/cache", HUB_AUTH_ADMIN, 0, 1000, 1, never },
  { "POST", "/t/{region}/{number}/answer", HUB_AUTH_ADMIN, 0, 1000, 1, never },
};

static HubMatch
match (const char *method, const char *path, HubRequest *request, gsize *out_index)
{
  return hub_router_match (routes, G_N_ELEMENTS (routes), method, path, request->args, out_index);
}

static void
test_finds_by_method_and_path (void)
{
  g_autoptr (HubRequest) request = hub_request_new ();
  gsize index = 99;

  g_assert_cmpint (match ("PUT", "/v1/cache", request, &index), ==, HUB_MATCH_FOUND);
  g_assert_cmpuint (index, ==, 2);
}

static void
test_hands_over_segments (void)
{
  g_autoptr (HubRequest) request = hub_request_new ();
  gsize index = 99;

  g_assert_cmpint (match ("POST", "/t/35.09.01.2001/ABC-2345-6/answer", request, &index), ==,
                   HUB_MATCH_FOUND);
  g_assert_cmpuint (index, ==, 3);
  g_assert_cmpstr (request->args[0], ==, "35.09.01.2001");
  g_assert_cmpstr (request->args[1], ==, "ABC-2345-6");
}

static void
test_refuses_other_paths (void)
{
  static const char *const paths[] = { "",
                                       "/",
                                       "/v1",
                                       "/v1/cache/",
                                       "/v1/cachex",
                                       "/v1/cach",
                                       "/v1/config",
                                       "/v1/config/",
                                       "/v1/config/1/2",
                                       "//v1/cache",
                                       "/v1//cache",
                                       "/t//x/answer",
                                       "/t/a/b/c/answer",
                                       "v1/cache" };

  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autoptr (HubRequest) request = hub_request_new ();
      gsize index = 99;

      g_test_message ("%s", paths[i]);
      g_assert_cmpint (match ("GET", paths[i], request, &index), ==, HUB_MATCH_NO_PATH);
      g_assert_null (request->args[0]);
      g_assert_cmpuint (index, ==, 99);
    }
}

static void
test_names_allowed_methods (void)
{
  g_autoptr (HubRequest) request = hub_request_new ();
  g_autofree char *allow = hub_router_allow (routes, G_N_ELEMENTS (routes), "/v1/cache");
  gsize index;

  g_assert_cmpint (match ("POST", "/v1/cache", request, &index), ==, HUB_MATCH_NO_METHOD);
  g_assert_cmpstr (allow, ==, "GET, PUT");
}

static gboolean
has_body (const char *method)
{
  return !g_str_equal (method, "GET") && !g_str_equal (method, "DELETE");
}

static void
test_every_route_has_limits (void)
{
  gsize n_terminal, n_admin;
  const HubRoute *tables[] = { hub_routes_terminal (&n_terminal), hub_routes_admin (&n_admin) };
  gsize sizes[] = { n_terminal, n_admin };

  for (gsize t = 0; t < G_N_ELEMENTS (tables); t++)
    for (gsize i = 0; i < sizes[t]; i++)
      {
        const HubRoute *route = &tables[t][i];

        g_test_message ("%s %s", route->method, route->pattern);
        g_assert_cmpuint (route->timeout_ms, >, 0);
        g_assert_cmpuint (route->max_active, >, 0);
        g_assert_true ((route->max_body_bytes > 0) == has_body (route->method));
        g_assert_true (route->handler != NULL);
      }
}

static void
test_only_enrolment_is_open_to_all (void)
{
  /* and what TLS cannot vouch for any more, of an ended or lost certificate: its key signs it */
  static const char *const open[] = { "/.well-known/est/cacerts", "/.well-known/est/simpleenroll",
                                      "/v1/renew", "/v1/certificate", NULL };
  gsize n;
  const HubRoute *table = hub_routes_terminal (&n);

  for (gsize i = 0; i < n; i++)
    g_assert_true ((table[i].auth == HUB_AUTH_NONE) == g_strv_contains (open, table[i].pattern));
  table = hub_routes_admin (&n);
  for (gsize i = 0; i < n; i++)
    g_assert_cmpint (table[i].auth, ==, HUB_AUTH_ADMIN);
}

/* what the document tells of a route is what binds it */
static void
compare_operation (const HubRoute *route, JsonObject *operation)
{
  static const char *const by_key[] = { "/.well-known/est/simpleenroll", "/v1/renew",
                                        "/v1/certificate", NULL };
  JsonArray *security = anj_json_get_array (operation, "security");
  JsonObject *limits = anj_json_get_object (operation, "x-limits");
  JsonObject *responses = anj_json_get_object (operation, "responses");

  g_assert_nonnull (security);
  g_assert_cmpuint (json_array_get_length (security), ==, route->auth != HUB_AUTH_NONE);
  g_assert_cmpint (anj_json_get_int (limits, "body_bytes", -1), ==, route->max_body_bytes);
  g_assert_cmpint (anj_json_get_int (limits, "time_ms", -1), ==, route->timeout_ms);
  g_assert_cmpint (anj_json_get_int (limits, "at_once", -1), ==, route->max_active);
  g_assert_true (json_object_has_member (responses, "503"));
  /* a terminal without a certificate in TLS is refused by its own words, or by its token's state */
  g_assert_true (json_object_has_member (responses, "403") ==
                 (route->auth != HUB_AUTH_NONE || g_strv_contains (by_key, route->pattern)));
}

/* both ways: a route that nobody described, a description that nobody serves */
static void
compare_with_document (const HubRoute *table, gsize n_routes, GBytes *document)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) object = anj_json_parse_object (document, &error);
  JsonObject *paths;
  JsonObjectIter iter;
  const char *path;
  JsonNode *node;
  gsize n_operations = 0;

  g_assert_no_error (error);
  paths = anj_json_get_object (object, "paths");
  for (gsize i = 0; i < n_routes; i++)
    {
      JsonObject *item = anj_json_get_object (paths, table[i].pattern);
      g_autofree char *method = g_ascii_strdown (table[i].method, -1);
      JsonObject *operation;

      g_test_message ("%s %s", method, table[i].pattern);
      g_assert_nonnull (item);
      operation = anj_json_get_object (item, method);
      g_assert_nonnull (operation);
      compare_operation (&table[i], operation);
    }
  json_object_iter_init (&iter, paths);
  while (json_object_iter_next (&iter, &path, &node))
    n_operations += json_object_get_size (json_node_get_object (node));
  g_assert_cmpuint (n_operations, ==, n_routes);
}

static void
test_openapi_and_table_agree (void)
{
  g_autoptr (GBytes) terminal = hub_openapi_terminal ();
  g_autoptr (GBytes) admin = hub_openapi_admin ();
  gsize n;
  const HubRoute *table = hub_routes_terminal (&n);

  compare_with_document (table, n, terminal);
  table = hub_routes_admin (&n);
  compare_with_document (table, n, admin);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/router/finds-by-method-and-path", test_finds_by_method_and_path);
  g_test_add_func ("/router/hands-over-segments", test_hands_over_segments);
  g_test_add_func ("/router/refuses-other-paths", test_refuses_other_paths);
  g_test_add_func ("/router/names-allowed-methods", test_names_allowed_methods);
  g_test_add_func ("/routes/every-route-has-limits", test_every_route_has_limits);
  g_test_add_func ("/routes/only-enrolment-is-open-to-all", test_only_enrolment_is_open_to_all);
  g_test_add_func ("/routes/openapi-and-table-agree", test_openapi_and_table_agree);
  return g_test_run ();
}
