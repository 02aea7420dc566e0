/* SPDX-License-Identifier: GPL-3.0-or-later */

/* anj_line_sync_async() without a process: the child's own work, in no time, when its start would
 * have taken a while. */

#include "app/agent/anj-line-private.h"
#include "app/agent/anj-sync-child.h"
#include "tests/sim/sim-kiosk.h"

#define START_US (2 * G_TIME_SPAN_SECOND)

static gboolean
run_child (AnjLine *line, GError **error)
{
  const AnjLineSetup *setup = &line->setup;
  const AnjSyncTask task = { .bootstrap = setup->bootstrap,
                             .identity = setup->identity,
                             .cost = line->health->cost,
                             .floor_us = MAX (line->health->floor_us, 1) };
  guint n_changed = 0;

  return anj_sync_child_run (&task, setup->clock, setup->random, &n_changed, error);
}

static void
on_due (gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  AnjLine *line = g_task_get_source_object (task);
  GError *error = NULL;

  if (line->state == ANJ_LINE_STOPPED)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "the line is stopped");
  else if (run_child (line, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
anj_line_sync_async (AnjLine *self, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, self->cancellable, callback, user_data);

  sim_trace ("syncs", sim_kiosk_who (sim_kiosk_of (self->setup.identity->state_dir)), 0);
  g_task_set_source_tag (task, anj_line_sync_async);
  sim_loop_after (START_US, on_due, task);
}

gboolean
anj_line_sync_finish (AnjLine *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
