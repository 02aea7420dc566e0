/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-quarantine.h"

#include "hub/hub-audit.h"

static JsonObject *
name_terminal (const char *terminal)
{
  JsonObject *detail = json_object_new ();

  json_object_set_string_member (detail, "terminal", terminal);
  return detail;
}

gboolean
hub_quarantine_set (HubStore *store,
                    const char *terminal,
                    guint64 last_seq,
                    gint64 now_us,
                    GError **error)
{
  g_autoptr (HubTransaction) transaction = hub_transaction_begin (store, error);
  g_autofree char *actor = g_strconcat ("terminal ", terminal, NULL);
  g_autofree char *evidence = g_strdup_printf (
      "two cases claim one number of its chain, up to %" G_GUINT64_FORMAT, last_seq);
  JsonObject *detail;

  if (transaction == NULL ||
      !hub_store_run (store, error,
                      "UPDATE terminals SET quarantined_us = ?, quarantine_evidence = ?"
                      " WHERE id = ? AND quarantined_us IS NULL",
                      "itt", now_us, evidence, terminal))
    return FALSE;
  if (hub_store_n_changed (store) == 0)
    return TRUE;
  detail = name_terminal (terminal);
  json_object_set_int_member (detail, "last_seq", (gint64) last_seq);
  return hub_audit_append (store, now_us, actor, "terminal-quarantined", detail, error) &&
         hub_transaction_commit (transaction, error);
}

gboolean
hub_quarantine_end (HubStore *store,
                    const char *terminal,
                    const char *actor,
                    gint64 now_us,
                    gboolean *out_changed,
                    GError **error)
{
  g_autoptr (HubTransaction) transaction = hub_transaction_begin (store, error);

  if (transaction == NULL ||
      !hub_store_run (store, error,
                      "UPDATE terminals SET quarantined_us = NULL, quarantine_evidence = NULL"
                      " WHERE id = ? AND quarantined_us IS NOT NULL",
                      "t", terminal))
    return FALSE;
  *out_changed = hub_store_n_changed (store) > 0;
  if (!*out_changed)
    return TRUE;
  return hub_audit_append (store, now_us, actor, "terminal-confirmed", name_terminal (terminal),
                           error) &&
         hub_transaction_commit (transaction, error);
}
