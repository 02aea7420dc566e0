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
/**
 * anj_config_trust_check_next:
 * @self: before
 * @next: after
 * @certificates: (element-type X509): what the bundle carries
 * @error: %ANJ_ERROR_TAMPERED
 *
 * Only a root makes roots: each of @next's is one of @self's, or one of @certificates has its name
 * and key and leads to one of @self's. A signer alone cannot put others in their place.
 */
gboolean anj_config_trust_check_next (const AnjConfigTrust *self,
                                      const AnjConfigTrust *next,
                                      GPtrArray *certificates,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
