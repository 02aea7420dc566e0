/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "agent-fixture.h"
#include "app/agent/anj-agent-error.h"
#include "app/agent/anj-anonymous-pool.h"
#include "app/agent/anj-outbox.h"
#include "app/agent/anj-state-files.h"
#include "core/anj-error.h"

/* begins as DER does */
#define PAYLOAD "0 sealed words for the inspectors"
#define HOUR_US (G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC)

typedef struct
{
  AgentFixture agent;
  AnjOutbox *outbox;
} Fixture;

static void
reopen (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&fixture->outbox, anj_outbox_close);
  fixture->outbox = anj_outbox_open (fixture->agent.state_dir, AGENT_TERMINAL, fixture->agent.k_out,
                                     fixture->agent.random, ANJ_DB_DURABLE, &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  agent_fixture_init (&fixture->agent);
  reopen (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_clear_pointer (&fixture->outbox, anj_outbox_close);
  agent_fixture_clear (&fixture->agent);
}

static void
append (Fixture *fixture, guint n_cases)
{
  for (guint i = 0; i < n_cases; i++)
    {
      g_autoptr (GBytes) header = agent_header_new (&fixture->agent, i, FALSE);
      g_autoptr (GBytes) payload = agent_text (PAYLOAD);
      g_autoptr (GError) error = NULL;

      g_assert_true (anj_outbox_append (fixture->outbox, header, payload, &error));
      g_assert_no_error (error);
    }
}

static AnjOutboxState
get_state (Fixture *fixture)
{
  AnjOutboxState state;

  anj_outbox_get_state (fixture->outbox, &state);
  return state;
}

/* a receipt for first … last, with the head the chain has there */
static AnjReceipt *
make_receipt (Fixture *fixture, guint64 first_seq, guint64 last_seq, guint64 backed_up_seq)
{
  AnjReceipt *receipt = anj_receipt_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) entries = anj_outbox_read (fixture->outbox, last_seq, 1, 0, &error);

  g_assert_no_error (error);
  receipt->terminal = g_strdup (AGENT_TERMINAL);
  receipt->first_seq = first_seq;
  receipt->last_seq = last_seq;
  receipt->backed_up_seq = backed_up_seq;
  receipt->hub_generation = g_strdup ("g1");
  receipt->time_us = fixture->agent.real_us;
  if (entries->len > 0)
    anj_link_hash (((AnjOutboxEntry *) entries->pdata[0])->link, receipt->head);
  return receipt;
}

static gboolean
apply (Fixture *fixture, const AnjReceipt *receipt, GError **error)
{
  g_autoptr (GBytes) der = agent_receipt_sign (&fixture->agent, receipt);
  g_autoptr (GPtrArray) hub_cas = g_ptr_array_new ();

  g_ptr_array_add (hub_cas, fixture->agent.ca);
  return anj_outbox_apply_receipt (fixture->outbox, der, hub_cas, NULL, NULL, error);
}

static void
test_chain (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) entries = NULL;
  guint8 previous[32] = { 0 };

  append (fixture, 3);
  reopen (fixture);
  g_assert_cmpuint (get_state (fixture).n_waiting, ==, 3);
  entries = anj_outbox_read (fixture->outbox, 1, 64, G_MAXSIZE, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (entries->len, ==, 3);
  for (guint i = 0; i < entries->len; i++)
    {
      AnjOutboxEntry *entry = entries->pdata[i];
      g_autoptr (AnjLink) link = anj_link_parse (entry->link, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (link->seq, ==, i + 1);
      g_assert_cmpmem (link->prev, 32, previous, 32);
      g_assert_true (anj_link_covers (link, entry->header, entry->payload));
      anj_link_hash (entry->link, previous);
    }
  g_assert_cmpmem (get_state (fixture).head, 32, previous, 32);
}

static gboolean
is_on_disk (Fixture *fixture, const char *words)
{
  static const char *const files[] = { "outbox.db", "outbox.db-wal" };

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autoptr (GBytes) bytes = anj_state_read (fixture->agent.state_dir, files[i], NULL);

      if (bytes != NULL && memmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), words,
                                   strlen (words)) != NULL)
        return TRUE;
    }
  return FALSE;
}

static AnjAnonymousPool *
open_pool (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  AnjAnonymousPool *pool = anj_anonymous_pool_new (fixture->outbox, fixture->agent.k_out,
                                                   fixture->agent.random, &error);

  g_assert_no_error (error);
  return pool;
}

static void
add_pooled (Fixture *fixture)
{
  AnjAnonymousPool *pool = open_pool (fixture);
  g_autoptr (GBytes) header = agent_header_new (&fixture->agent, 99, TRUE);
  g_autoptr (GBytes) payload = agent_text (PAYLOAD);
  g_autoptr (GError) error = NULL;

  g_assert_true (anj_anonymous_pool_add (pool, header, payload, 0, HOUR_US, &error));
  g_assert_no_error (error);
  anj_anonymous_pool_free (pool);
}

static void
test_nothing_in_clear (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  append (fixture, 2);
  add_pooled (fixture);
  g_assert_false (is_on_disk (fixture, "tidak-cair"));
  g_assert_false (is_on_disk (fixture, AGENT_REGION));
  g_assert_false (is_on_disk (fixture, PAYLOAD));
}

static gsize
measure (Fixture *fixture, GBytes *header)
{
  AnjDb *db = anj_outbox_get_db (fixture->outbox);
  g_autoptr (GBytes) payload = agent_text (PAYLOAD);
  g_autoptr (sqlite3_stmt) statement = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (anj_outbox_append (fixture->outbox, header, payload, &error));
  statement = anj_db_prepare (db, &error,
                              "SELECT length (sealed) FROM entry ORDER BY seq DESC LIMIT 1", "");
  g_assert_cmpint (anj_db_step (db, statement, &error), ==, ANJ_DB_ROW);
  return (gsize) sqlite3_column_int64 (statement, 0);
}

/* "sensitive":true, and a role and a category of other lengths */
static void
test_equal_length (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GBytes) plain = agent_header_new (&fixture->agent, 1, FALSE);
  g_autoptr (AnjHeader) header = anj_header_parse (plain, NULL);
  g_autoptr (GBytes) other = NULL;

  header->sensitive = TRUE;
  g_free (header->category);
  header->category = g_strdup ("petugas-pungutan");
  other = anj_header_to_bytes (header);
  g_assert_cmpuint (g_bytes_get_size (plain), !=, g_bytes_get_size (other));
  g_assert_cmpuint (measure (fixture, plain), ==, measure (fixture, other));
}

/* what an older version left is there as it was, and nobody else reads it */
static void
test_older (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (GPtrArray) released = NULL;
  g_autoptr (GError) error = NULL;
  AnjAnonymousPool *pool;

  append (fixture, 3);
  add_pooled (fixture);
  g_clear_pointer (&fixture->outbox, anj_outbox_close);
  agent_age_outbox (&fixture->agent);
  g_assert_true (is_on_disk (fixture, PAYLOAD));
  reopen (fixture);
  g_assert_false (is_on_disk (fixture, PAYLOAD));
  pool = open_pool (fixture);
  g_assert_true (anj_anonymous_pool_release (pool, 2 * HOUR_US, HOUR_US, &released, &error));
  anj_anonymous_pool_free (pool);
  g_assert_cmpuint (released->len, ==, 1);
  reopen (fixture);
  entries = anj_outbox_read (fixture->outbox, 1, 10, G_MAXSIZE, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (entries->len, ==, 4);
  for (guint i = 0; i < entries->len; i++)
    {
      gsize n_bytes;
      const char *payload = g_bytes_get_data (((AnjOutboxEntry *) entries->pdata[i])->payload,
                                              &n_bytes);

      g_assert_cmpmem (payload, n_bytes, PAYLOAD, strlen (PAYLOAD));
    }
}

static void
test_flipped_bit (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;

  append (fixture, 3);
  g_clear_pointer (&fixture->outbox, anj_outbox_close);
  agent_flip_blob (&fixture->agent, "outbox.db", "entry", user_data);
  fixture->outbox = anj_outbox_open (fixture->agent.state_dir, AGENT_TERMINAL, fixture->agent.k_out,
                                     fixture->agent.random, ANJ_DB_DURABLE, &error);
  g_assert_null (fixture->outbox);
  g_assert_error (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_DAMAGED);
}

static void
test_missing_row (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;

  append (fixture, 3);
  g_assert_true (
      anj_db_exec (anj_outbox_get_db (fixture->outbox), "DELETE FROM entry WHERE seq = 2", &error));
  g_clear_pointer (&fixture->outbox, anj_outbox_close);
  fixture->outbox = anj_outbox_open (fixture->agent.state_dir, AGENT_TERMINAL, fixture->agent.k_out,
                                     fixture->agent.random, ANJ_DB_DURABLE, &error);
  g_assert_error (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_DAMAGED);
}

static void
test_receipt_keeps_until_backup (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjReceipt) receipt = NULL;
  g_autoptr (AnjReceipt) later = NULL;

  append (fixture, 5);
  receipt = make_receipt (fixture, 1, 4, 2);
  later = make_receipt (fixture, 4, 4, 4);
  g_assert_true (apply (fixture, receipt, &error));
  g_assert_no_error (error);
  reopen (fixture);
  g_assert_cmpuint (get_state (fixture).n_waiting, ==, 1);
  g_assert_cmpuint (get_state (fixture).n_kept, ==, 2);
  g_assert_cmpuint (get_state (fixture).front_seq, ==, 2);

  g_assert_true (apply (fixture, later, &error));
  g_assert_cmpuint (get_state (fixture).n_kept, ==, 0);
  g_assert_cmpuint (get_state (fixture).n_waiting, ==, 1);
  append (fixture, 1);
  reopen (fixture);
  g_assert_cmpuint (get_state (fixture).last_seq, ==, 6);
}

static void
test_replayed_receipt (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjReceipt) old = NULL;
  g_autoptr (AnjReceipt) receipt = NULL;

  append (fixture, 3);
  old = make_receipt (fixture, 1, 1, 0);
  receipt = make_receipt (fixture, 1, 3, 3);
  g_assert_true (apply (fixture, receipt, &error));
  g_assert_true (apply (fixture, old, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (get_state (fixture).receipted_seq, ==, 3);
  g_assert_cmpuint (get_state (fixture).backed_up_seq, ==, 3);
}

/* What is wrong with a receipt, and what that is called. */
typedef struct
{
  const char *terminal;
  guint64 first_seq;
  guint64 last_seq;
  gboolean other_head;
} WrongReceipt;

static const WrongReceipt wrong_terminal = { "t-ffffffffffff", 1, 2, FALSE };
static const WrongReceipt wrong_gap = { AGENT_TERMINAL, 2, 2, FALSE };
static const WrongReceipt wrong_head = { AGENT_TERMINAL, 1, 2, TRUE };
static const WrongReceipt wrong_future = { AGENT_TERMINAL, 1, 3, FALSE };

static void
test_wrong_receipt (Fixture *fixture, gconstpointer user_data)
{
  const WrongReceipt *wrong = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjReceipt) receipt = NULL;

  append (fixture, 2);
  receipt = make_receipt (fixture, wrong->first_seq, wrong->last_seq, wrong->last_seq);
  g_free (receipt->terminal);
  receipt->terminal = g_strdup (wrong->terminal);
  if (wrong->other_head)
    receipt->head[0] ^= 1;
  g_assert_false (apply (fixture, receipt, &error));
  g_assert_error (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_REFUSED);
  g_assert_cmpuint (get_state (fixture).n_waiting, ==, 2);
}

static void
test_wrong_signer (Fixture *fixture, gconstpointer user_data)
{
  gboolean is_terminal = GPOINTER_TO_INT (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjReceipt) receipt = NULL;
  g_autoptr (EVP_PKEY) key = anj_cert_generate_key (&error);
  g_autoptr (X509) cert = NULL;

  append (fixture, 1);
  receipt = make_receipt (fixture, 1, 1, 1);
  /* another CA's signer of the same name, or a terminal of the right CA */
  if (!is_terminal)
    {
      g_clear_pointer (&fixture->agent.ca, X509_free);
      fixture->agent.ca = agent_fixture_issue (&fixture->agent, ANJ_CERT_CA, "Anjungan hub CA",
                                               key);
    }
  else
    {
      cert = agent_fixture_issue (&fixture->agent, ANJ_CERT_CLIENT, AGENT_TERMINAL,
                                  fixture->agent.signer_key);
      g_clear_pointer (&fixture->agent.signer, X509_free);
      fixture->agent.signer = g_steal_pointer (&cert);
    }
  g_assert_false (apply (fixture, receipt, &error));
  g_assert_error (error, ANJ_ERROR, ANJ_ERROR_TAMPERED);
  g_assert_cmpuint (get_state (fixture).n_waiting, ==, 1);
}

static void
test_tombstone (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjReceipt) receipt = NULL;

  append (fixture, 2);
  receipt = make_receipt (fixture, 1, 2, 2);
  anj_receipt_add_tombstone (receipt, 2, "conflict");
  g_assert_true (apply (fixture, receipt, &error));
  g_assert_no_error (error);
  g_assert_true (anj_state_exists (fixture->agent.state_dir, "quarantine/case-2.json"));
  g_assert_cmpuint (get_state (fixture).n_refused, ==, 1);
  g_assert_cmpuint (get_state (fixture).n_kept, ==, 0);
}

static void
test_rewind (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjReceipt) receipt = NULL;

  append (fixture, 4);
  receipt = make_receipt (fixture, 1, 4, 1);
  g_assert_true (apply (fixture, receipt, &error));
  g_assert_true (anj_outbox_rewind (fixture->outbox, 2, &error));
  g_assert_no_error (error);
  reopen (fixture);
  g_assert_cmpuint (get_state (fixture).n_waiting, ==, 2);
  g_assert_cmpuint (get_state (fixture).n_kept, ==, 1);
}

static void
test_pool (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjAnonymousPool) pool = anj_anonymous_pool_new (fixture->outbox, fixture->agent.k_out,
                                                              fixture->agent.random, &error);
  g_autoptr (GPtrArray) none = NULL;
  g_autoptr (GPtrArray) released = NULL;
  gint64 now_us = fixture->agent.real_us;

  for (guint i = 0; i < 8; i++)
    {
      g_autoptr (GBytes) header = agent_header_new (&fixture->agent, i, TRUE);
      g_autoptr (GBytes) payload = agent_text ("sealed words");

      g_assert_true (anj_anonymous_pool_add (pool, header, payload, now_us, 24 * HOUR_US, &error));
    }
  g_assert_cmpuint (get_state (fixture).last_seq, ==, 0);
  g_assert_true (anj_anonymous_pool_release (pool, now_us - 1, 25 * HOUR_US, &none, &error));
  g_assert_cmpuint (none->len, ==, 0);
  g_assert_true (
      anj_anonymous_pool_release (pool, now_us + 24 * HOUR_US, 24 * HOUR_US, &released, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (released->len, ==, 8);
  reopen (fixture);
  g_assert_cmpuint (get_state (fixture).n_waiting, ==, 8);
}

#define ADD(path, data, func) g_test_add (path, Fixture, data, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/outbox/links-form-a-chain", NULL, test_chain);
  ADD ("/outbox/nothing-in-clear-on-disk", NULL, test_nothing_in_clear);
  ADD ("/outbox/length-tells-no-category", NULL, test_equal_length);
  ADD ("/outbox/payloads-of-an-older-version-are-sealed", NULL, test_older);
  ADD ("/outbox/damage/sealed-header", "sealed", test_flipped_bit);
  ADD ("/outbox/damage/payload", "payload", test_flipped_bit);
  ADD ("/outbox/damage/missing-case", NULL, test_missing_row);
  ADD ("/outbox/receipted-cases-stay-until-backed-up", NULL, test_receipt_keeps_until_backup);
  ADD ("/outbox/old-receipt-changes-nothing", NULL, test_replayed_receipt);
  ADD ("/outbox/receipt-refused/another-terminal", &wrong_terminal, test_wrong_receipt);
  ADD ("/outbox/receipt-refused/gap", &wrong_gap, test_wrong_receipt);
  ADD ("/outbox/receipt-refused/another-chain", &wrong_head, test_wrong_receipt);
  ADD ("/outbox/receipt-refused/never-sent", &wrong_future, test_wrong_receipt);
  ADD ("/outbox/receipt-refused/another-hub", GINT_TO_POINTER (FALSE), test_wrong_signer);
  ADD ("/outbox/receipt-refused/signed-by-a-terminal", GINT_TO_POINTER (TRUE), test_wrong_signer);
  ADD ("/outbox/refused-case-goes-to-quarantine", NULL, test_tombstone);
  ADD ("/outbox/restored-hub-gets-again-what-is-here", NULL, test_rewind);
  ADD ("/outbox/anonymous-cases-wait-without-a-place", NULL, test_pool);

  return g_test_run ();
}
