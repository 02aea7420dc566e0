/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "hub/hub-import.h"

G_BEGIN_DECLS

/**
 * hub_diff_batch:
 * @batch: of people or payments, in already
 * @n_most: changes to be noted; all are counted
 * @out_register: (out): the batch's
 * @out_result: (out caller-allocates): cleared with hub_import_result_clear(), also on error;
 *   n_rows, n_added, n_changed, n_gone, n_same and changes are set
 * @error: %HUB_ERROR_USAGE: no such batch, or of officials, points or regions
 *
 * What a batch says beside the newest one before it, by date: what its import would have told had
 * all come in in the order of their dates. Reads; what retention has forgotten counts as new.
 */
gboolean hub_diff_batch (HubStore *store,
                         const char *batch,
                         guint n_most,
                         HubRegister *out_register,
                         HubImportResult *out_result,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
