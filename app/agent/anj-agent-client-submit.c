/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "anj-agent"

/*
 * Reserve and Submit: how a case gets its number and then its place on the disk.
 *
 *   Reserve ──► reserved ──► Submit: submitting ──► submitted
 *                  ▲                     │ failed
 *                  └─────────────────────┘
 *
 * The same case again, after a lost reply, is answered as the first one was.
 */

#include <gio/gunixfdlist.h>
#include <string.h>

#include "app/agent/anj-agent-client-private.h"
#include "app/agent/anj-attachment-files.h"
#include "core/anj-json.h"

#define RESERVED_MAX 64
/* as many as a header names at most */
#define ATTACHMENTS_MAX 16

static gpointer
job_reserve (AnjTerminal *terminal, gpointer data, GError **error)
{
  return anj_terminal_reserve (terminal, data, error);
}

static void
on_reserved (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AnjAgentCall) call = user_data;
  g_autoptr (GError) error = NULL;
  AnjReservation *reservation = g_task_propagate_pointer (G_TASK (result), &error);

  call->client->n_reserving--;
  if (reservation == NULL)
    {
      anj_agent_call_return_error (call->invocation, error);
      return;
    }
  anj_agent1_complete_reserve (call->client->skeleton, call->invocation, reservation->id,
                               reservation->region, reservation->number);
  g_hash_table_insert (call->client->reserved, g_strdup (reservation->id), reservation);
}

gboolean
anj_agent_client_handle_reserve (AnjAgentClient *self,
                                 GDBusMethodInvocation *invocation,
                                 const char *kind)
{
  /* each burns a number: those on their way count too */
  if (g_hash_table_size (self->reserved) + self->n_reserving >= RESERVED_MAX)
    return anj_agent_call_return_invalid (invocation, "too-many-reserved");
  self->n_reserving++;
  anj_store_thread_make (self->store, job_reserve, g_strdup (kind), g_free,
                         (GDestroyNotify) anj_reservation_free, on_reserved,
                         anj_agent_call_new (self, invocation));
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

typedef struct
{
  AnjReservation *reservation;
  GBytes *header;
  GBytes *payload;
  GPtrArray *attachments; /* (element-type AnjAttachmentFile) */
} Submission;

static void
submission_free (Submission *submission)
{
  g_clear_pointer (&submission->reservation, anj_reservation_free);
  g_clear_pointer (&submission->header, g_bytes_unref);
  g_clear_pointer (&submission->payload, g_bytes_unref);
  g_clear_pointer (&submission->attachments, g_ptr_array_unref);
  g_free (submission);
}

static gboolean
job_submit (AnjTerminal *terminal, gpointer data, GError **error)
{
  const Submission *submission = data;

  return anj_terminal_submit (terminal, submission->reservation, submission->header,
                              submission->payload, submission->attachments, error);
}

static void
on_submitted (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AnjAgentCall) call = user_data;
  g_autoptr (GError) error = NULL;
  const Submission *submission = g_task_get_task_data (G_TASK (result));

  g_hash_table_remove (call->client->submitting, call->id);
  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      g_hash_table_insert (call->client->reserved, g_strdup (call->id),
                           anj_reservation_copy (submission->reservation));
      anj_agent_call_return_error (call->invocation, error);
      for (guint i = 0; i < call->repeats->len; i++)
        anj_agent_call_return_error (call->repeats->pdata[i], error);
      return;
    }
  g_hash_table_insert (call->client->submitted, g_strdup (call->id), g_strdup (call->hash));
  anj_agent_client_set_job (call->client, submission->reservation);
  anj_agent1_complete_submit (call->client->skeleton, call->invocation, NULL);
  for (guint i = 0; i < call->repeats->len; i++)
    anj_agent1_complete_submit (call->client->skeleton, call->repeats->pdata[i], NULL);
  anj_line_kick (call->client->line);
  g_signal_emit_by_name (call->client->line, "status-changed");
}

/* the same case again, after its reply was lost: kept already */
static gboolean
is_kept (AnjAgentClient *self, const char *id, const char *hash)
{
  return id != NULL && g_strcmp0 (g_hash_table_lookup (self->submitted, id), hash) == 0;
}

/* the same case again while the first is on its way to the disk: both hear how it went */
static gboolean
join_first (AnjAgentClient *self,
            GDBusMethodInvocation *invocation,
            const char *id,
            const char *hash)
{
  AnjAgentCall *first = g_hash_table_lookup (self->submitting, id);

  if (first == NULL || !g_str_equal (first->hash, hash))
    return FALSE;
  g_ptr_array_add (first->repeats, invocation);
  return TRUE;
}

/* (transfer full) (nullable) (element-type AnjAttachmentFile): NULL: a handle that is not there */
static GPtrArray *
take_attachments (GVariant *attachments, GUnixFDList *fds)
{
  g_autoptr (GPtrArray)
      files = g_ptr_array_new_with_free_func ((GDestroyNotify) anj_attachment_file_free);
  gsize n_files = g_variant_n_children (attachments);

  if (n_files > ATTACHMENTS_MAX || (n_files > 0 && fds == NULL))
    return NULL;
  for (gsize i = 0; i < n_files; i++)
    {
      const char *sha256;
      gint32 handle;
      int fd;

      g_variant_get_child (attachments, i, "(&sh)", &sha256, &handle);
      if (handle < 0 || handle >= g_unix_fd_list_get_length (fds))
        return NULL;
      fd = g_unix_fd_list_get (fds, handle, NULL);
      if (fd < 0)
        return NULL;
      g_ptr_array_add (files, anj_attachment_file_new (sha256, fd));
    }
  return g_steal_pointer (&files);
}

gboolean
anj_agent_client_handle_submit (AnjAgentClient *self,
                                GDBusMethodInvocation *invocation,
                                GUnixFDList *fds,
                                const char *header,
                                GVariant *payload,
                                GVariant *attachments)
{
  g_autoptr (GBytes) bytes = g_bytes_new (header, strlen (header));
  g_autoptr (JsonObject) object = anj_json_parse_object (bytes, NULL);
  const char *id = object != NULL ? anj_json_get_string (object, "id", "") : "";
  g_autoptr (GBytes) payload_bytes = g_variant_get_data_as_bytes (payload);
  g_autofree char *header_hash = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
  g_autofree char *payload_hash = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, payload_bytes);
  g_autofree char *hash = g_strconcat (header_hash, payload_hash, NULL);
  g_autoptr (GPtrArray) files = NULL;
  AnjReservation *reservation;
  Submission *submission;
  AnjAgentCall *call;

  if (is_kept (self, id, hash))
    {
      anj_agent1_complete_submit (self->skeleton, invocation, NULL);
      return G_DBUS_METHOD_INVOCATION_HANDLED;
    }
  if (join_first (self, invocation, id, hash))
    return G_DBUS_METHOD_INVOCATION_HANDLED;
  reservation = g_hash_table_lookup (self->reserved, id);
  if (reservation == NULL)
    return anj_agent_call_return_invalid (invocation, "not-reserved");
  files = take_attachments (attachments, fds);
  if (files == NULL)
    return anj_agent_call_return_invalid (invocation, "attachments-mismatch");

  call = anj_agent_call_new (self, invocation);
  call->id = g_strdup (id);
  call->hash = g_steal_pointer (&hash);
  call->repeats = g_ptr_array_new ();
  submission = g_new0 (Submission, 1);
  submission->reservation = anj_reservation_copy (reservation);
  submission->header = g_bytes_ref (bytes);
  submission->payload = g_bytes_ref (payload_bytes);
  submission->attachments = g_steal_pointer (&files);
  g_hash_table_remove (self->reserved, id); /* until it is known how this one went */
  g_hash_table_insert (self->submitting, call->id, call);
  anj_store_thread_run (self->store, job_submit, submission, (GDestroyNotify) submission_free,
                        on_submitted, call);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}
