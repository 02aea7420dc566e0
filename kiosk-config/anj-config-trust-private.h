/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kiosk-config/anj-config-trust.h"

G_BEGIN_DECLS

/**
 * anj_config_trust_obey:
 * @self: (nullable): before
 * @said: a document's `trust`: {"roots"?, "revoked"?}
 * @error: %ANJ_ERROR_INVALID: a root that is none, or none is left
 *
 * Returns: (transfer full): @said's roots, or @self's where it names none; what was revoked stays
 * so
 */
AnjConfigTrust *anj_config_trust_obey (const AnjConfigTrust *self,
                                       JsonObject *said,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
