/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

G_BEGIN_DECLS

/* X.509 in the programme's own words. Keys are EC P-256. Certificates get one extended key usage
 * each, whatever a request asks for (docs/protocol.md, Identities). */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (X509, X509_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (X509_REQ, X509_REQ_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_PKEY, EVP_PKEY_free)

typedef enum {
  ANJ_CERT_CA,        /* signs certificates */
  ANJ_CERT_SERVER,    /* serverAuth; subject alternative names */
  ANJ_CERT_CLIENT,    /* clientAuth: terminals, admins */
  ANJ_CERT_SIGNER,    /* emailProtection, digitalSignature: receipts, configuration */
  ANJ_CERT_RECIPIENT, /* emailProtection, keyAgreement: cases are sealed to it */
} AnjCertKind;

/**
 * AnjCertRequest:
 * @kind: decides key usage
 * @common_name: subject CN
 * @organizational_unit: (nullable): subject OU
 * @serial_number: (nullable): subject serialNumber
 * @hosts: (nullable): NULL-terminated names and addresses for %ANJ_CERT_SERVER
 * @not_before_us: µs UTC
 * @not_after_us: µs UTC
 */
typedef struct
{
  AnjCertKind kind;
  const char *common_name;
  const char *organizational_unit;
  const char *serial_number;
  const char *const *hosts;
  gint64 not_before_us;
  gint64 not_after_us;
} AnjCertRequest;

/* all results (transfer full); errors %ANJ_ERROR_FAILED or %ANJ_ERROR_INVALID */
EVP_PKEY *anj_cert_generate_key (GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* @issuer %NULL: self-signed with @issuer_key; @subject_key gives the public key */
X509 *anj_cert_issue (const AnjCertRequest *request,
                      EVP_PKEY *subject_key,
                      X509 *issuer,
                      EVP_PKEY *issuer_key,
                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* PKCS#10 with a common name, DER */
GBytes *anj_cert_request_new (EVP_PKEY *key,
                              const char *common_name,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* the same with @cert's whole subject: how @cert is renewed */
GBytes *
anj_cert_request_renewal (EVP_PKEY *key, X509 *cert, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* parses DER, checks the self-signature, gives the public key; INVALID otherwise */
EVP_PKEY *anj_cert_request_open (GBytes *der, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full) (nullable): the subject's CN of such a request */
char *anj_cert_request_common_name (GBytes *der);
/* also INVALID: another subject than @subject's three fields, or another key than the one of
 * @key_sha256 (anj_cert_key_sha256()) */
EVP_PKEY *anj_cert_request_open_renewal (GBytes *der,
                                         const AnjCertRequest *subject,
                                         const char *key_sha256,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

char *anj_cert_to_pem (X509 *cert);
GBytes *anj_cert_to_der (X509 *cert);
X509 *anj_cert_from_pem (const char *pem, GError **error) G_GNUC_WARN_UNUSED_RESULT;
X509 *anj_cert_from_der (GBytes *der, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* the string is wiped by anj_secret_string_free(); PKCS#8, unencrypted */
char *anj_cert_key_to_pem (EVP_PKEY *key);
EVP_PKEY *anj_cert_key_from_pem (const char *pem, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* SHA-256 of the DER, lower-case hex: how recipients and terminals are named */
char *anj_cert_fingerprint (X509 *cert);
/* SHA-256 of the public key (SubjectPublicKeyInfo, DER), lower-case hex: stays when a certificate
 * is renewed */
char *anj_cert_key_sha256 (EVP_PKEY *key);
/* (nullable): subject fields */
char *anj_cert_common_name (X509 *cert);
char *anj_cert_organizational_unit (X509 *cert);
char *anj_cert_serial_number (X509 *cert);
/* (transfer full): names and addresses of a server's certificate, NULL-terminated, as
 * AnjCertRequest has them */
char **anj_cert_hosts (X509 *cert);
gint64 anj_cert_not_before_us (X509 *cert);
gint64 anj_cert_not_after_us (X509 *cert);

/* certs-only PKCS#7, DER, as EST wants it (RFC 7030 § 4.1.3, before base64) */
GBytes *
anj_cert_bag_new (X509 *const *certs, gsize n_certs, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* (element-type X509) certificates of such a bag */
GPtrArray *anj_cert_bag_open (GBytes *der, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* whether the certificate says that it is for @kind and nothing else, and its key is EC P-256;
 * nothing about who issued it */
gboolean anj_cert_has_usage (X509 *cert, AnjCertKind kind);

/**
 * anj_cert_verify_chain:
 * @cert: to check
 * @ca: (transfer none): the only trusted root
 * @kind: which extended key usage it must have
 * @at_us: the time that counts, µs UTC
 * @error: %ANJ_ERROR_EXPIRED (also: not yet valid), %ANJ_ERROR_TAMPERED for all else
 */
gboolean
anj_cert_verify_chain (X509 *cert, X509 *ca, AnjCertKind kind, gint64 at_us, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

#define ANJ_CERT_ANY_TIME G_MININT64

/**
 * anj_cert_verify_path:
 * @roots: (element-type X509): trusted roots
 * @between: (nullable) (element-type X509): certificates that may lead from @cert to a root: a new
 *   root's, signed by the old one
 * @at_us: as anj_cert_verify_chain(), or %ANJ_CERT_ANY_TIME: validity is not looked at
 * @error: as anj_cert_verify_chain()
 */
gboolean anj_cert_verify_path (X509 *cert,
                               GPtrArray *roots,
                               GPtrArray *between,
                               AnjCertKind kind,
                               gint64 at_us,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full) (element-type X509): the certificates that stand in @pem, one at least; INVALID
 * otherwise */
GPtrArray *anj_cert_list_from_pem (const char *pem, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full): @certs (element-type X509) one after the other */
char *anj_cert_list_to_pem (GPtrArray *certs);

G_END_DECLS
