/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/agent/anj-key-recovery.h"

#include "app/agent/anj-agent-error.h"
#include "app/agent/anj-state-files.h"
#include "core/anj-cms.h"
#include "core/anj-secret.h"

#define RECOVERY_FILE "outbox.recovery"
#define RECOVERY_ROLE "recovery"

/* (transfer full): the recovery office's certificates */
static GPtrArray *
find_recipients (JsonObject *document, GError **error)
{
  g_autoptr (GPtrArray) certs = g_ptr_array_new_with_free_func ((GDestroyNotify) X509_free);
  JsonArray *array = anj_json_get_array (document, "recipients");

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonObject *recipient = anj_json_array_get_object (array, i);
      X509 *cert;

      if (recipient == NULL ||
          !g_str_equal (anj_json_get_string (recipient, "role", ""), RECOVERY_ROLE))
        continue;
      cert = anj_cert_from_pem (anj_json_get_string (recipient, "certificate", ""), error);
      if (cert == NULL)
        return NULL;
      g_ptr_array_add (certs, cert);
    }
  if (certs->len > 0)
    return g_steal_pointer (&certs);
  g_set_error_literal (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_CONFIG,
                       "the configuration names no recovery certificate");
  return NULL;
}

gboolean
anj_key_recovery_keep (const AnjIdentity *identity, JsonObject *document, GError **error)
{
  g_autoptr (GPtrArray) certs = NULL;
  g_autoptr (GBytes) plain = NULL;
  g_autoptr (GBytes) sealed = NULL;

  certs = find_recipients (document, error);
  if (certs == NULL)
    return FALSE;
  plain = anj_secret_bytes_new (identity->k_out, sizeof identity->k_out);
  sealed = anj_cms_encrypt (plain, certs, error);
  return sealed != NULL && anj_state_write (identity->state_dir, RECOVERY_FILE, sealed, error);
}
