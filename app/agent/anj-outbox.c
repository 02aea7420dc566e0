/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/agent/anj-outbox.h"

#include <string.h>

#include "app/agent/anj-agent-error.h"
#include "app/agent/anj-attachment-rows.h"
#include "app/agent/anj-outbox-private.h"
#include "core/anj-kdf.h"

const char *const anj_outbox_migrations[] = {
  "CREATE TABLE entry (seq INTEGER PRIMARY KEY, sealed BLOB NOT NULL, payload BLOB NOT NULL);"
  "CREATE TABLE checkpoint (id INTEGER PRIMARY KEY CHECK (id = 1), seq INTEGER NOT NULL,"
  " chain BLOB NOT NULL, receipted_seq INTEGER NOT NULL, backed_up_seq INTEGER NOT NULL,"
  " hub_generation TEXT);"
  "INSERT INTO checkpoint VALUES (1, 0, zeroblob(32), 0, 0, NULL);"
  "CREATE TABLE tombstone (seq INTEGER PRIMARY KEY, code TEXT NOT NULL);"
  "CREATE TABLE pool (slot BLOB PRIMARY KEY, sealed BLOB NOT NULL, payload BLOB NOT NULL)"
  " WITHOUT ROWID;",
  ANJ_ATTACHMENT_ROWS_SCHEMA,
  /* marks take the checkpoint's place, sealed; n_lost is NULL until the hub said how many */
  "CREATE TABLE marks (id INTEGER PRIMARY KEY, sealed BLOB NOT NULL);"
  "CREATE TABLE gap (first_seq INTEGER PRIMARY KEY, sealed BLOB NOT NULL, n_lost INTEGER);",
  /* headers of cases that have a tombstone; payloads are sealed too from here on */
  "CREATE TABLE refused (seq INTEGER PRIMARY KEY, sealed BLOB NOT NULL);",
  NULL,
};

void
anj_outbox_entry_free (AnjOutboxEntry *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->header, g_bytes_unref);
  g_clear_pointer (&self->link, g_bytes_unref);
  g_clear_pointer (&self->payload, g_bytes_unref);
  g_free (self);
}

char *
anj_outbox_place (guint64 seq)
{
  return g_strdup_printf ("outbox %" G_GUINT64_FORMAT, seq);
}

static char *
make_refused_place (guint64 seq)
{
  return g_strdup_printf ("outbox refused %" G_GUINT64_FORMAT, seq);
}

gboolean
anj_outbox_put_entry (AnjDb *db,
                      const AnjOutboxEntry *entry,
                      const guint8 *row_key,
                      const AnjRandom *random,
                      GError **error)
{
  g_autofree char *place = anj_outbox_place (entry->seq);
  g_autoptr (GBytes)
      sealed = anj_outbox_row_seal (row_key, place, entry->header, entry->link, random, error);
  g_autoptr (GBytes) payload = NULL;

  if (sealed == NULL)
    return FALSE;
  payload = anj_outbox_payload_seal (row_key, place, entry->payload, random, error);
  return payload != NULL &&
         anj_db_run (db, error, "INSERT INTO entry (seq, sealed, payload) VALUES (?, ?, ?)", "ibb",
                     (gint64) entry->seq, sealed, payload);
}

AnjOutboxEntry *
anj_outbox_entry_open (const guint8 *row_key,
                       const char *terminal,
                       guint64 seq,
                       GBytes *sealed,
                       GBytes *payload,
                       guint8 out_prev[ANJ_CHAIN_BYTES],
                       GError **error)
{
  g_autoptr (AnjOutboxEntry) entry = g_new0 (AnjOutboxEntry, 1);
  g_autoptr (AnjLink) link = NULL;
  g_autofree char *place = anj_outbox_place (seq);

  entry->seq = seq;
  entry->payload = anj_outbox_payload_open (row_key, place, payload);
  if (!anj_outbox_row_open (row_key, place, sealed, &entry->header, &entry->link, error) ||
      (link = anj_link_parse (entry->link, error)) == NULL)
    return NULL;
  if (link->seq != seq || !g_str_equal (link->terminal, terminal) ||
      !anj_link_covers (link, entry->header, entry->payload))
    {
      g_set_error (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_DAMAGED,
                   "outbox.db: case %" G_GUINT64_FORMAT " is not what its link names", seq);
      return NULL;
    }
  memcpy (out_prev, link->prev, ANJ_CHAIN_BYTES);
  return g_steal_pointer (&entry);
}

gboolean
anj_outbox_put_marks (AnjDb *db,
                      const AnjOutboxMarks *marks,
                      const guint8 *row_key,
                      const AnjRandom *random,
                      GError **error)
{
  g_autoptr (GBytes) sealed = anj_outbox_marks_seal (marks, row_key, random, error);

  return sealed != NULL &&
         anj_db_run (db, error, "INSERT OR REPLACE INTO marks (id, sealed) VALUES (1, ?)", "b",
                     sealed);
}

gboolean
anj_outbox_put_refused (AnjDb *db,
                        guint64 seq,
                        GBytes *header,
                        const guint8 *row_key,
                        const AnjRandom *random,
                        GError **error)
{
  g_autofree char *place = make_refused_place (seq);
  g_autoptr (GBytes) nothing = g_bytes_new (NULL, 0);
  g_autoptr (GBytes) sealed = anj_outbox_row_seal (row_key, place, header, nothing, random, error);

  return sealed != NULL &&
         anj_db_run (db, error, "INSERT OR IGNORE INTO refused (seq, sealed) VALUES (?, ?)", "ib",
                     (gint64) seq, sealed);
}

gboolean
anj_outbox_put_gap (AnjDb *db,
                    const AnjOutboxGap *gap,
                    const guint8 *row_key,
                    const AnjRandom *random,
                    GError **error)
{
  g_autoptr (GBytes) sealed = anj_outbox_gap_seal (gap, row_key, random, error);

  return sealed != NULL &&
         anj_db_run (db, error, "INSERT OR REPLACE INTO gap (first_seq, sealed) VALUES (?, ?)",
                     "ib", (gint64) gap->first_seq, sealed) &&
         (gap->n_lost == ANJ_OUTBOX_GAP_OPEN ||
          anj_db_run (db, error, "UPDATE gap SET n_lost = ? WHERE first_seq = ?", "ii", gap->n_lost,
                      (gint64) gap->first_seq));
}

/* A file that is there is not written to before all of it is known to be good: what SQLite makes of
 * a damaged log it would else write over what lies behind the damage. */
static gboolean
open_file (AnjOutbox *self, const char *path, AnjDbMode mode, GError **error)
{
  gboolean looks_first = mode == ANJ_DB_DURABLE && g_file_test (path, G_FILE_TEST_EXISTS);

  /* the fsync that ended the run before may have failed unseen */
  anj_db_drop_page_cache (path);
  self->db = anj_db_open (path, looks_first ? ANJ_DB_READ : mode, anj_outbox_migrations, error);
  if (self->db == NULL || !anj_outbox_verify (self, error))
    return FALSE;
  if (looks_first && !anj_db_make_durable (self->db, anj_outbox_migrations, error))
    return FALSE;
  return mode == ANJ_DB_READ || anj_outbox_seal_older (self, error);
}

AnjOutbox *
anj_outbox_open (const char *state_dir,
                 const char *terminal,
                 const guint8 *k_out,
                 const AnjRandom *random,
                 AnjDbMode mode,
                 GError **error)
{
  g_autoptr (AnjOutbox) self = g_new0 (AnjOutbox, 1);
  g_autofree char *path = g_build_filename (state_dir, "outbox.db", NULL);

  self->state_dir = g_strdup (state_dir);
  self->terminal = g_strdup (terminal);
  self->random = random;
  self->gaps = g_array_new (FALSE, FALSE, sizeof (AnjOutboxGap));
  if (!anj_outbox_row_key (k_out, self->row_key, error) || !open_file (self, path, mode, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
anj_outbox_close (AnjOutbox *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->db, anj_db_close);
  g_array_unref (self->gaps);
  anj_outbox_marks_clear (&self->marks);
  explicit_bzero (self->row_key, sizeof self->row_key);
  g_free (self->state_dir);
  g_free (self->terminal);
  g_free (self);
}

AnjDb *
anj_outbox_get_db (AnjOutbox *self)
{
  return self->db;
}

/* 0 when the database does not answer */
static guint
count (AnjOutbox *self, const char *sql, guint64 seq)
{
  g_autoptr (sqlite3_stmt) statement = anj_db_prepare (self->db, NULL, sql, "i", (gint64) seq);

  if (statement == NULL || anj_db_step (self->db, statement, NULL) != ANJ_DB_ROW)
    return 0;
  return (guint) sqlite3_column_int64 (statement, 0);
}

static void
count_gaps (AnjOutbox *self, AnjOutboxState *state)
{
  for (guint i = 0; i < self->gaps->len; i++)
    {
      const AnjOutboxGap *gap = &g_array_index (self->gaps, AnjOutboxGap, i);

      if (gap->n_lost == ANJ_OUTBOX_GAP_OPEN)
        state->n_unsure += (guint) (gap->last_seq - gap->first_seq + 1);
      else
        state->n_lost += (guint) gap->n_lost;
    }
}

void
anj_outbox_get_state (AnjOutbox *self, AnjOutboxState *out_state)
{
  guint64 receipted_seq = MAX (self->marks.receipted_seq, self->marks.front_seq);
  guint n_incomplete = anj_attachment_rows_count_cases (self->db, receipted_seq);
  guint n_receipted = count (self, "SELECT count(*) FROM entry WHERE seq <= ?", receipted_seq);

  *out_state = (AnjOutboxState){
    .front_seq = self->marks.front_seq,
    .last_seq = self->last_seq,
    .receipted_seq = self->marks.receipted_seq,
    .backed_up_seq = self->marks.backed_up_seq,
    .n_waiting = count (self, "SELECT count(*) FROM entry WHERE seq > ?", receipted_seq) +
                 n_incomplete,
    .n_kept = n_receipted - MIN (n_receipted, n_incomplete),
    .n_refused = count (self, "SELECT count(*) FROM tombstone WHERE seq > ?", 0),
    .n_attachments = anj_attachment_rows_count (self->db, ANJ_ATTACHMENT_WAITING),
    .n_attachments_lost = anj_attachment_rows_count (self->db, ANJ_ATTACHMENT_LOST) +
                          anj_attachment_rows_count (self->db, ANJ_ATTACHMENT_GIVEN_UP),
  };
  count_gaps (self, out_state);
  memcpy (out_state->head, self->head, sizeof out_state->head);
}

const AnjOutboxGap *
anj_outbox_find_gap (AnjOutbox *self, guint64 seq)
{
  for (guint i = 0; i < self->gaps->len; i++)
    {
      const AnjOutboxGap *gap = &g_array_index (self->gaps, AnjOutboxGap, i);

      if (gap->first_seq <= seq && seq <= gap->last_seq)
        return gap;
    }
  return NULL;
}

void
anj_outbox_links_begin (AnjOutbox *self, AnjOutboxLinks *links)
{
  links->last_seq = self->last_seq;
  memcpy (links->head, self->head, sizeof links->head);
}

gboolean
anj_outbox_reaches (AnjOutbox *self, const AnjOutboxLinks *witness, GError **error)
{
  if (witness->last_seq < self->last_seq ||
      (witness->last_seq == self->last_seq &&
       memcmp (witness->head, self->head, sizeof self->head) == 0))
    return TRUE;
  anj_db_note_damage (self->db);
  g_set_error (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_DAMAGED,
               "outbox.db: it ends at case %" G_GUINT64_FORMAT ", and %" G_GUINT64_FORMAT
               " were there",
               self->last_seq, witness->last_seq);
  return FALSE;
}

gboolean
anj_outbox_links_add (AnjOutbox *self,
                      AnjOutboxLinks *links,
                      GBytes *header,
                      GBytes *payload,
                      GError **error)
{
  AnjLink link = { .terminal = self->terminal, .seq = links->last_seq + 1 };
  g_autoptr (GBytes) link_bytes = NULL;
  AnjOutboxEntry entry;

  memcpy (link.prev, links->head, sizeof link.prev);
  anj_sha256 (g_bytes_get_data (header, NULL), g_bytes_get_size (header), link.header_sha256);
  anj_sha256 (g_bytes_get_data (payload, NULL), g_bytes_get_size (payload), link.payload_sha256);
  link_bytes = anj_link_to_bytes (&link);
  entry = (AnjOutboxEntry){ link.seq, header, link_bytes, payload };
  if (!anj_outbox_put_entry (self->db, &entry, self->row_key, self->random, error) ||
      !anj_attachment_rows_add (self->db, link.seq, header, error))
    return FALSE;
  links->last_seq = link.seq;
  anj_link_hash (link_bytes, links->head);
  return TRUE;
}

void
anj_outbox_links_done (AnjOutbox *self, const AnjOutboxLinks *links)
{
  self->last_seq = links->last_seq;
  memcpy (self->head, links->head, sizeof self->head);
}

gboolean
anj_outbox_append (AnjOutbox *self, GBytes *header, GBytes *payload, GError **error)
{
  g_autoptr (AnjDbTransaction) transaction = anj_db_begin (self->db, error);
  AnjOutboxLinks links;

  anj_outbox_links_begin (self, &links);
  if (transaction == NULL || !anj_outbox_links_add (self, &links, header, payload, error) ||
      !anj_db_transaction_commit (transaction, error))
    return FALSE;
  anj_outbox_links_done (self, &links);
  return TRUE;
}

static AnjOutboxEntry *
read_entry (AnjOutbox *self, sqlite3_stmt *statement, GError **error)
{
  g_autoptr (GBytes) sealed = anj_db_column_bytes (statement, 1);
  g_autoptr (GBytes) payload = anj_db_column_bytes (statement, 2);
  guint64 seq = (guint64) sqlite3_column_int64 (statement, 0);
  g_autoptr (GError) local_error = NULL;
  guint8 prev[ANJ_CHAIN_BYTES];
  AnjOutboxEntry *entry = anj_outbox_entry_open (self->row_key, self->terminal, seq, sealed,
                                                 payload, prev, &local_error);

  if (entry != NULL)
    return entry;
  anj_db_note_damage (self->db);
  g_set_error (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_DAMAGED,
               "outbox.db: case %" G_GUINT64_FORMAT " is damaged: %s", seq, local_error->message);
  return NULL;
}

GPtrArray *
anj_outbox_read (AnjOutbox *self, guint64 first_seq, guint n_max, gsize max_bytes, GError **error)
{
  g_autoptr (GPtrArray)
      entries = g_ptr_array_new_with_free_func ((GDestroyNotify) anj_outbox_entry_free);
  g_autoptr (sqlite3_stmt) statement = anj_db_prepare (
      self->db, error, "SELECT seq, sealed, payload FROM entry WHERE seq >= ? ORDER BY seq LIMIT ?",
      "ii", (gint64) first_seq, (gint64) n_max);
  gsize n_bytes = 0;
  AnjDbStep step = ANJ_DB_DONE;

  if (statement == NULL)
    return NULL;
  while ((step = anj_db_step (self->db, statement, error)) == ANJ_DB_ROW)
    {
      AnjOutboxEntry *entry;

      n_bytes += (gsize) sqlite3_column_bytes (statement, 1);
      n_bytes += (gsize) sqlite3_column_bytes (statement, 2);
      if (entries->len > 0 && n_bytes > max_bytes)
        break;
      entry = read_entry (self, statement, error);
      if (entry == NULL)
        return NULL;
      g_ptr_array_add (entries, entry);
    }
  return step == ANJ_DB_ERROR ? NULL : g_steal_pointer (&entries);
}

GPtrArray *
anj_outbox_read_refused (AnjOutbox *self, GError **error)
{
  g_autoptr (GPtrArray) headers = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (sqlite3_stmt)
      statement = anj_db_prepare (self->db, error, "SELECT seq, sealed FROM refused", "");
  AnjDbStep step;

  if (statement == NULL)
    return NULL;
  while ((step = anj_db_step (self->db, statement, error)) == ANJ_DB_ROW)
    {
      g_autofree char *place = make_refused_place ((guint64) sqlite3_column_int64 (statement, 0));
      g_autoptr (GBytes) sealed = anj_db_column_bytes (statement, 1);
      g_autoptr (GBytes) nothing = NULL;
      GBytes *header;

      /* of one that is damaged its sender hears less; no case hangs on it */
      if (anj_outbox_row_open (self->row_key, place, sealed, &header, &nothing, NULL))
        g_ptr_array_add (headers, header);
    }
  return step == ANJ_DB_DONE ? g_steal_pointer (&headers) : NULL;
}
