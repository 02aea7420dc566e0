/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "app/agent/anj-devices.h"
#include "app/agent/anj-line.h"
#include "app/agent/anj-store-thread.h"

G_BEGIN_DECLS

/**
 * AnjAgentClient:
 *
 * One session's connection: answers its calls, remembers what it reserved.
 */
typedef struct _AnjAgentClient AnjAgentClient;

/* @store, @line, @devices: (transfer none): outlive the client's calls */
AnjAgentClient *anj_agent_client_new (GDBusConnection *connection,
                                      AnjStoreThread *store,
                                      AnjLine *line,
                                      AnjDevices *devices,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;
AnjAgentClient *anj_agent_client_ref (AnjAgentClient *self);
void anj_agent_client_unref (AnjAgentClient *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnjAgentClient, anj_agent_client_unref)

/* no new calls any more */
void anj_agent_client_end (AnjAgentClient *self);
/* no calls and no signals any more; what was reserved is forgotten */
void anj_agent_client_close (AnjAgentClient *self);
/* whether its resident has begun something: looked up, or is sending */
gboolean anj_agent_client_is_in_use (const AnjAgentClient *self);
GDBusConnection *anj_agent_client_get_connection (AnjAgentClient *self);

G_END_DECLS
