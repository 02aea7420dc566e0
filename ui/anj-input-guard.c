/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-input-guard.h"

#include <math.h>

#include "ui/anj-parts.h"

#define IGNORE_INPUT_US (300 * G_TIME_SPAN_MILLISECOND)
#define DOUBLE_TOUCH_MS 300
/* what took the place of a thing that has gone lies under the same finger */
#define SAME_PLACE_MM 15.0
#define DOUBLE_STRIKE_MS 500
#define BOUNCE_MS 100
#define HELD_MS 2000
#define REPEAT_MS 300
#define CHORD (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK | GDK_HYPER_MASK | GDK_META_MASK)

/* --- what an event is --- */

static gboolean
has_place (GdkEventType type)
{
  return type == GDK_BUTTON_PRESS || type == GDK_TOUCH_BEGIN;
}

static gboolean
is_key (GdkEventType type)
{
  return type == GDK_KEY_PRESS || type == GDK_KEY_RELEASE;
}

static gboolean
is_button (GdkEventType type)
{
  return type == GDK_BUTTON_PRESS || type == GDK_BUTTON_RELEASE;
}

gboolean
anj_input_guard_is_press (GdkEventType type)
{
  return has_place (type) || type == GDK_KEY_PRESS;
}

/* the button there, else what lies there */
static GtkWidget *
find_target (GtkWidget *window, double x, double y)
{
  GtkWidget *widget = gtk_widget_pick (window, x, y, GTK_PICK_DEFAULT);
  GtkWidget *button = widget;

  while (button != NULL && !GTK_IS_BUTTON (button))
    button = gtk_widget_get_parent (button);
  return button != NULL ? button : widget;
}

AnjInput
anj_input_from_event (GtkWidget *window, GdkEvent *event)
{
  AnjInput input = { .type = gdk_event_get_event_type (event),
                     .time_ms = gdk_event_get_time (event),
                     .finger = gdk_event_get_event_sequence (event),
                     .modifiers = gdk_event_get_modifier_state (event) };

  if (is_key (input.type))
    input.keyval = gdk_key_event_get_keyval (event);
  if (is_button (input.type))
    input.button = gdk_button_event_get_button (event);
  if (has_place (input.type))
    {
      double px_per_mm = anj_parts_metrics_for (window)->px_per_mm;
      double x = 0, y = 0, left = 0, top = 0;

      gdk_event_get_position (event, &x, &y);
      gtk_native_get_surface_transform (GTK_NATIVE (window), &left, &top);
      input.target = find_target (window, x - left, y - top);
      input.x_mm = x / px_per_mm;
      input.y_mm = y / px_per_mm;
    }
  return input;
}

void
anj_input_guard_shut (GtkWidget *window)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (window);

  for (guint i = g_list_model_get_n_items (controllers); i-- > 0;)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_DROP_TARGET_ASYNC (controller))
        gtk_widget_remove_controller (window, controller);
    }
}

/* --- touches --- */

static void
set_target (AnjInputGuard *self, GtkWidget *target)
{
  g_set_weak_pointer (&self->target, target);
  self->had_target = target != NULL;
}

void
anj_input_guard_clear (AnjInputGuard *self)
{
  set_target (self, NULL);
}

static gboolean
is_same_thing (AnjInputGuard *self, const AnjInput *input)
{
  if (self->target != NULL)
    return input->target == self->target;
  return self->had_target &&
         hypot (input->x_mm - self->x_mm, input->y_mm - self->y_mm) < SAME_PLACE_MM;
}

static gboolean
swallows_touch (AnjInputGuard *self, const AnjInput *input)
{
  if (input->type == GDK_BUTTON_PRESS && input->button != GDK_BUTTON_PRIMARY)
    return TRUE;
  if (self->finger != NULL && input->finger != self->finger)
    return TRUE;
  if (self->touched && input->time_ms - self->touch_ms < DOUBLE_TOUCH_MS &&
      is_same_thing (self, input))
    return TRUE;
  self->touched = TRUE;
  self->touch_ms = input->time_ms;
  self->x_mm = input->x_mm;
  self->y_mm = input->y_mm;
  set_target (self, input->target);
  if (GTK_IS_BUTTON (input->target))
    self->finger = input->finger;
  return FALSE;
}

/* --- keys --- */

static gboolean
is_toolkit_key (guint keyval)
{
  return keyval == GDK_KEY_Menu || keyval == GDK_KEY_F10 || keyval == GDK_KEY_Print;
}

static gboolean
swallows_repeat (AnjInputGuard *self, const AnjInput *input)
{
  return input->time_ms - self->held_ms < HELD_MS || input->time_ms - self->key_ms < REPEAT_MS;
}

static gboolean
swallows_key (AnjInputGuard *self, const AnjInput *input)
{
  gboolean letter = g_unichar_isalpha (gdk_keyval_to_unicode (input->keyval));
  guint strike_ms = letter ? 0 : self->multitap ? BOUNCE_MS : DOUBLE_STRIKE_MS;
  gboolean again = input->keyval == self->last_keyval && input->time_ms - self->key_ms < strike_ms;

  if ((input->modifiers & CHORD) != 0 || is_toolkit_key (input->keyval))
    return TRUE;
  if (input->keyval == self->held_keyval)
    {
      if (swallows_repeat (self, input))
        return TRUE;
    }
  else
    {
      self->held_keyval = input->keyval;
      self->held_ms = input->time_ms;
      if (again)
        return TRUE;
    }
  self->last_keyval = input->keyval;
  self->key_ms = input->time_ms;
  return FALSE;
}

/* --- guard --- */

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

void
anj_input_guard_set_multitap (AnjInputGuard *self, gboolean on)
{
  self->multitap = on;
}

static gboolean
swallows_press (AnjInputGuard *self, const AnjClock *clock, const AnjInput *input)
{
  if (anj_clock_monotonic_us (clock) < self->until_monotonic_us)
    return TRUE;
  return is_key (input->type) ? swallows_key (self, input) : swallows_touch (self, input);
}

static void
note_release (AnjInputGuard *self, const AnjInput *input)
{
  if (input->type == GDK_KEY_RELEASE && input->keyval == self->held_keyval)
    self->held_keyval = 0;
  if ((input->type == GDK_TOUCH_END || input->type == GDK_TOUCH_CANCEL) &&
      input->finger == self->finger)
    self->finger = NULL;
}

gboolean
anj_input_guard_swallows (AnjInputGuard *self, const AnjClock *clock, const AnjInput *input)
{
  guint bit = 1u << MIN (input->button, 31);
  gboolean swallows;

  if (anj_input_guard_is_press (input->type))
    {
      swallows = swallows_press (self, clock, input);
      if (swallows && input->type == GDK_BUTTON_PRESS)
        self->swallowed_buttons |= bit;
      return swallows;
    }
  /* gestures know nothing of a finger or key whose press they never saw, but do of a button */
  swallows = input->type == GDK_BUTTON_RELEASE && (self->swallowed_buttons & bit) != 0;
  if (swallows)
    self->swallowed_buttons &= ~bit;
  note_release (self, input);
  return swallows;
}
