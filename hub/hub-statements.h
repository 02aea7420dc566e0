/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "hub/hub-store.h"

G_BEGIN_DECLS

/* a table of statements, prepared once for an object that runs them many times */

/**
 * hub_statements_prepare:
 * @out: zeroed, @n long; to be finalized also on error
 */
gboolean hub_statements_prepare (HubStore *store,
                                 const char *const *sql,
                                 gsize n,
                                 HubStmt **out,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
void hub_statements_finalize (HubStmt **statements, gsize n);

/* runs to the end and rewinds, so that nothing stays open when the transaction ends */
gboolean hub_stmt_finish (HubStmt *stmt, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* on one row */
typedef void (*HubWalkFunc) (HubStmt *stmt, gpointer user_data);

/**
 * hub_store_walk:
 * @sql: one statement without parameters
 *
 * Calls @note on each row.
 */
gboolean hub_store_walk (HubStore *store,
                         const char *sql,
                         HubWalkFunc note,
                         gpointer user_data,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
