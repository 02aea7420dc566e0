/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/anj-sources.h"

G_BEGIN_DECLS

/**
 * hub_cmd_demo:
 * @argv: "demo", then what stands behind it on the command line
 *
 * `demo --data-dir DIR --residents N --seed S [--area CODE]`: writes registers of people who do not
 * exist to DIR/demo/, imports them as batches and writes DIR/demo-people.csv.
 *
 * Returns: a sysexits code; an error has been printed in one line
 */
int hub_cmd_demo (int argc, char **argv, const AnjClock *clock, const AnjRandom *random);

G_END_DECLS
