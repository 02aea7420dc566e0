/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/anj-cert.h"

G_BEGIN_DECLS

/* CMS (RFC 5652), DER, so that `openssl cms -verify|-decrypt -inform DER` does the same. */

/**
 * anj_cms_encrypt:
 * @recipients: (element-type X509): at least one
 *
 * Returns: (transfer full): AuthEnvelopedData (RFC 5083), AES-256-GCM; one KeyAgreeRecipientInfo a
 *   recipient. The content key comes from OpenSSL's own generator.
 */
GBytes *
anj_cms_encrypt (GBytes *plain, GPtrArray *recipients, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * anj_cms_decrypt:
 * @error: %ANJ_ERROR_TAMPERED when @cert is no recipient or the tag does not hold
 *
 * Returns: (transfer full): plain bytes, wiped with the last reference
 */
GBytes *anj_cms_decrypt (GBytes *sealed, X509 *cert, EVP_PKEY *key, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/**
 * anj_cms_sign:
 *
 * Returns: (transfer full): SignedData over @content with @content and @cert inside, no signed time
 *   that matters (times stand in the content)
 */
GBytes *
anj_cms_sign (GBytes *content, X509 *cert, EVP_PKEY *key, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * anj_cms_verify:
 * @ca: the only trusted root
 * @at_us: time at which the signer's certificate must be valid, µs UTC; 0: its validity time is not
 *   looked at (configuration and receipts outlive their signer's certificate; the content has
 * times)
 * @out_signer: (out) (optional) (transfer full): who signed
 * @error: %ANJ_ERROR_TAMPERED, %ANJ_ERROR_INVALID (no CMS at all), %ANJ_ERROR_EXPIRED
 *
 * Accepts exactly one signer with emailProtection, chained straight to @ca; a byte after the DER is
 * refused.
 *
 * Returns: (transfer full): the content
 */
GBytes *anj_cms_verify (GBytes *der, X509 *ca, gint64 at_us, X509 **out_signer, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
