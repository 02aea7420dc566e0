/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/anj-sources.h"

G_BEGIN_DECLS

/**
 * hub_cmd_review:
 *
 * `review list|show ID|decide ID same|different --data-dir DIR …`: what the reconciler leaves to an
 * officer.
 *
 * Returns: a sysexits code; an error has been printed in one line
 */
int hub_cmd_review (int argc, char **argv, const AnjClock *clock, const AnjRandom *random);

G_END_DECLS
