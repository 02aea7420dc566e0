/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "hub/hub-command.h"

G_BEGIN_DECLS

/* ca list|new|switch|drop|admin --data-dir DIR */
int hub_cmd_ca (int argc, char **argv, const AnjClock *clock, const AnjRandom *random);

G_END_DECLS
