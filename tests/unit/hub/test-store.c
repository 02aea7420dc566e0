/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-audit.h"
#include "hub/hub-store.h"

#include <glib/gstdio.h>

typedef struct
{
  char *dir;
  HubStore *store;
} Fixture;

static const HubMigration good[] = {
  { "test", 1, "CREATE TABLE one (x INTEGER) STRICT" },
  { "test", 2, "CREATE TABLE two (x INTEGER) STRICT; INSERT INTO two VALUES (2)" },
};

static void
set_up (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;

  self->dir = g_dir_make_tmp ("hub-store-XXXXXX", &error);
  self->store = hub_store_open (self->dir, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const names[] = { "hub.db", "hub.db-wal", "hub.db-shm" };

  hub_store_free (self->store);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (self->dir, names[i], NULL);

      g_unlink (path);
    }
  g_rmdir (self->dir);
  g_free (self->dir);
}

static gint64
get_int (HubStore *store, const char *sql)
{
  g_autoptr (GError) error = NULL;
  gint64 value = -1;

  g_assert_true (hub_store_get_int (store, &error, -1, &value, sql, ""));
  return value;
}

static void
test_commits_reach_the_disk (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *path = g_build_filename (self->dir, "hub.db", NULL);
  GStatBuf status;

  g_assert_cmpint (get_int (self->store, "PRAGMA synchronous"), ==, 2); /* FULL */
  g_assert_cmpint (get_int (self->store, "PRAGMA foreign_keys"), ==, 1);
  g_assert_cmpint (g_stat (path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);
}

static void
test_migrations_run_once (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  gint64 before = get_int (self->store, "PRAGMA user_version");

  g_assert_true (hub_store_migrate (self->store, good, 1, &error));
  g_assert_true (hub_store_migrate (self->store, good, 2, &error));
  g_assert_true (hub_store_migrate (self->store, good, 2, &error));
  g_assert_cmpint (get_int (self->store, "SELECT count(*) FROM two"), ==, 1);
  g_assert_cmpint (get_int (self->store, "PRAGMA user_version"), ==, before + 2);
}

static void
test_failing_step_leaves_nothing (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  static const HubMigration bad[] = {
    { "test", 1, "CREATE TABLE half (x INTEGER) STRICT; CREATE TABLE half (y INTEGER) STRICT" },
  };
  g_autoptr (GError) error = NULL;
  gint64 before = get_int (self->store, "PRAGMA user_version");

  g_assert_false (hub_store_migrate (self->store, bad, 1, &error));
  g_assert_error (error, HUB_ERROR, HUB_ERROR_IO);
  g_assert_cmpint (get_int (self->store, "SELECT count(*) FROM sqlite_schema WHERE name = 'half'"),
                   ==, 0);
  g_assert_cmpint (get_int (self->store, "PRAGMA user_version"), ==, before);
}

static void
test_newer_schema_is_refused (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (hub_store_migrate (self->store, good, 2, &error));
  g_assert_false (hub_store_migrate (self->store, good, 1, &error));
  g_assert_error (error, HUB_ERROR, HUB_ERROR_CONFIG);
}

static void
test_transaction_without_commit_rolls_back (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (hub_store_migrate (self->store, good, 2, &error));
  {
    g_autoptr (HubTransaction) outer = hub_transaction_begin (self->store, &error);

    g_assert_true (hub_store_run (self->store, &error, "INSERT INTO one VALUES (1)", ""));
    {
      g_autoptr (HubTransaction) inner = hub_transaction_begin (self->store, &error);

      g_assert_true (hub_store_run (self->store, &error, "INSERT INTO one VALUES (2)", ""));
    }
    g_assert_cmpint (get_int (self->store, "SELECT sum(x) FROM one"), ==, 1);
  }
  g_assert_cmpint (get_int (self->store, "SELECT count(*) FROM one"), ==, 0);
}

static void
test_other_process_is_noticed (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HubStore) other = hub_store_open (self->dir, &error);
  gint64 before = hub_store_data_version (self->store);

  g_assert_true (hub_store_run (self->store, &error, "INSERT INTO meta VALUES ('own', 'x')", ""));
  g_assert_cmpint (hub_store_data_version (self->store), ==, before);
  g_assert_true (hub_store_run (other, &error, "INSERT INTO meta VALUES ('other', 'x')", ""));
  g_assert_cmpint (hub_store_data_version (self->store), !=, before);
}

static void
test_missing_directory_says_what_to_do (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (hub_store_open ("/nonexistent/hub", &error));
  g_assert_error (error, HUB_ERROR, HUB_ERROR_NO_INPUT);
  g_assert_nonnull (strstr (error->message, "init"));
}

static void
test_audit_chain_shows_a_change (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  gint64 n_rows = 0;

  for (int i = 0; i < 3; i++)
    g_assert_true (hub_audit_append (self->store, i, "hub", "event", NULL, &error));
  g_assert_true (hub_audit_verify (self->store, &n_rows, &error));
  g_assert_cmpint (n_rows, ==, 3);
  g_assert_true (hub_store_run (
      self->store, &error, "UPDATE audit SET row = replace(row, 'hub', 'bob') WHERE id = 2", ""));
  g_assert_false (hub_audit_verify (self->store, &n_rows, &error));
  g_assert_error (error, HUB_ERROR, HUB_ERROR_DATA);
}

static void
test_audit_chain_shows_a_gap (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  gint64 n_rows;

  for (int i = 0; i < 3; i++)
    g_assert_true (hub_audit_append (self->store, i, "hub", "event", NULL, &error));
  g_assert_true (hub_store_run (self->store, &error, "DELETE FROM audit WHERE id = 2", ""));
  g_assert_false (hub_audit_verify (self->store, &n_rows, &error));
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/store/commits-reach-the-disk", test_commits_reach_the_disk);
  ADD ("/store/migrations-run-once", test_migrations_run_once);
  ADD ("/store/failing-step-leaves-nothing", test_failing_step_leaves_nothing);
  ADD ("/store/newer-schema-is-refused", test_newer_schema_is_refused);
  ADD ("/store/transaction-without-commit-rolls-back", test_transaction_without_commit_rolls_back);
  ADD ("/store/other-process-is-noticed", test_other_process_is_noticed);
  g_test_add_func ("/store/missing-directory-says-what-to-do",
                   test_missing_directory_says_what_to_do);
  ADD ("/audit/chain-shows-a-change", test_audit_chain_shows_a_change);
  ADD ("/audit/chain-shows-a-gap", test_audit_chain_shows_a_gap);
  return g_test_run ();
}
