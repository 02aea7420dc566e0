/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kiosk-config/ctl/anj-ctl.h"

#include "core/anj-json.h"
#include "core/anj-region.h"

/* The roots come from the admin's own files, never from the hub: a hub that was broken into must
 * not be able to name another configuration signer. */
static GBytes *
make_bootstrap (const AnjCtl *ctl, const char *hub_url, const char *region, GError **error)
{
  g_autoptr (JsonObject) bootstrap = json_object_new ();
  g_autofree char *hub_ca = anj_ctl_read_text (ctl->identity, "ca.pem", error);
  g_autofree char *config_ca = NULL;

  if (hub_ca == NULL)
    return NULL;
  config_ca = anj_ctl_read_text (ctl->identity, "config_ca.pem", error);
  if (config_ca == NULL)
    return NULL;

  json_object_set_string_member (bootstrap, "hub", hub_url);
  json_object_set_string_member (bootstrap, "hub_ca", hub_ca);
  json_object_set_string_member (bootstrap, "config_ca", config_ca);
  json_object_set_string_member (bootstrap, "region", region);
  return anj_json_object_to_bytes (bootstrap);
}

static gboolean
write_token (const AnjCtl *ctl, JsonObject *issued, GError **error)
{
  const char *token = anj_json_get_string (issued, "token", NULL);
  const char *hub_url = anj_json_get_string (issued, "hub", NULL);
  const char *region = anj_json_get_string (issued, "region", NULL);
  g_autofree char *line = NULL;
  g_autoptr (GBytes) bootstrap = NULL;
  g_autoptr (GBytes) token_bytes = NULL;

  if (token == NULL || hub_url == NULL || region == NULL)
    {
      g_set_error_literal (error, ANJ_CTL_ERROR, ANJ_CTL_ERROR_DATA,
                           "the hub's answer has no token: is it a newer hub?");
      return FALSE;
    }
  bootstrap = make_bootstrap (ctl, hub_url, region, error);
  if (bootstrap == NULL)
    return FALSE;
  line = g_strconcat (token, "\n", NULL);
  token_bytes = g_bytes_new (line, strlen (line));
  return anj_ctl_write_file (ctl->out, "bootstrap.json", bootstrap, FALSE, error) &&
         anj_ctl_write_file (ctl->out, "token", token_bytes, TRUE, error);
}

/* (transfer full) (nullable): NULL sets USAGE */
static JsonObject *
make_request (const AnjCtl *ctl, GError **error)
{
  JsonObject *request;

  if (ctl->replaced != NULL ? ctl->region != NULL : ctl->region == NULL)
    {
      g_set_error_literal (error, ANJ_CTL_ERROR, ANJ_CTL_ERROR_USAGE,
                           "--region CODE is for a new terminal, --replace ID for one that goes on "
                           "with another key: one of them is needed");
      return NULL;
    }
  if (ctl->region != NULL && anj_region_code_level (ctl->region) != ANJ_REGION_VILLAGE)
    {
      g_set_error (error, ANJ_CTL_ERROR, ANJ_CTL_ERROR_USAGE,
                   "--region %s is no village: write it like 35.09.01.2001", ctl->region);
      return NULL;
    }
  request = json_object_new ();
  if (ctl->region != NULL)
    json_object_set_string_member (request, "region", ctl->region);
  else
    json_object_set_string_member (request, "replaces", ctl->replaced);
  if (ctl->hours > 0)
    json_object_set_int_member (request, "hours", ctl->hours);
  return request;
}

gboolean
anj_ctl_terminal_token (const AnjCtl *ctl, char **arguments G_GNUC_UNUSED, GError **error)
{
  g_autoptr (JsonObject) request = NULL;
  g_autoptr (JsonNode) answer = NULL;
  const char *village;

  if (!anj_ctl_require (ctl->out, "--out DIR", error))
    return FALSE;
  request = make_request (ctl, error);
  if (request == NULL)
    return FALSE;
  answer = anj_ctl_request_json (ctl, "POST", "/admin/v1/tokens", request, error);
  if (answer == NULL)
    return FALSE;
  if (!write_token (ctl, json_node_get_object (answer), error))
    return FALSE;

  village = anj_json_get_string (json_node_get_object (answer), "village", NULL);
  if (village == NULL)
    g_printerr ("anjunganctl: the hub's list of regions has no village %s: is that code meant?\n",
                anj_json_get_string (json_node_get_object (answer), "region", ""));
  g_print ("%s/bootstrap.json and %s/token written%s%s; the token is good once, until %s\n",
           ctl->out, ctl->out, village != NULL ? " for " : "", village != NULL ? village : "",
           anj_json_get_string (json_node_get_object (answer), "expires", "it expires"));
  return TRUE;
}
