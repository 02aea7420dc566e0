/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "hub/hub-command.h"

G_BEGIN_DECLS

/* restore --data-dir NEWDIR --backup-dir DIR [--at TIME] [--keys DIR] [--replace] */
int hub_cmd_restore (int argc, char **argv, const AnjClock *clock, const AnjRandom *random);

G_END_DECLS
