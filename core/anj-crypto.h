/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <openssl/bio.h>
#include <openssl/cms.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>

#include "core/anj-cert.h"
#include "core/anj-error.h"

G_BEGIN_DECLS

/* OpenSSL's types and errors, for the core's own files only. */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BIO, BIO_free_all)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CMS_ContentInfo, CMS_ContentInfo_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_CIPHER_CTX, EVP_CIPHER_CTX_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_KDF, EVP_KDF_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_KDF_CTX, EVP_KDF_CTX_free)

/**
 * anj_crypto_fail:
 * @code: what the caller is told
 * @what: "cannot sign"
 *
 * Empties OpenSSL's error queue into @error's message.
 *
 * Returns: %FALSE, always
 */
gboolean anj_crypto_fail (GError **error, AnjError code, const char *what);

/* (transfer full): a read-only memory BIO over @bytes, which must outlive it */
BIO *anj_crypto_bio_for (GBytes *bytes);

/* (transfer full): DER from an i2d_… result in an OpenSSL buffer, which is freed */
GBytes *anj_crypto_take_der (guint8 *der, int n_bytes);

/* whether @key is on P-256, the one curve in use */
gboolean anj_crypto_is_our_curve (EVP_PKEY *key);

/* at_us for anj_crypto_check_chain(): validity times are not looked at */
#define ANJ_CRYPTO_ANY_TIME ANJ_CERT_ANY_TIME

/**
 * anj_crypto_check_path:
 * @roots: (element-type X509): trusted, self-signed
 * @between: (nullable) (element-type X509): may stand between @cert and a root, as
 * cross-certificates of roots do; none is trusted for being here. %NULL: @cert is issued by a root
 * itself
 * @at_us: µs UTC, or %ANJ_CRYPTO_ANY_TIME
 * @error: as anj_cert_verify_chain()
 */
gboolean anj_crypto_check_path (X509 *cert,
                                GPtrArray *roots,
                                GPtrArray *between,
                                AnjCertKind kind,
                                gint64 at_us,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* anj_cert_verify_chain(), also without a time */
gboolean
anj_crypto_check_chain (X509 *cert, X509 *ca, AnjCertKind kind, gint64 at_us, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
