/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "tests/sim/sim-world.h"

G_BEGIN_DECLS

/**
 * SimFaults:
 *
 * All that goes wrong in a world, as often as chance has it: lines, power, disks, clocks, the hub.
 */
typedef struct _SimFaults SimFaults;

SimFaults *sim_faults_new (SimWorld *world);
/* nothing goes wrong any more, and what went wrong is mended */
void sim_faults_heal (SimFaults *self);
void sim_faults_free (SimFaults *self);

G_END_DECLS
