/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "core/anj-region.h"

G_BEGIN_DECLS

/* What is shipped inside the programs: region tables, JSON Schemas, the default configuration. */

/**
 * anj_data_lookup:
 * @path: below data/, e.g. "schema/household.json" or "default-config.json"
 * @error: %G_RESOURCE_ERROR when there is no such file
 *
 * Returns: (transfer full): its bytes, static memory
 */
GBytes *anj_data_lookup (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full): all shipped region tables, for anj_region_table_new() */
GBytes *anj_data_regions_csv (GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * anj_data_regions_new:
 *
 * Returns: (transfer full): all shipped region tables in one: provinces, regencies and districts of
 *   the country, villages of a few regencies; takes some 5 ms, so keep it
 */
AnjRegionTable *anj_data_regions_new (GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
