/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "anj-agent"

#include "app/agent/anj-agent-client.h"

#include <gio/gunixfdlist.h>
#include <string.h>
#include <unistd.h>

#include "anj-agent1.h"
#include "app/agent/anj-agent-error.h"
#include "app/agent/anj-attachment-files.h"
#include "app/agent/anj-tickets.h"
#include "core/anj-json.h"
#include "core/anj-region.h"
#include "core/anj-secret.h"
#include "core/anj-ticket-number.h"
#include "core/anj-time.h"

#define OBJECT_PATH "/id/anjungan/Agent"
#define RESERVED_MAX 64
/* as many as a header names at most */
#define ATTACHMENTS_MAX 16

struct _AnjAgentClient
{
  GDBusConnection *connection; /* (owned) */
  AnjAgent1 *skeleton;         /* (owned) */
  AnjStoreThread *store;       /* (unowned): outlives our calls */
  AnjLine *line;               /* (unowned): outlives our calls */
  AnjDevices *devices;         /* (unowned): outlives our calls */
  GHashTable *reserved;        /* (owned) (element-type utf8 AnjReservation) */
  GHashTable *submitted;       /* (owned) (element-type utf8 utf8): id -> hash of what is kept */
  GHashTable *submitting;      /* (owned) (element-type utf8 Call): calls own themselves */
  guint n_reserving;
  gboolean is_closed;
};

/* A call on its way through the store thread. */
typedef struct
{
  AnjAgentClient *client;            /* (owned) */
  GDBusMethodInvocation *invocation; /* (transfer full) with the reply */
  char *id;                          /* (nullable): Submit */
  char *hash;                        /* (nullable): Submit */
  GPtrArray *repeats;                /* (nullable) (element-type GDBusMethodInvocation): Submit */
} Call;

static Call *
call_new (AnjAgentClient *client, GDBusMethodInvocation *invocation)
{
  Call *call = g_new0 (Call, 1);

  call->client = anj_agent_client_ref (client);
  call->invocation = invocation;
  return call;
}

static void
call_free (Call *call)
{
  anj_agent_client_unref (call->client);
  g_free (call->id);
  g_free (call->hash);
  g_clear_pointer (&call->repeats, g_ptr_array_unref);
  g_free (call);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Call, call_free)

static const char *
name_of_error (const GError *error)
{
  if (error->domain != ANJ_AGENT_ERROR)
    return NULL;
  switch (error->code)
    {
    case ANJ_AGENT_ERROR_INVALID:
      return "id.anjungan.Error.Invalid";
    case ANJ_AGENT_ERROR_THROTTLED:
      return "id.anjungan.Error.Throttled";
    case ANJ_AGENT_ERROR_UNAVAILABLE:
      return "id.anjungan.Error.Unavailable";
    case ANJ_AGENT_ERROR_FULL:
      return "id.anjungan.Error.Full";
    default:
      return NULL;
    }
}

static void
return_error (GDBusMethodInvocation *invocation, const GError *error)
{
  const char *name = name_of_error (error);

  if (name == NULL)
    g_warning ("%s: %s", g_dbus_method_invocation_get_method_name (invocation), error->message);
  if (g_error_matches (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_FULL))
    g_dbus_method_invocation_return_dbus_error (invocation, name, "full");
  else
    g_dbus_method_invocation_return_dbus_error (invocation,
                                                name != NULL ? name : "id.anjungan.Error.Internal",
                                                name != NULL ? error->message : "internal");
}

static gboolean
return_invalid (GDBusMethodInvocation *invocation, const char *key)
{
  g_dbus_method_invocation_return_dbus_error (invocation, "id.anjungan.Error.Invalid", key);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static GVariant *
variant_of_bytes (GBytes *bytes)
{
  return g_variant_new_from_bytes (G_VARIANT_TYPE_BYTESTRING, bytes, TRUE);
}

/* Config */

static void
job_config (AnjTerminal *terminal, GTask *task, gpointer data G_GNUC_UNUSED)
{
  GError *error = NULL;
  char *config = anj_terminal_make_config (terminal, &error);

  if (config != NULL)
    g_task_return_pointer (task, config, g_free);
  else
    g_task_return_error (task, error);
}

static void
on_config (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Call) call = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *config = g_task_propagate_pointer (G_TASK (result), &error);

  if (config != NULL)
    anj_agent1_complete_config (call->client->skeleton, call->invocation, config);
  else
    return_error (call->invocation, error);
}

static gboolean
handle_config (AnjAgentClient *self, GDBusMethodInvocation *invocation)
{
  anj_store_thread_run (self->store, job_config, NULL, NULL, on_config,
                        call_new (self, invocation));
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

/* Open */

typedef struct
{
  guint8 index[ANJ_CACHE_INDEX_BYTES];
  guint8 proof[ANJ_CACHE_PROOF_BYTES];
  AnjCacheRecord *record; /* (owned) (nullable): %NULL for a miss */
  char *last_viewed;
} LookUp;

static void
look_up_free (LookUp *look_up)
{
  g_clear_pointer (&look_up->record, anj_cache_record_free);
  g_free (look_up->last_viewed);
  explicit_bzero (look_up, sizeof *look_up);
  g_free (look_up);
}

static void
job_look_up (AnjTerminal *terminal, GTask *task, gpointer data)
{
  LookUp *look_up = data;
  GError *error = NULL;

  if (anj_terminal_look_up (terminal, look_up->index, look_up->proof, &look_up->record,
                            &look_up->last_viewed, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
on_looked_up (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Call) call = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) nothing = g_bytes_new (NULL, 0);
  const LookUp *look_up = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    return_error (call->invocation, error);
  else if (look_up->record == NULL)
    anj_agent1_complete_open (call->client->skeleton, call->invocation, FALSE,
                              variant_of_bytes (nothing), variant_of_bytes (nothing), "", "");
  else
    anj_agent1_complete_open (
        call->client->skeleton, call->invocation, TRUE, variant_of_bytes (look_up->record->key),
        variant_of_bytes (look_up->record->framed), look_up->record->as_of, look_up->last_viewed);
}

static gboolean
handle_open (AnjAgentClient *self,
             GDBusMethodInvocation *invocation,
             GVariant *index,
             GVariant *proof)
{
  LookUp *look_up;

  if (g_variant_get_size (index) != ANJ_CACHE_INDEX_BYTES ||
      g_variant_get_size (proof) != ANJ_CACHE_PROOF_BYTES)
    return return_invalid (invocation, "look-up-invalid");
  look_up = g_new0 (LookUp, 1);
  memcpy (look_up->index, g_variant_get_data (index), sizeof look_up->index);
  memcpy (look_up->proof, g_variant_get_data (proof), sizeof look_up->proof);
  anj_store_thread_run (self->store, job_look_up, look_up, (GDestroyNotify) look_up_free,
                        on_looked_up, call_new (self, invocation));
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

/* Reserve */

static void
job_reserve (AnjTerminal *terminal, GTask *task, gpointer data)
{
  GError *error = NULL;
  AnjReservation *reservation = anj_terminal_reserve (terminal, data, &error);

  if (reservation != NULL)
    g_task_return_pointer (task, reservation, (GDestroyNotify) anj_reservation_free);
  else
    g_task_return_error (task, error);
}

static void
on_reserved (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Call) call = user_data;
  g_autoptr (GError) error = NULL;
  AnjReservation *reservation = g_task_propagate_pointer (G_TASK (result), &error);

  call->client->n_reserving--;
  if (reservation == NULL)
    {
      return_error (call->invocation, error);
      return;
    }
  anj_agent1_complete_reserve (call->client->skeleton, call->invocation, reservation->id,
                               reservation->region, reservation->number);
  g_hash_table_insert (call->client->reserved, g_strdup (reservation->id), reservation);
}

static gboolean
handle_reserve (AnjAgentClient *self, GDBusMethodInvocation *invocation, const char *kind)
{
  /* each burns a number: those on their way count too */
  if (g_hash_table_size (self->reserved) + self->n_reserving >= RESERVED_MAX)
    return return_invalid (invocation, "too-many-reserved");
  self->n_reserving++;
  anj_store_thread_run (self->store, job_reserve, g_strdup (kind), g_free, on_reserved,
                        call_new (self, invocation));
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

/* Submit */

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

static void
job_submit (AnjTerminal *terminal, GTask *task, gpointer data)
{
  const Submission *submission = data;
  GError *error = NULL;

  if (anj_terminal_submit (terminal, submission->reservation, submission->header,
                           submission->payload, submission->attachments, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
on_submitted (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Call) call = user_data;
  g_autoptr (GError) error = NULL;
  const Submission *submission = g_task_get_task_data (G_TASK (result));

  g_hash_table_remove (call->client->submitting, call->id);
  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      g_hash_table_insert (call->client->reserved, g_strdup (call->id),
                           anj_reservation_copy (submission->reservation));
      return_error (call->invocation, error);
      for (guint i = 0; i < call->repeats->len; i++)
        return_error (call->repeats->pdata[i], error);
      return;
    }
  g_hash_table_insert (call->client->submitted, g_strdup (call->id), g_strdup (call->hash));
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
  Call *first = g_hash_table_lookup (self->submitting, id);

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

static gboolean
handle_submit (AnjAgentClient *self,
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
  Call *call;

  if (is_kept (self, id, hash))
    {
      anj_agent1_complete_submit (self->skeleton, invocation, NULL);
      return G_DBUS_METHOD_INVOCATION_HANDLED;
    }
  if (join_first (self, invocation, id, hash))
    return G_DBUS_METHOD_INVOCATION_HANDLED;
  reservation = g_hash_table_lookup (self->reserved, id);
  if (reservation == NULL)
    return return_invalid (invocation, "not-reserved");
  files = take_attachments (attachments, fds);
  if (files == NULL)
    return return_invalid (invocation, "attachments-mismatch");

  call = call_new (self, invocation);
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

/* Ticket */

static void
on_ticket (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Call) call = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *state = NULL;
  g_autoptr (GBytes) answer = NULL;

  if (anj_tickets_ask_finish (result, &state, &answer, &error))
    anj_agent1_complete_ticket (call->client->skeleton, call->invocation, state,
                                variant_of_bytes (answer));
  else
    return_error (call->invocation, error);
}

static gboolean
handle_ticket (AnjAgentClient *self,
               GDBusMethodInvocation *invocation,
               const char *region,
               const char *number,
               GVariant *follow)
{
  g_autofree char *canonical = anj_ticket_number_normalize (number);

  if (canonical == NULL || anj_region_code_level (region) != ANJ_REGION_VILLAGE ||
      g_variant_get_size (follow) != ANJ_FOLLOW_BYTES)
    return return_invalid (invocation, "ticket-invalid");
  anj_tickets_ask_async (self->store, self->line, region, canonical, g_variant_get_data (follow),
                         on_ticket, call_new (self, invocation));
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

/* Status */

static void
job_status (AnjTerminal *terminal, GTask *task, gpointer data G_GNUC_UNUSED)
{
  GError *error = NULL;
  AnjTerminalHealth *health = anj_terminal_examine (terminal, &error);

  if (health != NULL)
    g_task_return_pointer (task, health, (GDestroyNotify) anj_terminal_health_free);
  else
    g_task_return_error (task, error);
}

static void
set_device (JsonObject *object, AnjDevices *devices, const char *kind)
{
  g_autofree char *name = anj_devices_find (devices, kind);

  json_object_set_boolean_member (object, kind, name != NULL);
}

static char *
make_status (AnjAgentClient *self, const AnjTerminalHealth *health)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (GBytes) text = NULL;
  gint64 last_contact_us = anj_line_get_last_contact_us (self->line);

  json_object_set_boolean_member (object, "synced", health->is_synced);
  json_object_set_boolean_member (object, "online", anj_line_is_online (self->line));
  if (health->data_date != NULL)
    json_object_set_string_member (object, "data_date", health->data_date);
  else
    json_object_set_null_member (object, "data_date");
  json_object_set_int_member (object, "outbox", health->n_waiting);
  json_object_set_int_member (object, "kept", health->n_kept);
  json_object_set_int_member (object, "attachments", health->n_attachments);
  json_object_set_int_member (object, "attachments_lost", health->n_attachments_lost);
  json_object_set_int_member (object, "quarantine", health->n_quarantine);
  json_object_set_int_member (object, "refused", health->n_refused);
  json_object_set_int_member (object, "lost", health->n_lost);
  json_object_set_int_member (object, "config_epoch", (gint64) health->config_epoch);
  json_object_set_int_member (object, "config_version", (gint64) health->config_version);
  json_object_set_string_member (object, "printer", "none");
  set_device (object, self->devices, ANJ_DEVICE_CAMERA);
  set_device (object, self->devices, ANJ_DEVICE_MICROPHONE);
  if (last_contact_us > 0)
    {
      g_autofree char *time = anj_time_format (last_contact_us);

      json_object_set_string_member (object, "last_contact", time);
    }
  else
    json_object_set_null_member (object, "last_contact");
  if (anj_line_get_refusal (self->line) != NULL)
    json_object_set_string_member (object, "send_error", anj_line_get_refusal (self->line));
  if (health->is_behind)
    json_object_set_boolean_member (object, "enrol_again", TRUE);
  if (health->config_problem != NULL)
    json_object_set_string_member (object, "config_error", health->config_problem);
  text = anj_json_object_to_bytes (object);
  return g_strndup (g_bytes_get_data (text, NULL), g_bytes_get_size (text));
}

static void
on_status (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Call) call = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjTerminalHealth) health = g_task_propagate_pointer (G_TASK (result), &error);
  g_autofree char *status = NULL;

  if (health == NULL)
    {
      return_error (call->invocation, error);
      return;
    }
  status = make_status (call->client, health);
  anj_agent1_complete_status (call->client->skeleton, call->invocation, status);
}

static gboolean
handle_status (AnjAgentClient *self, GDBusMethodInvocation *invocation)
{
  anj_store_thread_run (self->store, job_status, NULL, NULL, on_status,
                        call_new (self, invocation));
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

/* OpenDevice */

static void
on_device (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Call) call = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GUnixFDList) fds = NULL;
  int fd = anj_devices_open_finish (ANJ_DEVICES (source), result, &error);

  if (fd < 0)
    {
      return_error (call->invocation, error);
      return;
    }
  /* the list's end is closed when the message has been sent: then the session alone holds one */
  fds = g_unix_fd_list_new_from_array (&fd, 1);
  anj_agent1_complete_open_device (call->client->skeleton, call->invocation, fds,
                                   g_variant_new_handle (0));
}

static gboolean
handle_open_device (AnjAgentClient *self,
                    GDBusMethodInvocation *invocation,
                    GUnixFDList *fds G_GNUC_UNUSED,
                    const char *kind)
{
  anj_devices_open_async (self->devices, self, kind, on_device, call_new (self, invocation));
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

AnjAgentClient *
anj_agent_client_new (GDBusConnection *connection,
                      AnjStoreThread *store,
                      AnjLine *line,
                      AnjDevices *devices,
                      GError **error)
{
  g_autoptr (AnjAgentClient) self = g_rc_box_new0 (AnjAgentClient);

  self->connection = g_object_ref (connection);
  self->store = store;
  self->line = line;
  self->devices = devices;
  self->reserved = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                          (GDestroyNotify) anj_reservation_free);
  self->submitted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->submitting = g_hash_table_new (g_str_hash, g_str_equal);
  self->skeleton = anj_agent1_skeleton_new ();
  g_signal_connect_swapped (self->skeleton, "handle-config", G_CALLBACK (handle_config), self);
  g_signal_connect_swapped (self->skeleton, "handle-open", G_CALLBACK (handle_open), self);
  g_signal_connect_swapped (self->skeleton, "handle-reserve", G_CALLBACK (handle_reserve), self);
  g_signal_connect_swapped (self->skeleton, "handle-submit", G_CALLBACK (handle_submit), self);
  g_signal_connect_swapped (self->skeleton, "handle-ticket", G_CALLBACK (handle_ticket), self);
  g_signal_connect_swapped (self->skeleton, "handle-status", G_CALLBACK (handle_status), self);
  g_signal_connect_swapped (self->skeleton, "handle-open-device", G_CALLBACK (handle_open_device),
                            self);
  g_signal_connect_object (line, "status-changed", G_CALLBACK (anj_agent1_emit_status_changed),
                           self->skeleton, G_CONNECT_SWAPPED);
  g_signal_connect_object (line, "config-changed", G_CALLBACK (anj_agent1_emit_config_changed),
                           self->skeleton, G_CONNECT_SWAPPED);
  g_signal_connect_object (line, "ticket-changed", G_CALLBACK (anj_agent1_emit_ticket_changed),
                           self->skeleton, G_CONNECT_SWAPPED);
  if (!g_dbus_interface_skeleton_export (G_DBUS_INTERFACE_SKELETON (self->skeleton), connection,
                                         OBJECT_PATH, error))
    return NULL;
  return g_steal_pointer (&self);
}

AnjAgentClient *
anj_agent_client_ref (AnjAgentClient *self)
{
  return g_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  AnjAgentClient *self = data;

  g_signal_handlers_disconnect_by_data (self->skeleton, self);
  g_clear_object (&self->skeleton);
  g_clear_object (&self->connection);
  g_hash_table_unref (self->reserved);
  g_hash_table_unref (self->submitted);
  g_hash_table_unref (self->submitting);
}

void
anj_agent_client_unref (AnjAgentClient *self)
{
  g_rc_box_release_full (self, clear);
}

void
anj_agent_client_close (AnjAgentClient *self)
{
  if (self->is_closed)
    return;
  self->is_closed = TRUE;
  g_signal_handlers_disconnect_by_data (self->line, self->skeleton);
  g_dbus_interface_skeleton_unexport (G_DBUS_INTERFACE_SKELETON (self->skeleton));
  g_dbus_connection_close (self->connection, NULL, NULL, NULL);
  anj_devices_release (self->devices, self);
  g_hash_table_remove_all (self->reserved);
  g_hash_table_remove_all (self->submitted);
}

GDBusConnection *
anj_agent_client_get_connection (AnjAgentClient *self)
{
  return self->connection;
}
