/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "app/agent/anj-devices.h"
#include "app/agent/anj-line.h"
#include "app/agent/anj-store-thread.h"

G_BEGIN_DECLS

/**
 * AnjAgentService:
 *
 * The agent's Unix socket: D-Bus peer to peer, one connection a session, the object
 * /id/anjungan/Agent on each. When a connection closes, what it reserved is forgotten.
 */
typedef struct _AnjAgentService AnjAgentService;

/**
 * anj_agent_service_new:
 * @socket_path: replaced when nobody answers there
 * @allowed_uids: (element-type guint): who may connect besides root and ourselves
 * @store, @line, @devices: (transfer none): outlive the service
 * @error: %ANJ_AGENT_ERROR_CONFIG when another agent answers there
 *
 * Works in the thread default main context.
 */
AnjAgentService *anj_agent_service_new (const char *socket_path,
                                        GArray *allowed_uids,
                                        AnjStoreThread *store,
                                        AnjLine *line,
                                        AnjDevices *devices,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* whether a resident is in the midst of something */
gboolean anj_agent_service_is_in_use (const AnjAgentService *self);
/* what was asked is still answered; nothing new is listened to */
void anj_agent_service_end (AnjAgentService *self);
/* closes the socket and all connections */
void anj_agent_service_free (AnjAgentService *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnjAgentService, anj_agent_service_free)

G_END_DECLS
