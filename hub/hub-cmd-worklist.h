/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/anj-sources.h"

G_BEGIN_DECLS

/**
 * hub_cmd_worklist:
 *
 * `worklist zero|siikep|stunting --area CODE --output FILE.csv --by WHO --reason TEXT --data-dir
 * DIR`: the people behind a number, in a new file that only its owner can read, and a row in the
 * audit chain that tells who took it. Prints nothing but the count.
 *
 * Returns: a sysexits code; an error has been printed in one line
 */
int hub_cmd_worklist (int argc, char **argv, const AnjClock *clock, const AnjRandom *random);

G_END_DECLS
