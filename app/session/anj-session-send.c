/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Body → ticket. One case is on its way at a time; it stays in self->pending until the agent said
 * that it has it, so that a second try with the same words goes on where the first one stopped,
 * with the same number, PIN and bytes:
 *
 *   new ──connect──► connected ──Reserve──► reserved ──seal (thread)──► sealed ──Submit──► done
 *
 * An anonymous case takes a connection of its own when this one is known to concern a household or
 * a followed case, so that for the agent they are two sessions.
 */

#include "app/session/anj-session-private.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <gio/gunixfdlist.h>
#include <gio/gunixoutputstream.h>

static void go_on (AnjSession *self, GTask *task);

/* @error: (transfer full) */
static void
fail (AnjSession *self, GTask *task, GError *error)
{
  self->is_sending = FALSE;
  g_task_return_error (task, error);
}

void
anj_session_drop_agent (AnjSession *self, AnjAgent1 **agent)
{
  if (*agent != NULL && *agent != self->agent)
    g_dbus_connection_close (g_dbus_proxy_get_connection (G_DBUS_PROXY (*agent)),
                             /* cancellable */ NULL, /* callback */ NULL, NULL);
  g_clear_object (agent);
}

void
anj_session_drop_pending (AnjSession *self)
{
  anj_session_drop_agent (self, &self->pending_agent);
  g_clear_pointer (&self->pending, anj_case_unref);
}

static AnjTicket *
make_ticket (const AnjCase *item)
{
  AnjTicket *ticket = g_new (AnjTicket, 1);

  ticket->region = g_strdup (anj_case_get_region (item));
  ticket->number = g_strdup (anj_case_get_number (item));
  ticket->pin = g_strdup (anj_case_get_pin (item));
  return ticket;
}

static void
on_submitted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  AnjSession *self = g_task_get_source_object (task);

  if (!anj_agent1_call_submit_finish (ANJ_AGENT1 (source), /* out_fd_list */ NULL, result, &error))
    {
      error = anj_session_error_translate (g_steal_pointer (&error));
      /* the agent will never take these bytes: the next try is a new case */
      if (g_error_matches (error, ANJ_SESSION_ERROR, ANJ_SESSION_ERROR_INVALID))
        anj_session_drop_pending (self);
      fail (self, task, g_steal_pointer (&error));
      return;
    }
  self->is_sending = FALSE;
  anj_session_drop_agent (self, &self->sent_agent);
  self->sent_agent = g_steal_pointer (&self->pending_agent);
  g_task_return_pointer (task, make_ticket (self->pending), (GDestroyNotify) anj_ticket_free);
  anj_session_drop_pending (self);
}

/* memory that nobody can change any more: the agent reads it while it hashes */
static gboolean
append_memory (GUnixFDList *fds, GBytes *bytes, GError **error)
{
  int fd = memfd_create ("attachment", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  g_autoptr (GOutputStream) stream = NULL;
  gsize n_bytes;
  const void *data = g_bytes_get_data (bytes, &n_bytes);
  gboolean is_good;

  if (fd >= 0)
    stream = g_unix_output_stream_new (fd, /* close_fd */ FALSE);
  is_good = fd >= 0 &&
            g_output_stream_write_all (stream, data, n_bytes, /* bytes_written */ NULL,
                                       /* cancellable */ NULL, /* error */ NULL) &&
            fcntl (fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) == 0;
  if (!is_good)
    g_set_error (error, ANJ_SESSION_ERROR, ANJ_SESSION_ERROR_INTERNAL,
                 "cannot hand an attachment over: %s", g_strerror (errno));
  is_good = is_good && g_unix_fd_list_append (fds, fd, error) >= 0;
  if (fd >= 0)
    close (fd);
  return is_good;
}

/* (nullable): a(sh) whose handles stand in @fds in the same order */
static GVariant *
hand_over (GPtrArray *attachments, GUnixFDList *fds, GError **error)
{
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(sh)"));

  for (guint i = 0; i < attachments->len; i++)
    {
      const AnjSealedAttachment *attachment = attachments->pdata[i];

      if (!append_memory (fds, attachment->bytes, error))
        return NULL;
      g_variant_builder_add (&builder, "(sh)", attachment->sha256, (gint32) i);
    }
  return g_variant_builder_end (&builder);
}

static void
submit (AnjSession *self, GTask *task)
{
  GBytes *header = anj_case_get_header (self->pending);
  g_autofree char *text = g_strndup (g_bytes_get_data (header, NULL), g_bytes_get_size (header));
  g_autoptr (GUnixFDList) fds = g_unix_fd_list_new ();
  g_autoptr (GError) error = NULL;
  GVariant *attachments = hand_over (anj_case_get_sealed_attachments (self->pending), fds, &error);

  if (attachments == NULL)
    {
      fail (self, task, g_steal_pointer (&error));
      return;
    }
  anj_agent1_call_submit (self->pending_agent, text,
                          g_variant_new_from_bytes (G_VARIANT_TYPE_BYTESTRING,
                                                    anj_case_get_payload (self->pending), TRUE),
                          attachments, fds, g_task_get_cancellable (task), on_submitted,
                          g_object_ref (task));
}

typedef struct
{
  AnjCase *item;    /* (owned) */
  gint64 now_us;    /* when the resident sent it */
  gboolean is_sure; /* of that */
} Sealing;

static void
sealing_free (Sealing *self)
{
  anj_case_unref (self->item);
  g_free (self);
}

static void
seal (GTask *task, gpointer source G_GNUC_UNUSED, gpointer task_data, GCancellable *c G_GNUC_UNUSED)
{
  const Sealing *sealing = task_data;
  g_autoptr (GError) error = NULL;

  if (anj_case_seal (sealing->item, sealing->now_us, sealing->is_sure, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
on_sealed (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  AnjSession *self = g_task_get_source_object (task);

  if (g_task_propagate_boolean (G_TASK (result), &error))
    go_on (self, task);
  else
    {
      if (g_error_matches (error, ANJ_SESSION_ERROR, ANJ_SESSION_ERROR_INTERNAL))
        anj_session_drop_pending (self);
      fail (self, task, g_steal_pointer (&error));
    }
}

static void
start_sealing (AnjSession *self, GTask *task)
{
  g_autoptr (GTask) thread_task = g_task_new (NULL, g_task_get_cancellable (task), on_sealed,
                                              g_object_ref (task));
  Sealing *sealing = g_new (Sealing, 1);

  sealing->item = anj_case_ref (self->pending);
  sealing->now_us = anj_session_get_now_us (self);
  sealing->is_sure = anj_told_clock_is_sure (&self->clock);
  g_task_set_task_data (thread_task, sealing, (GDestroyNotify) sealing_free);
  g_task_run_in_thread (thread_task, seal);
}

static void
on_reserved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  AnjSession *self = g_task_get_source_object (task);
  g_autofree char *id = NULL;
  g_autofree char *region = NULL;
  g_autofree char *number = NULL;

  if (!anj_agent1_call_reserve_finish (ANJ_AGENT1 (source), &id, &region, &number, result, &error))
    {
      fail (self, task, anj_session_error_translate (g_steal_pointer (&error)));
      return;
    }
  anj_case_reserve (self->pending, id, region, number, self->random);
  go_on (self, task);
}

static void
on_own_connection (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  AnjSession *self = g_task_get_source_object (task);

  self->pending_agent = anj_session_connect_finish (result, &error);
  if (self->pending_agent != NULL)
    go_on (self, task);
  else
    fail (self, task, g_steal_pointer (&error));
}

/* the next step of the picture above */
static void
go_on (AnjSession *self, GTask *task)
{
  GCancellable *cancellable = g_task_get_cancellable (task);

  if (self->pending_agent == NULL && anj_case_is_anonymous (self->pending) &&
      (self->has_looked_up || self->followed != NULL))
    {
      anj_session_connect_async (self->socket_path, cancellable, on_own_connection,
                                 g_object_ref (task));
      return;
    }
  if (self->pending_agent == NULL)
    self->pending_agent = g_object_ref (self->agent);

  if (!anj_case_is_reserved (self->pending))
    anj_agent1_call_reserve (self->pending_agent, anj_case_reservation_kind (self->pending),
                             cancellable, on_reserved, g_object_ref (task));
  else if (anj_case_get_payload (self->pending) == NULL)
    start_sealing (self, task);
  else
    submit (self, task);
}

/* whether a try with @item goes on with what is pending: what was reserved on a connection that is
 * gone can no longer be submitted */
static gboolean
can_resume (AnjSession *self, const AnjCase *item)
{
  return anj_case_equal (self->pending, item) &&
         (self->pending_agent == NULL || !g_dbus_connection_is_closed (g_dbus_proxy_get_connection (
                                             G_DBUS_PROXY (self->pending_agent))));
}

void
anj_session_send_async (AnjSession *self,
                        const char *kind,
                        JsonObject *body,
                        GPtrArray *attachments,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjCase) item = NULL;

  g_return_if_fail (ANJ_IS_SESSION (self) && kind != NULL && body != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, anj_session_send_async);
  if (self->is_sending)
    {
      g_task_return_new_error (task, ANJ_SESSION_ERROR, ANJ_SESSION_ERROR_INVALID,
                               "busy: another case is on its way");
      return;
    }
  item = anj_case_new (self->config, kind, body, self->followed, attachments, &error);
  if (item == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  if (self->pending != NULL && !can_resume (self, item))
    anj_session_drop_pending (self);
  if (self->pending == NULL)
    self->pending = g_steal_pointer (&item);
  self->is_sending = TRUE;
  go_on (self, task);
}

AnjTicket *
anj_session_send_finish (AnjSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, anj_session_send_async), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
