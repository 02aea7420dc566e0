/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "core/anj-sources.h"

G_BEGIN_DECLS

/**
 * AnjInput:
 * @type: of the event
 * @time_ms: when the finger or key came down, not when the screen had time for it
 * @finger: (nullable): which of several; %NULL: a mouse
 * @button: of a mouse
 * @keyval: of a key
 * @modifiers: that are held
 * @target: (nullable) (unowned): the button there, else what lies there
 * @x_mm: where on the panel
 * @y_mm: where on the panel
 *
 * What the guard looks at in a GdkEvent.
 */
typedef struct
{
  GdkEventType type;
  guint32 time_ms;
  gconstpointer finger;
  guint button;
  guint keyval;
  GdkModifierType modifiers;
  GtkWidget *target;
  double x_mm, y_mm;
} AnjInput;

/**
 * AnjInputGuard:
 *
 * Which touches and keys count for nothing, for the whole screen:
 *
 * - any, until 300 ms after this screen took over from another: it was meant for the one before;
 * - a second touch of the same thing within 300 ms of the one that counted (a trembling hand), also
 *   where that thing has gone meanwhile because the page changed. Another thing may be touched at
 *   once;
 * - a second finger while the first is on something that can be touched; any mouse button but the
 *   first;
 * - a key of a pad again within 500 ms (EN 301 549, double-strike), one held before 2 s, and from
 *   then on more often than each 300 ms. Letters are not filtered: pads have none;
 * - chords: keys with Ctrl, Alt or Super held, and those that ask a toolkit for its menu or help.
 *
 * Starts zeroed; anj_input_guard_clear() ends it.
 */
typedef struct
{
  gint64 until_monotonic_us;
  guint swallowed_buttons; /* a bit each */
  gconstpointer finger;    /* that is on something to touch */

  GtkWidget *target; /* (unowned) (nullable): of the touch that counted; a weak pointer */
  gboolean had_target;
  guint32 touch_ms;
  double x_mm, y_mm;
  gboolean touched;

  guint held_keyval; /* 0: none */
  guint32 held_ms;
  guint last_keyval; /* that counted; 0: none */
  guint32 key_ms;
  gboolean multitap;
} AnjInputGuard;

void anj_input_guard_clear (AnjInputGuard *self);
/* nothing counts until anj_input_guard_shown() */
void anj_input_guard_close (AnjInputGuard *self);
/* on the glass now; 300 ms to go */
void anj_input_guard_shown (AnjInputGuard *self, const AnjClock *clock);
/* while letters are written on a pad, where the same key again is another letter: only what comes
 * within 100 ms is one stroke of a key that bounces */
void anj_input_guard_set_multitap (AnjInputGuard *self, gboolean on);

/* takes from @window what GTK's windows let in by themselves: things dropped on them */
void anj_input_guard_shut (GtkWidget *window);
/* what @event of @window is */
AnjInput anj_input_from_event (GtkWidget *window, GdkEvent *event);
/* whether it counts for nothing */
gboolean
anj_input_guard_swallows (AnjInputGuard *self, const AnjClock *clock, const AnjInput *input);
/* a touch, a click or a key goes down */
gboolean anj_input_guard_is_press (GdkEventType type);

G_END_DECLS
