/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "hub/hub-command.h"

G_BEGIN_DECLS

/* retain --data-dir DIR [--preview] */
int hub_cmd_retain (int argc, char **argv, const AnjClock *clock, const AnjRandom *random);

G_END_DECLS
