/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/anj-cert.h"
#include "core/anj-sources.h"

G_BEGIN_DECLS

/**
 * FleetSetup:
 * @hub: URL that terminals talk to
 * @admin: (nullable): URL that gives tokens; only needed for terminals that are not enrolled yet
 * @hub_ca_pem: whom both trust
 * @admin_cert_pem, @admin_key_pem: (nullable): for @admin
 * @region: village that new terminals are enrolled in
 * @state_dir: where the terminals' certificates and keys stay from run to run
 */
typedef struct
{
  const char *hub;
  const char *admin;
  const char *hub_ca_pem;
  const char *admin_cert_pem;
  const char *admin_key_pem;
  const char *region;
  const char *state_dir;
  const AnjClock *clock;
} FleetSetup;

/**
 * FleetIdentity:
 *
 * One simulated terminal's certificate and key, as PEM.
 */
typedef struct
{
  char *cert_pem;
  char *key_pem;
} FleetIdentity;

void fleet_identity_free (FleetIdentity *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FleetIdentity, fleet_identity_free)

/**
 * fleet_identity_get:
 * @number: which of the folder's terminals
 *
 * Reads it, or enrols it as a real terminal does: a token from the admin's listener, EST
 * simpleenroll with it. Waits for the network.
 */
FleetIdentity *fleet_identity_get (const FleetSetup *setup,
                                   guint number,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
