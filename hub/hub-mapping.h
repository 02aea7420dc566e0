/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "hub/hub-csv.h"
#include "hub/hub-registers.h"

G_BEGIN_DECLS

/* An agency's own header: a JSON object, their column's name → ours. */
typedef struct _HubMapping HubMapping;

/**
 * hub_mapping_load:
 * @error: %HUB_ERROR_NO_INPUT, %HUB_ERROR_DATA (no such object, a column that @reg has not, one of
 *   ours named twice)
 */
HubMapping *
hub_mapping_load (const char *path, HubRegister reg, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void hub_mapping_free (HubMapping *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubMapping, hub_mapping_free)

/* (transfer none): of the file, hex */
const char *hub_mapping_sha256 (const HubMapping *self);

/**
 * hub_mapping_apply:
 * @csv: no row of it has been read
 * @error: %HUB_ERROR_DATA: a column of theirs that the file has not, or two columns for one of ours
 */
gboolean
hub_mapping_apply (const HubMapping *self, HubCsv *csv, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
