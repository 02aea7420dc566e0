/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/agent/anj-remote-book.h"

#include "app/agent/anj-db.h"

/* ids remembered beyond those that are open; the hub offers none that is older than its expiry */
#define KEEP 4096

static const char *const state_names[] = { [ANJ_REMOTE_ACKED] = "acked",
                                           [ANJ_REMOTE_DONE] = "done",
                                           [ANJ_REMOTE_FAILED] = "failed" };

const char *
anj_remote_state_name (AnjRemoteState state)
{
  return state_names[state];
}

void
anj_remote_entry_free (AnjRemoteEntry *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self->detail);
  g_free (self);
}

gboolean
anj_remote_book_take (AnjLedger *ledger,
                      const char *id,
                      AnjRemoteKind kind,
                      gboolean *out_is_new,
                      GError **error)
{
  AnjDb *db = anj_ledger_get_db (ledger);
  g_autoptr (sqlite3_stmt) statement = anj_db_prepare (
      db, error, "INSERT OR IGNORE INTO remote (id, kind, state) VALUES (?, ?, ?) RETURNING seq",
      "tti", id, kind < ANJ_N_REMOTES ? anj_remote_kind_name (kind) : "",
      (gint64) ANJ_REMOTE_ACKED);
  AnjDbStep step = statement != NULL ? anj_db_step (db, statement, error) : ANJ_DB_ERROR;
  gint64 seq;

  if (step == ANJ_DB_ERROR)
    return FALSE;
  if (step == ANJ_DB_DONE)
    {
      *out_is_new = FALSE;
      return TRUE;
    }
  seq = sqlite3_column_int64 (statement, 0);
  if (anj_db_step (db, statement, error) != ANJ_DB_DONE) /* commits */
    return FALSE;
  *out_is_new = TRUE;
  return anj_db_run (db, error, "DELETE FROM remote WHERE seq <= ? AND state <> ? AND told = state",
                     "ii", seq - KEEP, (gint64) ANJ_REMOTE_ACKED);
}

static AnjRemoteEntry *
read_entry (sqlite3_stmt *statement)
{
  AnjRemoteEntry *entry = g_new0 (AnjRemoteEntry, 1);
  g_autofree char *kind = anj_db_column_text (statement, 1);

  entry->id = anj_db_column_text (statement, 0);
  if (!anj_remote_kind_parse (kind, &entry->kind))
    entry->kind = ANJ_N_REMOTES;
  entry->state = (AnjRemoteState) sqlite3_column_int (statement, 2);
  entry->detail = anj_db_column_text (statement, 3);
  entry->is_told = sqlite3_column_int (statement, 4) == (int) entry->state;
  entry->n_begun = (guint) sqlite3_column_int (statement, 5);
  return entry;
}

GPtrArray *
anj_remote_book_list_open (AnjLedger *ledger, GError **error)
{
  AnjDb *db = anj_ledger_get_db (ledger);
  g_autoptr (GPtrArray)
      entries = g_ptr_array_new_with_free_func ((GDestroyNotify) anj_remote_entry_free);
  g_autoptr (sqlite3_stmt)
      statement = anj_db_prepare (db, error,
                                  "SELECT id, kind, state, detail, told, n_begun FROM remote"
                                  " WHERE state = ? OR told <> state ORDER BY seq",
                                  "i", (gint64) ANJ_REMOTE_ACKED);
  AnjDbStep step;

  if (statement == NULL)
    return NULL;
  while ((step = anj_db_step (db, statement, error)) == ANJ_DB_ROW)
    g_ptr_array_add (entries, read_entry (statement));
  return step == ANJ_DB_DONE ? g_steal_pointer (&entries) : NULL;
}

gboolean
anj_remote_book_begin (AnjLedger *ledger, const char *id, GError **error)
{
  return anj_db_run (anj_ledger_get_db (ledger), error,
                     "UPDATE remote SET n_begun = n_begun + 1 WHERE id = ?", "t", id);
}

gboolean
anj_remote_book_end (AnjLedger *ledger,
                     const char *id,
                     AnjRemoteState state,
                     const char *detail,
                     GError **error)
{
  return anj_db_run (anj_ledger_get_db (ledger), error,
                     "UPDATE remote SET state = ?, detail = ? WHERE id = ? AND state = ?", "itti",
                     (gint64) state, detail, id, (gint64) ANJ_REMOTE_ACKED);
}

gboolean
anj_remote_book_note_told (AnjLedger *ledger, const char *id, AnjRemoteState state, GError **error)
{
  return anj_db_run (anj_ledger_get_db (ledger), error, "UPDATE remote SET told = ? WHERE id = ?",
                     "it", (gint64) state, id);
}
