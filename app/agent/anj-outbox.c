/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/agent/anj-outbox.h"

#include <string.h>

#include "app/agent/anj-agent-error.h"
#include "app/agent/anj-attachment-files.h"
#include "app/agent/anj-attachment-rows.h"
#include "app/agent/anj-outbox-row.h"
#include "app/agent/anj-state-files.h"
#include "core/anj-hex.h"
#include "core/anj-json.h"
#include "core/anj-kdf.h"

/*
 * The chain in one picture:
 *
 *   left the disk        on the disk
 *   … ── front ─┬─ front+1 … receipted … last
 *               checkpoint   ├─ kept ─┤├ waiting ┤
 *
 * What has left is what is receipted, in the hub's backup and without an attachment that waits: its
 * attachments leave with it. A receipted case whose attachments wait counts as waiting. Each link
 * holds the hash of the one before it; the checkpoint holds the front's hash, so the chain can be
 * checked from there.
 */

#define CHAIN_BYTES 32

struct _AnjOutbox
{
  AnjDb *db;               /* (owned) */
  char *state_dir;         /* (owned) */
  char *terminal;          /* (owned) */
  char *hub_generation;    /* (owned) (nullable): whose backed_up_seq counts */
  const AnjRandom *random; /* (unowned): outlives the outbox */
  guint8 row_key[ANJ_OUTBOX_ROW_KEY_BYTES];
  guint64 front_seq;
  guint8 front_hash[CHAIN_BYTES];
  guint64 last_seq;
  guint8 head[CHAIN_BYTES];
  guint64 receipted_seq;
  guint64 backed_up_seq;
};

static const char *const migrations[] = {
  "CREATE TABLE entry (seq INTEGER PRIMARY KEY, sealed BLOB NOT NULL, payload BLOB NOT NULL);"
  "CREATE TABLE checkpoint (id INTEGER PRIMARY KEY CHECK (id = 1), seq INTEGER NOT NULL,"
  " chain BLOB NOT NULL, receipted_seq INTEGER NOT NULL, backed_up_seq INTEGER NOT NULL,"
  " hub_generation TEXT);"
  "INSERT INTO checkpoint VALUES (1, 0, zeroblob(32), 0, 0, NULL);"
  "CREATE TABLE tombstone (seq INTEGER PRIMARY KEY, code TEXT NOT NULL);"
  "CREATE TABLE pool (slot BLOB PRIMARY KEY, sealed BLOB NOT NULL, payload BLOB NOT NULL)"
  " WITHOUT ROWID;",
  ANJ_ATTACHMENT_ROWS_SCHEMA,
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

static char *
place_of (guint64 seq)
{
  return g_strdup_printf ("outbox %" G_GUINT64_FORMAT, seq);
}

static AnjOutboxEntry *
read_entry (AnjOutbox *self, sqlite3_stmt *statement, GError **error)
{
  g_autoptr (AnjOutboxEntry) entry = g_new0 (AnjOutboxEntry, 1);
  g_autoptr (GBytes) sealed = anj_db_column_bytes (statement, 1);
  g_autofree char *place = NULL;

  entry->seq = (guint64) sqlite3_column_int64 (statement, 0);
  entry->payload = anj_db_column_bytes (statement, 2);
  place = place_of (entry->seq);
  if (anj_outbox_row_open (self->row_key, place, sealed, &entry->header, &entry->link, error))
    return g_steal_pointer (&entry);
  return NULL;
}

/* Whether @entry is the one that continues (@seq, @hash). */
static gboolean
continues (AnjOutbox *self, const AnjOutboxEntry *entry, guint64 seq, const guint8 *hash)
{
  g_autoptr (AnjLink) link = anj_link_parse (entry->link, NULL);

  return link != NULL && entry->seq == seq + 1 && link->seq == entry->seq &&
         g_str_equal (link->terminal, self->terminal) &&
         memcmp (link->prev, hash, CHAIN_BYTES) == 0 &&
         anj_link_covers (link, entry->header, entry->payload);
}

static gboolean
load_checkpoint (AnjOutbox *self, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = anj_db_prepare (
      self->db, error,
      "SELECT seq, chain, receipted_seq, backed_up_seq, hub_generation FROM checkpoint", "");

  if (statement == NULL || anj_db_step (self->db, statement, error) != ANJ_DB_ROW)
    return FALSE;
  if (sqlite3_column_bytes (statement, 1) != CHAIN_BYTES)
    {
      g_set_error_literal (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_DAMAGED,
                           "outbox.db: the checkpoint is damaged");
      return FALSE;
    }
  self->front_seq = (guint64) sqlite3_column_int64 (statement, 0);
  memcpy (self->front_hash, sqlite3_column_blob (statement, 1), CHAIN_BYTES);
  self->receipted_seq = (guint64) sqlite3_column_int64 (statement, 2);
  self->backed_up_seq = (guint64) sqlite3_column_int64 (statement, 3);
  self->hub_generation = anj_db_column_text (statement, 4);
  self->last_seq = self->front_seq;
  memcpy (self->head, self->front_hash, CHAIN_BYTES);
  return TRUE;
}

static gboolean
check_chain (AnjOutbox *self, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = anj_db_prepare (
      self->db, error, "SELECT seq, sealed, payload FROM entry ORDER BY seq", "");
  AnjDbStep step;

  if (statement == NULL)
    return FALSE;
  while ((step = anj_db_step (self->db, statement, error)) == ANJ_DB_ROW)
    {
      g_autoptr (AnjOutboxEntry) entry = read_entry (self, statement, NULL);

      if (entry == NULL || !continues (self, entry, self->last_seq, self->head))
        {
          g_set_error (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_DAMAGED,
                       "outbox.db: case %" G_GUINT64_FORMAT " is damaged or missing",
                       self->last_seq + 1);
          return FALSE;
        }
      self->last_seq = entry->seq;
      anj_link_hash (entry->link, self->head);
    }
  if (step == ANJ_DB_DONE && self->last_seq < self->receipted_seq)
    {
      g_set_error_literal (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_DAMAGED,
                           "outbox.db: receipted cases are missing");
      return FALSE;
    }
  return step == ANJ_DB_DONE;
}

AnjOutbox *
anj_outbox_open (const char *state_dir,
                 const char *terminal,
                 const guint8 *k_out,
                 const AnjRandom *random,
                 GError **error)
{
  g_autoptr (AnjOutbox) self = g_new0 (AnjOutbox, 1);
  g_autofree char *path = g_build_filename (state_dir, "outbox.db", NULL);

  self->state_dir = g_strdup (state_dir);
  self->terminal = g_strdup (terminal);
  self->random = random;
  if (!anj_outbox_row_key (k_out, self->row_key, error))
    return NULL;
  self->db = anj_db_open (path, ANJ_DB_DURABLE, migrations, error);
  /* one snapshot: `check` looks while the agent works */
  if (self->db == NULL || !anj_db_exec (self->db, "BEGIN", error) ||
      !load_checkpoint (self, error) || !check_chain (self, error) ||
      !anj_db_exec (self->db, "COMMIT", error))
    return NULL;
  return g_steal_pointer (&self);
}

void
anj_outbox_close (AnjOutbox *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->db, anj_db_close);
  explicit_bzero (self->row_key, sizeof self->row_key);
  g_free (self->state_dir);
  g_free (self->terminal);
  g_free (self->hub_generation);
  g_free (self);
}

AnjDb *
anj_outbox_get_db (AnjOutbox *self)
{
  return self->db;
}

static guint
count_tombstones (AnjOutbox *self)
{
  g_autoptr (sqlite3_stmt)
      statement = anj_db_prepare (self->db, NULL, "SELECT count(*) FROM tombstone", "");

  if (statement == NULL || anj_db_step (self->db, statement, NULL) != ANJ_DB_ROW)
    return 0;
  return (guint) sqlite3_column_int (statement, 0);
}

void
anj_outbox_get_state (AnjOutbox *self, AnjOutboxState *out_state)
{
  guint64 receipted_seq = MAX (self->receipted_seq, self->front_seq);
  guint n_incomplete = anj_attachment_rows_count_cases (self->db, receipted_seq);

  *out_state = (AnjOutboxState){
    .front_seq = self->front_seq,
    .last_seq = self->last_seq,
    .receipted_seq = self->receipted_seq,
    .backed_up_seq = self->backed_up_seq,
    .n_waiting = (guint) (self->last_seq - receipted_seq) + n_incomplete,
    .n_kept = (guint) (receipted_seq - self->front_seq) - n_incomplete,
    .n_refused = count_tombstones (self),
    .n_attachments = anj_attachment_rows_count (self->db, ANJ_ATTACHMENT_WAITING),
    .n_attachments_lost = anj_attachment_rows_count (self->db, ANJ_ATTACHMENT_LOST) +
                          anj_attachment_rows_count (self->db, ANJ_ATTACHMENT_GIVEN_UP),
  };
  memcpy (out_state->head, self->head, sizeof out_state->head);
}

void
anj_outbox_links_begin (AnjOutbox *self, AnjOutboxLinks *links)
{
  links->last_seq = self->last_seq;
  memcpy (links->head, self->head, sizeof links->head);
}

gboolean
anj_outbox_links_add (AnjOutbox *self,
                      AnjOutboxLinks *links,
                      GBytes *header,
                      GBytes *payload,
                      GError **error)
{
  AnjLink link = { .terminal = self->terminal, .seq = links->last_seq + 1 };
  g_autofree char *place = place_of (link.seq);
  g_autoptr (GBytes) link_bytes = NULL;
  g_autoptr (GBytes) sealed = NULL;

  memcpy (link.prev, links->head, sizeof link.prev);
  anj_sha256 (g_bytes_get_data (header, NULL), g_bytes_get_size (header), link.header_sha256);
  anj_sha256 (g_bytes_get_data (payload, NULL), g_bytes_get_size (payload), link.payload_sha256);
  link_bytes = anj_link_to_bytes (&link);
  sealed = anj_outbox_row_seal (self->row_key, place, header, link_bytes, self->random, error);
  if (sealed == NULL ||
      !anj_db_run (self->db, error, "INSERT INTO entry (seq, sealed, payload) VALUES (?, ?, ?)",
                   "ibb", (gint64) link.seq, sealed, payload) ||
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
      n_bytes += (gsize) sqlite3_column_bytes (statement, 1);
      n_bytes += (gsize) sqlite3_column_bytes (statement, 2);
      if (entries->len > 0 && n_bytes > max_bytes)
        break;
      g_ptr_array_add (entries, read_entry (self, statement, error));
      if (entries->pdata[entries->len - 1] == NULL)
        {
          g_ptr_array_set_size (entries, (int) entries->len - 1);
          return NULL;
        }
    }
  return step == ANJ_DB_ERROR ? NULL : g_steal_pointer (&entries);
}

/* Hash of the link @seq, which is still here or the checkpoint. */
static gboolean
hash_at (AnjOutbox *self, guint64 seq, guint8 *out_hash, GError **error)
{
  g_autoptr (GPtrArray) entries = NULL;
  const AnjOutboxEntry *entry;

  if (seq == self->front_seq)
    {
      memcpy (out_hash, self->front_hash, CHAIN_BYTES);
      return TRUE;
    }
  entries = anj_outbox_read (self, seq, 1, 0, error);
  if (entries == NULL)
    return FALSE;
  entry = entries->len == 1 ? entries->pdata[0] : NULL;
  if (entry == NULL || entry->seq != seq)
    {
      g_set_error (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_DAMAGED,
                   "outbox.db: case %" G_GUINT64_FORMAT " is missing", seq);
      return FALSE;
    }
  anj_link_hash (entry->link, out_hash);
  return TRUE;
}

static gboolean
refuse (GError **error, const char *why)
{
  g_set_error (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_REFUSED, "receipt refused: %s", why);
  return FALSE;
}

static gboolean
check_receipt (AnjOutbox *self, const AnjReceipt *receipt, GError **error)
{
  guint8 hash[CHAIN_BYTES];

  if (!g_str_equal (receipt->terminal, self->terminal))
    return refuse (error, "it is another terminal's");
  if (receipt->last_seq > self->last_seq)
    return refuse (error, "it covers cases that were never made here");
  if (receipt->first_seq > receipt->last_seq ||
      receipt->first_seq > MAX (self->receipted_seq, self->front_seq) + 1)
    return refuse (error, "it leaves a gap");
  if (receipt->last_seq < self->front_seq)
    return TRUE; /* an old one: nothing of it is here any more, and it will change nothing */
  if (!hash_at (self, receipt->last_seq, hash, error))
    return FALSE;
  if (memcmp (hash, receipt->head, CHAIN_BYTES) != 0)
    return refuse (error, "its chain is not ours");
  return TRUE;
}

static char *
base64_of (GBytes *bytes)
{
  return g_base64_encode (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

/* A refused case goes aside sealed as it lies, with what is needed to place it in the chain. */
static gboolean
set_aside (AnjOutbox *self, const AnjTombstone *tombstone, GError **error)
{
  g_autofree char *name = g_strdup_printf ("quarantine/case-%" G_GUINT64_FORMAT ".json",
                                           tombstone->seq);
  g_autoptr (JsonObject) object = json_object_new ();
  g_autofree char *chain = anj_hex_encode (self->front_hash, CHAIN_BYTES);
  g_autofree char *sealed_text = NULL;
  g_autofree char *payload_text = NULL;
  g_autoptr (GBytes) sealed = NULL;
  g_autoptr (GBytes) payload = NULL;
  g_autoptr (GBytes) content = NULL;
  g_autoptr (sqlite3_stmt) statement = anj_db_prepare (
      self->db, error, "SELECT sealed, payload FROM entry WHERE seq = ?", "i",
      (gint64) tombstone->seq);

  if (statement == NULL || anj_db_step (self->db, statement, error) != ANJ_DB_ROW)
    return FALSE;
  sealed = anj_db_column_bytes (statement, 0);
  payload = anj_db_column_bytes (statement, 1);
  sealed_text = base64_of (sealed);
  payload_text = base64_of (payload);
  json_object_set_int_member (object, "seq", (gint64) tombstone->seq);
  json_object_set_string_member (object, "code", tombstone->code);
  json_object_set_string_member (object, "sealed", sealed_text);
  json_object_set_string_member (object, "payload", payload_text);
  json_object_set_int_member (object, "checkpoint_seq", (gint64) self->front_seq);
  json_object_set_string_member (object, "checkpoint_chain", chain);
  content = anj_json_object_to_bytes (object);
  return anj_state_write (self->state_dir, name, content, error);
}

/* the hub's own word: what it lacks is sent again */
static gboolean
reopen_missing (AnjOutbox *self, const AnjReceipt *receipt, GError **error)
{
  for (guint i = 0; i < receipt->missing->len; i++)
    if (!anj_attachment_rows_reopen (self->db, receipt->missing->pdata[i], 0, error))
      return FALSE;
  return TRUE;
}

static gboolean
set_attachments_aside (AnjOutbox *self, guint64 seq, GError **error)
{
  g_autoptr (GPtrArray) rows = anj_attachment_rows_list_all (self->db, seq, seq, error);

  for (guint i = 0; rows != NULL && i < rows->len; i++)
    if (!anj_attachment_file_set_aside (self->state_dir,
                                        ((AnjAttachmentRow *) rows->pdata[i])->sha256, error))
      return FALSE;
  return rows != NULL && anj_attachment_rows_remove (self->db, seq, seq, error);
}

static gboolean
keep_tombstones (AnjOutbox *self, const AnjReceipt *receipt, GError **error)
{
  for (guint i = 0; i < receipt->tombstones->len; i++)
    {
      const AnjTombstone *tombstone = receipt->tombstones->pdata[i];

      if (tombstone->seq <= self->front_seq || tombstone->seq > self->last_seq)
        continue;
      if (!set_aside (self, tombstone, error) ||
          !set_attachments_aside (self, tombstone->seq, error) ||
          !anj_db_run (self->db, error, "INSERT OR IGNORE INTO tombstone (seq, code) VALUES (?, ?)",
                       "it", (gint64) tombstone->seq, tombstone->code))
        return FALSE;
    }
  return TRUE;
}

/* Marks as they will be; committed with the rows they let go. */
static gboolean
store_marks (AnjOutbox *self,
             AnjDbTransaction *transaction,
             guint64 receipted_seq,
             guint64 backed_up_seq,
             const char *generation,
             GError **error)
{
  g_autoptr (GPtrArray) gone = NULL;
  guint64 first_waiting, front_seq;
  guint8 front_hash[CHAIN_BYTES];

  if (!anj_attachment_rows_first_waiting (self->db, &first_waiting, error))
    return FALSE;
  front_seq = MIN (MIN (receipted_seq, backed_up_seq), first_waiting - 1);
  front_seq = MAX (self->front_seq, front_seq);
  gone = anj_attachment_rows_list_all (self->db, 0, front_seq, error);
  if (gone == NULL || !hash_at (self, front_seq, front_hash, error) ||
      !anj_attachment_rows_remove (self->db, 0, front_seq, error) ||
      !anj_db_run (self->db, error, "DELETE FROM entry WHERE seq <= ?", "i", (gint64) front_seq) ||
      !anj_db_run (self->db, error,
                   "UPDATE checkpoint SET seq = ?, chain = ?, receipted_seq = ?, backed_up_seq = ?,"
                   " hub_generation = ?",
                   "ixiit", (gint64) front_seq, front_hash, sizeof front_hash,
                   (gint64) receipted_seq, (gint64) backed_up_seq, generation) ||
      !anj_db_transaction_commit (transaction, error))
    return FALSE;
  /* after the commit: a crash in between leaves files that the next start sweeps */
  for (guint i = 0; i < gone->len; i++)
    anj_attachment_file_remove (self->state_dir, ((AnjAttachmentRow *) gone->pdata[i])->sha256);
  self->front_seq = front_seq;
  memcpy (self->front_hash, front_hash, sizeof front_hash);
  self->receipted_seq = receipted_seq;
  self->backed_up_seq = backed_up_seq;
  if (g_strcmp0 (generation, self->hub_generation) != 0)
    {
      g_free (self->hub_generation);
      self->hub_generation = g_strdup (generation);
    }
  return TRUE;
}

gboolean
anj_outbox_apply_receipt (AnjOutbox *self,
                          GBytes *der,
                          GPtrArray *hub_cas,
                          AnjReceipt **out_receipt,
                          GError **error)
{
  g_autoptr (GBytes) content = anj_cms_verify_under (der, hub_cas, /* revoked */ NULL,
                                                     /* out_signer */ NULL, error);
  g_autoptr (AnjReceipt) receipt = content != NULL ? anj_receipt_parse (content, error) : NULL;
  gboolean same_hub;
  guint64 backed_up_seq;

  if (receipt == NULL)
    {
      g_prefix_error (error, "receipt: ");
      return FALSE;
    }
  if (!check_receipt (self, receipt, error))
    return FALSE;

  same_hub = g_strcmp0 (receipt->hub_generation, self->hub_generation) == 0;
  backed_up_seq = same_hub ? MAX (self->backed_up_seq, receipt->backed_up_seq)
                           : MAX (self->front_seq, receipt->backed_up_seq);
  if (receipt->last_seq >= self->front_seq)
    {
      g_autoptr (AnjDbTransaction) transaction = anj_db_begin (self->db, error);

      if (transaction == NULL || !keep_tombstones (self, receipt, error) ||
          !reopen_missing (self, receipt, error) ||
          !store_marks (self, transaction, MAX (self->receipted_seq, receipt->last_seq),
                        MIN (backed_up_seq, self->last_seq), receipt->hub_generation, error))
        return FALSE;
    }
  if (out_receipt != NULL)
    *out_receipt = g_steal_pointer (&receipt);
  return TRUE;
}

gboolean
anj_outbox_rewind (AnjOutbox *self, guint64 hub_last_seq, GError **error)
{
  g_autoptr (AnjDbTransaction) transaction = NULL;
  guint64 seq = MAX (hub_last_seq, self->front_seq);

  if (seq >= self->receipted_seq)
    return TRUE;
  transaction = anj_db_begin (self->db, error);
  if (transaction == NULL ||
      !anj_db_run (self->db, error, "UPDATE checkpoint SET receipted_seq = ?", "i", (gint64) seq) ||
      !anj_attachment_rows_reopen (self->db, /* all */ NULL, seq, error) ||
      !anj_db_transaction_commit (transaction, error))
    return FALSE;
  self->receipted_seq = seq;
  return TRUE;
}
