/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "benches/fleet/fleet-identity.h"
#include "kiosk-config/anj-config.h"

G_BEGIN_DECLS

/**
 * FleetTerminal:
 *
 * A terminal as the hub sees it: holds the channel's long poll; a newer configuration is fetched,
 * verified and evidenced. It keeps no residents. Lives in the thread's default main context.
 */
typedef struct _FleetTerminal FleetTerminal;

/**
 * FleetEvents:
 * @on_polling: its first poll was answered: it is on the line
 * @on_applied: it has @config, verified, at @real_us
 * @on_failed: a request failed; it asks again in a second
 */
typedef struct
{
  void (*on_polling) (const char *id, gpointer user_data);
  void (*on_applied) (const char *id, const AnjConfig *config, gint64 real_us, gpointer user_data);
  void (*on_failed) (const char *id, const GError *error, gpointer user_data);
  gpointer user_data;
} FleetEvents;

/**
 * FleetBundles:
 * @trust: whom the terminals trust
 * @opened: (element-type GBytes AnjConfig): what was verified before
 *
 * A bundle is verified once a process: on a terminal of its own that costs nobody else anything,
 * here it would be most of what is measured.
 */
typedef struct
{
  const AnjConfigTrust *trust;
  GHashTable *opened;
} FleetBundles;

/* @setup, @bundles, @events: (transfer none): outlive it; @identity: (transfer none) */
FleetTerminal *fleet_terminal_new (const FleetSetup *setup,
                                   const FleetIdentity *identity,
                                   const FleetBundles *bundles,
                                   const FleetEvents *events,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
void fleet_terminal_free (FleetTerminal *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FleetTerminal, fleet_terminal_free)

G_END_DECLS
