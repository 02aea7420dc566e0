/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/anj-region.h"
#include "core/anj-schema.h"
#include "hub/hub-config-state.h"
#include "hub/hub-keys.h"
#include "hub/hub-peer.h"
#include "hub/hub-presence.h"
#include "hub/hub-store.h"
#include "hub/hub-terminal-log.h"
#include "hub/hub-token-guard.h"

G_BEGIN_DECLS

/**
 * HubApp:
 * @wake: (nullable): tells held connections that there is news for @region (%NULL: for all)
 * @wake_some: (nullable): the same for the peers that @wants picks
 *
 * What handlers work with. Handlers run one at a time, with the store's lock held, so nothing in
 * here has a lock of its own. All members are unowned: main.c's objects outlive the server.
 */
typedef struct _HubApp HubApp;

struct _HubApp
{
  HubStore *store;
  const AnjClock *clock;
  const AnjRandom *random;
  HubKeys *keys;
  HubConfigState *config;
  HubPresence *presence;
  HubTokenGuard *token_guard;
  HubTerminalLog *terminal_log;
  const AnjRegionTable *regions; /* (nullable): names of places */
  const AnjSchema *telemetry_schema;
  const char *public_url;
  const char *attachments_dir; /* DATA/attachments; there */
  const char *generation;
  void (*wake) (gpointer wake_data, const char *region);
  void (*wake_some) (gpointer wake_data,
                     gboolean (*wants) (gpointer user_data, const HubPeer *peer),
                     gpointer user_data);
  gpointer wake_data;
};

static inline gint64
hub_app_now_us (const HubApp *self)
{
  return anj_clock_real_us (self->clock);
}

static inline void
hub_app_wake (const HubApp *self, const char *region)
{
  if (self->wake != NULL)
    self->wake (self->wake_data, region);
}

G_END_DECLS
