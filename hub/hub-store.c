/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-store.h"

#include <fcntl.h>
#include <stdarg.h>
#include <sys/file.h>
#include <unistd.h>

#include "core/anj-hex.h"
#include "hub/hub-store-schema.h"

/*
 * The hub's one door to SQLite.
 *
 *   hub_store_open       file, pragmas, migrations of the server's tables
 *   HubTransaction       lock + BEGIN IMMEDIATE; nested ones are savepoints
 *   hub_store_query/run  prepare, bind, step; SQLite's codes end here (set_error)
 */

#define WAIT_MS 15000
#define GENERATION_BYTES 16

struct _HubStore
{
  sqlite3 *db;   /* (owned) */
  guint wait_ms; /* for another process that writes */
  int dir_fd;    /* (owned): holds the directory's lock; -1: none */
  GRecMutex lock;
  guint depth; /* of open transactions; under the lock */
};

struct _HubTransaction
{
  HubStore *store; /* (unowned): outlives its transactions */
  gboolean is_inner;
  gboolean is_done;
};

static void
set_error (sqlite3 *db, GError **error)
{
  int rc = sqlite3_errcode (db) & 0xff; /* without what extends it */
  int code = rc == SQLITE_BUSY || rc == SQLITE_LOCKED ? HUB_ERROR_UNAVAILABLE : HUB_ERROR_IO;

  g_set_error (error, HUB_ERROR, code, "hub.db: %s (SQLite %d)", sqlite3_errmsg (db),
               sqlite3_extended_errcode (db));
}

/* SQLite's own waits ever longer between two tries, and would miss the moment that an import leaves
 * between two transactions */
static int
wait_a_moment (void *data, int n_tries)
{
  const HubStore *self = data;

  if ((guint) n_tries >= self->wait_ms)
    return 0;
  g_usleep (1000);
  return 1;
}

static gboolean
run_script (HubStore *self, const char *sql, GError **error)
{
  if (sqlite3_exec (self->db, sql, NULL, NULL, NULL) == SQLITE_OK)
    return TRUE;
  set_error (self->db, error);
  return FALSE;
}

/* FULL in WAL: a commit is on the disk before it is answered for; never weaken it. */
static gboolean
set_pragmas (HubStore *self, GError **error)
{
  g_autoptr (HubStmt) stmt = NULL;
  gboolean row = FALSE;

  sqlite3_busy_handler (self->db, wait_a_moment, self);
  sqlite3_extended_result_codes (self->db, 1);
  stmt = hub_store_query (self, error, "PRAGMA journal_mode = WAL", "");
  if (stmt == NULL || !hub_stmt_next (stmt, &row, error))
    return FALSE;
  if (!row || g_strcmp0 (hub_stmt_text (stmt, 0), "wal") != 0)
    {
      g_set_error_literal (error, HUB_ERROR, HUB_ERROR_CONFIG,
                           "hub.db: no write-ahead log on this file system; move the data "
                           "directory to a local disk");
      return FALSE;
    }
  return run_script (self,
                     "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA trusted_schema ="
                     " OFF; PRAGMA secure_delete = ON;",
                     error);
}

/* against a restore that takes the database's place */
static int
lock_directory (const char *data_dir, GError **error)
{
  int fd = open (data_dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  if (fd >= 0 && flock (fd, LOCK_SH | LOCK_NB) == 0)
    return fd;
  g_set_error (error, HUB_ERROR, HUB_ERROR_UNAVAILABLE,
               "%s is being restored; wait until 'anjungan-hub restore' has ended", data_dir);
  if (fd >= 0)
    close (fd);
  return -1;
}

static HubStore *
store_new (void)
{
  HubStore *self = g_new0 (HubStore, 1);

  self->dir_fd = -1;
  self->wait_ms = WAIT_MS;
  g_rec_mutex_init (&self->lock);
  return self;
}

HubStore *
hub_store_open_file (const char *path, GError **error)
{
  g_autoptr (HubStore) self = store_new ();

  if (!g_file_test (path, G_FILE_TEST_IS_REGULAR))
    {
      g_set_error (error, HUB_ERROR, HUB_ERROR_NO_INPUT, "there is no %s", path);
      return NULL;
    }
  if (sqlite3_open_v2 (path, &self->db, SQLITE_OPEN_READONLY | SQLITE_OPEN_FULLMUTEX, NULL) ==
      SQLITE_OK)
    {
      sqlite3_busy_handler (self->db, wait_a_moment, self);
      sqlite3_extended_result_codes (self->db, 1);
      return g_steal_pointer (&self);
    }
  set_error (self->db, error);
  return NULL;
}

HubStore *
hub_store_open_reader (HubStore *self, GError **error)
{
  return hub_store_open_file (sqlite3_db_filename (self->db, "main"), error);
}

HubStore *
hub_store_open (const char *data_dir, GError **error)
{
  g_autoptr (HubStore) self = NULL;
  g_autofree char *path = g_build_filename (data_dir, "hub.db", NULL);
  gsize n_migrations;
  const HubMigration *migrations = hub_store_schema (&n_migrations);
  int fd;

  if (!g_file_test (data_dir, G_FILE_TEST_IS_DIR))
    {
      g_set_error (error, HUB_ERROR, HUB_ERROR_NO_INPUT,
                   "%s is no directory; make it with 'anjungan-hub init --data-dir %s'", data_dir,
                   data_dir);
      return NULL;
    }
  fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0)
    {
      g_set_error (error, HUB_ERROR, HUB_ERROR_IO, "cannot open %s: %m", path);
      return NULL;
    }
  close (fd);

  self = store_new ();
  self->dir_fd = lock_directory (data_dir, error);
  if (self->dir_fd < 0)
    return NULL;
  if (sqlite3_open_v2 (path, &self->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_FULLMUTEX, NULL) !=
      SQLITE_OK)
    {
      set_error (self->db, error);
      return NULL;
    }
  if (!set_pragmas (self, error) || !hub_store_migrate (self, migrations, n_migrations, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
hub_store_free (HubStore *self)
{
  g_assert (self->depth == 0);
  sqlite3_close (self->db);
  if (self->dir_fd >= 0)
    close (self->dir_fd);
  g_rec_mutex_clear (&self->lock);
  g_free (self);
}

sqlite3 *
hub_store_db (HubStore *self)
{
  return self->db;
}

void
hub_store_set_wait_ms (HubStore *self, guint wait_ms)
{
  self->wait_ms = wait_ms;
}

void
hub_store_lock (HubStore *self)
{
  g_rec_mutex_lock (&self->lock);
}

void
hub_store_unlock (HubStore *self)
{
  g_rec_mutex_unlock (&self->lock);
}

gint64
hub_store_data_version (HubStore *self)
{
  gint64 version = 0;

  hub_store_lock (self);
  if (!hub_store_get_int (self, NULL, 0, &version, "PRAGMA data_version", ""))
    version = 0;
  hub_store_unlock (self);
  return version;
}

static gboolean
run_step (HubStore *self, const HubMigration *step, GError **error)
{
  g_autoptr (HubTransaction) transaction = hub_transaction_begin (self, error);
  gint64 done = 0, total = 0;
  g_autofree char *pragma = NULL;

  if (transaction == NULL)
    return FALSE;
  /* another process may have been faster */
  if (!hub_store_get_int (self, error, 0, &done,
                          "SELECT max(version) FROM migrations WHERE component = ?", "t",
                          step->component))
    return FALSE;
  if (done >= step->version)
    return TRUE;
  if (!run_script (self, step->sql, error) ||
      !hub_store_run (self, error, "INSERT INTO migrations (component, version) VALUES (?, ?)",
                      "ti", step->component, (gint64) step->version) ||
      !hub_store_get_int (self, error, 0, &total, "PRAGMA user_version", ""))
    return FALSE;
  pragma = g_strdup_printf ("PRAGMA user_version = %" G_GINT64_FORMAT, total + 1);
  return run_script (self, pragma, error) && hub_transaction_commit (transaction, error);
}

gboolean
hub_store_migrate (HubStore *self,
                   const HubMigration *migrations,
                   gsize n_migrations,
                   GError **error)
{
  gint64 done = 0;

  g_return_val_if_fail (n_migrations > 0, FALSE);

  if (!run_script (self,
                   "CREATE TABLE IF NOT EXISTS migrations (component TEXT NOT NULL, version INTEGER"
                   " NOT NULL, PRIMARY KEY (component, version)) WITHOUT ROWID, STRICT",
                   error) ||
      !hub_store_get_int (self, error, 0, &done,
                          "SELECT max(version) FROM migrations WHERE component = ?", "t",
                          migrations[0].component))
    return FALSE;
  if (done > (gint64) n_migrations)
    {
      g_set_error (error, HUB_ERROR, HUB_ERROR_CONFIG,
                   "hub.db was written by a newer anjungan-hub (%s %" G_GINT64_FORMAT
                   "); install that version again",
                   migrations[0].component, done);
      return FALSE;
    }
  for (gsize i = (gsize) done; i < n_migrations; i++)
    {
      g_return_val_if_fail (migrations[i].version == (int) i + 1, FALSE);
      if (!run_step (self, &migrations[i], error))
        {
          g_prefix_error (error, "migration %s %d: ", migrations[i].component,
                          migrations[i].version);
          return FALSE;
        }
    }
  return TRUE;
}

HubTransaction *
hub_transaction_begin (HubStore *store, GError **error)
{
  HubTransaction *self;
  gboolean is_inner;

  hub_store_lock (store);
  is_inner = store->depth > 0;
  if (!run_script (store, is_inner ? "SAVEPOINT inner" : "BEGIN IMMEDIATE", error))
    {
      hub_store_unlock (store);
      return NULL;
    }
  store->depth++;
  self = g_new0 (HubTransaction, 1);
  self->store = store;
  self->is_inner = is_inner;
  return self;
}

gboolean
hub_transaction_commit (HubTransaction *self, GError **error)
{
  g_return_val_if_fail (!self->is_done, FALSE);

  if (!run_script (self->store, self->is_inner ? "RELEASE inner" : "COMMIT", error))
    return FALSE;
  self->is_done = TRUE;
  return TRUE;
}

void
hub_transaction_free (HubTransaction *self)
{
  HubStore *store = self->store;

  if (!self->is_done && self->is_inner)
    sqlite3_exec (store->db, "ROLLBACK TO inner; RELEASE inner", NULL, NULL, NULL);
  else if (!self->is_done)
    sqlite3_exec (store->db, "ROLLBACK", NULL, NULL, NULL);
  store->depth--;
  hub_store_unlock (store);
  g_free (self);
}

static void
bind_arguments (HubStmt *stmt, const char *types, va_list arguments)
{
  for (int i = 0; types[i] != '\0'; i++)
    {
      const char *text;
      GBytes *bytes;
      gconstpointer data;

      switch (types[i])
        {
        case 'i':
          sqlite3_bind_int64 (stmt, i + 1, va_arg (arguments, gint64));
          break;
        case 't':
          text = va_arg (arguments, const char *);
          sqlite3_bind_text (stmt, i + 1, text, -1, SQLITE_TRANSIENT);
          break;
        case 'b':
          bytes = va_arg (arguments, GBytes *);
          data = bytes != NULL ? g_bytes_get_data (bytes, NULL) : NULL;
          if (bytes != NULL) /* of empty ones the data may be NULL, which would bind NULL */
            sqlite3_bind_blob64 (stmt, i + 1, data != NULL ? data : "", g_bytes_get_size (bytes),
                                 SQLITE_TRANSIENT);
          break;
        default:
          g_assert_not_reached ();
        }
    }
}

static HubStmt *
query_valist (HubStore *self, GError **error, const char *sql, const char *types, va_list arguments)
{
  HubStmt *stmt = NULL;

  if (sqlite3_prepare_v2 (self->db, sql, -1, &stmt, NULL) != SQLITE_OK)
    {
      set_error (self->db, error);
      return NULL;
    }
  g_assert (sqlite3_bind_parameter_count (stmt) == (int) strlen (types));
  bind_arguments (stmt, types, arguments);
  return stmt;
}

HubStmt *
hub_store_query (HubStore *self, GError **error, const char *sql, const char *types, ...)
{
  va_list arguments;
  HubStmt *stmt;

  va_start (arguments, types);
  stmt = query_valist (self, error, sql, types, arguments);
  va_end (arguments);
  return stmt;
}

void
hub_stmt_rebind (HubStmt *stmt, const char *types, ...)
{
  va_list arguments;

  sqlite3_reset (stmt);
  sqlite3_clear_bindings (stmt);
  va_start (arguments, types);
  bind_arguments (stmt, types, arguments);
  va_end (arguments);
}

gboolean
hub_stmt_next (HubStmt *stmt, gboolean *out_row, GError **error)
{
  int rc = sqlite3_step (stmt);

  if (rc != SQLITE_ROW && rc != SQLITE_DONE)
    {
      set_error (sqlite3_db_handle (stmt), error);
      return FALSE;
    }
  *out_row = rc == SQLITE_ROW;
  return TRUE;
}

gboolean
hub_store_run (HubStore *self, GError **error, const char *sql, const char *types, ...)
{
  g_autoptr (HubStmt) stmt = NULL;
  gboolean row = TRUE;
  va_list arguments;

  va_start (arguments, types);
  stmt = query_valist (self, error, sql, types, arguments);
  va_end (arguments);
  if (stmt == NULL)
    return FALSE;
  while (row)
    if (!hub_stmt_next (stmt, &row, error))
      return FALSE;
  return TRUE;
}

gboolean
hub_store_get_int (HubStore *self,
                   GError **error,
                   gint64 fallback,
                   gint64 *out_value,
                   const char *sql,
                   const char *types,
                   ...)
{
  g_autoptr (HubStmt) stmt = NULL;
  gboolean row = FALSE;
  va_list arguments;

  va_start (arguments, types);
  stmt = query_valist (self, error, sql, types, arguments);
  va_end (arguments);
  if (stmt == NULL || !hub_stmt_next (stmt, &row, error))
    return FALSE;
  *out_value = row && sqlite3_column_type (stmt, 0) != SQLITE_NULL ? hub_stmt_int (stmt, 0)
                                                                   : fallback;
  return TRUE;
}

gint64
hub_store_n_changed (HubStore *self)
{
  return sqlite3_changes64 (self->db);
}

static char *
draw_generation (const AnjRandom *random)
{
  guint8 drawn[GENERATION_BYTES];

  anj_random_fill (random, drawn, sizeof drawn);
  return anj_hex_encode (drawn, sizeof drawn);
}

char *
hub_store_generation (HubStore *self, GError **error)
{
  g_autoptr (HubStmt)
      stmt = hub_store_query (self, error, "SELECT value FROM meta WHERE key = 'generation'", "");
  gboolean row = FALSE;

  if (stmt == NULL || !hub_stmt_next (stmt, &row, error))
    return NULL;
  if (row)
    return g_strdup (hub_stmt_text (stmt, 0));
  g_set_error_literal (error, HUB_ERROR, HUB_ERROR_CONFIG,
                       "hub.db has no generation; it was never served");
  return NULL;
}

char *
hub_store_ensure_generation (HubStore *self, const AnjRandom *random, GError **error)
{
  g_autofree char *fresh = draw_generation (random);

  if (!hub_store_run (self, error, "INSERT OR IGNORE INTO meta (key, value) VALUES (?, ?)", "tt",
                      "generation", fresh))
    return NULL;
  return hub_store_generation (self, error);
}

gboolean
hub_store_renew_generation (HubStore *self, const AnjRandom *random, GError **error)
{
  g_autofree char *fresh = draw_generation (random);

  return hub_store_run (self, error, "INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", "tt",
                        "generation", fresh);
}
