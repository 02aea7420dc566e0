/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/anj-sources.h"

G_BEGIN_DECLS

/* `batches --data-dir DIR [--json]` (hub-command.h) */
int hub_cmd_batches (int argc, char **argv, const AnjClock *clock, const AnjRandom *random);

G_END_DECLS
