/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "anj-agent"

/* The sync runs in a process of its own (anj-sync-child.h), because it holds the village's records
 * in clear; this starts it and hears how it went. */

#include <string.h>

#include "app/agent/anj-agent-error.h"
#include "app/agent/anj-line-private.h"
#include "core/anj-json.h"

static void
on_child_ended (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autofree char *output = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (JsonObject) outcome = NULL;

  if (!g_subprocess_communicate_utf8_finish (G_SUBPROCESS (source), result, &output, NULL, &error))
    {
      g_subprocess_force_exit (G_SUBPROCESS (source));
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  bytes = g_bytes_new (output, strlen (output));
  outcome = anj_json_parse_object (bytes, NULL);
  if (outcome == NULL || !anj_json_get_bool (outcome, "ok", FALSE))
    {
      g_task_return_new_error (
          task, ANJ_AGENT_ERROR,
          outcome != NULL && anj_json_get_bool (outcome, "damaged", FALSE) ? ANJ_AGENT_ERROR_DAMAGED
                                                                           : ANJ_AGENT_ERROR_FAILED,
          "%s",
          outcome != NULL ? anj_json_get_string (outcome, "error", "?") : "the sync's child died");
      return;
    }
  g_message ("synced: %" G_GINT64_FORMAT " households changed",
             anj_json_get_int (outcome, "changed", 0));
  g_task_return_boolean (task, TRUE);
}

void
anj_line_sync_async (AnjLine *self, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, self->cancellable, callback, user_data);
  const AnjLookupCost *cost = &self->health->cost;
  gint64 floor_us = self->health->is_clock_sure ? self->health->now_us : self->health->floor_us;
  g_autofree char *floor_text = g_strdup_printf ("%" G_GINT64_FORMAT, MAX (floor_us, 1));
  g_autofree char *cost_text = g_strdup_printf ("%" G_GUINT64_FORMAT ":%u:%u", cost->n, cost->r,
                                                cost->p);
  const char *argv[] = { "/proc/self/exe",
                         "sync",
                         "--state-dir",
                         self->setup.identity->state_dir,
                         "--bootstrap",
                         self->setup.bootstrap_path,
                         "--floor-us",
                         floor_text,
                         "--cost",
                         cost_text,
                         NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) child = NULL;

  g_task_set_source_tag (task, anj_line_sync_async);
  child = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
  if (child == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      g_object_unref (task);
      return;
    }
  g_subprocess_communicate_utf8_async (child, NULL, self->cancellable, on_child_ended, task);
}

gboolean
anj_line_sync_finish (AnjLine *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
