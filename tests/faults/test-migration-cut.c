/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * The power goes while outbox.db, ledger.db or cache.db is brought from an earlier version to this
 * one, from each version that ever was, after any write: the next start brings it there, whole and
 * with what was in it.
 *
 * ANJ_FAULT_DISKS: disks a cut (default 2); ANJ_FAULT_SEED.
 */

#include <glib/gstdio.h>

#include "agent-fixture.h"
#include "app/agent/anj-cache-store-private.h"
#include "app/agent/anj-db.h"
#include "app/agent/anj-ledger-private.h"
#include "app/agent/anj-outbox-private.h"
#include "fault-disk.h"

#define DEFAULT_DISKS 2

typedef struct
{
  const char *file;
  AnjDbMode mode;
  const char *const *migrations;
  const char *insert; /* (nullable): into a file of the first version */
  const char *select; /* (nullable): finds it again */
} Store;

static const Store stores[] = {
  { "outbox.db", ANJ_DB_DURABLE, anj_outbox_migrations,
    "INSERT INTO tombstone (seq, code) VALUES (1, 'invalid')",
    "SELECT 1 FROM tombstone WHERE seq = 1 AND code = 'invalid'" },
  { "ledger.db", ANJ_DB_DURABLE, anj_ledger_migrations,
    "INSERT INTO mark (name, value) VALUES ('tickets', 7)",
    "SELECT 1 FROM mark WHERE name = 'tickets' AND value = 7" },
  { "cache.db", ANJ_DB_DISPOSABLE, anj_cache_migrations, NULL, NULL }, /* fetched anew */
};

static AnjDb *
open_with (const Store *store, const char *folder, const char *const *migrations)
{
  g_autofree char *path = g_build_filename (folder, store->file, NULL);
  g_autoptr (GError) error = NULL;
  AnjDb *db = anj_db_open (path, store->mode, migrations, &error);

  g_assert_no_error (error);
  return db;
}

/* a file as version @version of this program left it */
static void
make_old (const Store *store, const char *folder, guint version)
{
  g_autofree const char **scripts = g_new0 (const char *, version + 1);
  g_autoptr (AnjDb) db = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < version; i++)
    scripts[i] = store->migrations[i];
  db = open_with (store, folder, scripts);
  if (store->insert != NULL && version > 0)
    g_assert_true (anj_db_run (db, &error, store->insert, ""));
  g_assert_no_error (error);
}

static gint64
read_number (AnjDb *db, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (sqlite3_stmt) statement = anj_db_prepare (db, &error, sql, "");

  g_assert_no_error (error);
  g_assert_cmpint (anj_db_step (db, statement, &error), ==, ANJ_DB_ROW);
  return sqlite3_column_int64 (statement, 0);
}

static void
check (const Store *store, const char *folder, guint version)
{
  g_autoptr (AnjDb) db = open_with (store, folder, store->migrations);
  g_autoptr (GError) error = NULL;

  g_assert_true (anj_db_check (db, &error));
  g_assert_no_error (error);
  g_assert_cmpint (read_number (db, "PRAGMA user_version"), ==,
                   g_strv_length ((char **) store->migrations));
  if (store->select != NULL && version > 0)
    g_assert_cmpint (read_number (db, store->select), ==, 1);
}

static guint
cut_from (const Store *store, const AgentFixture *agent, guint version, GRand *chance)
{
  const char *text = g_getenv ("ANJ_FAULT_DISKS");
  guint n_disks = text != NULL ? (guint) g_ascii_strtoull (text, NULL, 10) : DEFAULT_DISKS;
  g_autofree char *image = g_build_filename (agent->state_dir, "image", NULL);
  g_autofree char *work = g_build_filename (agent->state_dir, "work", NULL);
  g_autoptr (FaultDisk) disk = NULL;
  g_autoptr (FaultImages) images = NULL;
  guint n_images = 0;

  g_assert_cmpint (g_mkdir_with_parents (image, 0700), ==, 0);
  g_assert_cmpint (g_mkdir_with_parents (work, 0700), ==, 0);
  fault_folder_empty (work);
  make_old (store, work, version);
  disk = fault_disk_record (work);
  anj_db_close (open_with (store, work, store->migrations));
  fault_disk_stop (disk);
  images = fault_images_new (disk, chance);
  for (guint cut = 0; cut <= fault_disk_count (disk); cut++)
    {
      fault_images_advance (images, cut);
      for (guint i = 0; i < n_disks; i++, n_images++)
        {
          fault_images_write (images, image);
          check (store, image, version);
        }
    }
  return n_images;
}

static void
test_store (gconstpointer user_data)
{
  const Store *store = user_data;
  const char *text = g_getenv ("ANJ_FAULT_SEED");
  guint32 seed = text != NULL ? (guint32) g_ascii_strtoull (text, NULL, 10) : 1;
  g_autoptr (GRand) chance = g_rand_new_with_seed (seed);
  AgentFixture agent = { 0 };
  guint n_images = 0;

  agent_fixture_init (&agent);
  for (guint version = 0; store->migrations[version] != NULL; version++)
    n_images += cut_from (store, &agent, version, chance);
  g_test_message ("%s: %u disks, seed %u", store->file, n_images, seed);
  agent_fixture_clear (&agent);
}

int
main (int argc, char **argv)
{
  if (g_file_test ("/dev/shm", G_FILE_TEST_IS_DIR))
    g_setenv ("TMPDIR", "/dev/shm", TRUE);
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (stores); i++)
    {
      g_autofree char *path = g_strconcat ("/migration-cut/any-moment-leaves-a-whole/",
                                           stores[i].file, NULL);

      g_test_add_data_func (path, &stores[i], test_store);
    }
  return g_test_run ();
}
