/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>
#include <sqlite3.h>

G_BEGIN_DECLS

G_DEFINE_AUTOPTR_CLEANUP_FUNC (sqlite3_stmt, sqlite3_finalize)

/**
 * AnjDbMode:
 * @ANJ_DB_DURABLE: WAL, synchronous FULL: what was committed survives a power cut (measured: FULL
 *   is the weakest mode that does)
 * @ANJ_DB_DISPOSABLE: WAL, synchronous NORMAL: whole after a power cut, the last rows may lack
 * @ANJ_DB_READ: only looked at; must exist
 */
typedef enum {
  ANJ_DB_DURABLE,
  ANJ_DB_DISPOSABLE,
  ANJ_DB_READ,
} AnjDbMode;

/**
 * AnjDb:
 *
 * One SQLite connection, used by one thread at a time. Nothing of sqlite3 but statements leaves it.
 * Errors: %ANJ_AGENT_ERROR_FULL, %ANJ_AGENT_ERROR_DAMAGED, %ANJ_AGENT_ERROR_FAILED.
 */
typedef struct _AnjDb AnjDb;

/**
 * anj_db_open:
 * @migrations: (array zero-terminated=1): script n brings user_version n to n + 1, in one
 *   transaction; a file newer than the list is refused
 */
AnjDb *anj_db_open (const char *path, AnjDbMode mode, const char *const *migrations, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
void anj_db_close (AnjDb *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnjDb, anj_db_close)

gboolean anj_db_exec (AnjDb *self, const char *sql, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * anj_db_prepare:
 * @types: one letter a parameter: "i" gint64, "t" const char * (nullable), "b" GBytes * (nullable),
 *   "x" const guint8 * and gsize
 *
 * The bound values must live until the statement is done.
 */
sqlite3_stmt *anj_db_prepare (AnjDb *self, GError **error, const char *sql, const char *types, ...);

typedef enum { ANJ_DB_ERROR = -1, ANJ_DB_DONE = 0, ANJ_DB_ROW = 1 } AnjDbStep;
AnjDbStep anj_db_step (AnjDb *self, sqlite3_stmt *statement, GError **error);

/* prepares, steps once to the end, frees */
gboolean anj_db_run (AnjDb *self, GError **error, const char *sql, const char *types, ...)
    G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full): a copy of column @column */
GBytes *anj_db_column_bytes (sqlite3_stmt *statement, int column);
/* (transfer full) (nullable) */
char *anj_db_column_text (sqlite3_stmt *statement, int column);

/**
 * AnjDbTransaction:
 *
 * BEGIN IMMEDIATE … rolled back when it goes out of scope without anj_db_transaction_commit().
 */
typedef struct _AnjDbTransaction AnjDbTransaction;

AnjDbTransaction *anj_db_begin (AnjDb *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean
anj_db_transaction_commit (AnjDbTransaction *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void anj_db_transaction_end (AnjDbTransaction *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnjDbTransaction, anj_db_transaction_end)

G_END_DECLS
