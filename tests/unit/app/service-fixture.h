/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/agent/anj-agent-service.h"
#include "terminal-fixture.h"

G_BEGIN_DECLS

/* A terminal that answers sessions on its socket; its line is never started. */
typedef struct
{
  TerminalFixture base;
  AnjStoreThread *store;
  AnjLine *line;
  AnjDevices *devices;
  AnjAgentService *service;
  GArray *uids; /* whom it answers but ourselves */
  char *socket_path;
  char *address;
} ServiceFixture;

/* @self's base is there already; its terminal goes to the store thread */
void service_fixture_begin (ServiceFixture *self, const AnjDevicesSetup *devices);
/* ends once every recorder has; clears the base, too */
void service_fixture_end (ServiceFixture *self);

/* (transfer full): a session's connection */
GDBusConnection *service_fixture_connect (ServiceFixture *self, GError **error);

/* lets the main context run until @result is there */
void service_fixture_await (GAsyncResult **result);
/* a GAsyncReadyCallback: puts the result where @user_data points to */
void service_fixture_on_result (GObject *source, GAsyncResult *result, gpointer user_data);

G_END_DECLS
