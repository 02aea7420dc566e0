/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define ANJ_ZONE_FIRST_HOURS 7
#define ANJ_ZONE_LAST_HOURS 9

/**
 * anj_zone_hours:
 * @region: (nullable): a region's code
 *
 * The zones of Indonesia by province (Keputusan Presiden 41/1987): western, UTC+7, on Sumatra and
 * Java, in West and Central Kalimantan; eastern, UTC+9, on the Moluccas and Papua; else central,
 * UTC+8. Western where the region is unknown.
 *
 * Returns: hours that its clock is ahead of UTC
 */
int anj_zone_hours (const char *region);

G_END_DECLS
