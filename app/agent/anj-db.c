/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/agent/anj-db.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/agent/anj-agent-error.h"

#define BUSY_TIMEOUT_MS 10000
/* SQLite's own number; what is different here is that somebody hears when it fails */
#define CHECKPOINT_FRAMES 1000
#define SYNCHRONOUS_FULL 2
#define PIECE_BYTES 65536

/* what SQLite keeps of a database, as suffixes of its path */
static const char *const parts[] = { "", "-wal", "-shm" };

typedef struct
{
  dev_t device;
  ino_t inode; /* 0: there is none */
} FileIdentity;

struct _AnjDb
{
  sqlite3 *handle;                          /* (owned) */
  char *path;                               /* (owned) */
  FileIdentity files[G_N_ELEMENTS (parts)]; /* as they were opened */
  gboolean is_broken;
  gboolean is_damaged;
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
      if (rc == SQLITE_IOERR_NOMEM)
        return ANJ_AGENT_ERROR_FAILED;
      /* the shared memory beside the file, a quota: no room all the same */
      return rc == SQLITE_IOERR_SHMSIZE || system_errno == ENOSPC || system_errno == EDQUOT
                 ? ANJ_AGENT_ERROR_FULL
                 : ANJ_AGENT_ERROR_DISK;
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
      return ANJ_AGENT_ERROR_DISK;
    case SQLITE_ERROR: /* our statements are right: the tables are not those that were made */
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return ANJ_AGENT_ERROR_DAMAGED;
    default:
      return ANJ_AGENT_ERROR_FAILED;
    }
}

/* remembers what @rc says of the disk. An fsync that failed breaks the connection also where it was
 * for want of room: what it should have kept may be gone */
static AnjAgentError
note_rc (AnjDb *self, int rc)
{
  AnjAgentError code = code_from_rc (self, rc);

  if (code == ANJ_AGENT_ERROR_DISK || rc == SQLITE_IOERR_FSYNC || rc == SQLITE_IOERR_DIR_FSYNC)
    self->is_broken = TRUE;
  if (code == ANJ_AGENT_ERROR_DAMAGED)
    self->is_damaged = TRUE;
  return code;
}

static void
set_error (AnjDb *self, int rc, GError **error)
{
  g_autofree char *name = g_path_get_basename (self->path);

  g_set_error (error, ANJ_AGENT_ERROR, note_rc (self, rc), "%s: %s", name,
               self->handle != NULL ? sqlite3_errmsg (self->handle) : sqlite3_errstr (rc));
}

/* no descriptor whose fsync failed is used a second time */
static gboolean
require_whole (AnjDb *self, GError **error)
{
  g_autofree char *name = NULL;

  if (!self->is_broken)
    return TRUE;
  name = g_path_get_basename (self->path);
  g_set_error (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_DISK, "%s: the disk failed before", name);
  return FALSE;
}

gboolean
anj_db_exec (AnjDb *self, const char *sql, GError **error)
{
  int rc;

  if (!require_whole (self, error))
    return FALSE;
  rc = sqlite3_exec (self->handle, sql, NULL, NULL, NULL);
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
  int rc;

  if (!require_whole (self, error))
    return NULL;
  rc = sqlite3_prepare_v2 (self->handle, sql, -1, &statement, NULL);
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
  int rc;

  if (!require_whole (self, error))
    return ANJ_DB_ERROR;
  rc = sqlite3_step (statement);
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

/* a log that nobody is sure of stays as it is */
static void
keep_log (AnjDb *self, gboolean is_kept)
{
  sqlite3_db_config (self->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, is_kept, NULL);
}

static gboolean
migrate (AnjDb *self, const char *const *migrations, GError **error)
{
  gint64 n_known = (gint64) g_strv_length ((char **) migrations);
  gint64 version = read_version (self, error);
  g_autofree char *name = g_path_get_basename (self->path);

  if (version < 0)
    return FALSE;
  if (version > n_known)
    {
      g_set_error (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_CONFIG,
                   "%s: it was written by a newer version", name);
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

/* After each commit. SQLite's own checkpoint tells nobody when it fails: cases would be accepted on
 * a disk that does not take them in any more. */
static int
on_commit (void *user_data, sqlite3 *handle, const char *schema, int n_frames)
{
  AnjDb *self = user_data;
  int rc;

  if (n_frames >= CHECKPOINT_FRAMES)
    {
      rc = sqlite3_wal_checkpoint_v2 (handle, schema, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
      if (rc != SQLITE_OK)
        note_rc (self, rc);
    }
  return SQLITE_OK; /* what was committed is in the log, whatever became of that */
}

static gboolean
is_pragma (AnjDb *self, const char *sql, const char *wanted, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = anj_db_prepare (self, error, sql, "");
  g_autofree char *value = NULL;

  if (statement == NULL || anj_db_step (self, statement, error) != ANJ_DB_ROW)
    return FALSE;
  value = anj_db_column_text (statement, 0);
  if (g_strcmp0 (value, wanted) == 0)
    return TRUE;
  g_set_error (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_FAILED,
               "%s: %s is %s and not %s: nothing would survive a power cut", self->path, sql, value,
               wanted);
  return FALSE;
}

static gboolean
is_memory (AnjDbMode mode)
{
  return mode == ANJ_DB_COPY || mode == ANJ_DB_NOTHING;
}

static gboolean
set_mode (AnjDb *self, AnjDbMode mode, GError **error)
{
  if (is_memory (mode))
    return TRUE;
  if (!anj_db_exec (self,
                    "PRAGMA journal_mode = WAL; PRAGMA secure_delete = ON;"
                    " PRAGMA temp_store = MEMORY",
                    error) ||
      !anj_db_exec (self,
                    mode == ANJ_DB_DISPOSABLE ? "PRAGMA synchronous = NORMAL"
                                              : "PRAGMA synchronous = FULL",
                    error))
    return FALSE;
  sqlite3_wal_hook (self->handle, on_commit, self);
  return mode != ANJ_DB_DURABLE ||
         (is_pragma (self, "PRAGMA journal_mode", "wal", error) &&
          is_pragma (self, "PRAGMA synchronous", G_STRINGIFY (SYNCHRONOUS_FULL), error));
}

/* FALSE: nobody can tell now */
static gboolean
identify (const char *path, const char *suffix, FileIdentity *out_identity)
{
  g_autofree char *file = g_strconcat (path, suffix, NULL);
  struct stat status;

  *out_identity = (FileIdentity){ 0 };
  if (lstat (file, &status) != 0)
    return errno == ENOENT || errno == ENOTDIR;
  *out_identity = (FileIdentity){ status.st_dev, status.st_ino };
  return TRUE;
}

static void
note_files (AnjDb *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    if (!identify (self->path, parts[i], &self->files[i]))
      self->files[i].inode = 0;
}

gboolean
anj_db_is_moved (const AnjDb *self)
{
  FileIdentity now;

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    if (self->files[i].inode != 0 && identify (self->path, parts[i], &now) &&
        (now.inode != self->files[i].inode || now.device != self->files[i].device))
      return TRUE;
  return FALSE;
}

static gboolean
require_plain_file (const char *path, GError **error)
{
  g_autofree char *name = g_path_get_basename (path);
  struct stat status;

  if (lstat (path, &status) != 0 || S_ISREG (status.st_mode))
    return TRUE;
  g_set_error (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_DAMAGED, "%s: it is no plain file", name);
  return FALSE;
}

/* (nullable): @path, on a disk that may be read-only: nothing is written beside it and no lock
 * taken, for the agent's own lock is enough. Where a log lies there it counts; that of an empty
 * file SQLite would delete */
static sqlite3 *
open_unwritten (const char *path)
{
  g_autofree char *absolute = g_canonicalize_filename (path, NULL);
  g_autofree char *uri = g_filename_to_uri (absolute, NULL, NULL);
  g_autofree char *log = g_strconcat (path, "-wal", NULL);
  g_autofree char *full = NULL;
  sqlite3 *handle = NULL;
  struct stat status;
  gboolean has_log = stat (log, &status) == 0 && status.st_size > 0;

  if (has_log && (stat (path, &status) != 0 || status.st_size == 0))
    return NULL;
  full = g_strconcat (uri, has_log ? "?mode=ro&vfs=unix-none" : "?mode=ro&immutable=1", NULL);
  if (sqlite3_open_v2 (full, &handle, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, NULL) == SQLITE_OK &&
      sqlite3_exec (handle, "PRAGMA locking_mode = EXCLUSIVE", NULL, NULL, NULL) == SQLITE_OK)
    return handle;
  sqlite3_close_v2 (handle);
  return NULL;
}

static int
open_memory (AnjDb *self, AnjDbMode mode)
{
  sqlite3 *file = NULL;
  sqlite3_backup *backup = NULL;
  int rc = sqlite3_open_v2 (":memory:", &self->handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX,
                            NULL);

  file = rc == SQLITE_OK && mode == ANJ_DB_COPY ? open_unwritten (self->path) : NULL;
  if (file != NULL)
    backup = sqlite3_backup_init (self->handle, "main", file, "main");
  if (backup != NULL)
    {
      rc = sqlite3_backup_step (backup, /* all */ -1);
      sqlite3_backup_finish (backup);
      rc = rc == SQLITE_DONE ? SQLITE_OK : rc;
    }
  sqlite3_close_v2 (file);
  return rc;
}

static AnjDb *
open_as (const char *path, AnjDbMode mode, const char *const *migrations, GError **error)
{
  g_autoptr (AnjDb) self = g_new0 (AnjDb, 1);
  int flags = mode == ANJ_DB_READ ? SQLITE_OPEN_READWRITE
                                  : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  int rc;

  self->path = g_strdup (path);
  if (!is_memory (mode) && !require_plain_file (path, error))
    return NULL;
  rc = is_memory (mode) ? open_memory (self, mode)
                        : sqlite3_open_v2 (path, &self->handle, flags | SQLITE_OPEN_NOMUTEX, NULL);
  if (rc != SQLITE_OK)
    {
      set_error (self, rc, error);
      return NULL;
    }
  sqlite3_extended_result_codes (self->handle, 1);
  sqlite3_busy_timeout (self->handle, BUSY_TIMEOUT_MS);
  if (mode == ANJ_DB_DURABLE)
    return anj_db_make_durable (self, migrations, error) ? g_steal_pointer (&self) : NULL;
  keep_log (self, mode == ANJ_DB_READ);
  if (!set_mode (self, mode, error) || (mode != ANJ_DB_READ && !migrate (self, migrations, error)))
    return NULL;
  if (mode == ANJ_DB_DISPOSABLE)
    note_files (self);
  return g_steal_pointer (&self);
}

AnjDb *
anj_db_open (const char *path, AnjDbMode mode, const char *const *migrations, GError **error)
{
  AnjDb *copy;

  if (mode != ANJ_DB_COPY)
    return open_as (path, mode, migrations, error);
  copy = open_as (path, mode, migrations, /* error */ NULL);
  return copy != NULL ? copy : open_as (path, ANJ_DB_NOTHING, migrations, error);
}

gboolean
anj_db_make_durable (AnjDb *self, const char *const *migrations, GError **error)
{
  if (sqlite3_db_readonly (self->handle, "main") == 1 && access (self->path, W_OK) == 0)
    {
      g_set_error (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_DAMAGED,
                   "%s: its header says that it is not to be written", self->path);
      return FALSE;
    }
  keep_log (self, FALSE);
  if (!set_mode (self, ANJ_DB_DURABLE, error) || !migrate (self, migrations, error))
    return FALSE;
  note_files (self);
  return TRUE;
}

void
anj_db_close (AnjDb *self)
{
  if (self == NULL)
    return;
  if (self->is_broken && self->handle != NULL)
    keep_log (self, TRUE);
  sqlite3_close_v2 (self->handle);
  g_free (self->path);
  g_free (self);
}

gboolean
anj_db_is_broken (const AnjDb *self)
{
  return self->is_broken;
}

gboolean
anj_db_is_damaged (const AnjDb *self)
{
  return self->is_damaged;
}

void
anj_db_note_damage (AnjDb *self)
{
  self->is_damaged = TRUE;
}

/* (transfer full): "ok", or what SQLite finds; %NULL with @error */
static char *
read_verdict (AnjDb *self, GError **error)
{
  g_autoptr (sqlite3_stmt)
      statement = anj_db_prepare (self, error, "PRAGMA integrity_check (1)", "");

  if (statement == NULL || anj_db_step (self, statement, error) != ANJ_DB_ROW)
    return NULL;
  return anj_db_column_text (statement, 0);
}

/* whether the disk gives the whole file back */
static gboolean
is_readable (const char *path)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC);
  g_autofree guint8 *piece = g_malloc (PIECE_BYTES);
  ssize_t n_bytes = fd >= 0 ? PIECE_BYTES : -1;

  while (n_bytes > 0)
    n_bytes = read (fd, piece, PIECE_BYTES);
  if (fd >= 0)
    close (fd);
  return n_bytes == 0;
}

gboolean
anj_db_check (AnjDb *self, GError **error)
{
  g_autofree char *name = g_path_get_basename (self->path);
  g_autofree char *verdict = read_verdict (self, error);

  /* it says the same of a page that could not be read: that may be over by now */
  if (verdict != NULL && !g_str_equal (verdict, "ok"))
    {
      g_free (verdict);
      verdict = read_verdict (self, error);
    }
  if (verdict == NULL)
    return FALSE;
  if (g_str_equal (verdict, "ok"))
    return TRUE;
  self->is_broken = !is_readable (self->path);
  self->is_damaged = !self->is_broken;
  g_strdelimit (verdict, "\n", ' ');
  g_set_error (error, ANJ_AGENT_ERROR,
               self->is_broken ? ANJ_AGENT_ERROR_DISK : ANJ_AGENT_ERROR_DAMAGED, "%s: %s", name,
               verdict);
  return FALSE;
}

gboolean
anj_db_settle (AnjDb *self, GError **error)
{
  int rc;

  if (!require_whole (self, error))
    return FALSE;
  rc = sqlite3_wal_checkpoint_v2 (self->handle, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
  if (rc != SQLITE_OK)
    set_error (self, rc, error);
  return rc == SQLITE_OK;
}

static int
back_up (AnjDb *self, AnjDb *to)
{
  sqlite3_backup *backup = sqlite3_backup_init (to->handle, "main", self->handle, "main");
  int rc;

  if (backup == NULL)
    return sqlite3_errcode (to->handle);
  rc = sqlite3_backup_step (backup, /* all */ -1);
  sqlite3_backup_finish (backup);
  return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

gboolean
anj_db_write_copy (AnjDb *self, const char *path, GError **error)
{
  g_autoptr (AnjDb) copy = g_new0 (AnjDb, 1);
  int rc;

  if (!require_whole (self, error))
    return FALSE;
  copy->path = g_strdup (path);
  rc = sqlite3_open_v2 (path, &copy->handle,
                        SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL);
  if (rc == SQLITE_OK)
    rc = sqlite3_exec (copy->handle, "PRAGMA synchronous = FULL", NULL, NULL, NULL);
  if (rc == SQLITE_OK)
    rc = back_up (self, copy);
  if (rc != SQLITE_OK)
    set_error (copy, rc, error);
  return rc == SQLITE_OK;
}

void
anj_db_drop_page_cache (const char *path)
{
  static const char *const suffixes[] = { "", "-wal" };

  for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *file = g_strconcat (path, suffixes[i], NULL);
      int fd = open (file, O_RDONLY | O_NONBLOCK | O_CLOEXEC);

      if (fd < 0)
        continue;
      posix_fadvise (fd, 0, 0, POSIX_FADV_DONTNEED);
      close (fd);
    }
}

static AnjDbTransaction *
begin (AnjDb *self, const char *sql, GError **error)
{
  AnjDbTransaction *transaction;

  if (!anj_db_exec (self, sql, error))
    return NULL;
  transaction = g_new0 (AnjDbTransaction, 1);
  transaction->db = self;
  return transaction;
}

AnjDbTransaction *
anj_db_begin (AnjDb *self, GError **error)
{
  return begin (self, "BEGIN IMMEDIATE", error);
}

AnjDbTransaction *
anj_db_begin_read (AnjDb *self, GError **error)
{
  return begin (self, "BEGIN", error);
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
