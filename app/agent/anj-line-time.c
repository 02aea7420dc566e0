/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "anj-agent"

/* Writes the powered time down while the agent runs (anj-time-sense.h). */

#include "app/agent/anj-line-private.h"

#define KEEP_EVERY_S 300

static gboolean
job_keep (AnjTerminal *terminal, gpointer data G_GNUC_UNUSED, GError **error)
{
  return anj_terminal_keep_time (terminal, error);
}

static void
on_kept (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;

  /* a disk that cannot be written tells so elsewhere; what is lacking is counted next time */
  if (!g_task_propagate_boolean (G_TASK (result), &error))
    g_debug ("the time is not written down: %s", error->message);
}

static gboolean
on_due (gpointer user_data)
{
  AnjLine *self = user_data;

  anj_store_thread_run (self->setup.store, job_keep, NULL, NULL, on_kept, NULL);
  return G_SOURCE_CONTINUE;
}

void
anj_line_time_start (AnjLine *self)
{
  on_due (self);
  self->time_id = g_timeout_add_seconds (KEEP_EVERY_S, on_due, self);
}

void
anj_line_time_stop (AnjLine *self)
{
  g_clear_handle_id (&self->time_id, g_source_remove);
}
