/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/agent/anj-hub-cas.h"

#include <string.h>

#include "app/agent/anj-state-files.h"
#include "core/anj-json.h"

#define FILE_NAME "identity/ca.pem"

static GPtrArray *
of_bootstrap (const AnjBootstrap *bootstrap)
{
  GPtrArray *cas = g_ptr_array_new_with_free_func ((GDestroyNotify) X509_free);

  X509_up_ref (bootstrap->hub_ca);
  g_ptr_array_add (cas, bootstrap->hub_ca);
  return cas;
}

GPtrArray *
anj_hub_cas_list (JsonObject *document, const AnjBootstrap *bootstrap)
{
  JsonArray *named = document != NULL ? anj_json_get_array (document, "hub_cas") : NULL;
  g_autoptr (GPtrArray) cas = g_ptr_array_new_with_free_func ((GDestroyNotify) X509_free);

  for (guint i = 0; named != NULL && i < json_array_get_length (named); i++)
    {
      JsonNode *node = json_array_get_element (named, i);
      X509 *ca = json_node_get_value_type (node) == G_TYPE_STRING
                     ? anj_cert_from_pem (json_node_get_string (node), NULL)
                     : NULL;

      if (ca != NULL)
        g_ptr_array_add (cas, ca);
    }
  return cas->len > 0 ? g_steal_pointer (&cas) : of_bootstrap (bootstrap);
}

gboolean
anj_hub_cas_are_kept (const char *state_dir, GPtrArray *cas)
{
  g_autofree char *pem = anj_cert_list_to_pem (cas);
  g_autofree char *kept = anj_state_read_text (state_dir, FILE_NAME);

  return g_strcmp0 (pem, kept) == 0;
}

gboolean
anj_hub_cas_keep (const char *state_dir, GPtrArray *cas, GError **error)
{
  g_autofree char *pem = NULL;
  g_autoptr (GBytes) content = NULL;

  if (anj_hub_cas_are_kept (state_dir, cas))
    return TRUE;
  pem = anj_cert_list_to_pem (cas);
  content = g_bytes_new (pem, strlen (pem));
  return anj_state_write (state_dir, FILE_NAME, content, error);
}

GPtrArray *
anj_hub_cas_load (const char *state_dir, const AnjBootstrap *bootstrap)
{
  g_autofree char *kept = anj_state_read_text (state_dir, FILE_NAME);
  GPtrArray *cas = kept != NULL ? anj_cert_list_from_pem (kept, NULL) : NULL;

  return cas != NULL ? cas : of_bootstrap (bootstrap);
}

void
anj_hub_cas_set_client (AnjHttpClient *client,
                        const AnjIdentity *identity,
                        const AnjBootstrap *bootstrap)
{
  g_autoptr (GPtrArray) cas = anj_hub_cas_load (identity->state_dir, bootstrap);
  g_autoptr (X509) cert = anj_identity_get_cert (identity);
  g_autofree char *cas_pem = anj_cert_list_to_pem (cas);
  g_autofree char *cert_pem = anj_cert_to_pem (cert);

  anj_http_client_set_ca (client, cas_pem);
  anj_http_client_set_identity (client, cert_pem, identity->key_pem);
}

gboolean
anj_hub_cas_is_whole (const char *state_dir)
{
  g_autofree char *kept = anj_state_read_text (state_dir, FILE_NAME);
  g_autoptr (GPtrArray) cas = kept != NULL ? anj_cert_list_from_pem (kept, NULL) : NULL;

  return cas != NULL;
}
