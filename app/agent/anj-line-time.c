/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "anj-agent"

/* What is done every few minutes while the agent runs: the powered time is written down
 * (anj-time-sense.h), and the disk looked at. */

#include "app/agent/anj-line-private.h"

#define KEEP_EVERY_S 300

static gboolean
job_keep (AnjTerminal *terminal, gpointer data G_GNUC_UNUSED, GError **error)
{
  return anj_terminal_keep_time (terminal, error);
}

static gboolean
job_look (AnjTerminal *terminal, gpointer data, GError **error G_GNUC_UNUSED)
{
  *(gboolean *) data = anj_terminal_is_on_disk (terminal);
  return TRUE;
}

static void
on_looked (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AnjLine) self = user_data;
  const gboolean *is_on_disk = g_task_get_task_data (G_TASK (result));

  if (g_task_propagate_boolean (G_TASK (result), /* error */ NULL))
    anj_line_tell_trouble (self, *is_on_disk);
}

void
anj_line_look_at_disk (AnjLine *self)
{
  g_return_if_fail (ANJ_IS_LINE (self));

  anj_store_thread_run (self->setup.store, job_look, g_new0 (gboolean, 1), g_free, on_looked,
                        g_object_ref (self));
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
  anj_line_look_at_disk (self);
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
