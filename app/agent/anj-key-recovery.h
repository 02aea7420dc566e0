/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/agent/anj-identity.h"
#include "core/anj-json.h"

G_BEGIN_DECLS

/**
 * anj_key_recovery_keep:
 * @document: the configuration in force, as it is effective here
 *
 * Writes outbox.recovery: k_out, sealed (CMS) to the recovery certificate, so that a machine whose
 * TPM, credential or key file is gone takes no case with it.
 */
gboolean anj_key_recovery_keep (const AnjIdentity *identity,
                                JsonObject *document,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
