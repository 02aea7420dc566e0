/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Names of what the report for the coordination team (TKPK) counts, for counting and for writing.
 */

#define HUB_TKPK_N_DESIL_GROUPS 7
#define HUB_TKPK_N_REGISTERS 4
#define HUB_TKPK_N_STRATEGIES 3

/* of a household: the lowest desil of its present members in dtsen */
extern const char *const hub_tkpk_desil_groups[HUB_TKPK_N_DESIL_GROUPS];
extern const char *const hub_tkpk_registers[HUB_TKPK_N_REGISTERS];
/* of the catalogue's `strategy` */
extern const char *const hub_tkpk_strategies[HUB_TKPK_N_STRATEGIES];

G_END_DECLS
