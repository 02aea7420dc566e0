/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-config-guard.h"

#include "core/anj-error.h"
#include "core/anj-json.h"

/* as a terminal would see it that obeys @document */
static gboolean
check_hub_cas (JsonObject *document, const HubKeys *keys, GError **error)
{
  JsonArray *named = anj_json_get_array (document, "hub_cas");
  g_autoptr (GPtrArray) roots = NULL;
  g_autoptr (GPtrArray) shown = NULL;

  if (named == NULL)
    return TRUE;
  roots = g_ptr_array_new_with_free_func ((GDestroyNotify) X509_free);
  for (guint i = 0; i < json_array_get_length (named); i++)
    {
      X509 *root = anj_cert_from_pem (json_array_get_string_element (named, i), error);

      if (root == NULL)
        return FALSE;
      g_ptr_array_add (roots, root);
    }
  shown = anj_cert_list_from_pem (keys->server_cert_pem, error);
  if (shown == NULL)
    return FALSE;
  if (anj_cert_verify_path (g_ptr_array_index (shown, 0), roots, shown, ANJ_CERT_SERVER,
                            ANJ_CERT_ANY_TIME, /* error */ NULL))
    return TRUE;
  g_set_error_literal (error, ANJ_ERROR, ANJ_ERROR_INVALID,
                       "/hub_cas: does not name the CA of the hub's present certificate: every "
                       "terminal would lose the line; add DATA/ca/cert.pem");
  return FALSE;
}

static gboolean
is_listed (JsonArray *list, const char *fingerprint)
{
  for (guint i = 0; list != NULL && i < json_array_get_length (list); i++)
    if (g_str_equal (json_array_get_string_element (list, i), fingerprint))
      return TRUE;
  return FALSE;
}

static gboolean
check_revoked (JsonObject *document, const AnjConfigTrust *trust, GError **error)
{
  JsonObject *said = anj_json_get_object (document, "trust");
  JsonArray *revoked = said != NULL ? anj_json_get_array (said, "revoked") : NULL;
  GHashTableIter iter;
  gpointer fingerprint;

  g_hash_table_iter_init (&iter, anj_config_trust_get_revoked (trust));
  while (g_hash_table_iter_next (&iter, &fingerprint, NULL))
    if (!is_listed (revoked, fingerprint))
      {
        g_set_error (error, ANJ_ERROR, ANJ_ERROR_INVALID,
                     "/trust/revoked: lacks %s, which was revoked before: terminals that were dark "
                     "meanwhile would go on trusting it",
                     (const char *) fingerprint);
        return FALSE;
      }
  return TRUE;
}

gboolean
hub_config_guard_check (const AnjConfig *config,
                        const AnjConfigTrust *trust,
                        const HubKeys *keys,
                        GError **error)
{
  JsonObject *document = anj_config_document (config);

  return check_hub_cas (document, keys, error) && check_revoked (document, trust, error);
}
