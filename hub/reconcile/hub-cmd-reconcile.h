/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/anj-sources.h"

G_BEGIN_DECLS

/**
 * hub_cmd_reconcile:
 *
 * `reconcile --data-dir DIR [--area CODE] [--json]`: links rows of one person across the registers
 * and prints how many by rule, and what waits for an officer.
 *
 * Returns: a sysexits code; an error has been printed in one line
 */
int hub_cmd_reconcile (int argc, char **argv, const AnjClock *clock, const AnjRandom *random);

G_END_DECLS
