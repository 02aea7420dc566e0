/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <gio/gunixfdlist.h>
#include <unistd.h>

#include "app/session/anj-session-private.h"

static void
on_device (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) handle = NULL;
  g_autoptr (GUnixFDList) fds = NULL;
  int fd = -1;

  if (anj_agent1_call_open_device_finish (ANJ_AGENT1 (source), &handle, &fds, result, &error))
    fd = g_unix_fd_list_get (fds, g_variant_get_handle (handle), &error);
  if (error != NULL)
    g_task_return_error (task, anj_session_error_translate (g_steal_pointer (&error)));
  else if (!g_task_return_error_if_cancelled (task))
    g_task_return_int (task, g_steal_fd (&fd));
  if (fd >= 0)
    close (fd);
}

void
anj_session_open_device_async (AnjSession *self,
                               const char *kind,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  /* the agent prints a case's slip for whom it has the case from */
  gboolean is_slip = g_strcmp0 (kind, "printer") == 0 && self->sent_agent != NULL;
  GTask *task;

  g_return_if_fail (ANJ_IS_SESSION (self) && kind != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, anj_session_open_device_async);
  /* what is answered is closed below, also when nobody waits for it any more */
  g_task_set_check_cancellable (task, FALSE);
  anj_agent1_call_open_device (is_slip ? self->sent_agent : self->agent, kind, /* fd_list */ NULL,
                               /* cancellable */ NULL, on_device, task);
}

int
anj_session_open_device_finish (AnjSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), -1);
  g_return_val_if_fail (g_async_result_is_tagged (result, anj_session_open_device_async), -1);
  return (int) g_task_propagate_int (G_TASK (result), error);
}
