/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "hub/hub-worklist.h"

G_BEGIN_DECLS

/*
 * A worklist is a header line and a function that adds the people. hub-worklist.c calls it with the
 * store's lock and a transaction held.
 */

gboolean hub_worklist_fill_stunting (HubWorklist *out,
                                     const HubReportQuery *query,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* a line with somebody; what a spreadsheet would take for a formula is quoted. @cells: NULL: empty
 */
void hub_worklist_add_line (HubWorklist *self, const char *const *cells, gsize n_cells);

G_END_DECLS
