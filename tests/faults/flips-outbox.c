/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "flips-outbox.h"

#include <glib/gstdio.h>
#include <string.h>

#include "app/agent/anj-agent-error.h"
#include "app/agent/anj-anonymous-pool.h"
#include "app/agent/anj-attachment-rows.h"
#include "app/agent/anj-outbox-private.h"
#include "app/agent/anj-outbox-salvage.h"
#include "app/agent/anj-state-files.h"
#include "core/anj-kdf.h"

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

static char *
hash_case (GBytes *header, GBytes *payload)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);

  g_checksum_update (checksum, g_bytes_get_data (header, NULL), (gssize) g_bytes_get_size (header));
  g_checksum_update (checksum, g_bytes_get_data (payload, NULL),
                     (gssize) g_bytes_get_size (payload));
  return g_strdup (g_checksum_get_string (checksum));
}

static void
append (FlipsOutbox *self, AnjOutbox *outbox, guint32 i)
{
  g_autoptr (GBytes) header = make_header (self, i, FALSE);
  g_autoptr (GBytes) payload = random_payload (self, i);
  g_autoptr (GError) error = NULL;
  guint64 seq;

  g_assert_true (anj_outbox_append (outbox, header, payload, &error));
  g_assert_no_error (error);
  anj_outbox_links_begin (outbox, &self->newest);
  seq = self->newest.last_seq;
  g_hash_table_insert (self->cases, g_memdup2 (&seq, sizeof seq), hash_case (header, payload));
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
  self->cases = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  self->pooled = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  outbox = anj_outbox_open (self->agent.state_dir, AGENT_TERMINAL, self->agent.k_out,
                            self->agent.random, ANJ_DB_DURABLE, &error);
  g_assert_no_error (error);
  fill (self, outbox, n_bytes);
}

void
flips_outbox_clear (FlipsOutbox *self)
{
  agent_fixture_clear (&self->agent);
  g_bytes_unref (self->file);
  g_bytes_unref (self->log);
  g_hash_table_unref (self->cases);
  g_hash_table_unref (self->pooled);
}

static AnjOutbox *
open_outbox (FlipsOutbox *self, GError **error)
{
  g_autoptr (AnjOutbox)
      outbox = anj_outbox_open (self->agent.state_dir, AGENT_TERMINAL, self->agent.k_out,
                                self->agent.random, ANJ_DB_READ, error);

  if (outbox == NULL || !anj_outbox_reaches (outbox, &self->newest, error))
    return NULL;
  return g_steal_pointer (&outbox);
}

/* each case is the one that it was, or stands in a gap */
static void
check_cases (FlipsOutbox *self, AnjOutbox *outbox, FlipsVerdict *verdict)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) entries = anj_outbox_read (outbox, 1, G_MAXINT, G_MAXSIZE, &error);
  guint64 seq = self->front_seq + 1;

  g_assert_no_error (error);
  for (guint i = 0; i < entries->len; i++)
    {
      const AnjOutboxEntry *entry = entries->pdata[i];
      g_autofree char *hash = hash_case (entry->header, entry->payload);

      g_assert_cmpstr (hash, ==, g_hash_table_lookup (self->cases, &entry->seq));
      for (; seq < entry->seq; seq++)
        g_assert_nonnull (anj_outbox_find_gap (outbox, seq));
      seq = MAX (seq, entry->seq + 1);
    }
  for (; seq <= self->newest.last_seq; seq++)
    g_assert_nonnull (anj_outbox_find_gap (outbox, seq));
  for (seq = self->receipted_seq + 1; seq <= self->newest.last_seq; seq++)
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
empty_quarantine (FlipsOutbox *self)
{
  g_autofree char *path = g_build_filename (self->agent.state_dir, "quarantine", NULL);
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
flips_outbox_check (FlipsOutbox *self, GBytes *file, GBytes *log, FlipsVerdict *out_verdict)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjOutbox) outbox = NULL;
  AnjOutboxSalvage salvage;

  *out_verdict = (FlipsVerdict){ 0 };
  write_file (self, "outbox.db", file);
  write_file (self, "outbox.db-wal", log);
  write_file (self, "outbox.db-shm", NULL);
  if (file != NULL)
    outbox = open_outbox (self, &error);
  else
    g_set_error_literal (&error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_DAMAGED, "it is gone");
  if (outbox == NULL)
    {
      g_assert_error (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_DAMAGED);
      g_clear_error (&error);
      out_verdict->is_salvaged = TRUE;
      g_assert_true (anj_outbox_salvage (self->agent.state_dir, AGENT_TERMINAL, self->agent.k_out,
                                         self->agent.random, &self->newest, self->agent.real_us,
                                         &salvage, &error));
      g_assert_no_error (error);
      empty_quarantine (self);
      outbox = open_outbox (self, &error);
      g_assert_no_error (error);
    }
  check_cases (self, outbox, out_verdict);
  check_pool (self, outbox, out_verdict);
  check_chain_end (self, outbox);
}
