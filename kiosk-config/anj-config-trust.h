/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

#include "core/anj-cert.h"

G_BEGIN_DECLS

/**
 * AnjConfigTrust:
 *
 * Whose configurations are obeyed: the configuration roots, and the fingerprints of certificates
 * that are never trusted again, be they a root's, a cross-certificate or a signer's. Immutable.
 */
typedef struct _AnjConfigTrust AnjConfigTrust;

/* @root: the first one, from the bootstrap file (transfer none) */
AnjConfigTrust *anj_config_trust_new (X509 *root);
AnjConfigTrust *anj_config_trust_ref (AnjConfigTrust *self);
void anj_config_trust_unref (AnjConfigTrust *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnjConfigTrust, anj_config_trust_unref)

/**
 * anj_config_trust_from_bytes:
 * @bytes: what anj_config_trust_to_bytes() gave
 * @error: %ANJ_ERROR_INVALID
 */
AnjConfigTrust *
anj_config_trust_from_bytes (GBytes *bytes, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full): for keeping, {"roots": [PEM], "revoked": [fingerprint]} */
GBytes *anj_config_trust_to_bytes (const AnjConfigTrust *self);

/* (transfer none) (element-type X509) */
GPtrArray *anj_config_trust_get_roots (const AnjConfigTrust *self);
/* (transfer none) (element-type utf8): a set of fingerprints */
GHashTable *anj_config_trust_get_revoked (const AnjConfigTrust *self);
gboolean anj_config_trust_equal (const AnjConfigTrust *a, const AnjConfigTrust *b);

G_END_DECLS
