/* SPDX-License-Identifier: GPL-3.0-or-later */

/* app/agent/anj-store-thread.h without a thread: jobs run from the loop, one after the other, each
 * after a moment that the disk takes. */

#include "app/agent/anj-store-thread.h"

#include "app/agent/anj-terminal-private.h"
#include "tests/sim/sim-kiosk.h"

#define JOB_US 1000

gboolean __wrap_anj_db_is_moved (const AnjDb *self);

/* Nobody takes files away here (tests/unit/app/test-agent-gone.c does), and to look whether
 * somebody did is most of what a terminal does that waits. */
gboolean
__wrap_anj_db_is_moved (const AnjDb *self G_GNUC_UNUSED)
{
  return FALSE;
}

/* @task and what it runs, as the real one has it */
typedef struct
{
  GTask *task;
  AnjStoreJob job;
  AnjStoreMaker maker;
  GDestroyNotify free_made;
} Work;

struct _AnjStoreThread
{
  AnjTerminal *terminal; /* (owned) */
  SimKiosk *kiosk;       /* (unowned) */
  GQueue *queue;         /* (owned) (element-type Work) */
  guint event_id;
};

AnjStoreThread *
anj_store_thread_new (AnjTerminal *terminal)
{
  AnjStoreThread *self = g_new0 (AnjStoreThread, 1);

  self->terminal = terminal;
  self->kiosk = sim_kiosk_of (terminal->identity->state_dir);
  self->queue = g_queue_new ();
  return self;
}

static void
work_free (Work *work)
{
  g_object_unref (work->task);
  g_free (work);
}

/* whoever waits for it is dead too */
static void
abandon (Work *work)
{
  g_task_return_new_error (work->task, G_IO_ERROR, G_IO_ERROR_CLOSED, "the terminal is off");
  work_free (work);
}

/* what comes of the work at which the machine died nobody hears */
static void
do_work (AnjStoreThread *self, Work *work)
{
  gpointer data = g_task_get_task_data (work->task);
  g_autoptr (GError) error = NULL;
  gpointer made = NULL;
  gboolean good = FALSE;
  gboolean is_dead = sim_disk_is_dead (sim_kiosk_disk (self->kiosk));

  if (!is_dead && work->job != NULL)
    good = work->job (self->terminal, data, &error);
  else if (!is_dead)
    made = work->maker (self->terminal, data, &error);
  if (sim_disk_is_dead (sim_kiosk_disk (self->kiosk)))
    {
      if (made != NULL)
        work->free_made (made);
      abandon (work);
      return;
    }
  if (error != NULL)
    g_task_return_error (work->task, g_steal_pointer (&error));
  else if (work->job != NULL)
    g_task_return_boolean (work->task, good);
  else
    g_task_return_pointer (work->task, made, work->free_made);
  work_free (work);
}

static void
on_dead (gpointer kiosk)
{
  if (sim_kiosk_is_on (kiosk) && sim_disk_is_dead (sim_kiosk_disk (kiosk)))
    sim_kiosk_stop (kiosk, SIM_END_POWER, G_TIME_SPAN_MINUTE);
}

static void
work_one (gpointer user_data)
{
  AnjStoreThread *self = user_data;

  self->event_id = 0;
  do_work (self, g_queue_pop_head (self->queue));
  if (!g_queue_is_empty (self->queue))
    self->event_id = sim_loop_after (JOB_US, work_one, self);
  if (sim_disk_is_dead (sim_kiosk_disk (self->kiosk)))
    sim_loop_after (0, on_dead, self->kiosk);
}

static void
push (AnjStoreThread *self,
      Work work,
      gpointer data,
      GDestroyNotify free_data,
      GAsyncReadyCallback callback,
      gpointer user_data)
{
  work.task = g_task_new (NULL, NULL, callback, user_data);
  g_task_set_source_tag (work.task, push);
  g_task_set_task_data (work.task, data, free_data);
  g_queue_push_tail (self->queue, g_memdup2 (&work, sizeof work));
  if (self->event_id == 0)
    self->event_id = sim_loop_after (JOB_US, work_one, self);
}

void
anj_store_thread_run (AnjStoreThread *self,
                      AnjStoreJob job,
                      gpointer data,
                      GDestroyNotify free_data,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  push (self, (Work){ .job = job }, data, free_data, callback, user_data);
}

void
anj_store_thread_make (AnjStoreThread *self,
                       AnjStoreMaker maker,
                       gpointer data,
                       GDestroyNotify free_data,
                       GDestroyNotify free_made,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  push (self, (Work){ .maker = maker, .free_made = free_made }, data, free_data, callback,
        user_data);
}

void
sim_store_abandon (AnjStoreThread *self)
{
  Work *work;

  if (self->event_id != 0)
    sim_loop_cancel (self->event_id);
  self->event_id = 0;
  while ((work = g_queue_pop_head (self->queue)) != NULL)
    abandon (work);
}

AnjTerminal *
sim_store_terminal (AnjStoreThread *self)
{
  return self->terminal;
}

void
anj_store_thread_free (AnjStoreThread *self)
{
  if (self == NULL)
    return;
  sim_store_abandon (self);
  g_queue_free (self->queue);
  anj_terminal_close (self->terminal);
  g_free (self);
}
