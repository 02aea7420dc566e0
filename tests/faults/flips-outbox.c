/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "flips-outbox.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "app/agent/anj-agent-error.h"
#include "app/agent/anj-anonymous-pool.h"
#include "app/agent/anj-attachment-rows.h"
#include "app/agent/anj-outbox-private.h"
#include "app/agent/anj-outbox-salvage.h"
#include "app/agent/anj-state-files.h"
#include "app/agent/anj-successor.h"
#include "core/anj-kdf.h"
#include "flips-memo.h"

#define N_POOLED 6
#define PHOTO_EACH 7

static GBytes *
random_payload (FlipsOutbox *self, guint32 i)
{
  /* most fit into a page with their header, some flow over, a few far */
  gsize n_bytes = i % 11 == 0 ? 9000 : 700 + (i * 397) % 2300;
  guint8 *data = g_malloc (n_bytes);

  anj_random_fill (self->agent.random, data, n_bytes);
  return g_bytes_new_take (data, n_bytes);
}

static GBytes *
make_header (FlipsOutbox *self, guint32 i, gboolean anonymous)
{
  g_autoptr (GBytes) plain = agent_header_new (&self->agent, i, anonymous);
  g_autoptr (AnjHeader) header = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *sha256 = NULL;
  JsonObject *photo;

  if (i % PHOTO_EACH != 0)
    return g_steal_pointer (&plain);
  header = anj_header_parse (plain, &error);
  g_assert_no_error (error);
  sha256 = anj_sha256_hex (g_bytes_get_data (plain, NULL), g_bytes_get_size (plain));
  photo = json_object_new ();
  json_object_set_string_member (photo, "sha256", sha256);
  json_object_set_int_member (photo, "bytes", 4000 + i);
  json_object_set_string_member (photo, "type", "image/jpeg");
  json_array_add_object_element (header->attachments, photo);
  return anj_header_to_bytes (header);
}

static void
append (FlipsOutbox *self, AnjOutbox *outbox, guint32 i)
{
  g_autoptr (GBytes) header = make_header (self, i, FALSE);
  g_autoptr (GBytes) payload = random_payload (self, i);
  g_autoptr (GError) error = NULL;
  FlipsMemo *memo = g_new0 (FlipsMemo, 1);
  guint64 seq;

  g_assert_true (anj_outbox_append (outbox, header, payload, &error));
  g_assert_no_error (error);
  anj_outbox_links_begin (outbox, &self->newest);
  seq = self->newest.last_seq;
  memo->header = g_bytes_ref (header);
  memo->payload = g_bytes_ref (payload);
  g_hash_table_insert (self->cases, g_memdup2 (&seq, sizeof seq), memo);
}

static void
add_pooled (FlipsOutbox *self, AnjOutbox *outbox, guint32 i)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjAnonymousPool)
      pool = anj_anonymous_pool_new (outbox, self->agent.k_out, self->agent.random, &error);
  g_autoptr (GBytes) header = make_header (self, i, TRUE);
  g_autoptr (GBytes) payload = random_payload (self, i);
  g_autoptr (AnjHeader) parsed = anj_header_parse (header, &error);

  g_assert_true (anj_anonymous_pool_add (pool, header, payload, 0, G_USEC_PER_SEC, &error));
  g_assert_no_error (error);
  g_hash_table_add (self->pooled, g_strdup (parsed->id));
}

/* the hub has @last_seq, its backup @backed_up_seq; it refuses @refused_seq */
static void
receive (FlipsOutbox *self,
         AnjOutbox *outbox,
         guint64 last_seq,
         guint64 backed_up_seq,
         guint64 refused_seq)
{
  g_autoptr (AnjReceipt) receipt = anj_receipt_new ();
  g_autoptr (GPtrArray) hub_cas = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) entries = anj_outbox_read (outbox, last_seq, 1, 0, &error);
  g_autoptr (GBytes) der = NULL;
  AnjOutboxState state;

  g_assert_no_error (error);
  receipt->terminal = g_strdup (AGENT_TERMINAL);
  receipt->first_seq = 1;
  receipt->last_seq = last_seq;
  receipt->backed_up_seq = backed_up_seq;
  receipt->hub_generation = g_strdup ("0123456789abcdef0123456789abcdef");
  receipt->time_us = self->agent.real_us;
  anj_link_hash (((AnjOutboxEntry *) entries->pdata[0])->link, receipt->head);
  anj_receipt_add_tombstone (receipt, refused_seq, "conflict");
  der = agent_receipt_sign (&self->agent, receipt);
  g_ptr_array_add (hub_cas, self->agent.ca);
  g_assert_true (anj_db_exec (anj_outbox_get_db (outbox),
                              "UPDATE attachment SET state = 1 WHERE seq <= 12", &error));
  g_assert_true (anj_outbox_apply_receipt (outbox, der, hub_cas, NULL, NULL, &error));
  g_assert_no_error (error);
  anj_outbox_get_state (outbox, &state);
  self->front_seq = state.front_seq;
  self->receipted_seq = state.receipted_seq;
}

/* as they lie, for flips-memo.h */
static void
read_rows (FlipsOutbox *self, AnjOutbox *outbox)
{
  AnjDb *db = anj_outbox_get_db (outbox);
  g_autoptr (GError) error = NULL;
  g_autoptr (sqlite3_stmt)
      statement = anj_db_prepare (db, &error, "SELECT seq, sealed, payload FROM entry", "");

  g_assert_no_error (error);
  while (anj_db_step (db, statement, &error) == ANJ_DB_ROW)
    {
      guint64 seq = (guint64) sqlite3_column_int64 (statement, 0);
      FlipsMemo *memo = g_hash_table_lookup (self->cases, &seq);
      g_autoptr (AnjOutboxEntry) entry = NULL;

      memo->sealed = anj_db_column_bytes (statement, 1);
      memo->stored = anj_db_column_bytes (statement, 2);
      entry = anj_outbox_entry_open (outbox->row_key, AGENT_TERMINAL, seq, memo->sealed,
                                     memo->stored, memo->prev, &error);
      g_assert_no_error (error);
      g_assert_true (g_bytes_equal (entry->header, memo->header));
      g_assert_true (g_bytes_equal (entry->payload, memo->payload));
      memo->link = g_bytes_ref (entry->link);
    }
  g_assert_no_error (error);
}

/* those that have left are not there to be read */
static gboolean
has_left (gpointer key G_GNUC_UNUSED, gpointer value, gpointer data G_GNUC_UNUSED)
{
  return ((const FlipsMemo *) value)->sealed == NULL;
}

static GBytes *
read_file (FlipsOutbox *self, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) secret = anj_state_read (self->agent.state_dir, name, &error);

  g_assert_no_error (error);
  return g_bytes_new (g_bytes_get_data (secret, NULL), g_bytes_get_size (secret));
}

static void
fill (FlipsOutbox *self, AnjOutbox *outbox, gsize n_bytes)
{
  g_autoptr (GError) error = NULL;
  guint32 i = 1;
  gsize done;

  for (; i <= 20; i++)
    append (self, outbox, i);
  for (guint32 k = 0; k < N_POOLED; k++)
    add_pooled (self, outbox, 1000 + k);
  receive (self, outbox, /* last_seq */ 10, /* backed_up_seq */ 5, /* refused_seq */ 8);
  for (done = 0; done < n_bytes * 2 / 3; done += 2900)
    append (self, outbox, i++);
  /* the rest stays in the log */
  g_assert_true (anj_db_settle (anj_outbox_get_db (outbox), &error));
  for (; done < n_bytes; done += 9000)
    append (self, outbox, i++);
  read_rows (self, outbox);
  g_hash_table_foreach_remove (self->cases, has_left, NULL);
  flips_memo_set (self->cases);
  self->file = read_file (self, "outbox.db");
  self->log = read_file (self, "outbox.db-wal");
}

void
flips_outbox_init (FlipsOutbox *self, gsize n_bytes)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjOutbox) outbox = NULL;

  if (g_file_test ("/dev/shm", G_FILE_TEST_IS_DIR))
    g_setenv ("TMPDIR", "/dev/shm", TRUE);
  memset (self, 0, sizeof *self);
  agent_fixture_init (&self->agent);
  self->cases = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free,
                                       (GDestroyNotify) flips_memo_free);
  self->pooled = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  outbox = anj_outbox_open (self->agent.state_dir, AGENT_TERMINAL, self->agent.k_out,
                            self->agent.random, ANJ_DB_DURABLE, &error);
  g_assert_no_error (error);
  fill (self, outbox, n_bytes);
}

void
flips_outbox_clear (FlipsOutbox *self)
{
  flips_memo_set (NULL);
  agent_fixture_clear (&self->agent);
  g_bytes_unref (self->file);
  g_bytes_unref (self->log);
  g_hash_table_unref (self->cases);
  g_hash_table_unref (self->pooled);
}

static AnjOutbox *
open_outbox (FlipsOutbox *self, const char *state_dir, GError **error)
{
  g_autoptr (AnjOutbox) outbox = anj_outbox_open (state_dir, AGENT_TERMINAL, self->agent.k_out,
                                                  self->agent.random, ANJ_DB_READ, error);

  if (outbox == NULL || !anj_outbox_reaches (outbox, &self->newest, error))
    return NULL;
  return g_steal_pointer (&outbox);
}

/* each case is the one that it was, or stands in a gap */
static void
check_cases (FlipsOutbox *self, AnjOutbox *outbox, FlipsVerdict *verdict)
{
  AnjDb *db = anj_outbox_get_db (outbox);
  g_autoptr (GError) error = NULL;
  g_autoptr (sqlite3_stmt) statement = anj_db_prepare (
      db, &error, "SELECT seq, sealed, payload FROM entry ORDER BY seq", "");
  guint64 next_seq = self->front_seq + 1;

  g_assert_no_error (error);
  while (anj_db_step (db, statement, &error) == ANJ_DB_ROW)
    {
      guint64 seq = (guint64) sqlite3_column_int64 (statement, 0);
      const FlipsMemo *was = g_hash_table_lookup (self->cases, &seq);
      g_autoptr (GBytes) sealed = anj_db_column_bytes (statement, 1);
      g_autoptr (GBytes) payload = anj_db_column_bytes (statement, 2);
      g_autoptr (AnjOutboxEntry) entry = NULL;
      guint8 prev[ANJ_CHAIN_BYTES];

      if (was == NULL) /* it had left, and the log still has it */
        {
          g_assert_cmpuint (seq, <=, self->front_seq);
          continue;
        }
      entry = anj_outbox_entry_open (outbox->row_key, AGENT_TERMINAL, seq, sealed, payload, prev,
                                     &error);
      g_assert_no_error (error);
      g_assert_true (g_bytes_equal (entry->header, was->header));
      g_assert_true (g_bytes_equal (entry->payload, was->payload));
      for (; next_seq < seq; next_seq++)
        g_assert_nonnull (anj_outbox_find_gap (outbox, next_seq));
      next_seq = seq + 1;
    }
  g_assert_no_error (error);
  for (; next_seq <= self->newest.last_seq; next_seq++)
    g_assert_nonnull (anj_outbox_find_gap (outbox, next_seq));
  for (guint64 seq = self->receipted_seq + 1; seq <= self->newest.last_seq; seq++)
    verdict->n_lost += anj_outbox_find_gap (outbox, seq) != NULL;
}

/* nothing in the pool is another than it was; the ledger names those that lack */
static void
check_pool (FlipsOutbox *self, AnjOutbox *outbox, FlipsVerdict *verdict)
{
  AnjDb *db = anj_outbox_get_db (outbox);
  g_autoptr (GError) error = NULL;
  g_autoptr (sqlite3_stmt)
      statement = anj_db_prepare (db, &error, "SELECT sealed, payload FROM pool", "");
  guint n_good = 0;

  g_assert_no_error (error);
  while (anj_db_step (db, statement, &error) == ANJ_DB_ROW)
    {
      g_autoptr (GBytes) sealed = anj_db_column_bytes (statement, 0);
      g_autoptr (GBytes) payload = anj_db_column_bytes (statement, 1);
      g_autofree char *id = anj_anonymous_pool_open_id (outbox->row_key, sealed, payload);

      if (id == NULL)
        continue;
      g_assert_true (g_hash_table_contains (self->pooled, id));
      n_good++;
    }
  g_assert_no_error (error);
  g_assert_cmpuint (n_good, <=, N_POOLED);
  verdict->n_pool_lost = N_POOLED - n_good;
}

static void
check_chain_end (FlipsOutbox *self, AnjOutbox *outbox)
{
  AnjOutboxLinks links;

  anj_outbox_links_begin (outbox, &links);
  g_assert_cmpuint (links.last_seq, ==, self->newest.last_seq);
  g_assert_cmpmem (links.head, sizeof links.head, self->newest.head, sizeof self->newest.head);
}

static void
write_file (FlipsOutbox *self, const char *name, GBytes *content)
{
  g_autofree char *path = g_build_filename (self->agent.state_dir, name, NULL);
  g_autoptr (GError) error = NULL;

  g_unlink (path); /* what is written in place of a longer file does not shorten it */
  if (content != NULL)
    g_file_set_contents_full (path, g_bytes_get_data (content, NULL),
                              (gssize) g_bytes_get_size (content), G_FILE_SET_CONTENTS_NONE, 0600,
                              &error);
  g_assert_no_error (error);
}

/* the salvage put the damaged files aside; the refused case stays there */
static void
empty_quarantine (const char *state_dir)
{
  g_autofree char *path = g_build_filename (state_dir, "quarantine", NULL);
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    if (g_str_has_suffix (name, "outbox.db") || g_str_has_suffix (name, "-wal") ||
        g_str_has_suffix (name, "-shm"))
      {
        g_autofree char *file = g_build_filename (path, name, NULL);

        g_unlink (file);
      }
}

void
flips_outbox_write (FlipsOutbox *self, GBytes *file, GBytes *log)
{
  write_file (self, "outbox.db", file);
  write_file (self, "outbox.db-wal", log);
  write_file (self, "outbox.db-shm", NULL);
  self->is_pristine = file == self->file && log == self->log;
}

static void
put_byte (FlipsOutbox *self, gsize at, guint8 byte, gboolean is_log)
{
  g_autofree char *path = g_build_filename (self->agent.state_dir,
                                            is_log ? "outbox.db-wal" : "outbox.db", NULL);
  int fd = open (path, O_WRONLY | O_CLOEXEC);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (pwrite (fd, &byte, 1, (off_t) at), ==, 1);
  close (fd);
}

static guint8
byte_at (FlipsOutbox *self, gsize at, gboolean is_log)
{
  return ((const guint8 *) g_bytes_get_data (is_log ? self->log : self->file, NULL))[at];
}

void
flips_outbox_write_flipped (FlipsOutbox *self, gsize at, guint bit, gboolean is_log)
{
  if (!self->is_pristine)
    flips_outbox_write (self, self->file, self->log);
  put_byte (self, at, (guint8) (byte_at (self, at, is_log) ^ (1 << bit)), is_log);
}

void
flips_outbox_flip_back (FlipsOutbox *self, gsize at, gboolean is_log)
{
  if (self->is_pristine)
    put_byte (self, at, byte_at (self, at, is_log), is_log);
}

static AnjOutbox *
salvage (FlipsOutbox *self, const char *state_dir)
{
  g_autoptr (GError) error = NULL;
  AnjOutboxSalvage salvaged;
  AnjOutbox *outbox;

  g_assert_true (anj_outbox_salvage (state_dir, AGENT_TERMINAL, self->agent.k_out,
                                     self->agent.random, &self->newest, self->agent.real_us,
                                     &salvaged, &error));
  g_assert_no_error (error);
  empty_quarantine (state_dir);
  outbox = open_outbox (self, state_dir, &error);
  g_assert_no_error (error);
  return outbox;
}

void
flips_outbox_check (FlipsOutbox *self, const char *state_dir, FlipsVerdict *out_verdict)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjOutbox) outbox = NULL;

  *out_verdict = (FlipsVerdict){ 0 };
  g_assert_true (
      anj_successor_take_place (state_dir, "outbox.db", self->agent.real_us, NULL, &error));
  g_assert_no_error (error);
  if (anj_state_exists (state_dir, "outbox.db"))
    outbox = open_outbox (self, state_dir, &error);
  else
    g_set_error_literal (&error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_DAMAGED, "it is gone");
  if (outbox == NULL)
    {
      g_assert_error (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_DAMAGED);
      out_verdict->is_salvaged = TRUE;
      self->is_pristine = FALSE;
      outbox = salvage (self, state_dir);
    }
  check_cases (self, outbox, out_verdict);
  check_pool (self, outbox, out_verdict);
  check_chain_end (self, outbox);
}
