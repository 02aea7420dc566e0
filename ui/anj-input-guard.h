/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "core/anj-sources.h"

G_BEGIN_DECLS

/**
 * AnjInputGuard:
 *
 * What a resident does just when one screen takes over from another was meant for the one before:
 * presses count for nothing until some time after the new one is on the glass, nor does what
 * belongs to such a press.
 */
typedef struct
{
  gint64 until_monotonic_us;
  gboolean swallowing;
} AnjInputGuard;

/* nothing counts until anj_input_guard_shown() */
void anj_input_guard_close (AnjInputGuard *self);
/* on the glass now; 300 ms to go */
void anj_input_guard_shown (AnjInputGuard *self, const AnjClock *clock);
/* whether an event of @type counts for nothing */
gboolean anj_input_guard_swallows (AnjInputGuard *self, const AnjClock *clock, GdkEventType type);
/* a touch, a click or a key goes down */
gboolean anj_input_guard_is_press (GdkEventType type);

G_END_DECLS
