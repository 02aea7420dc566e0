/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "anj-agent"

#include "app/agent/anj-agent-client.h"

#include <gio/gunixfdlist.h>
#include <string.h>
#include <unistd.h>

#include "app/agent/anj-agent-client-private.h"
#include "app/agent/anj-agent-error.h"
#include "app/agent/anj-agent-status.h"
#include "app/agent/anj-tickets.h"
#include "core/anj-region.h"
#include "core/anj-secret.h"
#include "core/anj-ticket-number.h"

#define OBJECT_PATH "/id/anjungan/Agent"

AnjAgentCall *
anj_agent_call_new (AnjAgentClient *client, GDBusMethodInvocation *invocation)
{
  AnjAgentCall *call = g_new0 (AnjAgentCall, 1);

  call->client = anj_agent_client_ref (client);
  call->invocation = invocation;
  return call;
}

void
anj_agent_call_free (AnjAgentCall *call)
{
  anj_agent_client_unref (call->client);
  g_free (call->id);
  g_free (call->hash);
  g_clear_pointer (&call->repeats, g_ptr_array_unref);
  g_free (call);
}

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
    case ANJ_AGENT_ERROR_DISK:
      return "id.anjungan.Error.Unavailable";
    case ANJ_AGENT_ERROR_FULL:
      return "id.anjungan.Error.Full";
    case ANJ_AGENT_ERROR_LOCKED:
      return "id.anjungan.Error.Locked";
    default:
      return NULL;
    }
}

void
anj_agent_call_return_error (GDBusMethodInvocation *invocation, const GError *error)
{
  const char *name = name_of_error (error);

  if (name == NULL)
    g_warning ("%s: %s", g_dbus_method_invocation_get_method_name (invocation), error->message);
  if (g_error_matches (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_FULL))
    g_dbus_method_invocation_return_dbus_error (invocation, name, "full");
  else if (g_error_matches (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_DISK))
    g_dbus_method_invocation_return_dbus_error (invocation, name, "storage");
  else
    g_dbus_method_invocation_return_dbus_error (invocation,
                                                name != NULL ? name : "id.anjungan.Error.Internal",
                                                name != NULL ? error->message : "internal");
}

gboolean
anj_agent_call_return_invalid (GDBusMethodInvocation *invocation, const char *key)
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

static gpointer
job_config (AnjTerminal *terminal, gpointer data G_GNUC_UNUSED, GError **error)
{
  return anj_terminal_make_config (terminal, error);
}

static void
on_config (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AnjAgentCall) call = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *config = g_task_propagate_pointer (G_TASK (result), &error);

  if (config == NULL)
    {
      anj_agent_call_return_error (call->invocation, error);
      return;
    }
  if (!call->client->is_closed)
    anj_config_watch_asks (anj_line_get_config_watch (call->client->line), call->client);
  anj_agent1_complete_config (call->client->skeleton, call->invocation, config);
}

static gboolean
handle_config (AnjAgentClient *self, GDBusMethodInvocation *invocation)
{
  anj_store_thread_make (self->store, job_config, NULL, NULL, g_free, on_config,
                         anj_agent_call_new (self, invocation));
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

/* Painted */

static gboolean
handle_painted (AnjAgentClient *self, GDBusMethodInvocation *invocation)
{
  anj_config_watch_paints (anj_line_get_config_watch (self->line), self);
  anj_agent1_complete_painted (self->skeleton, invocation);
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

static gboolean
job_look_up (AnjTerminal *terminal, gpointer data, GError **error)
{
  LookUp *look_up = data;

  return anj_terminal_look_up (terminal, look_up->index, look_up->proof, &look_up->record,
                               &look_up->last_viewed, error);
}

static void
on_looked_up (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AnjAgentCall) call = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) nothing = g_bytes_new (NULL, 0);
  const LookUp *look_up = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    anj_agent_call_return_error (call->invocation, error);
  else if (look_up->record == NULL)
    {
      anj_line_note_look_up (call->client->line, /* is_miss */ TRUE);
      if (call->client->is_closed) /* whoever asked has left already */
        anj_line_note_unmended (call->client->line, 1);
      else
        call->client->n_misses++;
      anj_agent1_complete_open (call->client->skeleton, call->invocation, FALSE,
                                variant_of_bytes (nothing), variant_of_bytes (nothing), "", "");
    }
  else
    {
      anj_line_note_look_up (call->client->line, /* is_miss */ FALSE);
      call->client->n_misses = 0;
      anj_agent_client_set_job (call->client, /* ticket */ NULL);
      anj_agent1_complete_open (
          call->client->skeleton, call->invocation, TRUE, variant_of_bytes (look_up->record->key),
          variant_of_bytes (look_up->record->framed), look_up->record->as_of, look_up->last_viewed);
    }
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
    return anj_agent_call_return_invalid (invocation, "look-up-invalid");
  look_up = g_new0 (LookUp, 1);
  memcpy (look_up->index, g_variant_get_data (index), sizeof look_up->index);
  memcpy (look_up->proof, g_variant_get_data (proof), sizeof look_up->proof);
  anj_store_thread_run (self->store, job_look_up, look_up, (GDestroyNotify) look_up_free,
                        on_looked_up, anj_agent_call_new (self, invocation));
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

/* Ticket */

static void
on_ticket (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AnjAgentCall) call = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *state = NULL;
  g_autoptr (GBytes) answer = NULL;

  if (anj_tickets_ask_finish (result, &state, &answer, &error))
    anj_agent1_complete_ticket (call->client->skeleton, call->invocation, state,
                                variant_of_bytes (answer));
  else
    anj_agent_call_return_error (call->invocation, error);
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
    return anj_agent_call_return_invalid (invocation, "ticket-invalid");
  anj_tickets_ask_async (self->store, self->line, region, canonical, g_variant_get_data (follow),
                         on_ticket, anj_agent_call_new (self, invocation));
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

/* Status */

static gpointer
job_status (AnjTerminal *terminal, gpointer data G_GNUC_UNUSED, GError **error)
{
  return anj_terminal_examine (terminal, error);
}

static void
on_status (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AnjAgentCall) call = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjTerminalHealth) health = g_task_propagate_pointer (G_TASK (result), &error);
  g_autofree char *status = NULL;

  if (health == NULL)
    {
      anj_agent_call_return_error (call->invocation, error);
      return;
    }
  status = anj_agent_status_make (health, call->client->line, call->client->devices);
  anj_agent1_complete_status (call->client->skeleton, call->invocation, status);
}

static gboolean
handle_status (AnjAgentClient *self, GDBusMethodInvocation *invocation)
{
  anj_store_thread_make (self->store, job_status, NULL, NULL,
                         (GDestroyNotify) anj_terminal_health_free, on_status,
                         anj_agent_call_new (self, invocation));
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

/* OpenDevice */

static void
on_device (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AnjAgentCall) call = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GUnixFDList) fds = NULL;
  int fd = anj_devices_open_finish (ANJ_DEVICES (source), result, &error);

  if (fd < 0)
    {
      anj_agent_call_return_error (call->invocation, error);
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
  if (g_str_equal (kind, ANJ_DEVICE_PRINTER))
    return anj_agent_client_handle_printer (self, invocation);
  anj_devices_open_async (self->devices, self, kind, on_device,
                          anj_agent_call_new (self, invocation));
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
  g_signal_connect_swapped (self->skeleton, "handle-painted", G_CALLBACK (handle_painted), self);
  g_signal_connect_swapped (self->skeleton, "handle-open", G_CALLBACK (handle_open), self);
  g_signal_connect_swapped (self->skeleton, "handle-reserve",
                            G_CALLBACK (anj_agent_client_handle_reserve), self);
  g_signal_connect_swapped (self->skeleton, "handle-submit",
                            G_CALLBACK (anj_agent_client_handle_submit), self);
  g_signal_connect_swapped (self->skeleton, "handle-ticket", G_CALLBACK (handle_ticket), self);
  g_signal_connect_swapped (self->skeleton, "handle-status", G_CALLBACK (handle_status), self);
  g_signal_connect_swapped (self->skeleton, "handle-open-device", G_CALLBACK (handle_open_device),
                            self);
  g_signal_connect_object (line, "status-changed", G_CALLBACK (anj_agent1_emit_status_changed),
                           self->skeleton, G_CONNECT_SWAPPED);
  g_signal_connect_object (devices, "changed", G_CALLBACK (anj_agent1_emit_status_changed),
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
  g_clear_pointer (&self->job.ticket, anj_reservation_free);
}

void
anj_agent_client_unref (AnjAgentClient *self)
{
  g_rc_box_release_full (self, clear);
}

void
anj_agent_client_end (AnjAgentClient *self)
{
  GDBusInterfaceSkeleton *skeleton = G_DBUS_INTERFACE_SKELETON (self->skeleton);

  if (g_dbus_interface_skeleton_get_connection (skeleton) != NULL)
    g_dbus_interface_skeleton_unexport (skeleton);
}

void
anj_agent_client_close (AnjAgentClient *self)
{
  if (self->is_closed)
    return;
  self->is_closed = TRUE;
  anj_line_note_unmended (self->line, self->n_misses);
  g_signal_handlers_disconnect_by_data (self->line, self->skeleton);
  anj_agent_client_end (self);
  g_dbus_connection_close (self->connection, NULL, NULL, NULL);
  anj_devices_release (self->devices, self);
  anj_config_watch_leaves (anj_line_get_config_watch (self->line), self);
  g_hash_table_remove_all (self->reserved);
  g_hash_table_remove_all (self->submitted);
}

gboolean
anj_agent_client_is_in_use (const AnjAgentClient *self)
{
  return self->job.is_there || self->n_reserving > 0 || g_hash_table_size (self->reserved) > 0 ||
         g_hash_table_size (self->submitting) > 0;
}

GDBusConnection *
anj_agent_client_get_connection (AnjAgentClient *self)
{
  return self->connection;
}
