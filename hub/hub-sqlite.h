/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>
#include <sqlite3.h>

G_BEGIN_DECLS

/* autoptr for SQLite's own types; only hub-store.* and files that speak SQL include this */

typedef sqlite3_stmt HubStmt;

static inline void
hub_stmt_free (HubStmt *stmt)
{
  sqlite3_finalize (stmt);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubStmt, hub_stmt_free)

/* (nullable) (transfer none): valid until the statement moves on */
static inline const char *
hub_stmt_text (HubStmt *stmt, int column)
{
  return (const char *) sqlite3_column_text (stmt, column);
}

/* (transfer full): a copy; empty for NULL */
static inline GBytes *
hub_stmt_bytes (HubStmt *stmt, int column)
{
  const void *data = sqlite3_column_blob (stmt, column);

  return g_bytes_new (data, (gsize) sqlite3_column_bytes (stmt, column));
}

static inline gint64
hub_stmt_int (HubStmt *stmt, int column)
{
  return sqlite3_column_int64 (stmt, column);
}

G_END_DECLS
