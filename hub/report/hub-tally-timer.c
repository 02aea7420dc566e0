/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "anj-hub"

#include "hub/report/hub-tally-timer.h"

#include "hub/report/hub-tally.h"

/* an officer decides many reviews one after the other */
#define EVERY_US (2 * G_TIME_SPAN_MINUTE)

struct _HubTallyTimer
{
  HubStore *store;       /* (unowned): the caller's */
  const AnjClock *clock; /* (unowned): the caller's */
  gint64 due_monotonic_us;
  GCancellable *cancellable; /* (owned) */
  gboolean is_running;
};

HubTallyTimer *
hub_tally_timer_new (HubStore *store, const AnjClock *clock)
{
  HubTallyTimer *self = g_new0 (HubTallyTimer, 1);

  self->store = store;
  self->clock = clock;
  self->cancellable = g_cancellable_new ();
  self->due_monotonic_us = anj_clock_monotonic_us (clock) + EVERY_US;
  return self;
}

void
hub_tally_timer_free (HubTallyTimer *self)
{
  g_cancellable_cancel (self->cancellable);
  while (self->is_running)
    g_main_context_iteration (NULL, /* may_block */ TRUE);
  g_object_unref (self->cancellable);
  g_free (self);
}

/* in a thread of its own */
static void
refresh (GTask *task, gpointer source G_GNUC_UNUSED, gpointer data, GCancellable *cancellable)
{
  const HubTallyTimer *self = data;
  GError *error = NULL;

  if (hub_tally_refresh (self->store, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
on_refreshed (GObject *source G_GNUC_UNUSED, GAsyncResult *task, gpointer user_data)
{
  HubTallyTimer *self = user_data;
  g_autoptr (GError) error = NULL;

  self->is_running = FALSE;
  self->due_monotonic_us = anj_clock_monotonic_us (self->clock) + EVERY_US;
  if (!g_task_propagate_boolean (G_TASK (task), &error) &&
      !g_cancellable_is_cancelled (self->cancellable))
    g_warning ("the next report has to count first: %s", error->message);
}

void
hub_tally_timer_tick (HubTallyTimer *self)
{
  g_autoptr (GTask) task = NULL;

  if (self->is_running || anj_clock_monotonic_us (self->clock) < self->due_monotonic_us)
    return;
  self->is_running = TRUE;
  task = g_task_new (NULL, self->cancellable, on_refreshed, self);
  g_task_set_source_tag (task, hub_tally_timer_tick);
  g_task_set_task_data (task, self, /* destroy */ NULL);
  g_task_run_in_thread (task, refresh);
}

gboolean
hub_tally_timer_is_running (const HubTallyTimer *self)
{
  return self->is_running;
}
