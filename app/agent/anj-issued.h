/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/anj-cert.h"

G_BEGIN_DECLS

/**
 * anj_issued_read:
 * @body: the hub's answer to an enrolment or a renewal: certs-only PKCS #7, base64
 * @key: ours
 * @hub_cas: (element-type X509): whom we trust
 * @out_pem: (out) (transfer full): what identity/cert.pem shall hold: the certificate, then what
 * came with it, so that a restart finds the way to a CA it knows
 * @error: %ANJ_AGENT_ERROR_REFUSED: none is for @key; else of the core
 *
 * Returns: (transfer full): our certificate. It may have ended
 */
X509 *
anj_issued_read (GBytes *body, EVP_PKEY *key, GPtrArray *hub_cas, char **out_pem, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
