/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-statements.h"

gboolean
hub_statements_prepare (HubStore *store,
                        const char *const *sql,
                        gsize n,
                        HubStmt **out,
                        GError **error)
{
  sqlite3 *db = hub_store_db (store);

  for (gsize i = 0; i < n; i++)
    if (sqlite3_prepare_v3 (db, sql[i], -1, SQLITE_PREPARE_PERSISTENT, &out[i], NULL) != SQLITE_OK)
      {
        g_set_error (error, HUB_ERROR, HUB_ERROR_IO, "hub.db: %s", sqlite3_errmsg (db));
        return FALSE;
      }
  return TRUE;
}

void
hub_statements_finalize (HubStmt **statements, gsize n)
{
  for (gsize i = 0; i < n; i++)
    sqlite3_finalize (statements[i]);
}

gboolean
hub_stmt_finish (HubStmt *stmt, GError **error)
{
  gboolean row = TRUE;
  gboolean ok = TRUE;

  while (ok && row)
    ok = hub_stmt_next (stmt, &row, error);
  sqlite3_reset (stmt);
  return ok;
}

gboolean
hub_store_walk (HubStore *store,
                const char *sql,
                HubWalkFunc note,
                gpointer user_data,
                GError **error)
{
  g_autoptr (HubStmt) stmt = hub_store_query (store, error, sql, "");
  gboolean row = TRUE;

  if (stmt == NULL)
    return FALSE;
  while (hub_stmt_next (stmt, &row, error) && row)
    note (stmt, user_data);
  return !row;
}
