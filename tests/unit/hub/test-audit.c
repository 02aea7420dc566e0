/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-audit.h"

#include <glib/gstdio.h>

#define N_ROWS 5
#define DAY_US G_TIME_SPAN_DAY

typedef struct
{
  char *dir;
  HubStore *store;
} Fixture;

static void
run (Fixture *self, const char *sql)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (hub_store_run (self->store, &error, sql, ""));
}

static void
append (Fixture *self, gint64 time_us)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (hub_audit_append (self->store, time_us, "hub", "event", NULL, &error));
}

/* five rows, a day apart */
static void
set_up (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;

  self->dir = g_dir_make_tmp ("hub-audit-XXXXXX", &error);
  self->store = hub_store_open (self->dir, &error);
  g_assert_no_error (error);
  for (int i = 0; i < N_ROWS; i++)
    append (self, i * DAY_US);
}

static void
tear_down (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *path = g_build_filename (self->dir, "hub.db", NULL);

  hub_store_free (self->store);
  g_unlink (path);
  g_rmdir (self->dir);
  g_free (self->dir);
}

static HubAuditState
assert_holds (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  HubAuditState state = { 0 };

  g_assert_true (hub_audit_verify (self->store, &state, &error));
  g_assert_no_error (error);
  return state;
}

/* @words: in the message */
static void
assert_broken (Fixture *self, const char *words)
{
  g_autoptr (GError) error = NULL;
  HubAuditState state;

  g_assert_false (hub_audit_verify (self->store, &state, &error));
  g_assert_error (error, HUB_ERROR, HUB_ERROR_DATA);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, words));
}

static void
test_untouched_chain_holds (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  HubAuditState state = assert_holds (self);

  g_assert_cmpint (state.first_id, ==, 1);
  g_assert_cmpint (state.last_id, ==, N_ROWS);
  g_assert_cmpuint (strlen (state.head), ==, HUB_AUDIT_HEAD_CHARS);
}

static void
test_changed_row_is_named_with_its_time (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  run (self, "UPDATE audit SET row = replace(row, 'hub', 'bob') WHERE id = 3");
  assert_broken (self, "row 3 of 1970-01-03T00:00:00Z");
}

static void
test_changed_row_with_a_new_hash_is_seen (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HubStmt) stmt = NULL;
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autoptr (GBytes) bytes = NULL;
  guint8 hash[32];
  gsize n_bytes = sizeof hash;
  gboolean row = FALSE;

  run (self, "UPDATE audit SET row = replace(row, 'hub', 'bob') WHERE id = 3");
  stmt = hub_store_query (self->store, &error, "SELECT row FROM audit WHERE id = 3", "");
  g_assert_true (hub_stmt_next (stmt, &row, &error));
  g_checksum_update (checksum, (const guchar *) hub_stmt_text (stmt, 0), -1);
  g_checksum_get_digest (checksum, hash, &n_bytes);
  bytes = g_bytes_new (hash, sizeof hash);
  g_assert_true (
      hub_store_run (self->store, &error, "UPDATE audit SET sha256 = ? WHERE id = 3", "b", bytes));
  assert_broken (self, "row 4 of 1970-01-04");
}

static void
test_deleted_row_is_named (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  run (self, "DELETE FROM audit WHERE id = 2");
  assert_broken (self, "row 2 is missing");
}

static void
test_deleted_front_is_seen (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  run (self, "DELETE FROM audit WHERE id <= 2");
  assert_broken (self, "row 1 is missing; the first one is 3");
}

static void
test_swapped_rows_are_seen (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  run (self, "UPDATE audit SET id = 100 WHERE id = 2");
  run (self, "UPDATE audit SET id = 2 WHERE id = 3");
  run (self, "UPDATE audit SET id = 3 WHERE id = 100");
  assert_broken (self, "row 2 of");
}

static void
test_inserted_row_is_seen (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  run (self, "UPDATE audit SET id = id + 100 WHERE id > 2");
  run (self, "INSERT INTO audit SELECT 3, row, sha256 FROM audit WHERE id = 2");
  run (self, "UPDATE audit SET id = id - 99 WHERE id > 100");
  assert_broken (self, "row 3 of");
}

/* the chain alone cannot show it; a head noted elsewhere does */
static void
test_cut_tail_is_seen_by_a_noted_head (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  HubAuditState noted = assert_holds (self);
  g_autoptr (GError) error = NULL;
  gboolean holds = FALSE;

  g_assert_true (hub_audit_holds (self->store, noted.last_id, noted.head, &holds, &error));
  g_assert_true (holds);
  run (self, "DELETE FROM audit WHERE id = 5");
  assert_holds (self);
  g_assert_true (hub_audit_holds (self->store, noted.last_id, noted.head, &holds, &error));
  g_assert_false (holds);
  append (self, 9 * DAY_US); /* written anew: same number, another hash */
  assert_holds (self);
  g_assert_true (hub_audit_holds (self->store, noted.last_id, noted.head, &holds, &error));
  g_assert_false (holds);
}

static guint
purge (Fixture *self, gint64 before_us, guint n_max)
{
  g_autoptr (GError) error = NULL;
  guint n_rows = 99;

  g_assert_true (hub_audit_purge (self->store, before_us, 10 * DAY_US, n_max, &n_rows, &error));
  return n_rows;
}

static void
test_purged_chain_still_holds (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  HubAuditState state;

  g_assert_cmpuint (purge (self, 0, 100), ==, 0);
  g_assert_cmpuint (purge (self, 3 * DAY_US, 100), ==, 3);
  state = assert_holds (self);
  g_assert_cmpint (state.first_id, ==, 4);
  g_assert_cmpint (state.last_id, ==, N_ROWS + 1);
  g_assert_cmpuint (purge (self, 4 * DAY_US, 100), ==, 1);
  g_assert_cmpuint (purge (self, 11 * DAY_US, 1), ==, 1);
  g_assert_cmpuint (purge (self, 11 * DAY_US, 100), ==, 3); /* purges' own rows age too */
  state = assert_holds (self);
  g_assert_cmpint (state.last_id, ==, N_ROWS + 4);
}

static void
test_purge_vouches_for_its_rows_only (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_assert_cmpuint (purge (self, 2 * DAY_US, 100), ==, 2);
  run (self, "DELETE FROM audit WHERE id = 3");
  assert_broken (self, "row 1 is missing; the first one is 4");
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/audit/untouched-chain-holds", test_untouched_chain_holds);
  ADD ("/audit/changed-row-is-named-with-its-time", test_changed_row_is_named_with_its_time);
  ADD ("/audit/changed-row-with-a-new-hash-is-seen", test_changed_row_with_a_new_hash_is_seen);
  ADD ("/audit/deleted-row-is-named", test_deleted_row_is_named);
  ADD ("/audit/deleted-front-is-seen", test_deleted_front_is_seen);
  ADD ("/audit/swapped-rows-are-seen", test_swapped_rows_are_seen);
  ADD ("/audit/inserted-row-is-seen", test_inserted_row_is_seen);
  ADD ("/audit/cut-tail-is-seen-by-a-noted-head", test_cut_tail_is_seen_by_a_noted_head);
  ADD ("/audit/purged-chain-still-holds", test_purged_chain_still_holds);
  ADD ("/audit/purge-vouches-for-its-rows-only", test_purge_vouches_for_its_rows_only);
  return g_test_run ();
}
