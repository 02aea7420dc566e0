/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "core/anj-sources.h"
#include "hub/hub-error.h"
#include "hub/hub-sqlite.h"

G_BEGIN_DECLS

/*
 * DATA/hub.db: one SQLite file, WAL, synchronous=FULL, foreign keys on, busy time-out 15 s.
 *
 * Threads: one connection a process, guarded by one recursive lock. Whoever runs SQL holds it:
 * a HubTransaction takes it for its life; the server holds it while a handler runs. Who reads much
 * opens a connection for that (hub_store_open_reader()). Other processes (`import` beside `serve`)
 * have their own connection; their transactions should stay below a few seconds, because a writer
 * that waits longer than the busy time-out gives HUB_ERROR_UNAVAILABLE.
 *
 * Migrations: every component (server, registers, …) owns a list of steps 1, 2, 3 …. Each step runs
 * once, in a transaction of its own that also writes the table `migrations` and counts up
 * PRAGMA user_version. A step that fails, a gap in the list or a step of a later program: the store
 * does not open.
 *
 * An open store holds a shared lock (flock) on its data directory; `restore` needs it alone.
 */

typedef struct _HubStore HubStore;

/**
 * HubMigration:
 * @component: "server", "registers"
 * @version: 1, 2, 3 … without gaps
 * @sql: any number of statements; no BEGIN, no COMMIT
 */
typedef struct
{
  const char *component;
  int version;
  const char *sql;
} HubMigration;

/**
 * hub_store_open:
 * @data_dir: a directory that `init` made
 * @error: %HUB_ERROR_NO_INPUT, %HUB_ERROR_CONFIG (newer or broken schema), %HUB_ERROR_IO
 *
 * Opens (or makes) hub.db, 0600, and brings the server's tables up to date. Components with tables
 * of their own call hub_store_migrate() next.
 *
 * Returns: (transfer full): the store; free from one thread, after all others have left
 */
HubStore *hub_store_open (const char *data_dir, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * hub_store_open_file:
 * @path: a database; it is read only and not brought up to date
 * @error: %HUB_ERROR_NO_INPUT, %HUB_ERROR_IO
 *
 * For looking at a backup, or at evidence.
 */
HubStore *hub_store_open_file (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * hub_store_open_reader:
 *
 * Another connection to @self's file, read only and with a lock of its own: it sees what is
 * committed and holds nobody up. To be freed before @self.
 */
HubStore *hub_store_open_reader (HubStore *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void hub_store_free (HubStore *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubStore, hub_store_free)

/**
 * hub_store_migrate:
 * @migrations: steps of one component, in order
 *
 * Runs the steps this database lacks. Two processes at once are safe.
 */
gboolean hub_store_migrate (HubStore *self,
                            const HubMigration *migrations,
                            gsize n_migrations,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer none): for what the helpers below do not cover; hold the lock */
sqlite3 *hub_store_db (HubStore *self);

/* how long a writer waits for another process before HUB_ERROR_UNAVAILABLE; 15 s at first */
void hub_store_set_wait_ms (HubStore *self, guint wait_ms);

void hub_store_lock (HubStore *self);
void hub_store_unlock (HubStore *self);

/* another number whenever another process has committed something; own commits do not count */
gint64 hub_store_data_version (HubStore *self);

/**
 * HubTransaction:
 *
 * BEGIN IMMEDIATE … COMMIT with the store's lock held. Freed without a commit it rolls back. Inside
 * another HubTransaction of the same thread it is a part of that one (a savepoint).
 */
typedef struct _HubTransaction HubTransaction;
HubTransaction *hub_transaction_begin (HubStore *store, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* at most once; the object still has to be freed */
gboolean hub_transaction_commit (HubTransaction *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void hub_transaction_free (HubTransaction *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubTransaction, hub_transaction_free)

/**
 * hub_store_query:
 * @sql: one statement with ? parameters
 * @types: one letter a parameter, "" for none: 't' const char * (nullable), 'i' gint64,
 *   'b' GBytes * (nullable); text and bytes are copied
 *
 * Prepares and binds; nothing has run yet. gint64 arguments must be gint64: cast literals.
 *
 * Returns: (transfer full): for hub_stmt_next()
 */
HubStmt *hub_store_query (HubStore *self, GError **error, const char *sql, const char *types, ...)
    G_GNUC_WARN_UNUSED_RESULT;

/* binds anew and rewinds: for a statement that runs many times */
void hub_stmt_rebind (HubStmt *stmt, const char *types, ...);

/**
 * hub_stmt_next:
 * @out_row: whether the statement stands on a row
 *
 * Returns: %FALSE on error
 */
gboolean hub_stmt_next (HubStmt *stmt, gboolean *out_row, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* prepares, binds, runs to the end; rows are thrown away */
gboolean hub_store_run (HubStore *self, GError **error, const char *sql, const char *types, ...)
    G_GNUC_WARN_UNUSED_RESULT;

/* the first column of the first row; @fallback when there is no row or it is NULL */
gboolean hub_store_get_int (HubStore *self,
                            GError **error,
                            gint64 fallback,
                            gint64 *out_value,
                            const char *sql,
                            const char *types,
                            ...) G_GNUC_WARN_UNUSED_RESULT;

/* rows that the last statement changed */
gint64 hub_store_n_changed (HubStore *self);

/* this database's name, 32 hex digits, drawn at its first opening by hub_store_ensure_generation()
 * (a restored copy gets a new one) */
char *hub_store_ensure_generation (HubStore *self,
                                   const AnjRandom *random,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full): the name; %HUB_ERROR_CONFIG for a database without one */
char *hub_store_generation (HubStore *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* gives this database another name: nothing that terminals remember of it holds any more */
gboolean hub_store_renew_generation (HubStore *self,
                                     const AnjRandom *random,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * hub_store_copy:
 * @data_dir: whose hub.db, in use or not
 * @path: a file that does not exist yet; it becomes a single file, 0600, on the disk on return
 * @cancellable: (nullable): looked at every few MB
 * @error: %G_IO_ERROR_CANCELLED, %HUB_ERROR_IO, %HUB_ERROR_CANT_CREATE
 *
 * Copies the database as it is at one moment, through a connection of its own: writers go on
 * meanwhile. May run in any thread.
 */
gboolean hub_store_copy (const char *data_dir,
                         const char *path,
                         GCancellable *cancellable,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* SQLite's own look at every page; %HUB_ERROR_DATA says what is wrong */
gboolean hub_store_check (HubStore *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
