/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whether all that outbox.db holds is what was written: its pages, its tables, the marks, the gaps
 * and each link from the front to the newest. See anj-outbox-private.h. */

#include <string.h>

#include "app/agent/anj-agent-error.h"
#include "app/agent/anj-outbox-private.h"
#include "core/anj-json.h"

/* tables, after so many of the migrations */
static const guint n_tables[] = { 0, 4, 5, 7, 8 };

static gboolean
damaged (GError **error, const char *what)
{
  g_set_error (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_DAMAGED, "outbox.db: %s", what);
  return FALSE;
}

static gboolean
is_damaged_case (guint64 seq, GError **error)
{
  g_autofree char *what = g_strdup_printf ("case %" G_GUINT64_FORMAT " is damaged or missing", seq);

  return damaged (error, what);
}

static gboolean
get_int (AnjDb *db, const char *sql, gint64 *out_value, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = anj_db_prepare (db, error, sql, "");

  if (statement == NULL || anj_db_step (db, statement, error) != ANJ_DB_ROW)
    return FALSE;
  *out_value = sqlite3_column_int64 (statement, 0);
  return TRUE;
}

/* *out_n_other: tables that no migration makes */
static gboolean
count_tables (AnjDb *db, guint *out_n_ours, guint *out_n_other, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = anj_db_prepare (
      db, error, "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL", "");
  AnjDbStep step;

  *out_n_ours = *out_n_other = 0;
  if (statement == NULL)
    return FALSE;
  while ((step = anj_db_step (db, statement, error)) == ANJ_DB_ROW)
    {
      const char *sql = (const char *) sqlite3_column_text (statement, 0);
      gboolean is_ours = FALSE;

      for (gsize i = 0; sql != NULL && anj_outbox_migrations[i] != NULL && !is_ours; i++)
        is_ours = strstr (anj_outbox_migrations[i], sql) != NULL;
      *(is_ours ? out_n_ours : out_n_other) += 1;
    }
  return step == ANJ_DB_DONE;
}

/* *out_version: of the tables, which may be older than the program */
static gboolean
check_tables (AnjOutbox *self, guint *out_version, GError **error)
{
  guint n_ours, n_other;
  gint64 version;

  if (!get_int (self->db, "PRAGMA user_version", &version, error) ||
      !count_tables (self->db, &n_ours, &n_other, error))
    return FALSE;
  if (version >= (gint64) G_N_ELEMENTS (n_tables) && n_other > 0)
    {
      g_set_error_literal (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_CONFIG,
                           "outbox.db was written by a newer version; install that version again");
      return FALSE;
    }
  if (version < 0 || version >= (gint64) G_N_ELEMENTS (n_tables) || n_other > 0 ||
      n_ours != n_tables[version])
    return damaged (error, "its tables are not those that were made");
  *out_version = (guint) version;
  return TRUE;
}

/* as older versions wrote them, in clear */
static gboolean
load_old_marks (AnjOutbox *self, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = anj_db_prepare (
      self->db, error,
      "SELECT seq, chain, receipted_seq, backed_up_seq, hub_generation FROM checkpoint", "");

  if (statement == NULL)
    return FALSE;
  if (anj_db_step (self->db, statement, NULL) != ANJ_DB_ROW ||
      sqlite3_column_bytes (statement, 1) != ANJ_CHAIN_BYTES)
    return damaged (error, "the marks are missing");
  self->marks.front_seq = (guint64) sqlite3_column_int64 (statement, 0);
  memcpy (self->marks.front_hash, sqlite3_column_blob (statement, 1), ANJ_CHAIN_BYTES);
  self->marks.receipted_seq = (guint64) sqlite3_column_int64 (statement, 2);
  self->marks.backed_up_seq = (guint64) sqlite3_column_int64 (statement, 3);
  self->marks.hub_generation = anj_db_column_text (statement, 4);
  return TRUE;
}

static gboolean
load_marks (AnjOutbox *self, guint version, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = NULL;
  g_autoptr (GBytes) sealed = NULL;
  AnjDbStep step;

  if (version < 3)
    return version == 0 || load_old_marks (self, error);
  statement = anj_db_prepare (self->db, error, "SELECT sealed FROM marks WHERE id = 1", "");
  if (statement == NULL || (step = anj_db_step (self->db, statement, error)) == ANJ_DB_ERROR)
    return FALSE;
  if (step == ANJ_DB_DONE)
    return load_old_marks (self, error);
  sealed = anj_db_column_bytes (statement, 0);
  return anj_outbox_marks_open (&self->marks, self->row_key, sealed, NULL) ||
         damaged (error, "the marks are damaged");
}

static gboolean
load_gaps (AnjOutbox *self, guint version, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = NULL;
  AnjDbStep step;

  if (version < 3)
    return TRUE;
  statement = anj_db_prepare (self->db, error,
                              "SELECT first_seq, sealed, n_lost FROM gap ORDER BY first_seq", "");
  if (statement == NULL)
    return FALSE;
  while ((step = anj_db_step (self->db, statement, error)) == ANJ_DB_ROW)
    {
      g_autoptr (GBytes) sealed = anj_db_column_bytes (statement, 1);
      AnjOutboxGap gap;

      if (!anj_outbox_gap_open (&gap, self->row_key, (guint64) sqlite3_column_int64 (statement, 0),
                                sealed, NULL))
        return damaged (error, "a gap is damaged");
      if (sqlite3_column_type (statement, 2) != SQLITE_NULL)
        gap.n_lost = sqlite3_column_int64 (statement, 2);
      g_array_append_val (self->gaps, gap);
    }
  return step == ANJ_DB_DONE;
}

/* goes over the gap that begins behind the newest link so far, if there is one */
static void
pass_gaps (AnjOutbox *self)
{
  for (guint i = 0; i < self->gaps->len; i++)
    {
      const AnjOutboxGap *gap = &g_array_index (self->gaps, AnjOutboxGap, i);

      if (gap->first_seq != self->last_seq + 1)
        continue;
      self->last_seq = gap->last_seq;
      memcpy (self->head, gap->head, ANJ_CHAIN_BYTES);
    }
}

static char *
name_attachment (guint64 seq, const char *sha256, gint64 n_bytes)
{
  return g_strdup_printf ("%" G_GUINT64_FORMAT " %s %" G_GINT64_FORMAT, seq, sha256, n_bytes);
}

/* (transfer full) (element-type utf8): the table, a name a row */
static GHashTable *
read_attachments (AnjOutbox *self, guint version, GError **error)
{
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (sqlite3_stmt) statement = NULL;
  AnjDbStep step;

  if (version < 2)
    return g_steal_pointer (&names);
  statement = anj_db_prepare (self->db, error, "SELECT seq, sha256, bytes FROM attachment", "");
  if (statement == NULL)
    return NULL;
  while ((step = anj_db_step (self->db, statement, error)) == ANJ_DB_ROW)
    {
      const char *sha256 = (const char *) sqlite3_column_text (statement, 1);

      g_hash_table_add (names, name_attachment ((guint64) sqlite3_column_int64 (statement, 0),
                                                sha256 != NULL ? sha256 : "",
                                                sqlite3_column_int64 (statement, 2)));
    }
  return step == ANJ_DB_DONE ? g_steal_pointer (&names) : NULL;
}

/* of a refused case the attachments are in quarantine/ */
static gboolean
is_refused (AnjOutbox *self, guint64 seq)
{
  g_autoptr (sqlite3_stmt) statement = anj_db_prepare (
      self->db, NULL, "SELECT 1 FROM tombstone WHERE seq = ?", "i", (gint64) seq);

  return statement != NULL && anj_db_step (self->db, statement, NULL) == ANJ_DB_ROW;
}

/* whether the table has what @entry's header names; takes it from @names */
static gboolean
take_attachments (AnjOutbox *self, GHashTable *names, const AnjOutboxEntry *entry)
{
  static const char member[] = "\"attachments\":[{";
  g_autoptr (AnjHeader) header = NULL;

  /* few have any, and to parse them all takes longer than to open them */
  if (memmem (g_bytes_get_data (entry->header, NULL), g_bytes_get_size (entry->header), member,
              strlen (member)) == NULL)
    return TRUE;
  header = anj_header_parse (entry->header, NULL);
  for (guint i = 0; header != NULL && i < json_array_get_length (header->attachments); i++)
    {
      JsonObject *attachment = anj_json_array_get_object (header->attachments, i);
      g_autofree char *name = name_attachment (entry->seq,
                                               anj_json_get_string (attachment, "sha256", ""),
                                               anj_json_get_int (attachment, "bytes", 0));

      if (!g_hash_table_remove (names, name) && !is_refused (self, entry->seq))
        return FALSE;
    }
  return TRUE;
}

/* whether the case of this row continues the chain; takes what it names from @names */
static gboolean
check_entry (AnjOutbox *self, sqlite3_stmt *statement, GHashTable *names)
{
  guint64 seq = (guint64) sqlite3_column_int64 (statement, 0);
  g_autoptr (GBytes) sealed = anj_db_column_bytes (statement, 1);
  g_autoptr (GBytes) payload = anj_db_column_bytes (statement, 2);
  g_autoptr (AnjOutboxEntry) entry = NULL;
  guint8 prev[ANJ_CHAIN_BYTES];

  pass_gaps (self);
  entry = anj_outbox_entry_open (self->row_key, self->terminal, seq, sealed, payload, prev, NULL);
  if (entry == NULL || seq != self->last_seq + 1 || memcmp (prev, self->head, sizeof prev) != 0 ||
      !take_attachments (self, names, entry))
    return FALSE;
  self->last_seq = seq;
  anj_link_hash (entry->link, self->head);
  return TRUE;
}

static gboolean
check_chain (AnjOutbox *self, guint version, GError **error)
{
  g_autoptr (GHashTable) names = read_attachments (self, version, error);
  g_autoptr (sqlite3_stmt) statement = NULL;
  AnjDbStep step;

  self->last_seq = self->marks.front_seq;
  memcpy (self->head, self->marks.front_hash, ANJ_CHAIN_BYTES);
  if (names == NULL)
    return FALSE;
  statement = anj_db_prepare (self->db, error,
                              "SELECT seq, sealed, payload FROM entry ORDER BY seq", "");
  if (statement == NULL)
    return FALSE;
  while ((step = anj_db_step (self->db, statement, error)) == ANJ_DB_ROW)
    if (!check_entry (self, statement, names))
      return is_damaged_case (self->last_seq + 1, error);
  if (step != ANJ_DB_DONE)
    return FALSE;
  pass_gaps (self);
  for (guint i = 0; i < self->gaps->len; i++)
    if (g_array_index (self->gaps, AnjOutboxGap, i).last_seq > self->last_seq)
      return is_damaged_case (self->last_seq + 1, error);
  if (self->last_seq < self->marks.receipted_seq)
    return damaged (error, "receipted cases are missing");
  return g_hash_table_size (names) == 0 || damaged (error, "attachments of no case are named");
}

static gboolean
verify (AnjOutbox *self, GError **error)
{
  guint version;

  return anj_db_check (self->db, error) && check_tables (self, &version, error) &&
         load_marks (self, version, error) && load_gaps (self, version, error) &&
         (version == 0 || check_chain (self, version, error));
}

gboolean
anj_outbox_verify (AnjOutbox *self, GError **error)
{
  /* `check` looks while the agent works */
  g_autoptr (AnjDbTransaction) transaction = anj_db_begin_read (self->db, error);

  return transaction != NULL && verify (self, error);
}
