/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "anj-agent"

#include "app/agent/anj-agent-service.h"

#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/agent/anj-agent-client.h"
#include "app/agent/anj-agent-error.h"

#define SOCKET_MODE 0660
#define CLIENTS_MAX 32

struct _AnjAgentService
{
  GDBusServer *server;         /* (owned) */
  GDBusAuthObserver *observer; /* (owned) */
  char *socket_path;           /* (owned) */
  GArray *allowed_uids;        /* (owned) (element-type guint) */
  GPtrArray *clients;          /* (owned) (element-type AnjAgentClient) */
  AnjStoreThread *store;       /* (unowned): outlives the service */
  AnjLine *line;               /* (unowned): outlives the service */
  AnjDevices *devices;         /* (unowned): outlives the service */
};

static gboolean
on_allow_mechanism (GDBusAuthObserver *observer G_GNUC_UNUSED,
                    const char *mechanism,
                    gpointer user_data G_GNUC_UNUSED)
{
  return g_str_equal (mechanism, "EXTERNAL");
}

/* Runs in a thread of GDBus; reads only what never changes. */
static gboolean
on_authorize (GDBusAuthObserver *observer G_GNUC_UNUSED,
              GIOStream *stream G_GNUC_UNUSED,
              GCredentials *credentials,
              gpointer user_data)
{
  const AnjAgentService *self = user_data;
  uid_t uid;

  if (credentials == NULL)
    return FALSE;
  uid = g_credentials_get_unix_user (credentials, NULL);
  if (uid == (uid_t) -1)
    return FALSE;
  if (uid == 0 || uid == geteuid ())
    return TRUE;
  for (guint i = 0; i < self->allowed_uids->len; i++)
    if (g_array_index (self->allowed_uids, guint, i) == uid)
      return TRUE;
  g_message ("refused a connection of user %u", (guint) uid);
  return FALSE;
}

static void
on_closed (GDBusConnection *connection,
           gboolean remote_vanished G_GNUC_UNUSED,
           GError *error G_GNUC_UNUSED,
           gpointer user_data)
{
  AnjAgentService *self = user_data;

  for (guint i = 0; i < self->clients->len; i++)
    {
      AnjAgentClient *client = self->clients->pdata[i];

      if (anj_agent_client_get_connection (client) != connection)
        continue;
      g_signal_handlers_disconnect_by_data (connection, self);
      anj_agent_client_close (client);
      g_ptr_array_remove_index_fast (self->clients, i);
      return;
    }
}

static gboolean
on_new_connection (GDBusServer *server G_GNUC_UNUSED,
                   GDBusConnection *connection,
                   gpointer user_data)
{
  AnjAgentService *self = user_data;
  g_autoptr (GError) error = NULL;
  AnjAgentClient *client;

  if (self->clients->len >= CLIENTS_MAX)
    {
      g_warning ("refused a connection: %u are open", self->clients->len);
      return FALSE;
    }
  client = anj_agent_client_new (connection, self->store, self->line, self->devices, &error);
  if (client == NULL)
    {
      g_warning ("cannot serve a connection: %s", error->message);
      return FALSE;
    }
  g_ptr_array_add (self->clients, client);
  g_signal_connect (connection, "closed", G_CALLBACK (on_closed), self);
  return TRUE;
}

/* A socket nobody answers at is left from a crash. */
static gboolean
replace_stale (const char *path, GError **error)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (path);
  g_autoptr (GSocketConnection) connection = NULL;
  GStatBuf status;

  if (g_lstat (path, &status) != 0)
    return TRUE;
  if (!S_ISSOCK (status.st_mode))
    {
      g_set_error (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_CONFIG,
                   "%s is there and is no socket; name another --socket", path);
      return FALSE;
    }
  connection = g_socket_client_connect (client, G_SOCKET_CONNECTABLE (address),
                                        /* cancellable */ NULL, NULL);
  if (connection != NULL)
    {
      g_set_error (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_CONFIG,
                   "another agent answers at %s; stop it or name another --socket", path);
      return FALSE;
    }
  g_unlink (path);
  return TRUE;
}

AnjAgentService *
anj_agent_service_new (const char *socket_path,
                       GArray *allowed_uids,
                       AnjStoreThread *store,
                       AnjLine *line,
                       AnjDevices *devices,
                       GError **error)
{
  g_autoptr (AnjAgentService) self = g_new0 (AnjAgentService, 1);
  g_autofree char *escaped = g_dbus_address_escape_value (socket_path);
  g_autofree char *address = g_strconcat ("unix:path=", escaped, NULL);
  g_autofree char *guid = g_dbus_generate_guid ();
  mode_t old_mask;

  self->socket_path = g_strdup (socket_path);
  self->allowed_uids = g_array_ref (allowed_uids);
  self->store = store;
  self->line = line;
  self->devices = devices;
  self->clients = g_ptr_array_new_with_free_func ((GDestroyNotify) anj_agent_client_unref);
  if (!replace_stale (socket_path, error))
    return NULL;
  self->observer = g_dbus_auth_observer_new ();
  g_signal_connect (self->observer, "allow-mechanism", G_CALLBACK (on_allow_mechanism), self);
  g_signal_connect (self->observer, "authorize-authenticated-peer", G_CALLBACK (on_authorize),
                    self);
  old_mask = umask (0777 & ~SOCKET_MODE);
  self->server = g_dbus_server_new_sync (address, G_DBUS_SERVER_FLAGS_NONE, guid, self->observer,
                                         /* cancellable */ NULL, error);
  umask (old_mask);
  if (self->server == NULL)
    return NULL;
  g_signal_connect (self->server, "new-connection", G_CALLBACK (on_new_connection), self);
  g_dbus_server_start (self->server);
  return g_steal_pointer (&self);
}

gboolean
anj_agent_service_is_in_use (const AnjAgentService *self)
{
  for (guint i = 0; i < self->clients->len; i++)
    if (anj_agent_client_is_in_use (self->clients->pdata[i]))
      return TRUE;
  return FALSE;
}

void
anj_agent_service_end (AnjAgentService *self)
{
  if (self->server != NULL && g_dbus_server_is_active (self->server))
    {
      g_dbus_server_stop (self->server);
      g_unlink (self->socket_path);
    }
  for (guint i = 0; i < self->clients->len; i++)
    anj_agent_client_end (self->clients->pdata[i]);
}

void
anj_agent_service_free (AnjAgentService *self)
{
  if (self == NULL)
    return;
  anj_agent_service_end (self);
  for (guint i = 0; i < self->clients->len; i++)
    {
      AnjAgentClient *client = self->clients->pdata[i];

      GDBusConnection *connection = anj_agent_client_get_connection (client);

      g_signal_handlers_disconnect_by_data (connection, self);
      if (!g_dbus_connection_flush_sync (connection, NULL, NULL))
        g_debug ("a session left before its answer");
      anj_agent_client_close (client);
    }
  g_clear_object (&self->server);
  g_clear_object (&self->observer);
  g_ptr_array_unref (self->clients);
  g_array_unref (self->allowed_uids);
  g_free (self->socket_path);
  g_free (self);
}
