/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * Making and reading certificates.
 *
 *   anj_cert_issue ()         subject, times, extensions by kind, signature
 *   anj_cert_request_…()      PKCS #10: of a request only the public key is ever used
 *   anj_cert_to/from_…()      PEM and DER; what follows the first object is refused
 *   anj_cert_bag_…()          certificates as EST carries them
 *
 * Whether a certificate is good is asked in anj-cert-chain.c.
 */

#include "core/anj-cert.h"

#include <gio/gio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/pkcs7.h>
#include <openssl/x509v3.h>
#include <time.h>

#include "core/anj-crypto.h"
#include "core/anj-kdf.h"

#define CURVE "P-256"
#define SERIAL_BITS 127

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BIGNUM, BN_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PKCS7, PKCS7_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GENERAL_NAMES, GENERAL_NAMES_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (X509_NAME, X509_NAME_free)

typedef struct
{
  const char *basic_constraints;
  const char *key_usage;
  const char *extended_key_usage; /* (nullable) */
} Profile;

static const Profile profiles[] = {
  [ANJ_CERT_CA] = { "critical,CA:TRUE,pathlen:0", "critical,keyCertSign,cRLSign", NULL },
  [ANJ_CERT_SERVER] = { "critical,CA:FALSE", "critical,digitalSignature", "serverAuth" },
  [ANJ_CERT_CLIENT] = { "critical,CA:FALSE", "critical,digitalSignature", "clientAuth" },
  [ANJ_CERT_SIGNER] = { "critical,CA:FALSE", "critical,digitalSignature", "emailProtection" },
  [ANJ_CERT_RECIPIENT] = { "critical,CA:FALSE", "critical,keyAgreement", "emailProtection" },
};

EVP_PKEY *
anj_cert_generate_key (GError **error)
{
  EVP_PKEY *key = EVP_EC_gen (CURVE);

  if (key == NULL)
    anj_crypto_fail (error, ANJ_ERROR_FAILED, "cannot make a key");
  return key;
}

static gboolean
add_name (X509_NAME *name, const char *field, const char *text)
{
  return text == NULL || X509_NAME_add_entry_by_txt (name, field, MBSTRING_UTF8,
                                                     (const guint8 *) text, -1, -1, 0) == 1;
}

static gboolean
add_subject (X509_NAME *name, const AnjCertRequest *request)
{
  return add_name (name, "CN", request->common_name) &&
         add_name (name, "OU", request->organizational_unit) &&
         add_name (name, "serialNumber", request->serial_number);
}

static gboolean
set_serial (X509 *cert)
{
  g_autoptr (BIGNUM) number = BN_new ();

  return number != NULL &&
         BN_rand (number, SERIAL_BITS, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1 &&
         BN_to_ASN1_INTEGER (number, X509_get_serialNumber (cert)) != NULL;
}

static gboolean
set_times (X509 *cert, const AnjCertRequest *request)
{
  return ASN1_TIME_set (X509_getm_notBefore (cert), request->not_before_us / G_USEC_PER_SEC) !=
             NULL &&
         ASN1_TIME_set (X509_getm_notAfter (cert), request->not_after_us / G_USEC_PER_SEC) != NULL;
}

static gboolean
add_extension (X509 *cert, X509 *issuer, int nid, const char *value)
{
  X509V3_CTX context;
  X509_EXTENSION *extension;
  gboolean ok;

  if (value == NULL)
    return TRUE;
  X509V3_set_ctx (&context, issuer, cert, NULL, NULL, 0);
  extension = X509V3_EXT_conf_nid (NULL, &context, nid, value);
  ok = extension != NULL && X509_add_ext (cert, extension, -1) == 1;
  X509_EXTENSION_free (extension);
  return ok;
}

/* built by hand, so that no host can smuggle in OpenSSL's value syntax */
static GENERAL_NAME *
general_name_new (const char *host)
{
  ASN1_OCTET_STRING *address = a2i_IPADDRESS (host);
  GENERAL_NAME *name = GENERAL_NAME_new ();
  ASN1_IA5STRING *text;

  g_assert (name != NULL);
  if (address != NULL)
    {
      GENERAL_NAME_set0_value (name, GEN_IPADD, address);
      return name;
    }
  text = ASN1_IA5STRING_new ();
  g_assert (text != NULL);
  ASN1_STRING_set (text, host, -1);
  GENERAL_NAME_set0_value (name, GEN_DNS, text);
  return name;
}

static gboolean
add_hosts (X509 *cert, const char *const *hosts)
{
  g_autoptr (GENERAL_NAMES) names = GENERAL_NAMES_new ();

  for (gsize i = 0; hosts[i] != NULL; i++)
    sk_GENERAL_NAME_push (names, general_name_new (hosts[i]));
  return X509_add1_ext_i2d (cert, NID_subject_alt_name, names, 0, X509V3_ADD_DEFAULT) == 1;
}

static gboolean
add_extensions (X509 *cert, X509 *issuer, const AnjCertRequest *request)
{
  const Profile *profile = &profiles[request->kind];

  if (request->kind == ANJ_CERT_SERVER && request->hosts != NULL && request->hosts[0] != NULL &&
      !add_hosts (cert, request->hosts))
    return FALSE;
  return add_extension (cert, issuer, NID_basic_constraints, profile->basic_constraints) &&
         add_extension (cert, issuer, NID_key_usage, profile->key_usage) &&
         add_extension (cert, issuer, NID_ext_key_usage, profile->extended_key_usage) &&
         add_extension (cert, issuer, NID_subject_key_identifier, "hash") &&
         add_extension (cert, issuer, NID_authority_key_identifier, "keyid:always");
}

X509 *
anj_cert_issue (const AnjCertRequest *request,
                EVP_PKEY *subject_key,
                X509 *issuer,
                EVP_PKEY *issuer_key,
                GError **error)
{
  g_autoptr (X509) cert = X509_new ();
  X509_NAME *name;

  g_return_val_if_fail (request != NULL && request->kind < G_N_ELEMENTS (profiles), NULL);
  if (!anj_crypto_is_our_curve (subject_key))
    {
      g_set_error_literal (error, ANJ_ERROR, ANJ_ERROR_INVALID, "the key is not EC P-256");
      return NULL;
    }
  if (issuer != NULL && X509_check_private_key (issuer, issuer_key) != 1)
    {
      anj_crypto_fail (error, ANJ_ERROR_INVALID, "the issuer's key is not its certificate's");
      return NULL;
    }
  name = X509_get_subject_name (cert);
  if (!add_subject (name, request))
    {
      anj_crypto_fail (error, ANJ_ERROR_INVALID, "bad subject");
      return NULL;
    }
  if (X509_set_version (cert, X509_VERSION_3) != 1 || !set_serial (cert) ||
      !set_times (cert, request) || X509_set_pubkey (cert, subject_key) != 1 ||
      X509_set_issuer_name (cert, issuer != NULL ? X509_get_subject_name (issuer) : name) != 1 ||
      !add_extensions (cert, issuer != NULL ? issuer : cert, request) ||
      X509_sign (cert, issuer_key, EVP_sha256 ()) == 0)
    {
      anj_crypto_fail (error, ANJ_ERROR_FAILED, "cannot issue a certificate");
      return NULL;
    }
  return g_steal_pointer (&cert);
}

static GBytes *
make_request (EVP_PKEY *key, X509_NAME *subject, GError **error)
{
  g_autoptr (X509_REQ) request = X509_REQ_new ();
  guint8 *der = NULL;
  int n_bytes;

  if (X509_REQ_set_version (request, X509_REQ_VERSION_1) != 1 ||
      X509_REQ_set_subject_name (request, subject) != 1 ||
      X509_REQ_set_pubkey (request, key) != 1 || X509_REQ_sign (request, key, EVP_sha256 ()) == 0 ||
      (n_bytes = i2d_X509_REQ (request, &der)) <= 0)
    {
      anj_crypto_fail (error, ANJ_ERROR_FAILED, "cannot make a certificate request");
      return NULL;
    }
  return anj_crypto_take_der (der, n_bytes);
}

GBytes *
anj_cert_request_new (EVP_PKEY *key, const char *common_name, GError **error)
{
  g_autoptr (X509_NAME) subject = X509_NAME_new ();

  if (!add_name (subject, "CN", common_name))
    {
      anj_crypto_fail (error, ANJ_ERROR_INVALID, "bad subject");
      return NULL;
    }
  return make_request (key, subject, error);
}

GBytes *
anj_cert_request_renewal (EVP_PKEY *key, X509 *cert, GError **error)
{
  return make_request (key, X509_get_subject_name (cert), error);
}

static X509_REQ *
open_request (GBytes *der, GError **error)
{
  gsize n_bytes;
  const guint8 *data = g_bytes_get_data (der, &n_bytes);
  const guint8 *end = data;
  g_autoptr (X509_REQ) request = d2i_X509_REQ (NULL, &end, (long) n_bytes);
  EVP_PKEY *key = request != NULL ? X509_REQ_get0_pubkey (request) : NULL;

  if (key == NULL || end != data + n_bytes)
    {
      anj_crypto_fail (error, ANJ_ERROR_INVALID, "no certificate request");
      return NULL;
    }
  if (!anj_crypto_is_our_curve (key) || X509_REQ_verify (request, key) != 1)
    {
      anj_crypto_fail (error, ANJ_ERROR_INVALID,
                       "the request's key is not EC P-256 or did not sign it");
      return NULL;
    }
  return g_steal_pointer (&request);
}

EVP_PKEY *
anj_cert_request_open (GBytes *der, GError **error)
{
  g_autoptr (X509_REQ) request = open_request (der, error);

  return request != NULL ? X509_REQ_get_pubkey (request) : NULL;
}

EVP_PKEY *
anj_cert_request_open_renewal (GBytes *der,
                               const AnjCertRequest *subject,
                               const char *key_sha256,
                               GError **error)
{
  g_autoptr (X509_REQ) request = open_request (der, error);
  g_autoptr (X509_NAME) name = X509_NAME_new ();
  g_autofree char *key = NULL;

  if (request == NULL)
    return NULL;
  if (!add_subject (name, subject) ||
      X509_NAME_cmp (name, X509_REQ_get_subject_name (request)) != 0)
    {
      g_set_error_literal (error, ANJ_ERROR, ANJ_ERROR_INVALID,
                           "the request's subject is not the certificate's");
      return NULL;
    }
  key = anj_cert_key_sha256 (X509_REQ_get0_pubkey (request));
  if (!g_str_equal (key, key_sha256))
    {
      g_set_error_literal (error, ANJ_ERROR, ANJ_ERROR_INVALID,
                           "the request's key is not the certificate's");
      return NULL;
    }
  return X509_REQ_get_pubkey (request);
}

static char *
bio_to_string (BIO *bio)
{
  char *data = NULL;
  long n_bytes = BIO_get_mem_data (bio, &data);

  return g_strndup (data, (gsize) n_bytes);
}

char *
anj_cert_to_pem (X509 *cert)
{
  g_autoptr (BIO) bio = BIO_new (BIO_s_mem ());
  gboolean ok = PEM_write_bio_X509 (bio, cert) == 1;

  g_assert (ok);
  return bio_to_string (bio);
}

GPtrArray *
anj_cert_list_from_pem (const char *pem, GError **error)
{
  g_autoptr (BIO) bio = BIO_new_mem_buf (pem != NULL ? pem : "", -1);
  g_autoptr (GPtrArray) certs = g_ptr_array_new_with_free_func ((GDestroyNotify) X509_free);
  X509 *cert;

  while ((cert = PEM_read_bio_X509 (bio, NULL, NULL, NULL)) != NULL)
    g_ptr_array_add (certs, cert);
  if (certs->len == 0 || ERR_GET_REASON (ERR_peek_last_error ()) != PEM_R_NO_START_LINE)
    {
      anj_crypto_fail (error, ANJ_ERROR_INVALID, "no certificates in PEM");
      return NULL;
    }
  ERR_clear_error ();
  return g_steal_pointer (&certs);
}

char *
anj_cert_list_to_pem (GPtrArray *certs)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < certs->len; i++)
    {
      g_autofree char *pem = anj_cert_to_pem (g_ptr_array_index (certs, i));

      g_string_append (text, pem);
    }
  return g_string_free (text, /* free_segment */ FALSE);
}

GBytes *
anj_cert_to_der (X509 *cert)
{
  guint8 *der = NULL;
  int n_bytes = i2d_X509 (cert, &der);

  return anj_crypto_take_der (der, n_bytes);
}

X509 *
anj_cert_from_pem (const char *pem, GError **error)
{
  g_autoptr (BIO) bio = BIO_new_mem_buf (pem != NULL ? pem : "", -1);
  X509 *cert = PEM_read_bio_X509 (bio, NULL, NULL, NULL);

  if (cert == NULL)
    anj_crypto_fail (error, ANJ_ERROR_INVALID, "no certificate in PEM");
  return cert;
}

X509 *
anj_cert_from_der (GBytes *der, GError **error)
{
  gsize n_bytes;
  const guint8 *data = g_bytes_get_data (der, &n_bytes);
  const guint8 *end = data;
  g_autoptr (X509) cert = d2i_X509 (NULL, &end, (long) n_bytes);

  if (cert == NULL || end != data + n_bytes)
    {
      anj_crypto_fail (error, ANJ_ERROR_INVALID, "no certificate in DER");
      return NULL;
    }
  return g_steal_pointer (&cert);
}

char *
anj_cert_key_to_pem (EVP_PKEY *key)
{
  g_autoptr (BIO) bio = BIO_new (BIO_s_mem ());
  gboolean ok = PEM_write_bio_PKCS8PrivateKey (bio, key, NULL, NULL, 0, NULL, NULL) == 1;

  g_assert (ok);
  return bio_to_string (bio);
}

/* never asks a terminal for a passphrase */
static int
no_passphrase (char *out G_GNUC_UNUSED,
               int n_bytes G_GNUC_UNUSED,
               int writing G_GNUC_UNUSED,
               void *user_data G_GNUC_UNUSED)
{
  return -1;
}

EVP_PKEY *
anj_cert_key_from_pem (const char *pem, GError **error)
{
  g_autoptr (BIO) bio = BIO_new_mem_buf (pem != NULL ? pem : "", -1);
  g_autoptr (EVP_PKEY) key = PEM_read_bio_PrivateKey (bio, NULL, no_passphrase, NULL);

  if (key == NULL || !anj_crypto_is_our_curve (key))
    {
      anj_crypto_fail (error, ANJ_ERROR_INVALID, "no EC P-256 key in PEM");
      return NULL;
    }
  return g_steal_pointer (&key);
}

char *
anj_cert_fingerprint (X509 *cert)
{
  g_autoptr (GBytes) der = anj_cert_to_der (cert);

  return anj_sha256_hex (g_bytes_get_data (der, NULL), g_bytes_get_size (der));
}

char *
anj_cert_key_sha256 (EVP_PKEY *key)
{
  guint8 *der = NULL;
  int n_bytes = i2d_PUBKEY (key, &der);
  g_autoptr (GBytes) bytes = anj_crypto_take_der (der, n_bytes);

  return anj_sha256_hex (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static char *
name_field (X509_NAME *name, int nid)
{
  int index = X509_NAME_get_index_by_NID (name, nid, -1);
  guint8 *text = NULL;
  int n_bytes;
  char *copy = NULL;

  if (index < 0)
    return NULL;
  n_bytes = ASN1_STRING_to_UTF8 (&text,
                                 X509_NAME_ENTRY_get_data (X509_NAME_get_entry (name, index)));
  /* a NUL inside would let two names look like one */
  if (n_bytes >= 0 && memchr (text, 0, (gsize) n_bytes) == NULL)
    copy = g_strndup ((const char *) text, (gsize) n_bytes);
  OPENSSL_free (text);
  return copy;
}

static char *
subject_field (X509 *cert, int nid)
{
  return name_field (X509_get_subject_name (cert), nid);
}

char *
anj_cert_request_common_name (GBytes *der)
{
  g_autoptr (X509_REQ) request = open_request (der, NULL);

  return request != NULL ? name_field (X509_REQ_get_subject_name (request), NID_commonName) : NULL;
}

char *
anj_cert_common_name (X509 *cert)
{
  return subject_field (cert, NID_commonName);
}

char *
anj_cert_organizational_unit (X509 *cert)
{
  return subject_field (cert, NID_organizationalUnitName);
}

char *
anj_cert_serial_number (X509 *cert)
{
  return subject_field (cert, NID_serialNumber);
}

/* (transfer full) (nullable) */
static char *
general_name_to_host (const GENERAL_NAME *name)
{
  int type;
  const ASN1_STRING *value = GENERAL_NAME_get0_value (name, &type);
  const guint8 *data;
  g_autoptr (GInetAddress) address = NULL;

  if (type != GEN_DNS && type != GEN_IPADD)
    return NULL;
  data = ASN1_STRING_get0_data (value);
  if (type == GEN_DNS)
    return g_strndup ((const char *) data, (gsize) ASN1_STRING_length (value));
  address = g_inet_address_new_from_bytes (
      data, ASN1_STRING_length (value) == 4 ? G_SOCKET_FAMILY_IPV4 : G_SOCKET_FAMILY_IPV6);
  return g_inet_address_to_string (address);
}

char **
anj_cert_hosts (X509 *cert)
{
  g_autoptr (GENERAL_NAMES) names = X509_get_ext_d2i (cert, NID_subject_alt_name, NULL, NULL);
  GPtrArray *hosts = g_ptr_array_new ();

  for (int i = 0; i < sk_GENERAL_NAME_num (names); i++)
    {
      char *host = general_name_to_host (sk_GENERAL_NAME_value (names, i));

      if (host != NULL)
        g_ptr_array_add (hosts, host);
    }
  g_ptr_array_add (hosts, NULL);
  return (char **) g_ptr_array_free (hosts, /* free_segment */ FALSE);
}

static gint64
time_to_us (const ASN1_TIME *time)
{
  struct tm parts;

  if (ASN1_TIME_to_tm (time, &parts) != 1)
    return 0;
  return (gint64) timegm (&parts) * G_USEC_PER_SEC;
}

gint64
anj_cert_not_before_us (X509 *cert)
{
  return time_to_us (X509_get0_notBefore (cert));
}

gint64
anj_cert_not_after_us (X509 *cert)
{
  return time_to_us (X509_get0_notAfter (cert));
}

GBytes *
anj_cert_bag_new (X509 *const *certs, gsize n_certs, GError **error)
{
  g_autoptr (PKCS7) bag = PKCS7_new ();
  guint8 *der = NULL;
  int n_bytes;
  gboolean ok = PKCS7_set_type (bag, NID_pkcs7_signed) == 1;

  if (ok)
    bag->d.sign->contents->type = OBJ_nid2obj (NID_pkcs7_data);
  for (gsize i = 0; ok && i < n_certs; i++)
    ok = PKCS7_add_certificate (bag, certs[i]) == 1;
  if (!ok || (n_bytes = i2d_PKCS7 (bag, &der)) <= 0)
    {
      anj_crypto_fail (error, ANJ_ERROR_FAILED, "cannot wrap certificates");
      return NULL;
    }
  return anj_crypto_take_der (der, n_bytes);
}

GPtrArray *
anj_cert_bag_open (GBytes *der, GError **error)
{
  gsize n_bytes;
  const guint8 *data = g_bytes_get_data (der, &n_bytes);
  const guint8 *end = data;
  g_autoptr (PKCS7) bag = d2i_PKCS7 (NULL, &end, (long) n_bytes);
  GPtrArray *certs;
  STACK_OF (X509) * inside;

  if (bag == NULL || end != data + n_bytes || !PKCS7_type_is_signed (bag) || bag->d.sign == NULL ||
      bag->d.sign->cert == NULL)
    {
      anj_crypto_fail (error, ANJ_ERROR_INVALID, "no certificates in PKCS #7");
      return NULL;
    }
  inside = bag->d.sign->cert;
  certs = g_ptr_array_new_with_free_func ((GDestroyNotify) X509_free);
  for (int i = 0; i < sk_X509_num (inside); i++)
    {
      X509 *cert = sk_X509_value (inside, i);

      X509_up_ref (cert);
      g_ptr_array_add (certs, cert);
    }
  return certs;
}
