/* SPDX-License-Identifier: GPL-3.0-or-later */

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
test_writer_waits_no_longer_than_it_is_told (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HubStore) other = hub_store_open (self->dir, &error);
  g_autoptr (HubTransaction) busy = hub_transaction_begin (other, &error);
  gint64 before_us = g_get_monotonic_time ();

  hub_store_set_wait_ms (self->store, 50);
  g_assert_null (hub_transaction_begin (self->store, &error));
  g_assert_error (error, HUB_ERROR, HUB_ERROR_UNAVAILABLE);
  g_assert_cmpint (g_get_monotonic_time () - before_us, <, 10 * G_USEC_PER_SEC);
  g_assert_cmpint (get_int (self->store, "SELECT count(*) FROM meta"), ==, 0); /* reading goes on */
}

/* the copy is of one moment, whatever is written meanwhile, and good by itself */
static void
test_copy_beside_a_writer_is_whole (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (self->dir, "copy.db", NULL);
  g_autoptr (HubTransaction) open = NULL;
  g_autoptr (HubStore) copy = NULL;

  g_assert_true (hub_store_run (self->store, &error, "INSERT INTO meta VALUES ('a', 'x')", ""));
  open = hub_transaction_begin (self->store, &error);
  g_assert_true (hub_store_run (self->store, &error, "INSERT INTO meta VALUES ('b', 'x')", ""));
  g_assert_true (hub_store_copy (self->dir, path, /* cancellable */ NULL, &error));
  g_assert_false (hub_store_copy (self->dir, path, /* cancellable */ NULL, NULL));
  copy = hub_store_open_file (path, &error);
  g_assert_no_error (error);
  g_assert_true (hub_store_check (copy, &error));
  g_assert_cmpint (get_int (copy, "SELECT count(*) FROM meta"), ==, 1);
  g_unlink (path);
}

static void
test_check_finds_damage (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (hub_store_check (self->store, &error));
  g_assert_no_error (error);
  /* an index that lacks a row */
  g_assert_true (hub_store_run (self->store, &error, "CREATE TABLE t (x INTEGER) STRICT", ""));
  g_assert_true (hub_store_run (self->store, &error, "CREATE INDEX t_x ON t (x) WHERE x > 5", ""));
  g_assert_true (hub_store_run (self->store, &error, "INSERT INTO t VALUES (1)", ""));
  g_assert_true (hub_store_run (self->store, &error, "PRAGMA writable_schema = ON", ""));
  g_assert_true (hub_store_run (self->store, &error,
                                "UPDATE sqlite_schema SET sql = 'CREATE INDEX t_x ON t (x)'"
                                " WHERE name = 't_x'",
                                ""));
  g_clear_pointer (&self->store, hub_store_free);
  self->store = hub_store_open (self->dir, &error);
  g_assert_no_error (error);
  g_assert_false (hub_store_check (self->store, &error));
  g_assert_error (error, HUB_ERROR, HUB_ERROR_DATA);
}

static void
test_missing_directory_says_what_to_do (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (hub_store_open ("/nonexistent/hub", &error));
  g_assert_error (error, HUB_ERROR, HUB_ERROR_NO_INPUT);
  g_assert_nonnull (strstr (error->message, "init"));
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
  ADD ("/store/writer-waits-no-longer-than-it-is-told",
       test_writer_waits_no_longer_than_it_is_told);
  ADD ("/store/copy-beside-a-writer-is-whole", test_copy_beside_a_writer_is_whole);
  ADD ("/store/check-finds-damage", test_check_finds_damage);
  g_test_add_func ("/store/missing-directory-says-what-to-do",
                   test_missing_directory_says_what_to_do);
  return g_test_run ();
}
