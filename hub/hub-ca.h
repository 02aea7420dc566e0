/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/anj-cert.h"
#include "core/anj-sources.h"
#include "hub/hub-error.h"

G_BEGIN_DECLS

/*
 * The hub's CA gives way to another one:
 *
 *   new      ca-next/ …            made and cross-signed; nothing else is different
 *   switch   ca/, before: ca-old/  the hub serves, signs and issues under the new one; terminals of
 *                                  both are let in, admins of the new one alone. Terminals follow
 * through the cross-signed certificate, and renew drop     ca-old/ is removed    certificates of
 * the old one are let in no more
 *
 * Each step writes an audit row. `switch` and `drop` want the hub to stand still.
 */

/* @error: also %HUB_ERROR_USAGE: a change is under way already */
gboolean
hub_ca_new (const char *data_dir, const AnjClock *clock, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* @error: also %HUB_ERROR_USAGE: no `new` before it; %HUB_ERROR_UNAVAILABLE while the hub serves.
 * One that was cut off is ended by the next */
gboolean hub_ca_switch (const char *data_dir,
                        const AnjClock *clock,
                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * hub_ca_drop:
 * @forced: also when active terminals are left behind
 * @error: also %HUB_ERROR_USAGE: nothing to drop; %HUB_ERROR_DATA: some active terminals' newest
 *   certificate is not of the present CA, or the published configuration does not name it in
 *   `hub_cas`; %HUB_ERROR_UNAVAILABLE while the hub serves
 */
gboolean hub_ca_drop (const char *data_dir, gboolean forced, const AnjClock *clock, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/**
 * hub_ca_create_admin:
 * @name: in the audit and at the hub
 * @out_dir: is made; must not be there
 *
 * An admin's identity under the present CA: cert.pem, key.pem, ca.pem, and in config_ca.pem the
 * root that the published configuration trusts now (`trust.roots`, the first), so that new
 * terminals get that one.
 */
gboolean hub_ca_create_admin (const char *data_dir,
                              const char *name,
                              const char *out_dir,
                              const AnjClock *clock,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * HubCa:
 * @role: (static): "present", "old" or "next"
 * @cert: (owned)
 * @n_terminals: active terminals whose newest certificate is of this CA
 */
typedef struct
{
  const char *role;
  X509 *cert;
  gint64 n_terminals;
} HubCa;

void hub_ca_free (HubCa *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubCa, hub_ca_free)

/**
 * hub_ca_list:
 * @out_n_unknown: active terminals of whose newest certificate too little is known, from an older
 * hub
 *
 * Returns: (transfer full) (element-type HubCa)
 */
GPtrArray *
hub_ca_list (const char *data_dir, gint64 *out_n_unknown, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
