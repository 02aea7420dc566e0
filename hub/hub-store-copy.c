/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <fcntl.h>
#include <unistd.h>

#include "hub/hub-store.h"

/* A copy of the database while it is in use, and the check of one that rests. */

#define STEP_PAGES 1024
#define WAIT_MS 15000

typedef sqlite3 Connection;

static void
connection_close (Connection *self)
{
  sqlite3_close (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Connection, connection_close)

static gboolean
fail (sqlite3 *db, const char *what, GError **error)
{
  g_set_error (error, HUB_ERROR, HUB_ERROR_IO, "%s: %s", what, sqlite3_errmsg (db));
  return FALSE;
}

static Connection *
open_database (const char *path, GError **error)
{
  Connection *db = NULL;

  if (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) == SQLITE_OK)
    {
      sqlite3_busy_timeout (db, WAIT_MS);
      return db;
    }
  fail (db, path, error);
  sqlite3_close (db);
  return NULL;
}

/* the source stands in a read transaction, so every step sees the same moment */
static gboolean
copy_pages (sqlite3 *to, sqlite3 *from, GCancellable *cancellable, GError **error)
{
  sqlite3_backup *backup = sqlite3_backup_init (to, "main", from, "main");
  int rc = SQLITE_OK;

  if (backup == NULL)
    return fail (to, "backup", error);
  while (rc == SQLITE_OK && !g_cancellable_is_cancelled (cancellable))
    rc = sqlite3_backup_step (backup, STEP_PAGES);
  sqlite3_backup_finish (backup);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  return rc == SQLITE_DONE ? TRUE : fail (to, "backup", error);
}

static gboolean
sync_file (const char *path, GError **error)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC);
  gboolean ok = fd >= 0 && fsync (fd) == 0;

  if (!ok)
    g_set_error (error, HUB_ERROR, HUB_ERROR_IO, "cannot sync %s: %m", path);
  if (fd >= 0)
    close (fd);
  return ok;
}

static gboolean
create_file (const char *path, GError **error)
{
  int fd = open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

  if (fd >= 0)
    return close (fd) == 0;
  g_set_error (error, HUB_ERROR, HUB_ERROR_CANT_CREATE, "cannot make %s: %m", path);
  return FALSE;
}

gboolean
hub_store_copy (const char *data_dir, const char *path, GCancellable *cancellable, GError **error)
{
  g_autofree char *source = g_build_filename (data_dir, "hub.db", NULL);
  g_autoptr (Connection) from = open_database (source, error);
  g_autoptr (Connection) to = NULL;

  if (from == NULL || !create_file (path, error) || (to = open_database (path, error)) == NULL)
    return FALSE;
  if (sqlite3_exec (from, "BEGIN; SELECT count(*) FROM sqlite_schema", NULL, NULL, NULL) !=
      SQLITE_OK)
    return fail (from, "hub.db", error);
  if (!copy_pages (to, from, cancellable, error))
    return FALSE;
  /* one file, that can be read where nothing may be written */
  if (sqlite3_exec (to, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL) != SQLITE_OK)
    return fail (to, path, error);
  g_clear_pointer (&to, connection_close);
  return sync_file (path, error);
}

gboolean
hub_store_check (HubStore *self, GError **error)
{
  g_autoptr (HubStmt) stmt = hub_store_query (self, error, "PRAGMA integrity_check (1)", "");
  gboolean row = FALSE;

  if (stmt == NULL || !hub_stmt_next (stmt, &row, error))
    return FALSE;
  if (row && g_str_equal (hub_stmt_text (stmt, 0), "ok"))
    return TRUE;
  g_set_error (error, HUB_ERROR, HUB_ERROR_DATA, "the database is damaged: %s",
               row ? hub_stmt_text (stmt, 0) : "");
  return FALSE;
}
