/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * The power goes while outbox.db, ledger.db or cache.db is brought from an earlier version to this
 * one, from each version that ever was, after any write: the next start brings it there, whole and
 * with what was in it.
 *
 * ANJ_FAULT_DISKS: disks a cut (default 2); ANJ_FAULT_SEED.
 */

#include <glib/gstdio.h>

#include <string.h>

#include "agent-fixture.h"
#include "app/agent/anj-anonymous-pool.h"
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

/* --- what earlier versions left in clear --- */

#define N_CASES 3
#define PAYLOAD "0 sealed for its readers"
#define LOOK "2026-01-01T05:06:07Z"

/* outbox and ledger of @agent, opened as a start does */
typedef struct
{
  AnjOutbox *outbox;
  AnjAnonymousPool *pool;
  AnjLedger *ledger;
} Stores;

static void
stores_open (Stores *self, const AgentFixture *agent, const char *folder)
{
  g_autoptr (GError) error = NULL;

  self->outbox = anj_outbox_open (folder, AGENT_TERMINAL, agent->k_out, agent->random,
                                  ANJ_DB_DURABLE, &error);
  g_assert_no_error (error);
  self->pool = anj_anonymous_pool_new (self->outbox, agent->k_out, agent->random, &error);
  g_assert_no_error (error);
  self->ledger = anj_ledger_open (folder, agent->k_out, agent->random, &error);
  g_assert_no_error (error);
}

static void
stores_close (Stores *self)
{
  anj_anonymous_pool_free (self->pool);
  anj_outbox_close (self->outbox);
  anj_ledger_close (self->ledger);
}

static void
make_older_rows (AgentFixture *agent)
{
  Stores opened;
  g_autoptr (GBytes) payload = agent_text (PAYLOAD);
  g_autoptr (GBytes) pooled = agent_header_new (agent, N_CASES, TRUE);
  g_autoptr (GError) error = NULL;

  stores_open (&opened, agent, agent->state_dir);
  for (guint i = 0; i < N_CASES; i++)
    {
      g_autoptr (GBytes) header = agent_header_new (agent, i, FALSE);

      g_assert_true (anj_outbox_append (opened.outbox, header, payload, &error));
    }
  g_assert_true (anj_anonymous_pool_add (opened.pool, pooled, payload, 0, 1, &error));
  g_assert_true (anj_db_exec (anj_ledger_get_db (opened.ledger),
                              "INSERT INTO viewed (record, at) VALUES ('rec', '" LOOK "')",
                              &error));
  g_assert_no_error (error);
  stores_close (&opened);
  agent_age_outbox (agent);
}

static void
check_rows (const AgentFixture *agent, const char *folder)
{
  Stores opened;
  g_autoptr (GPtrArray) released = NULL;
  g_autoptr (GPtrArray) entries = NULL;
  g_autofree char *last = NULL;
  g_autoptr (GError) error = NULL;

  stores_open (&opened, agent, folder);
  g_assert_true (anj_anonymous_pool_release (opened.pool, 1, 1, &released, &error));
  entries = anj_outbox_read (opened.outbox, 1, N_CASES + 2, G_MAXSIZE, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (entries->len, ==, N_CASES + 1);
  for (guint i = 0; i < entries->len; i++)
    {
      gsize n_bytes;
      const char *data = g_bytes_get_data (((AnjOutboxEntry *) entries->pdata[i])->payload,
                                           &n_bytes);

      g_assert_cmpmem (data, n_bytes, PAYLOAD, strlen (PAYLOAD));
    }
  g_assert_true (anj_ledger_view (opened.ledger, "rec", "unknown", &last, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (last, ==, LOOK);
  stores_close (&opened);
}

static void
test_rows (void)
{
  g_autoptr (GRand) chance = g_rand_new_with_seed (1);
  g_autofree char *image = NULL;
  g_autoptr (FaultDisk) disk = NULL;
  g_autoptr (FaultImages) images = NULL;
  AgentFixture agent = { 0 };
  Stores opened;

  agent_fixture_init (&agent);
  image = g_strconcat (agent.state_dir, "-image", NULL);
  g_assert_cmpint (g_mkdir (image, 0700), ==, 0);
  make_older_rows (&agent);
  disk = fault_disk_record (agent.state_dir);
  stores_open (&opened, &agent, agent.state_dir);
  stores_close (&opened);
  fault_disk_stop (disk);
  images = fault_images_new (disk, chance);
  for (guint cut = 0; cut <= fault_disk_count (disk); cut++)
    {
      fault_images_advance (images, cut);
      fault_images_write (images, image);
      check_rows (&agent, image);
    }
  g_test_message ("%u disks", fault_disk_count (disk) + 1);
  fault_folder_empty (image);
  g_rmdir (image);
  agent_fixture_clear (&agent);
}

int
main (int argc, char **argv)
{
  if (g_file_test ("/dev/shm", G_FILE_TEST_IS_DIR))
    g_setenv ("TMPDIR", "/dev/shm", TRUE);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/migration-cut/any-moment-leaves-every-case-and-look", test_rows);
  for (gsize i = 0; i < G_N_ELEMENTS (stores); i++)
    {
      g_autofree char *path = g_strconcat ("/migration-cut/any-moment-leaves-a-whole/",
                                           stores[i].file, NULL);

      g_test_add_data_func (path, &stores[i], test_store);
    }
  return g_test_run ();
}
