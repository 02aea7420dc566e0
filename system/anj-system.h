/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/anj-sources.h"

G_BEGIN_DECLS

/* The real clock and the real random source. Only main.c files and tests name this layer; all else
 * is handed an AnjClock and an AnjRandom. */

/**
 * anj_system_clock:
 *
 * Returns: (transfer none): CLOCK_REALTIME and CLOCK_MONOTONIC; static
 */
const AnjClock *anj_system_clock (void);

/**
 * anj_system_random:
 *
 * Returns: (transfer none): getrandom(2); static
 */
const AnjRandom *anj_system_random (void);

G_END_DECLS
