/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/session/anj-session-private.h"

#include "core/anj-json.h"

#define OBJECT_PATH "/id/anjungan/Agent"

enum {
  SIGNAL_STATUS_CHANGED,
  SIGNAL_CONFIG_CHANGED,
  SIGNAL_CLOSED,
};

static const char *const signal_names[] = { "status-changed", "config-changed", "closed" };

G_DEFINE_FINAL_TYPE (AnjSession, anj_session, G_TYPE_OBJECT)

/* connecting */

static void
on_proxy (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  AnjAgent1 *agent = anj_agent1_proxy_new_finish (result, &error);

  if (agent == NULL)
    g_task_return_error (task, anj_session_error_translate (g_steal_pointer (&error)));
  else
    g_task_return_pointer (task, agent, g_object_unref);
}

static void
on_connection (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection)
      connection = g_dbus_connection_new_for_address_finish (result, &error);
  GCancellable *cancellable = g_task_get_cancellable (task);

  if (connection == NULL)
    {
      g_task_return_error (task, anj_session_error_translate (g_steal_pointer (&error)));
      return;
    }
  anj_agent1_proxy_new (connection, G_DBUS_PROXY_FLAGS_DO_NOT_LOAD_PROPERTIES,
                        /* a peer has no bus name */ NULL, OBJECT_PATH, cancellable, on_proxy,
                        g_steal_pointer (&task));
}

void
anj_session_connect_async (const char *socket_path,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  g_autofree char *escaped = g_dbus_address_escape_value (socket_path);
  g_autofree char *address = g_strconcat ("unix:path=", escaped, NULL);

  g_task_set_source_tag (task, anj_session_connect_async);
  g_dbus_connection_new_for_address (address, G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT,
                                     /* observer */ NULL, cancellable, on_connection, task);
}

AnjAgent1 *
anj_session_connect_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, anj_session_connect_async), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* what the agent says later */

static void
on_agent_config_changed (AnjSession *self)
{
  self->lookup_is_stale = TRUE;
  g_signal_emit_by_name (self, signal_names[SIGNAL_CONFIG_CHANGED]);
}

/* @status: (transfer full) */
static void
take_status (AnjSession *self, JsonObject *status)
{
  g_clear_pointer (&self->status, json_object_unref);
  self->status = status;
  anj_told_clock_hear (&self->clock, status);
}

static void
on_new_status (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AnjSession) self = user_data;
  g_autofree char *text = NULL;
  g_autoptr (JsonObject) status = NULL;

  /* a status that does not come or makes no sense leaves the last one: "closed" tells the rest */
  if (!anj_agent1_call_status_finish (ANJ_AGENT1 (source), &text, result, /* error */ NULL))
    return;
  status = anj_session_parse (text, "status", /* error */ NULL);
  if (status == NULL || g_cancellable_is_cancelled (self->closing))
    return;
  take_status (self, g_steal_pointer (&status));
  g_signal_emit_by_name (self, signal_names[SIGNAL_STATUS_CHANGED]);
}

void
anj_session_ask_status (AnjSession *self)
{
  anj_agent1_call_status (self->agent, self->closing, on_new_status, g_object_ref (self));
}

static void
on_closed (AnjSession *self)
{
  g_signal_emit_by_name (self, signal_names[SIGNAL_CLOSED]);
}

static void
listen_to_agent (AnjSession *self)
{
  GDBusConnection *connection = g_dbus_proxy_get_connection (G_DBUS_PROXY (self->agent));

  g_signal_connect_swapped (self->agent, "config-changed", G_CALLBACK (on_agent_config_changed),
                            self);
  g_signal_connect_swapped (self->agent, "status-changed", G_CALLBACK (anj_session_ask_status),
                            self);
  g_signal_connect_swapped (connection, "closed", G_CALLBACK (on_closed), self);
}

/* making a session: connect, Config, Status */

static void
on_first_status (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  AnjSession *self = g_task_get_task_data (task);
  g_autofree char *text = NULL;
  g_autoptr (JsonObject) status = NULL;

  if (!anj_agent1_call_status_finish (ANJ_AGENT1 (source), &text, result, &error) ||
      (status = anj_session_parse (text, "status", &error)) == NULL)
    {
      g_task_return_error (task, anj_session_error_translate (g_steal_pointer (&error)));
      return;
    }
  /* one that changed meanwhile is older */
  take_status (self, g_steal_pointer (&status));
  g_task_return_pointer (task, g_object_ref (self), g_object_unref);
}

static void
on_first_config (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  AnjSession *self = g_task_get_task_data (task);
  g_autofree char *text = NULL;
  JsonObject *lookup;

  if (!anj_agent1_call_config_finish (ANJ_AGENT1 (source), &text, result, &error) ||
      (self->config = anj_session_parse (text, "configuration", &error)) == NULL)
    {
      g_task_return_error (task, anj_session_error_translate (g_steal_pointer (&error)));
      return;
    }
  lookup = anj_json_get_object (self->config, "lookup");
  self->lookup = lookup != NULL ? json_object_ref (lookup) : NULL;
  anj_agent1_call_status (self->agent, g_task_get_cancellable (task), on_first_status,
                          g_object_ref (task));
}

static void
on_connected (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  AnjSession *self = g_task_get_task_data (task);

  self->agent = anj_session_connect_finish (result, &error);
  if (self->agent == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  /* listening comes first, so that no change between the first answer and now is missed */
  listen_to_agent (self);
  anj_agent1_call_config (self->agent, g_task_get_cancellable (task), on_first_config,
                          g_object_ref (task));
}

void
anj_session_new_async (const char *socket_path,
                       const AnjClock *clock,
                       const AnjRandom *random,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  AnjSession *self = g_object_new (ANJ_TYPE_SESSION, NULL);

  g_task_set_source_tag (task, anj_session_new_async);
  g_task_set_task_data (task, self, g_object_unref);
  self->socket_path = g_strdup (socket_path);
  anj_told_clock_init (&self->clock, clock);
  self->random = random;
  anj_session_connect_async (socket_path, cancellable, on_connected, task);
}

AnjSession *
anj_session_new_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, anj_session_new_async), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

JsonObject *
anj_session_get_config (AnjSession *self)
{
  g_return_val_if_fail (ANJ_IS_SESSION (self), NULL);
  return self->config;
}

JsonObject *
anj_session_get_status (AnjSession *self)
{
  g_return_val_if_fail (ANJ_IS_SESSION (self), NULL);
  return self->status;
}

gint64
anj_session_get_now_us (AnjSession *self)
{
  g_return_val_if_fail (ANJ_IS_SESSION (self), 0);
  return anj_clock_real_us (&self->clock.clock);
}

void
anj_session_tell_painted (AnjSession *self)
{
  g_return_if_fail (ANJ_IS_SESSION (self));
  anj_agent1_call_painted (self->agent, self->closing, /* callback */ NULL, /* user_data */ NULL);
}

void
anj_session_close (AnjSession *self)
{
  GDBusConnection *connection;

  g_return_if_fail (ANJ_IS_SESSION (self));

  g_cancellable_cancel (self->closing);
  if (self->agent == NULL)
    return;
  connection = g_dbus_proxy_get_connection (G_DBUS_PROXY (self->agent));
  g_signal_handlers_disconnect_by_data (self->agent, self);
  g_signal_handlers_disconnect_by_data (connection, self);
  g_dbus_connection_close (connection, /* cancellable */ NULL, /* callback */ NULL, NULL);
}

void
anj_ticket_free (AnjTicket *self)
{
  if (self == NULL)
    return;
  g_free (self->region);
  g_free (self->number);
  anj_secret_string_free (self->pin);
  g_free (self);
}

/* the agent drops everything of a session when its connection closes */
static void
anj_session_dispose (GObject *object)
{
  AnjSession *self = ANJ_SESSION (object);

  anj_session_close (self);
  anj_session_drop_pending (self);
  anj_session_drop_agent (self, &self->sent_agent);
  g_clear_object (&self->agent);
  G_OBJECT_CLASS (anj_session_parent_class)->dispose (object);
}

static void
anj_session_finalize (GObject *object)
{
  AnjSession *self = ANJ_SESSION (object);

  g_clear_object (&self->closing);
  g_clear_pointer (&self->config, json_object_unref);
  g_clear_pointer (&self->lookup, json_object_unref);
  g_clear_pointer (&self->status, json_object_unref);
  g_clear_pointer (&self->followed, json_object_unref);
  g_free (self->socket_path);
  G_OBJECT_CLASS (anj_session_parent_class)->finalize (object);
}

static void
anj_session_class_init (AnjSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = anj_session_dispose;
  object_class->finalize = anj_session_finalize;
  for (gsize i = 0; i < G_N_ELEMENTS (signal_names); i++)
    g_signal_new (signal_names[i], G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                  NULL, G_TYPE_NONE, 0);
}

static void
anj_session_init (AnjSession *self)
{
  self->closing = g_cancellable_new ();
}
