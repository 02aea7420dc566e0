/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "hub/hub-command.h"

G_BEGIN_DECLS

/* serve --data-dir DIR --listen ADDR:PORT|unix:PATH --admin-listen ADDR:PORT [--public-url URL]
 * [--max-connections N] [--backup-dir DIR] [--backup-every SECONDS] */
int hub_cmd_serve (int argc, char **argv, const AnjClock *clock, const AnjRandom *random);

G_END_DECLS
