/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kiosk-config/ctl/anj-ctl.h"

#include "core/anj-json.h"
#include "core/anj-secret.h"
#include "net/anj-http-client.h"

#define MAX_ANSWER_BYTES (64 * 1024 * 1024)
#define TIMEOUT_MS 30000

static AnjHttpClient *
open_client (const AnjCtl *ctl, GError **error)
{
  g_autoptr (AnjHttpClient) client = NULL;
  g_autofree char *ca = NULL;
  g_autofree char *cert = NULL;
  g_autoptr (AnjSecretString) key = NULL;

  if (!anj_ctl_require (ctl->admin, "--admin URL", error) ||
      !anj_ctl_require (ctl->identity, "--identity DIR", error))
    return NULL;
  ca = anj_ctl_read_text (ctl->identity, "ca.pem", error);
  if (ca == NULL)
    return NULL;
  cert = anj_ctl_read_text (ctl->identity, "cert.pem", error);
  if (cert == NULL)
    return NULL;
  key = anj_ctl_read_text (ctl->identity, "key.pem", error);
  if (key == NULL)
    return NULL;

  anj_http_client_global_init ();
  client = anj_http_client_new (ctl->clock);
  anj_http_client_set_ca (client, ca);
  anj_http_client_set_identity (client, cert, key);
  return g_steal_pointer (&client);
}

/* (transfer full) (nullable): the hub's own words */
static char *
read_detail (const GError *net_error)
{
  GBytes *body = anj_net_error_get_body (net_error);
  g_autoptr (JsonObject) problem = body != NULL ? anj_json_parse_object (body, NULL) : NULL;

  return problem != NULL ? g_strdup (anj_json_get_string (problem, "detail", NULL)) : NULL;
}

static GError *
translate (const GError *net_error, const AnjCtl *ctl)
{
  AnjCtlError code = ANJ_CTL_ERROR_UNAVAILABLE;
  g_autofree char *detail = read_detail (net_error);

  if (g_error_matches (net_error, ANJ_NET_ERROR, ANJ_NET_ERROR_STATUS))
    switch (anj_net_error_get_status (net_error))
      {
      case 401:
      case 403:
        code = ANJ_CTL_ERROR_REFUSED;
        break;
      case 404:
        code = ANJ_CTL_ERROR_UNAVAILABLE;
        break;
      default:
        code = ANJ_CTL_ERROR_DATA;
      }
  else if (g_error_matches (net_error, ANJ_NET_ERROR, ANJ_NET_ERROR_TLS))
    code = ANJ_CTL_ERROR_REFUSED;
  return g_error_new (ANJ_CTL_ERROR, code, "%s: %s%s%s", ctl->admin, net_error->message,
                      detail != NULL ? ": " : "", detail != NULL ? detail : "");
}

GBytes *
anj_ctl_request (const AnjCtl *ctl,
                 const char *method,
                 const char *path,
                 const char *content_type,
                 GBytes *body,
                 GError **error)
{
  g_autoptr (AnjHttpClient) client = open_client (ctl, error);
  g_autofree char *url = NULL;
  g_autoptr (AnjHttpRequest) request = NULL;
  g_autoptr (AnjHttpResponse) response = NULL;
  g_autoptr (GError) net_error = NULL;

  if (client == NULL)
    return NULL;
  url = g_strconcat (ctl->admin, path, NULL);
  request = anj_http_request_new (method, url, MAX_ANSWER_BYTES, TIMEOUT_MS);
  if (body != NULL)
    anj_http_request_set_body (request, body, content_type);
  response = anj_http_client_send (client, g_steal_pointer (&request), NULL, &net_error);
  if (response == NULL)
    {
      g_propagate_error (error, translate (net_error, ctl));
      return NULL;
    }
  return g_bytes_ref (anj_http_response_get_body (response));
}

JsonNode *
anj_ctl_request_json (const AnjCtl *ctl,
                      const char *method,
                      const char *path,
                      JsonObject *body,
                      GError **error)
{
  g_autoptr (GBytes) sent = body != NULL ? anj_json_object_to_bytes (body) : NULL;
  g_autoptr (GBytes) answer = anj_ctl_request (ctl, method, path, "application/json", sent, error);
  g_autoptr (JsonParser) parser = NULL;
  JsonNode *root;

  if (answer == NULL)
    return NULL;
  parser = json_parser_new_immutable ();
  root = json_parser_load_from_data (parser, g_bytes_get_data (answer, NULL),
                                     (gssize) g_bytes_get_size (answer), NULL)
             ? json_parser_get_root (parser)
             : NULL;
  if (root == NULL || JSON_NODE_HOLDS_VALUE (root) || JSON_NODE_HOLDS_NULL (root))
    {
      g_set_error (error, ANJ_CTL_ERROR, ANJ_CTL_ERROR_DATA, "%s%s: the answer is no JSON",
                   ctl->admin, path);
      return NULL;
    }
  return json_node_copy (root);
}

gboolean
anj_ctl_list (const AnjCtl *ctl,
              const char *path,
              const char *what,
              void (*print) (JsonObject *one),
              GError **error)
{
  g_autoptr (JsonNode) answer = anj_ctl_request_json (ctl, "GET", path, NULL, error);
  JsonArray *all;

  if (answer == NULL)
    return FALSE;
  if (ctl->as_json)
    {
      anj_ctl_print_json (answer);
      return TRUE;
    }
  all = json_node_get_array (answer);
  for (guint i = 0; i < json_array_get_length (all); i++)
    print (json_array_get_object_element (all, i));
  if (json_array_get_length (all) == 0)
    g_printerr ("anjunganctl: no %s\n", what);
  return TRUE;
}
