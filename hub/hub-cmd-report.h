/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/anj-sources.h"

G_BEGIN_DECLS

/**
 * hub_cmd_report:
 * @argv: "report", then what stands behind it on the command line
 *
 * `report NAME --area CODE --format json|html|csv --data-dir DIR`: prints the report.
 *
 * Returns: a sysexits code; an error has been printed in one line
 */
int hub_cmd_report (int argc, char **argv, const AnjClock *clock, const AnjRandom *random);

G_END_DECLS
