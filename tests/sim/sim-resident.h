/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "tests/sim/sim-kiosk.h"
#include "tests/sim/sim-oracle.h"

G_BEGIN_DECLS

/**
 * SimResidents:
 *
 * Who comes to one terminal, as often as chance has it: complaints with and without a name, usul,
 * ratings; some leave in between, some are told that it did not work and try again, some come back
 * for their ticket. What they seal is sealed by app/session's own code.
 */
typedef struct _SimResidents SimResidents;

/* @mean_us: between two; @hub: (nullable): whose officers answer; @kiosk, @oracle and @hub outlive
 * it */
SimResidents *
sim_residents_new (SimKiosk *kiosk, SimOracle *oracle, SimHub *hub, gint64 mean_us, guint64 seed);
/* they come, from the beginning on */
void sim_residents_begin (SimResidents *self);
/* nobody comes any more */
void sim_residents_end (SimResidents *self);
/* somebody is at the terminal */
gboolean sim_residents_are_there (const SimResidents *self);
void sim_residents_free (SimResidents *self);

/* follow-ups that were asked for, and those that were answered "unknown" although the PIN was right
 */
guint sim_residents_n_followed (const SimResidents *self);
guint sim_residents_n_unknown (const SimResidents *self);

G_END_DECLS
