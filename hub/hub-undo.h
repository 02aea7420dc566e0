/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "hub/hub-import.h"

G_BEGIN_DECLS

/**
 * HubUndoResult:
 * @reg: the batch's register
 * @n_rows: rows that it had brought
 * @n_households: households whose document changed
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
 * batches holds again. One transaction; then the households that are touched are made anew, as
 * after an import.
 */
gboolean hub_undo_batch (const HubImportContext *context,
                         const char *batch,
                         HubUndoResult *out_result,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
