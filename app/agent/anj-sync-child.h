/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/agent/anj-identity.h"
#include "core/anj-sources.h"

G_BEGIN_DECLS

/**
 * AnjSyncTask:
 * @floor_us: for the server's certificate (anj_http_client_set_time_floor())
 */
typedef struct
{
  const AnjBootstrap *bootstrap;
  const AnjIdentity *identity;
  AnjLookupCost cost;
  gint64 floor_us;
} AnjSyncTask;

/**
 * anj_sync_child_run:
 * @n_changed: (out): records written or deleted
 * @error: %ANJ_AGENT_ERROR_DAMAGED: cache.db is the agent's to set aside, which has it open too
 *
 * Brings cache.db up to what the hub has: the work of a process that does nothing else and ends.
 * Waits for the network and computes with all cores.
 */
gboolean anj_sync_child_run (const AnjSyncTask *task,
                             const AnjClock *clock,
                             const AnjRandom *random,
                             guint *n_changed,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
