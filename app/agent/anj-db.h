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
 * @ANJ_DB_READ: must exist; neither migrated nor changed by closing it, until
 *   anj_db_make_durable()
 * @ANJ_DB_COPY: in memory, of what can be read of the file; nothing that happens to it lasts. For
 *   a disk that cannot be written; empty where there is nothing to read
 * @ANJ_DB_NOTHING: in memory, empty
 */
typedef enum {
  ANJ_DB_DURABLE,
  ANJ_DB_DISPOSABLE,
  ANJ_DB_READ,
  ANJ_DB_COPY,
  ANJ_DB_NOTHING,
} AnjDbMode;

/**
 * AnjDb:
 *
 * One SQLite connection, used by one thread at a time. Nothing of sqlite3 but statements leaves it.
 * Errors: %ANJ_AGENT_ERROR_FULL, %ANJ_AGENT_ERROR_DISK, %ANJ_AGENT_ERROR_DAMAGED,
 * %ANJ_AGENT_ERROR_FAILED.
 *
 * After a write or an fsync that failed nothing is certain of what the descriptors wrote, and a
 * second fsync may well say yes: such a connection is broken, does nothing any more, and leaves its
 * log as it is when it is closed. Drop the files from the page cache, open them anew and verify.
 */
typedef struct _AnjDb AnjDb;

/**
 * anj_db_open:
 * @migrations: (array zero-terminated=1): script n brings user_version n to n + 1, in one
 *   transaction; a file newer than the list is refused
 *
 * A durable one is refused when SQLite does not say that it is in WAL and synchronous FULL. What is
 * no plain file (a folder, a symbolic link) is %ANJ_AGENT_ERROR_DAMAGED, but for a copy.
 */
AnjDb *anj_db_open (const char *path, AnjDbMode mode, const char *const *migrations, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
/* what was opened with %ANJ_DB_READ, and found good, is %ANJ_DB_DURABLE from now on */
gboolean anj_db_make_durable (AnjDb *self,
                              const char *const *migrations,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;
void anj_db_close (AnjDb *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnjDb, anj_db_close)

/* whether the disk failed under it */
gboolean anj_db_is_broken (const AnjDb *self);
/* whether something that was read is not what was written */
gboolean anj_db_is_damaged (const AnjDb *self);
/* somebody who knows what should be in a row found something else */
void anj_db_note_damage (AnjDb *self);
/* whether all of it, as far as SQLite can tell, is what was written */
gboolean anj_db_check (AnjDb *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* writes the whole log into the file itself, and both to the disk: after a reopening nothing rests
 * any more on what an fsync that failed may have lost */
gboolean anj_db_settle (AnjDb *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* whether its file, its log or what lies beside them was removed, moved away or exchanged since it
 * was opened: it goes on in files that bear its name no more */
gboolean anj_db_is_moved (const AnjDb *self);
/* all that it holds goes to a new file @path, on the disk when this returns */
gboolean
anj_db_write_copy (AnjDb *self, const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* what the page cache holds of the file and its log is read from the disk next time; for a file
 * that nobody has open */
void anj_db_drop_page_cache (const char *path);

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
/* for several reads of one moment, whatever another connection writes meanwhile */
AnjDbTransaction *anj_db_begin_read (AnjDb *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean
anj_db_transaction_commit (AnjDbTransaction *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void anj_db_transaction_end (AnjDbTransaction *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnjDbTransaction, anj_db_transaction_end)

G_END_DECLS
