/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/reconcile/hub-decisions.h"

struct _HubDecisions
{
  GHashTable *verdicts; /* "REGISTER KEY NIK" -> HubVerdict */
  GHashTable *same;     /* "REGISTER KEY" -> (owned) guint64 NIK */
};

HubDecisions *
hub_decisions_load (HubStore *store, GError **error)
{
  g_autoptr (HubDecisions) self = g_new0 (HubDecisions, 1);
  g_autoptr (HubStmt) stmt = NULL;
  gboolean row = TRUE;

  self->verdicts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->same = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  stmt = hub_store_query (store, error,
                          "SELECT register || ' ' || key, nik, is_same FROM review_decisions", "");
  if (stmt == NULL)
    return NULL;
  while (hub_stmt_next (stmt, &row, error) && row)
    {
      const char *id = hub_stmt_text (stmt, 0), *nik = hub_stmt_text (stmt, 1);
      gboolean is_same = hub_stmt_int (stmt, 2) != 0;
      guint64 number = g_ascii_strtoull (nik, NULL, 10);

      g_hash_table_insert (self->verdicts, g_strdup_printf ("%s %s", id, nik),
                           GINT_TO_POINTER (is_same ? HUB_VERDICT_SAME : HUB_VERDICT_DIFFERENT));
      if (is_same)
        g_hash_table_insert (self->same, g_strdup (id), g_memdup2 (&number, sizeof number));
    }
  return row ? NULL : g_steal_pointer (&self);
}

void
hub_decisions_free (HubDecisions *self)
{
  g_hash_table_unref (self->verdicts);
  g_hash_table_unref (self->same);
  g_free (self);
}

HubVerdict
hub_decisions_find (const HubDecisions *self, const char *id, guint64 nik)
{
  g_autofree char *key = NULL;

  if (g_hash_table_size (self->verdicts) == 0)
    return HUB_VERDICT_NONE;
  key = g_strdup_printf ("%s %016" G_GUINT64_FORMAT, id, nik);
  return (HubVerdict) GPOINTER_TO_INT (g_hash_table_lookup (self->verdicts, key));
}

guint64
hub_decisions_find_same (const HubDecisions *self, const char *id)
{
  const guint64 *nik = g_hash_table_lookup (self->same, id);

  return nik != NULL ? *nik : 0;
}

gboolean
hub_decisions_is_different (const HubClaim *one, const HubClaim *other, gpointer user_data)
{
  return hub_decisions_find (user_data, one->id, other->nik) == HUB_VERDICT_DIFFERENT ||
         (!one->is_row &&
          hub_decisions_find (user_data, other->id, one->nik) == HUB_VERDICT_DIFFERENT);
}
