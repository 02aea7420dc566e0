/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "hub/hub-keys.h"
#include "kiosk-config/anj-config.h"

G_BEGIN_DECLS

/**
 * hub_config_guard_check:
 * @trust: whom the hub obeys
 * @keys: the hub's own
 * @error: %ANJ_ERROR_INVALID: the path and what to do
 *
 * What no terminal is to be offered though it is signed and of the schema: a document whose
 * `hub_cas` lead away from the hub's present server certificate, or that forgets a revocation:
 * terminals that were dark meanwhile would go on trusting.
 */
gboolean hub_config_guard_check (const AnjConfig *config,
                                 const AnjConfigTrust *trust,
                                 const HubKeys *keys,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
