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
 * Accepts exactly one signer with emailProtection, named by issuer and serial number and chained
 * straight to @ca, whose certificate is the only one inside; ECDSA with SHA-256; DER. Whatever no
 * signature covers has one writing, so the same content comes under one hash — but for the twin of
 * an ECDSA signature, (r, n - s) beside (r, s), of both signatures inside.
 *
 * Returns: (transfer full): the content
 */
GBytes *anj_cms_verify (GBytes *der, X509 *ca, gint64 at_us, X509 **out_signer, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/**
 * anj_cms_verify_under:
 * @roots: (element-type X509): trusted roots
 * @revoked: (nullable) (element-type utf8): a set of fingerprints (anj_cert_fingerprint()); such a
 *   certificate is neither root nor signer nor anything between
 * @out_signer: (out) (optional) (transfer full): who signed
 * @error: as anj_cms_verify()
 *
 * Like anj_cms_verify() at any time, but the object may carry certificates that lead from the
 * signer to a root: a new root's, signed by the old one. Each certificate in it must be signed by
 * another one in it or by itself, so that nothing in the object can be turned; the signer's alone
 * may be issued by a root that is not inside.
 *
 * Returns: (transfer full): the content
 */
GBytes *anj_cms_verify_under (GBytes *der,
                              GPtrArray *roots,
                              GHashTable *revoked,
                              X509 **out_signer,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * anj_cms_list_certificates:
 * @error: %ANJ_ERROR_INVALID: no SignedData
 *
 * Returns: (transfer full) (element-type X509): what the object carries; nothing says that any of
 * it is good
 */
GPtrArray *anj_cms_list_certificates (GBytes *der, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * anj_cms_sign_with:
 * @others: (nullable) (element-type X509): certificates to carry besides @cert
 *
 * anj_cms_sign() for anj_cms_verify_under().
 */
GBytes *
anj_cms_sign_with (GBytes *content, X509 *cert, EVP_PKEY *key, GPtrArray *others, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/**
 * anj_cms_open_signed:
 * @out_signer: (out) (transfer full) (nullable): who signed: trusted by nobody yet
 * @error: as anj_cms_verify()
 *
 * The signature's half of anj_cms_verify(): the form, and that @out_signer's key signed the
 * content. Whether that certificate may is the caller's to ask (anj_cert_verify_path()): a terminal
 * signs with the certificate that it has, which is for TLS.
 *
 * Returns: (transfer full): the content
 */
GBytes *
anj_cms_open_signed (GBytes *der, X509 **out_signer, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
