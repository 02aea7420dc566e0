/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/agent/anj-attachment-rows.h"

#include "core/anj-envelope.h"
#include "core/anj-json.h"

#define ANY_STATE (-1)

void
anj_attachment_row_free (AnjAttachmentRow *self)
{
  if (self == NULL)
    return;
  g_free (self->sha256);
  g_free (self);
}

gboolean
anj_attachment_rows_add (AnjDb *db, guint64 seq, GBytes *header, GError **error)
{
  g_autoptr (AnjHeader) parsed = anj_header_parse (header, error);

  if (parsed == NULL)
    return FALSE;
  for (guint i = 0; i < json_array_get_length (parsed->attachments); i++)
    {
      JsonObject *entry = anj_json_array_get_object (parsed->attachments, i);

      if (!anj_db_run (db, error, "INSERT INTO attachment (seq, sha256, bytes) VALUES (?, ?, ?)",
                       "iti", (gint64) seq, anj_json_get_string (entry, "sha256", ""),
                       anj_json_get_int (entry, "bytes", 0)))
        return FALSE;
    }
  return TRUE;
}

static gint64
seq_to_int (guint64 seq)
{
  return (gint64) MIN (seq, (guint64) G_MAXINT64);
}

static GPtrArray *
list (AnjDb *db, int state, guint64 first_seq, guint64 last_seq, GError **error)
{
  g_autoptr (GPtrArray)
      rows = g_ptr_array_new_with_free_func ((GDestroyNotify) anj_attachment_row_free);
  g_autoptr (sqlite3_stmt) statement = anj_db_prepare (
      db, error,
      "SELECT sha256, bytes FROM attachment WHERE seq >= ?1 AND"
      " seq <= ?2 AND (?3 < 0 OR state = ?3) ORDER BY seq, sha256",
      "iii", seq_to_int (first_seq), seq_to_int (last_seq), (gint64) state);
  AnjDbStep step;

  if (statement == NULL)
    return NULL;
  while ((step = anj_db_step (db, statement, error)) == ANJ_DB_ROW)
    {
      AnjAttachmentRow *row = g_new (AnjAttachmentRow, 1);

      row->sha256 = anj_db_column_text (statement, 0);
      row->n_bytes = (guint64) sqlite3_column_int64 (statement, 1);
      g_ptr_array_add (rows, row);
    }
  return step == ANJ_DB_DONE ? g_steal_pointer (&rows) : NULL;
}

GPtrArray *
anj_attachment_rows_list (AnjDb *db,
                          AnjAttachmentState state,
                          guint64 first_seq,
                          guint64 last_seq,
                          GError **error)
{
  return list (db, (int) state, first_seq, last_seq, error);
}

GPtrArray *
anj_attachment_rows_list_all (AnjDb *db, guint64 first_seq, guint64 last_seq, GError **error)
{
  return list (db, ANY_STATE, first_seq, last_seq, error);
}

gboolean
anj_attachment_rows_first_waiting (AnjDb *db, guint64 *out_seq, GError **error)
{
  g_autoptr (sqlite3_stmt)
      statement = anj_db_prepare (db, error, "SELECT min(seq) FROM attachment WHERE state = 0", "");

  if (statement == NULL || anj_db_step (db, statement, error) != ANJ_DB_ROW)
    return FALSE;
  *out_seq = sqlite3_column_type (statement, 0) == SQLITE_NULL
                 ? G_MAXUINT64
                 : (guint64) sqlite3_column_int64 (statement, 0);
  return TRUE;
}

/* a number for people: 0 when the database does not answer */
static guint
count (AnjDb *db, const char *sql, gint64 value)
{
  g_autoptr (sqlite3_stmt) statement = anj_db_prepare (db, NULL, sql, "i", value);

  if (statement == NULL || anj_db_step (db, statement, NULL) != ANJ_DB_ROW)
    return 0;
  return (guint) sqlite3_column_int (statement, 0);
}

guint
anj_attachment_rows_count_cases (AnjDb *db, guint64 last_seq)
{
  return count (db, "SELECT count(DISTINCT seq) FROM attachment WHERE state = 0 AND seq <= ?",
                seq_to_int (last_seq));
}

guint
anj_attachment_rows_count (AnjDb *db, AnjAttachmentState state)
{
  return count (db, "SELECT count(*) FROM attachment WHERE state = ?", (gint64) state);
}

gboolean
anj_attachment_rows_is_lost (AnjDb *db, const char *sha256)
{
  g_autoptr (sqlite3_stmt) statement = anj_db_prepare (
      db, NULL, "SELECT 1 FROM attachment WHERE sha256 = ? AND state IN (?, ?)", "tii", sha256,
      (gint64) ANJ_ATTACHMENT_LOST, (gint64) ANJ_ATTACHMENT_GIVEN_UP);

  return statement != NULL && anj_db_step (db, statement, NULL) == ANJ_DB_ROW;
}

gboolean
anj_attachment_rows_set (AnjDb *db, const char *sha256, AnjAttachmentState state, GError **error)
{
  return anj_db_run (db, error, "UPDATE attachment SET state = ? WHERE sha256 = ?", "it",
                     (gint64) state, sha256);
}

gboolean
anj_attachment_rows_reopen (AnjDb *db, const char *sha256, guint64 seq, GError **error)
{
  return anj_db_run (db, error,
                     "UPDATE attachment SET state = 0 WHERE state = 1 AND"
                     " (sha256 = ?1 OR (?1 IS NULL AND seq > ?2))",
                     "ti", sha256, seq_to_int (seq));
}

gboolean
anj_attachment_rows_remove (AnjDb *db, guint64 first_seq, guint64 last_seq, GError **error)
{
  return anj_db_run (db, error, "DELETE FROM attachment WHERE seq >= ? AND seq <= ?", "ii",
                     seq_to_int (first_seq), seq_to_int (last_seq));
}
