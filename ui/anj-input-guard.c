/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-input-guard.h"

#define IGNORE_INPUT_US (300 * G_TIME_SPAN_MILLISECOND)

void
anj_input_guard_close (AnjInputGuard *self)
{
  self->until_monotonic_us = G_MAXINT64;
}

void
anj_input_guard_shown (AnjInputGuard *self, const AnjClock *clock)
{
  self->until_monotonic_us = anj_clock_monotonic_us (clock) + IGNORE_INPUT_US;
}

gboolean
anj_input_guard_is_press (GdkEventType type)
{
  return type == GDK_BUTTON_PRESS || type == GDK_TOUCH_BEGIN || type == GDK_KEY_PRESS;
}

static gboolean
is_release (GdkEventType type)
{
  return type == GDK_BUTTON_RELEASE || type == GDK_TOUCH_END || type == GDK_TOUCH_CANCEL ||
         type == GDK_KEY_RELEASE;
}

gboolean
anj_input_guard_swallows (AnjInputGuard *self, const AnjClock *clock, GdkEventType type)
{
  if (anj_input_guard_is_press (type) && anj_clock_monotonic_us (clock) < self->until_monotonic_us)
    {
      self->swallowing = TRUE;
      return TRUE;
    }
  if (!self->swallowing)
    return FALSE;
  self->swallowing = !is_release (type);
  return TRUE;
}
