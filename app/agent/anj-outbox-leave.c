/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What leaves the outbox: by the hub's receipts and its backup, by refusals, and, where the disk is
 * full, by receipts alone. See anj-outbox-private.h. */

#include "app/agent/anj-outbox.h"

#include <string.h>

#include "app/agent/anj-agent-error.h"
#include "app/agent/anj-attachment-files.h"
#include "app/agent/anj-attachment-rows.h"
#include "app/agent/anj-outbox-private.h"
#include "app/agent/anj-state-files.h"
#include "core/anj-hex.h"
#include "core/anj-json.h"

static gboolean
refuse (GError **error, const char *why)
{
  g_set_error (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_REFUSED, "receipt refused: %s", why);
  return FALSE;
}

static gboolean
is_missing (guint64 seq, GError **error)
{
  g_set_error (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_DAMAGED,
               "outbox.db: case %" G_GUINT64_FORMAT " is missing", seq);
  return FALSE;
}

/* Hash of the link @seq, which is still here, the front, or the last of a gap. */
static gboolean
hash_at (AnjOutbox *self, guint64 seq, guint8 *out_hash, GError **error)
{
  const AnjOutboxGap *gap = anj_outbox_find_gap (self, seq);
  g_autoptr (GPtrArray) entries = NULL;
  const AnjOutboxEntry *entry;

  if (gap != NULL && gap->last_seq != seq)
    return refuse (error, "it ends among cases that were lost here");
  if (gap != NULL)
    {
      memcpy (out_hash, gap->head, ANJ_CHAIN_BYTES);
      return TRUE;
    }

  if (seq == self->marks.front_seq)
    {
      memcpy (out_hash, self->marks.front_hash, ANJ_CHAIN_BYTES);
      return TRUE;
    }
  entries = anj_outbox_read (self, seq, 1, 0, error);
  if (entries == NULL)
    return FALSE;
  entry = entries->len == 1 ? entries->pdata[0] : NULL;
  if (entry == NULL || entry->seq != seq)
    return is_missing (seq, error);
  anj_link_hash (entry->link, out_hash);
  return TRUE;
}

static gboolean
check_receipt (AnjOutbox *self, const AnjReceipt *receipt, GError **error)
{
  guint8 hash[ANJ_CHAIN_BYTES];

  if (!g_str_equal (receipt->terminal, self->terminal))
    return refuse (error, "it is another terminal's");
  if (receipt->last_seq > self->last_seq)
    return refuse (error, "it covers cases that were never made here");
  if (receipt->first_seq > receipt->last_seq ||
      receipt->first_seq > MAX (self->marks.receipted_seq, self->marks.front_seq) + 1)
    return refuse (error, "it leaves a gap");
  if (receipt->last_seq < self->marks.front_seq)
    return TRUE; /* an old one: nothing of it is here any more, and it will change nothing */
  if (!hash_at (self, receipt->last_seq, hash, error))
    return FALSE;
  if (memcmp (hash, receipt->head, ANJ_CHAIN_BYTES) != 0)
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
  g_autofree char *chain = anj_hex_encode (self->marks.front_hash, ANJ_CHAIN_BYTES);
  g_autofree char *sealed_text = NULL;
  g_autofree char *payload_text = NULL;
  g_autoptr (GBytes) sealed = NULL;
  g_autoptr (GBytes) payload = NULL;
  g_autoptr (GBytes) content = NULL;
  g_autoptr (sqlite3_stmt) statement = anj_db_prepare (
      self->db, error, "SELECT sealed, payload FROM entry WHERE seq = ?", "i",
      (gint64) tombstone->seq);
  AnjDbStep step = statement != NULL ? anj_db_step (self->db, statement, error) : ANJ_DB_ERROR;

  if (step != ANJ_DB_ROW)
    return step == ANJ_DB_DONE ? is_missing (tombstone->seq, error) : FALSE;
  sealed = anj_db_column_bytes (statement, 0);
  payload = anj_db_column_bytes (statement, 1);
  sealed_text = base64_of (sealed);
  payload_text = base64_of (payload);
  json_object_set_int_member (object, "seq", (gint64) tombstone->seq);
  json_object_set_string_member (object, "code", tombstone->code);
  json_object_set_string_member (object, "sealed", sealed_text);
  json_object_set_string_member (object, "payload", payload_text);
  json_object_set_int_member (object, "checkpoint_seq", (gint64) self->marks.front_seq);
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

/* @aside: (element-type utf8): names that go when this is committed */
static gboolean
set_attachments_aside (AnjOutbox *self, guint64 seq, GPtrArray *aside, GError **error)
{
  g_autoptr (GPtrArray) rows = anj_attachment_rows_list_all (self->db, seq, seq, error);

  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      const AnjAttachmentRow *row = rows->pdata[i];

      if (!anj_attachment_file_link_aside (self->state_dir, row->sha256, error))
        return FALSE;
      g_ptr_array_add (aside, g_strdup (row->sha256));
    }
  return rows != NULL && anj_attachment_rows_remove (self->db, seq, seq, error);
}

/* for its sender, once it has left */
static gboolean
remember_refused (AnjOutbox *self, guint64 seq, GError **error)
{
  g_autoptr (GPtrArray) entries = anj_outbox_read (self, seq, 1, 0, error);

  if (entries != NULL && (entries->len == 0 || ((AnjOutboxEntry *) entries->pdata[0])->seq != seq))
    return is_missing (seq, error);
  return entries != NULL &&
         anj_outbox_put_refused (self->db, seq, ((AnjOutboxEntry *) entries->pdata[0])->header,
                                 self->row_key, self->random, error);
}

static gboolean
keep_tombstones (AnjOutbox *self, const AnjReceipt *receipt, GPtrArray *aside, GError **error)
{
  for (guint i = 0; i < receipt->tombstones->len; i++)
    {
      const AnjTombstone *tombstone = receipt->tombstones->pdata[i];

      if (tombstone->seq <= self->marks.front_seq || tombstone->seq > self->last_seq ||
          anj_outbox_find_gap (self, tombstone->seq) != NULL)
        continue;
      if (!set_aside (self, tombstone, error) || !remember_refused (self, tombstone->seq, error) ||
          !set_attachments_aside (self, tombstone->seq, aside, error) ||
          !anj_db_run (self->db, error, "INSERT OR IGNORE INTO tombstone (seq, code) VALUES (?, ?)",
                       "it", (gint64) tombstone->seq, tombstone->code))
        return FALSE;
    }
  return TRUE;
}

/* of @gap, what the hub does not have either */
static gint64
count_lost (const AnjOutboxGap *gap, const AnjReceipt *receipt)
{
  gint64 n_lost = 0;

  for (guint i = 0; i < receipt->lost->len; i++)
    {
      const AnjSeqRange *range = &g_array_index (receipt->lost, AnjSeqRange, i);
      guint64 first_seq = MAX (range->first_seq, gap->first_seq);
      guint64 last_seq = MIN (range->last_seq, gap->last_seq);

      if (first_seq <= last_seq)
        n_lost += (gint64) (last_seq - first_seq + 1);
    }
  return n_lost;
}

/* whether @receipt says what the hub has of @gap */
static gboolean
is_settled_by (const AnjOutboxGap *gap, const AnjReceipt *receipt)
{
  return gap->last_seq >= receipt->first_seq && gap->last_seq <= receipt->last_seq;
}

static gboolean
store_losses (AnjOutbox *self, const AnjReceipt *receipt, GError **error)
{
  for (guint i = 0; i < self->gaps->len; i++)
    {
      const AnjOutboxGap *gap = &g_array_index (self->gaps, AnjOutboxGap, i);

      if (is_settled_by (gap, receipt) &&
          !anj_db_run (self->db, error, "UPDATE gap SET n_lost = ? WHERE first_seq = ?", "ii",
                       count_lost (gap, receipt), (gint64) gap->first_seq))
        return FALSE;
    }
  return TRUE;
}

/* after the commit; cases newly known as lost */
static guint
take_over_losses (AnjOutbox *self, const AnjReceipt *receipt)
{
  gint64 n_news = 0;

  for (guint i = 0; i < self->gaps->len; i++)
    {
      AnjOutboxGap *gap = &g_array_index (self->gaps, AnjOutboxGap, i);
      gint64 n_lost = count_lost (gap, receipt);

      if (!is_settled_by (gap, receipt))
        continue;
      n_news += MAX (0, n_lost - MAX (0, gap->n_lost));
      gap->n_lost = n_lost;
    }
  return (guint) n_news;
}

/* a gap leaves whole, for only the hash of its last link is known */
static guint64
stop_before_gap (AnjOutbox *self, guint64 front_seq)
{
  const AnjOutboxGap *gap = anj_outbox_find_gap (self, front_seq);

  return gap != NULL && gap->last_seq > front_seq ? gap->first_seq - 1 : front_seq;
}

/* The marks as they will be, committed with the rows that they let go. Takes over @marks, but for
 * its front, which is @front_seq or where the disk is empty already. */
static gboolean
let_go (AnjOutbox *self,
        AnjDbTransaction *transaction,
        AnjOutboxMarks *marks,
        guint64 front_seq,
        GError **error)
{
  g_autoptr (GPtrArray) gone = NULL;

  marks->front_seq = MAX (self->marks.front_seq, stop_before_gap (self, front_seq));
  gone = anj_attachment_rows_list_all (self->db, 0, marks->front_seq, error);
  if (gone == NULL || !hash_at (self, marks->front_seq, marks->front_hash, error) ||
      !anj_attachment_rows_remove (self->db, 0, marks->front_seq, error) ||
      !anj_db_run (self->db, error, "DELETE FROM entry WHERE seq <= ?", "i",
                   (gint64) marks->front_seq) ||
      !anj_outbox_put_marks (self->db, marks, self->row_key, self->random, error) ||
      !anj_db_transaction_commit (transaction, error))
    return FALSE;
  /* after the commit: a crash in between leaves files that the next start sweeps */
  for (guint i = 0; i < gone->len; i++)
    anj_attachment_file_remove (self->state_dir, ((AnjAttachmentRow *) gone->pdata[i])->sha256);
  anj_outbox_marks_clear (&self->marks);
  self->marks = *marks;
  marks->hub_generation = NULL;
  return TRUE;
}

/* cases up to this one have no attachment that waits */
static gboolean
last_complete (AnjOutbox *self, guint64 *out_seq, GError **error)
{
  guint64 first_waiting;

  if (!anj_attachment_rows_first_waiting (self->db, &first_waiting, error))
    return FALSE;
  *out_seq = first_waiting - 1;
  return TRUE;
}

static gboolean
take_receipt (AnjOutbox *self, const AnjReceipt *receipt, guint *out_n_lost, GError **error)
{
  gboolean same_hub = g_strcmp0 (receipt->hub_generation, self->marks.hub_generation) == 0;
  guint64 backed_up_seq = same_hub ? MAX (self->marks.backed_up_seq, receipt->backed_up_seq)
                                   : MAX (self->marks.front_seq, receipt->backed_up_seq);
  g_auto (AnjOutboxMarks) marks = {
    .receipted_seq = MAX (self->marks.receipted_seq, receipt->last_seq),
    .backed_up_seq = MIN (backed_up_seq, self->last_seq),
    .hub_generation = g_strdup (receipt->hub_generation),
  };
  g_autoptr (AnjDbTransaction) transaction = anj_db_begin (self->db, error);
  g_autoptr (GPtrArray) aside = g_ptr_array_new_with_free_func (g_free);
  guint64 complete_seq;

  if (transaction == NULL || !keep_tombstones (self, receipt, aside, error) ||
      !reopen_missing (self, receipt, error) || !store_losses (self, receipt, error) ||
      !last_complete (self, &complete_seq, error) ||
      !let_go (self, transaction, &marks,
               MIN (MIN (marks.receipted_seq, marks.backed_up_seq), complete_seq), error))
    return FALSE;
  for (guint i = 0; i < aside->len; i++)
    anj_attachment_file_remove (self->state_dir, aside->pdata[i]);
  *out_n_lost = take_over_losses (self, receipt);
  return TRUE;
}

gboolean
anj_outbox_apply_receipt (AnjOutbox *self,
                          GBytes *der,
                          GPtrArray *hub_cas,
                          AnjReceipt **out_receipt,
                          guint *out_n_lost,
                          GError **error)
{
  g_autoptr (GBytes) content = anj_cms_verify_under (der, hub_cas, /* revoked */ NULL,
                                                     /* out_signer */ NULL, error);
  g_autoptr (AnjReceipt) receipt = content != NULL ? anj_receipt_parse (content, error) : NULL;
  guint n_lost = 0;

  if (receipt == NULL)
    {
      g_prefix_error (error, "receipt: ");
      return FALSE;
    }
  if (!check_receipt (self, receipt, error) ||
      (receipt->last_seq >= self->marks.front_seq && !take_receipt (self, receipt, &n_lost, error)))
    return FALSE;
  if (out_n_lost != NULL)
    *out_n_lost = n_lost;
  if (out_receipt != NULL)
    *out_receipt = g_steal_pointer (&receipt);
  return TRUE;
}

/* (transfer full): what changes is the caller's */
static AnjOutboxMarks
copy_marks (const AnjOutbox *self)
{
  AnjOutboxMarks marks = self->marks;

  marks.hub_generation = g_strdup (self->marks.hub_generation);
  return marks;
}

gboolean
anj_outbox_rewind (AnjOutbox *self, guint64 hub_last_seq, GError **error)
{
  g_auto (AnjOutboxMarks) marks = copy_marks (self);
  g_autoptr (AnjDbTransaction) transaction = NULL;

  marks.receipted_seq = MAX (hub_last_seq, self->marks.front_seq);
  if (marks.receipted_seq >= self->marks.receipted_seq)
    return TRUE;
  transaction = anj_db_begin (self->db, error);
  if (transaction == NULL ||
      !anj_outbox_put_marks (self->db, &marks, self->row_key, self->random, error) ||
      !anj_attachment_rows_reopen (self->db, /* all */ NULL, marks.receipted_seq, error) ||
      !anj_db_transaction_commit (transaction, error))
    return FALSE;
  self->marks.receipted_seq = marks.receipted_seq;
  return TRUE;
}

/* how many kept cases from the front on make up @n_bytes; *out_last_seq: the last of them */
static gboolean
choose_oldest (AnjOutbox *self,
               guint64 n_bytes,
               guint64 *out_last_seq,
               guint64 *out_n_bytes,
               GError **error)
{
  g_autoptr (sqlite3_stmt) statement = NULL;
  guint64 complete_seq;
  AnjDbStep step = ANJ_DB_DONE;

  *out_last_seq = self->marks.front_seq;
  *out_n_bytes = 0;
  if (!last_complete (self, &complete_seq, error))
    return FALSE;
  statement = anj_db_prepare (
      self->db, error,
      "SELECT seq, length (sealed) + length (payload) + coalesce ((SELECT sum (bytes)"
      " FROM attachment WHERE attachment.seq = entry.seq), 0) FROM entry WHERE seq <= ?"
      " ORDER BY seq",
      "i", (gint64) MIN (self->marks.receipted_seq, complete_seq));
  if (statement == NULL)
    return FALSE;
  while (*out_n_bytes < n_bytes && (step = anj_db_step (self->db, statement, error)) == ANJ_DB_ROW)
    {
      *out_last_seq = (guint64) sqlite3_column_int64 (statement, 0);
      *out_n_bytes += (guint64) sqlite3_column_int64 (statement, 1);
    }
  return step != ANJ_DB_ERROR;
}

gboolean
anj_outbox_make_room (AnjOutbox *self, guint64 n_bytes, guint64 *out_freed, GError **error)
{
  g_auto (AnjOutboxMarks) marks = copy_marks (self);
  g_autoptr (AnjDbTransaction) transaction = NULL;
  guint64 last_seq;

  if (!choose_oldest (self, n_bytes, &last_seq, out_freed, error))
    return FALSE;
  if (last_seq == self->marks.front_seq)
    return TRUE;
  transaction = anj_db_begin (self->db, error);
  return transaction != NULL && let_go (self, transaction, &marks, last_seq, error);
}
