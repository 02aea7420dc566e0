/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/agent/anj-store-thread.h"

/* without work the terminal's files are looked at so often: what was taken away is there as long as
 * this process is */
#define LOOK_EVERY_US (5 * (guint64) G_USEC_PER_SEC)

struct _AnjStoreThread
{
  GThread *thread;       /* (owned) */
  GAsyncQueue *queue;    /* (owned) (element-type Work) */
  AnjTerminal *terminal; /* (owned): touched by the thread only */
};

/* @task NULL: the last one */
typedef struct
{
  GTask *task;              /* (owned) (nullable) */
  AnjStoreJob job;          /* (nullable): then @maker */
  AnjStoreMaker maker;      /* (nullable) */
  GDestroyNotify free_made; /* (nullable): with @maker */
} Work;

static void
do_work (AnjTerminal *terminal, const Work *work)
{
  gpointer data = g_task_get_task_data (work->task);
  GError *error = NULL;
  gpointer made = NULL;
  gboolean good = FALSE;

  if (work->job != NULL)
    good = work->job (terminal, data, &error);
  else
    made = work->maker (terminal, data, &error);
  if (error != NULL)
    g_task_return_error (work->task, error);
  else if (work->job != NULL)
    g_task_return_boolean (work->task, good);
  else
    g_task_return_pointer (work->task, made, work->free_made);
}

static gpointer
work_off (gpointer user_data)
{
  AnjStoreThread *self = user_data;
  gboolean goes_on = TRUE;

  while (goes_on)
    {
      Work *work = g_async_queue_timeout_pop (self->queue, LOOK_EVERY_US);

      if (work == NULL)
        {
          anj_terminal_is_on_disk (self->terminal);
          continue;
        }
      goes_on = work->task != NULL;
      if (goes_on)
        do_work (self->terminal, work);
      g_clear_object (&work->task);
      g_free (work);
    }
  return NULL;
}

AnjStoreThread *
anj_store_thread_new (AnjTerminal *terminal)
{
  AnjStoreThread *self = g_new0 (AnjStoreThread, 1);

  self->terminal = terminal;
  self->queue = g_async_queue_new ();
  self->thread = g_thread_new ("anj-store", work_off, self);
  return self;
}

void
anj_store_thread_free (AnjStoreThread *self)
{
  if (self == NULL)
    return;
  g_async_queue_push (self->queue, g_new0 (Work, 1));
  g_thread_join (self->thread);
  g_async_queue_unref (self->queue);
  anj_terminal_close (self->terminal);
  g_free (self);
}

static Work *
work_new (gpointer data, GDestroyNotify free_data, GAsyncReadyCallback callback, gpointer user_data)
{
  Work *work = g_new0 (Work, 1);

  work->task = g_task_new (/* source */ NULL, /* cancellable */ NULL, callback, user_data);
  g_task_set_source_tag (work->task, work_new);
  g_task_set_task_data (work->task, data, free_data);
  return work;
}

void
anj_store_thread_run (AnjStoreThread *self,
                      AnjStoreJob job,
                      gpointer data,
                      GDestroyNotify free_data,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  Work *work = work_new (data, free_data, callback, user_data);

  work->job = job;
  g_async_queue_push (self->queue, work);
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
  Work *work = work_new (data, free_data, callback, user_data);

  work->maker = maker;
  work->free_made = free_made;
  g_async_queue_push (self->queue, work);
}
