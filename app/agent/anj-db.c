/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/agent/anj-db.h"

#include <errno.h>
#include <stdarg.h>

#include "app/agent/anj-agent-error.h"

#define BUSY_TIMEOUT_MS 10000

struct _AnjDb
{
  sqlite3 *handle; /* (owned) */
  char *path;      /* (owned): for messages */
};

struct _AnjDbTransaction
{
  AnjDb *db; /* (unowned): outlives its transactions */
  gboolean committed;
};

static AnjAgentError
code_from_rc (AnjDb *self, int rc)
{
  int system_errno = self->handle != NULL ? sqlite3_system_errno (self->handle) : 0;

  switch (rc & 0xff)
    {
    case SQLITE_FULL:
      return ANJ_AGENT_ERROR_FULL;
    case SQLITE_IOERR:
      /* the shared memory beside the file, a quota: no room all the same */
      return rc == SQLITE_IOERR_SHMSIZE || system_errno == ENOSPC || system_errno == EDQUOT
                 ? ANJ_AGENT_ERROR_FULL
                 : ANJ_AGENT_ERROR_FAILED;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return ANJ_AGENT_ERROR_DAMAGED;
    default:
      return ANJ_AGENT_ERROR_FAILED;
    }
}

static void
set_error (AnjDb *self, int rc, GError **error)
{
  g_autofree char *name = g_path_get_basename (self->path);

  g_set_error (error, ANJ_AGENT_ERROR, code_from_rc (self, rc), "%s: %s", name,
               self->handle != NULL ? sqlite3_errmsg (self->handle) : sqlite3_errstr (rc));
}

gboolean
anj_db_exec (AnjDb *self, const char *sql, GError **error)
{
  int rc = sqlite3_exec (self->handle, sql, NULL, NULL, NULL);

  if (rc != SQLITE_OK)
    set_error (self, rc, error);
  return rc == SQLITE_OK;
}

static int
bind_blob (sqlite3_stmt *statement, int column, const void *data, gsize n_bytes)
{
  if (n_bytes == 0)
    return sqlite3_bind_zeroblob (statement, column, 0);
  return sqlite3_bind_blob64 (statement, column, data, n_bytes, SQLITE_STATIC);
}

static int
bind_one (sqlite3_stmt *statement, int column, char type, va_list *values)
{
  if (type == 'i')
    return sqlite3_bind_int64 (statement, column, va_arg (*values, gint64));
  if (type == 't')
    return sqlite3_bind_text (statement, column, va_arg (*values, const char *), -1, SQLITE_STATIC);
  if (type == 'x')
    {
      const guint8 *data = va_arg (*values, const guint8 *);
      gsize n_bytes = va_arg (*values, gsize);

      return bind_blob (statement, column, data, n_bytes);
    }
  if (type == 'b')
    {
      GBytes *bytes = va_arg (*values, GBytes *);
      gsize n_bytes = 0;
      const void *data = bytes != NULL ? g_bytes_get_data (bytes, &n_bytes) : NULL;

      return bytes == NULL ? sqlite3_bind_null (statement, column)
                           : bind_blob (statement, column, data, n_bytes);
    }
  g_assert_not_reached ();
}

static sqlite3_stmt *
prepare_valist (AnjDb *self, GError **error, const char *sql, const char *types, va_list *values)
{
  sqlite3_stmt *statement = NULL;
  int rc = sqlite3_prepare_v2 (self->handle, sql, -1, &statement, NULL);

  for (int i = 0; rc == SQLITE_OK && types[i] != '\0'; i++)
    rc = bind_one (statement, i + 1, types[i], values);
  if (rc == SQLITE_OK)
    return statement;

  set_error (self, rc, error);
  sqlite3_finalize (statement);
  return NULL;
}

sqlite3_stmt *
anj_db_prepare (AnjDb *self, GError **error, const char *sql, const char *types, ...)
{
  sqlite3_stmt *statement;
  va_list values;

  va_start (values, types);
  statement = prepare_valist (self, error, sql, types, &values);
  va_end (values);
  return statement;
}

AnjDbStep
anj_db_step (AnjDb *self, sqlite3_stmt *statement, GError **error)
{
  int rc = sqlite3_step (statement);

  if (rc == SQLITE_ROW)
    return ANJ_DB_ROW;
  if (rc == SQLITE_DONE)
    return ANJ_DB_DONE;
  set_error (self, rc, error);
  return ANJ_DB_ERROR;
}

gboolean
anj_db_run (AnjDb *self, GError **error, const char *sql, const char *types, ...)
{
  g_autoptr (sqlite3_stmt) statement = NULL;
  va_list values;

  va_start (values, types);
  statement = prepare_valist (self, error, sql, types, &values);
  va_end (values);
  return statement != NULL && anj_db_step (self, statement, error) != ANJ_DB_ERROR;
}

GBytes *
anj_db_column_bytes (sqlite3_stmt *statement, int column)
{
  const void *data = sqlite3_column_blob (statement, column);

  return g_bytes_new (data, (gsize) sqlite3_column_bytes (statement, column));
}

char *
anj_db_column_text (sqlite3_stmt *statement, int column)
{
  return g_strdup ((const char *) sqlite3_column_text (statement, column));
}

static gint64
read_version (AnjDb *self, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = anj_db_prepare (self, error, "PRAGMA user_version", "");

  if (statement == NULL || anj_db_step (self, statement, error) != ANJ_DB_ROW)
    return -1;
  return sqlite3_column_int64 (statement, 0);
}

static gboolean
migrate (AnjDb *self, const char *const *migrations, GError **error)
{
  gint64 n_known = (gint64) g_strv_length ((char **) migrations);
  gint64 version = read_version (self, error);

  if (version < 0)
    return FALSE;
  if (version > n_known)
    {
      g_set_error (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_CONFIG,
                   "%s was written by a newer version; install that version again", self->path);
      return FALSE;
    }
  for (; version < n_known; version++)
    {
      g_autoptr (AnjDbTransaction) transaction = anj_db_begin (self, error);
      g_autofree char *pragma = g_strdup_printf ("PRAGMA user_version = %" G_GINT64_FORMAT,
                                                 version + 1);

      if (transaction == NULL || !anj_db_exec (self, migrations[version], error) ||
          !anj_db_exec (self, pragma, error) || !anj_db_transaction_commit (transaction, error))
        return FALSE;
    }
  return TRUE;
}

AnjDb *
anj_db_open (const char *path, AnjDbMode mode, const char *const *migrations, GError **error)
{
  g_autoptr (AnjDb) self = g_new0 (AnjDb, 1);
  int flags = mode == ANJ_DB_READ ? SQLITE_OPEN_READWRITE
                                  : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  int rc;

  self->path = g_strdup (path);
  rc = sqlite3_open_v2 (path, &self->handle, flags | SQLITE_OPEN_NOMUTEX, NULL);
  if (rc != SQLITE_OK)
    {
      set_error (self, rc, error);
      return NULL;
    }
  sqlite3_extended_result_codes (self->handle, 1);
  sqlite3_busy_timeout (self->handle, BUSY_TIMEOUT_MS);
  if (!anj_db_exec (self, "PRAGMA journal_mode = WAL; PRAGMA secure_delete = ON", error) ||
      !anj_db_exec (self,
                    mode == ANJ_DB_DISPOSABLE ? "PRAGMA synchronous = NORMAL"
                                              : "PRAGMA synchronous = FULL",
                    error) ||
      (mode != ANJ_DB_READ && !migrate (self, migrations, error)))
    return NULL;
  return g_steal_pointer (&self);
}

void
anj_db_close (AnjDb *self)
{
  if (self == NULL)
    return;
  sqlite3_close_v2 (self->handle);
  g_free (self->path);
  g_free (self);
}

AnjDbTransaction *
anj_db_begin (AnjDb *self, GError **error)
{
  AnjDbTransaction *transaction;

  if (!anj_db_exec (self, "BEGIN IMMEDIATE", error))
    return NULL;
  transaction = g_new0 (AnjDbTransaction, 1);
  transaction->db = self;
  return transaction;
}

gboolean
anj_db_transaction_commit (AnjDbTransaction *self, GError **error)
{
  self->committed = anj_db_exec (self->db, "COMMIT", error);
  return self->committed;
}

void
anj_db_transaction_end (AnjDbTransaction *self)
{
  if (self == NULL)
    return;
  if (!self->committed)
    sqlite3_exec (self->db->handle, "ROLLBACK", NULL, NULL, NULL);
  g_free (self);
}
