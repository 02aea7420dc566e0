/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "hub/hub-import.h"

G_BEGIN_DECLS

/**
 * HubUndoResult:
 * @reg: the batch's register
 * @n_rows: rows that it had brought
 * @n_households: households that terminals get, or forget
 */
typedef struct
{
  HubRegister reg;
  guint64 n_rows;
  guint64 n_households;
} HubUndoResult;

/**
 * hub_undo_batch:
 * @batch: any that came in, not only the last
 * @error: %HUB_ERROR_USAGE (no such batch), %HUB_ERROR_DATA (older than what retention keeps),
 *   %HUB_ERROR_IO
 *
 * Takes a batch out as if it had never come: under each of its rows the newest row of the other
 * batches holds again. Works in short transactions, as an import does; one that is cut off is
 * ended by whoever comes next.
 */
gboolean hub_undo_batch (const HubImportContext *context,
                         const char *batch,
                         HubUndoResult *out_result,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * hub_undo_unfinished:
 *
 * Takes out what an import or undo that was cut off left of a batch, and the copy that a preview
 * left. For whoever holds hub_import_lock(), or begins when nobody does.
 */
gboolean
hub_undo_unfinished (const HubImportContext *context, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
