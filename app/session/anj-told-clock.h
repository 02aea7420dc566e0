/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

#include "core/anj-sources.h"

G_BEGIN_DECLS

/**
 * AnjToldClock:
 * @clock: its real time is what the agent told, and the time since; until then the machine's
 *
 * A screen's time: the agent alone knows what to believe (decision 0035), and a screen lives for
 * hours. To be kept in place: @clock points into it.
 */
typedef struct
{
  AnjClock clock;
  const AnjClock *machine; /* (unowned): outlives it */
  gint64 told_us;          /* 0: nothing yet */
  gint64 told_monotonic_us;
  gboolean is_unsure;
} AnjToldClock;

void anj_told_clock_init (AnjToldClock *self, const AnjClock *machine);
/* @status: (nullable): of the agent; what has no time leaves it as it is */
void anj_told_clock_hear (AnjToldClock *self, JsonObject *status);
/* whether its time is right, or only so late at least */
gboolean anj_told_clock_is_sure (const AnjToldClock *self);

G_END_DECLS
