/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "anj-hub"

#include "hub/hub-backup-timer.h"

#define RETRY_US (60 * (gint64) G_USEC_PER_SEC) /* after one that failed */

struct _HubBackupTimer
{
  HubBackupJob job;
  gint64 every_us;
  gint64 due_monotonic_us;
  GCancellable *cancellable; /* (owned) */
  gboolean is_running;
};

/* by the newest backup there is, so that restarts do not add up */
static gint64
first_due (HubBackupTimer *self)
{
  g_autoptr (GPtrArray) backups = hub_backup_list (self->job.backup_dir);
  gint64 now_us = anj_clock_monotonic_us (self->job.clock), age_us;

  if (backups->len == 0)
    return now_us;
  age_us = anj_clock_real_us (self->job.clock) -
           ((HubBackup *) g_ptr_array_index (backups, 0))->time_us;
  return age_us < 0 ? now_us : now_us + MAX (self->every_us - age_us, 0);
}

HubBackupTimer *
hub_backup_timer_new (const HubBackupJob *job, guint every_s)
{
  HubBackupTimer *self = g_new0 (HubBackupTimer, 1);

  self->job = *job;
  self->every_us = (gint64) every_s * G_USEC_PER_SEC;
  self->cancellable = g_cancellable_new ();
  self->due_monotonic_us = first_due (self);
  return self;
}

void
hub_backup_timer_free (HubBackupTimer *self)
{
  g_cancellable_cancel (self->cancellable);
  while (self->is_running)
    g_main_context_iteration (NULL, /* may_block */ TRUE);
  g_object_unref (self->cancellable);
  g_free (self);
}

/* in a thread of its own */
static void
back_up (GTask *task, gpointer source G_GNUC_UNUSED, gpointer data, GCancellable *cancellable)
{
  const HubBackupTimer *self = data;
  HubBackupResult result;
  GError *error = NULL;

  if (!hub_backup_run (&self->job, cancellable, &result, &error))
    g_task_return_error (task, error);
  else
    {
      if (result.audit_fault != NULL)
        g_warning ("backup %s holds an audit chain that does not hold: %s", result.name,
                   result.audit_fault);
      if (result.n_damaged > 0)
        g_warning ("%u attachments are damaged and are not in backup %s", result.n_damaged,
                   result.name);
      g_task_return_boolean (task, TRUE);
    }
  hub_backup_result_clear (&result);
}

static void
on_backed_up (GObject *source G_GNUC_UNUSED, GAsyncResult *task, gpointer user_data)
{
  HubBackupTimer *self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean is_good = g_task_propagate_boolean (G_TASK (task), &error);

  self->is_running = FALSE;
  self->due_monotonic_us = anj_clock_monotonic_us (self->job.clock) +
                           (is_good ? self->every_us : MIN (self->every_us, RETRY_US));
  if (!is_good && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_warning ("no backup was made: %s", error->message);
}

void
hub_backup_timer_tick (HubBackupTimer *self)
{
  g_autoptr (GTask) task = NULL;

  if (self->is_running || anj_clock_monotonic_us (self->job.clock) < self->due_monotonic_us)
    return;
  self->is_running = TRUE;
  task = g_task_new (NULL, self->cancellable, on_backed_up, self);
  g_task_set_source_tag (task, hub_backup_timer_tick);
  g_task_set_task_data (task, self, /* destroy */ NULL);
  g_task_run_in_thread (task, back_up);
}
