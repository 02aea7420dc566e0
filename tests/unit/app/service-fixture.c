/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "service-fixture.h"

void
service_fixture_begin (ServiceFixture *self, const AnjDevicesSetup *devices)
{
  g_autoptr (GError) error = NULL;
  AnjLineSetup setup = { 0 };

  self->store = anj_store_thread_new (g_steal_pointer (&self->base.terminal));
  setup.store = self->store;
  setup.identity = &self->base.identity;
  setup.bootstrap = &self->base.bootstrap;
  setup.clock = &self->base.agent.clock;
  setup.random = self->base.agent.random;
  self->line = anj_line_new (&setup);
  self->devices = anj_devices_new (devices);
  self->uids = g_array_new (FALSE, FALSE, sizeof (guint));
  self->socket_path = g_build_filename (self->base.agent.state_dir, "agent.sock", NULL);
  self->address = g_strconcat ("unix:path=", self->socket_path, NULL);
  self->service = anj_agent_service_new (self->socket_path, self->uids, self->store, self->line,
                                         self->devices, &error);
  g_assert_no_error (error);
}

static void
drop (gpointer object)
{
  gpointer alive = object;

  g_object_add_weak_pointer (object, &alive);
  g_object_unref (object);
  while (alive != NULL)
    g_main_context_iteration (NULL, TRUE);
}

void
service_fixture_end (ServiceFixture *self)
{
  anj_line_stop (self->line);
  g_clear_pointer (&self->service, anj_agent_service_free);
  g_clear_pointer (&self->store, anj_store_thread_free);
  drop (self->devices);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_finalize_object (self->line);
  g_array_unref (self->uids);
  g_free (self->socket_path);
  g_free (self->address);
  terminal_fixture_clear (&self->base);
}

void
service_fixture_await (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
}

void
service_fixture_on_result (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

GDBusConnection *
service_fixture_connect (ServiceFixture *self, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  g_dbus_connection_new_for_address (self->address, G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT,
                                     NULL, NULL, service_fixture_on_result, &result);
  service_fixture_await (&result);
  return g_dbus_connection_new_for_address_finish (result, error);
}
