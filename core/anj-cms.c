/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/anj-cms.h"

#include <string.h>

#include "core/anj-crypto.h"
#include "core/anj-secret.h"

/* of SignedData over data, and of a SignerInfo that names the certificate's issuer */
#define SIGNED_VERSION 1

/* certificates that a signed object carries besides its signer's */
#define MAX_OTHERS 16

static GBytes *
cms_to_der (CMS_ContentInfo *cms, GError **error)
{
  guint8 *der = NULL;
  int n_bytes = i2d_CMS_ContentInfo (cms, &der);

  if (n_bytes <= 0)
    {
      anj_crypto_fail (error, ANJ_ERROR_FAILED, "cannot write CMS");
      return NULL;
    }
  return anj_crypto_take_der (der, n_bytes);
}

/* one object of the type @nid and not a byte more; DER in its one writing, so that nobody can send
 * the same content under many hashes */
static CMS_ContentInfo *
cms_from_der (GBytes *bytes, int nid, GError **error)
{
  gsize n_bytes;
  const guint8 *data = g_bytes_get_data (bytes, &n_bytes);
  const guint8 *end = data;
  g_autoptr (CMS_ContentInfo)
      cms = n_bytes <= G_MAXINT ? d2i_CMS_ContentInfo (NULL, &end, (long) n_bytes) : NULL;
  g_autoptr (GBytes) again = NULL;

  if (cms == NULL || end != data + n_bytes)
    {
      anj_crypto_fail (error, ANJ_ERROR_INVALID, "no CMS object, or bytes after it");
      return NULL;
    }
  if (OBJ_obj2nid (CMS_get0_type (cms)) != nid)
    {
      g_set_error_literal (error, ANJ_ERROR, ANJ_ERROR_INVALID, "a CMS object of another type");
      return NULL;
    }
  again = cms_to_der (cms, error);
  if (again == NULL)
    return NULL;
  if (!g_bytes_equal (again, bytes))
    {
      g_set_error_literal (error, ANJ_ERROR, ANJ_ERROR_INVALID, "a CMS object that is not DER");
      return NULL;
    }
  return g_steal_pointer (&cms);
}

static GBytes *
bio_to_secret (BIO *bio)
{
  guint8 *data = NULL;
  long n_bytes = BIO_get_mem_data (bio, &data);

  return anj_secret_bytes_new (data, (gsize) n_bytes);
}

/* SHA-256 in the key agreement, where OpenSSL would take SHA-1 */
static gboolean
add_recipient (CMS_ContentInfo *cms, X509 *cert)
{
  CMS_RecipientInfo *info = CMS_add1_recipient_cert (cms, cert, CMS_KEY_PARAM);
  EVP_PKEY_CTX *context = info != NULL ? CMS_RecipientInfo_get0_pkey_ctx (info) : NULL;

  return context != NULL && CMS_RecipientInfo_type (info) == CMS_RECIPINFO_AGREE &&
         EVP_PKEY_CTX_ctrl_str (context, "ecdh_kdf_md", "sha256") == 1;
}

GBytes *
anj_cms_encrypt (GBytes *plain, GPtrArray *recipients, GError **error)
{
  g_autoptr (CMS_ContentInfo)
      cms = CMS_encrypt (NULL, NULL, EVP_aes_256_gcm (), CMS_BINARY | CMS_PARTIAL);
  g_autoptr (BIO) in = anj_crypto_bio_for (plain);
  gboolean ok = cms != NULL && in != NULL;

  if (recipients == NULL || recipients->len == 0)
    {
      g_set_error_literal (error, ANJ_ERROR, ANJ_ERROR_INVALID, "nobody to encrypt to");
      return NULL;
    }
  for (guint i = 0; ok && i < recipients->len; i++)
    ok = add_recipient (cms, g_ptr_array_index (recipients, i));
  if (!ok || CMS_final (cms, in, NULL, CMS_BINARY) != 1)
    {
      anj_crypto_fail (error, ANJ_ERROR_FAILED, "cannot encrypt");
      return NULL;
    }
  return cms_to_der (cms, error);
}

GBytes *
anj_cms_decrypt (GBytes *sealed, X509 *cert, EVP_PKEY *key, GError **error)
{
  g_autoptr (CMS_ContentInfo) cms = cms_from_der (sealed, NID_id_smime_ct_authEnvelopedData, error);
  g_autoptr (BIO) out = BIO_new (BIO_s_mem ());

  if (cms == NULL)
    return NULL;
  if (CMS_decrypt (cms, key, cert, NULL, out, CMS_BINARY) != 1)
    {
      anj_crypto_fail (error, ANJ_ERROR_TAMPERED, "cannot decrypt");
      return NULL;
    }
  return bio_to_secret (out);
}

GBytes *
anj_cms_sign_with (GBytes *content, X509 *cert, EVP_PKEY *key, GPtrArray *others, GError **error)
{
  const guint flags = CMS_BINARY | CMS_NOATTR;
  g_autoptr (BIO) in = anj_crypto_bio_for (content);
  g_autoptr (CMS_ContentInfo) cms = CMS_sign (NULL, NULL, NULL, NULL, flags | CMS_PARTIAL);
  gboolean ok = in != NULL && cms != NULL &&
                CMS_add1_signer (cms, cert, key, EVP_sha256 (), flags) != NULL;

  for (guint i = 0; ok && others != NULL && i < others->len; i++)
    ok = X509_cmp (g_ptr_array_index (others, i), cert) == 0 ||
         CMS_add1_cert (cms, g_ptr_array_index (others, i)) == 1;
  if (!ok || CMS_final (cms, in, NULL, flags) != 1)
    {
      anj_crypto_fail (error, ANJ_ERROR_FAILED, "cannot sign");
      return NULL;
    }
  return cms_to_der (cms, error);
}

GBytes *
anj_cms_sign (GBytes *content, X509 *cert, EVP_PKEY *key, GError **error)
{
  return anj_cms_sign_with (content, cert, key, /* others */ NULL, error);
}

typedef struct
{
  const guint8 *data;
  gsize n_bytes;
} Der;

/* the next object of @parent: what it holds goes to @out_inside; returns its tag number, or -1 */
static int
next_object (Der *parent, Der *out_inside)
{
  const guint8 *cursor = parent->data;
  long n_inside = 0;
  int tag = -1, class = 0;

  if (parent->n_bytes == 0 ||
      (ASN1_get_object (&cursor, &n_inside, &tag, &class, (long) parent->n_bytes) & 0x80) != 0)
    return -1;
  out_inside->data = cursor;
  out_inside->n_bytes = (gsize) n_inside;
  parent->n_bytes -= (gsize) (cursor - parent->data) + (gsize) n_inside;
  parent->data = cursor + n_inside;
  return tag;
}

static gboolean
starts_with_integer (Der *sequence, guint8 number)
{
  Der value;

  return next_object (sequence, &value) == V_ASN1_INTEGER && value.n_bytes == 1 &&
         value.data[0] == number;
}

static gboolean
holds_one_object (Der part)
{
  Der inside;

  return next_object (&part, &inside) >= 0 && part.n_bytes == 0;
}

/* one AlgorithmIdentifier: SHA-256 without parameters */
static gboolean
holds_sha256 (Der part)
{
  static const guint8 sha256[] = { 0x30, 0x0b, 0x06, 0x09, 0x60, 0x86, 0x48,
                                   0x01, 0x65, 0x03, 0x04, 0x02, 0x01 };

  return part.n_bytes == sizeof sha256 && memcmp (part.data, sha256, sizeof sha256) == 0;
}

typedef enum {
  CERTIFICATES_ONE, /* the signer's */
  CERTIFICATES_SOME,
} Certificates;

/* What no signature covers and OpenSSL does not look at is there once or not at all: ContentInfo {
 * type, [0] SignedData { version, { SHA-256 }, content, [0] { certificate }, { SignerInfo {
 * version, … } } } } */
static gboolean
is_bare (GBytes *bytes, Certificates certificates)
{
  static const int tags[] = { V_ASN1_SET, V_ASN1_SEQUENCE, /* [0] */ 0, V_ASN1_SET };
  Der outer = { g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes) };
  Der parts[G_N_ELEMENTS (tags)];
  Der content_info, part, signed_data;

  if (next_object (&outer, &content_info) < 0 || next_object (&content_info, &part) < 0 ||
      next_object (&content_info, &part) < 0 || next_object (&part, &signed_data) < 0 ||
      !starts_with_integer (&signed_data, SIGNED_VERSION))
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (tags); i++)
    if (next_object (&signed_data, &parts[i]) != tags[i])
      return FALSE;
  return signed_data.n_bytes == 0 && holds_sha256 (parts[0]) &&
         (certificates == CERTIFICATES_SOME || holds_one_object (parts[2])) &&
         next_object (&parts[3], &part) == V_ASN1_SEQUENCE &&
         starts_with_integer (&part, SIGNED_VERSION);
}

/* without parameters, as OpenSSL writes it */
static gboolean
is_algorithm (const X509_ALGOR *algorithm, int nid)
{
  const ASN1_OBJECT *object;
  int parameter_type;

  X509_ALGOR_get0 (&object, &parameter_type, NULL, algorithm);
  return OBJ_obj2nid (object) == nid && parameter_type == V_ASN1_UNDEF;
}

/* Without signed attributes the signature is over the content, with them over their SET. What was
 * signed as a SET must not come back as content. */
static gboolean
is_content_of_signer (CMS_ContentInfo *cms, CMS_SignerInfo *info)
{
  ASN1_OCTET_STRING **content = CMS_get0_content (cms);

  return CMS_signed_get_attr_count (info) >= 0 || content == NULL || *content == NULL ||
         ASN1_STRING_length (*content) == 0 ||
         ASN1_STRING_get0_data (*content)[0] != (V_ASN1_SET | V_ASN1_CONSTRUCTED);
}

/* one way to write and to sign: nothing in the object may be turned and still pass */
static gboolean
check_form (GBytes *der,
            CMS_ContentInfo *cms,
            CMS_SignerInfo *info,
            Certificates certificates,
            GError **error)
{
  ASN1_OCTET_STRING *key_id = NULL;
  X509_ALGOR *digest, *signature;

  CMS_SignerInfo_get0_algs (info, NULL, NULL, &digest, &signature);
  if (!is_algorithm (digest, NID_sha256) || !is_algorithm (signature, NID_ecdsa_with_SHA256) ||
      CMS_unsigned_get_attr_count (info) >= 0 ||
      CMS_SignerInfo_get0_signer_id (info, &key_id, NULL, NULL) != 1 || key_id != NULL ||
      !is_content_of_signer (cms, info) || !is_bare (der, certificates))
    {
      g_set_error_literal (error, ANJ_ERROR, ANJ_ERROR_TAMPERED,
                           "not signed by ECDSA with SHA-256, in the one form");
      return FALSE;
    }
  return TRUE;
}

/* OpenSSL finds the signer by its issuer's name whatever the case of its letters */
static gboolean
names_exactly (CMS_SignerInfo *info, X509 *signer)
{
  X509_NAME *named = NULL;
  const guint8 *named_der = NULL, *issuer_der = NULL;
  gsize n_named_bytes = 0, n_issuer_bytes = 0;

  return CMS_SignerInfo_get0_signer_id (info, NULL, &named, NULL) == 1 && named != NULL &&
         X509_NAME_get0_der (named, &named_der, &n_named_bytes) == 1 &&
         X509_NAME_get0_der (X509_get_issuer_name (signer), &issuer_der, &n_issuer_bytes) == 1 &&
         n_named_bytes == n_issuer_bytes && memcmp (named_der, issuer_der, n_named_bytes) == 0;
}

/* (transfer full): the only signer's certificate */
static X509 *
check_signature (GBytes *der,
                 CMS_ContentInfo *cms,
                 Certificates certificates,
                 BIO *out,
                 GError **error)
{
  STACK_OF (CMS_SignerInfo) *infos = CMS_get0_SignerInfos (cms);
  STACK_OF (X509) * signers;
  X509 *signer = NULL;

  if (infos == NULL || sk_CMS_SignerInfo_num (infos) != 1 || CMS_is_detached (cms) != 0 ||
      OBJ_obj2nid (CMS_get0_eContentType (cms)) != NID_pkcs7_data)
    {
      g_set_error_literal (error, ANJ_ERROR, ANJ_ERROR_TAMPERED,
                           "not exactly one signer over data inside");
      return NULL;
    }
  if (!check_form (der, cms, sk_CMS_SignerInfo_value (infos, 0), certificates, error))
    return NULL;
  if (CMS_verify (cms, NULL, NULL, NULL, out, CMS_BINARY | CMS_NO_SIGNER_CERT_VERIFY) != 1)
    {
      anj_crypto_fail (error, ANJ_ERROR_TAMPERED, "the signature does not hold");
      return NULL;
    }
  signers = CMS_get0_signers (cms);
  if (sk_X509_num (signers) == 1 &&
      names_exactly (sk_CMS_SignerInfo_value (infos, 0), sk_X509_value (signers, 0)))
    {
      signer = sk_X509_value (signers, 0);
      X509_up_ref (signer);
    }
  else
    g_set_error_literal (error, ANJ_ERROR, ANJ_ERROR_TAMPERED,
                         "the signer is not inside, or named in other letters");
  sk_X509_free (signers);
  return signer;
}

GBytes *
anj_cms_verify (GBytes *der, X509 *ca, gint64 at_us, X509 **out_signer, GError **error)
{
  g_autoptr (CMS_ContentInfo) cms = cms_from_der (der, NID_pkcs7_signed, error);
  g_autoptr (BIO) out = BIO_new (BIO_s_mem ());
  g_autoptr (X509) signer = NULL;

  if (cms == NULL)
    return NULL;
  signer = check_signature (der, cms, CERTIFICATES_ONE, out, error);
  if (signer == NULL || !anj_crypto_check_chain (signer, ca, ANJ_CERT_SIGNER,
                                                 at_us == 0 ? ANJ_CRYPTO_ANY_TIME : at_us, error))
    return NULL;
  if (out_signer != NULL)
    *out_signer = g_steal_pointer (&signer);
  return bio_to_secret (out);
}

GPtrArray *
anj_cms_list_certificates (GBytes *der, GError **error)
{
  g_autoptr (CMS_ContentInfo) cms = cms_from_der (der, NID_pkcs7_signed, error);
  STACK_OF (X509) *all = cms != NULL ? CMS_get1_certs (cms) : NULL;
  GPtrArray *certificates = NULL;

  if (cms == NULL)
    return NULL;
  certificates = g_ptr_array_new_with_free_func ((GDestroyNotify) X509_free);
  for (int i = 0; i < sk_X509_num (all); i++)
    g_ptr_array_add (certificates, sk_X509_value (all, i));
  sk_X509_free (all);
  return certificates;
}

/* (transfer full) (nullable) (element-type X509): what the object carries besides @signer */
static GPtrArray *
list_others (GBytes *der, X509 *signer, GError **error)
{
  g_autoptr (GPtrArray) others = anj_cms_list_certificates (der, error);

  for (guint i = others != NULL ? others->len : 0; i > 0; i--)
    if (X509_cmp (g_ptr_array_index (others, i - 1), signer) == 0)
      g_ptr_array_remove_index (others, i - 1);
  if (others == NULL || others->len <= MAX_OTHERS)
    return g_steal_pointer (&others);
  g_set_error_literal (error, ANJ_ERROR, ANJ_ERROR_TAMPERED, "too many certificates inside");
  return NULL;
}

/* no bit of a certificate that is not needed may be turned either */
static gboolean
check_others (GPtrArray *others, GError **error)
{
  for (guint i = 0; i < others->len; i++)
    {
      X509 *cert = g_ptr_array_index (others, i);
      gboolean is_signed = FALSE;

      for (guint j = 0; j < others->len && !is_signed; j++)
        {
          X509 *issuer = g_ptr_array_index (others, j);

          is_signed = X509_check_issued (issuer, cert) == X509_V_OK &&
                      X509_verify (cert, X509_get0_pubkey (issuer)) == 1;
        }
      if (!is_signed)
        return anj_crypto_fail (error, ANJ_ERROR_TAMPERED,
                                "a certificate inside is signed by none that is inside");
    }
  return TRUE;
}

/* (transfer full) (element-type X509): those that are not in @revoked */
static GPtrArray *
without_revoked (GPtrArray *certs, GHashTable *revoked)
{
  GPtrArray *kept = g_ptr_array_new ();

  for (guint i = 0; i < certs->len; i++)
    {
      X509 *cert = g_ptr_array_index (certs, i);
      g_autofree char *fingerprint = anj_cert_fingerprint (cert);

      if (revoked == NULL || !g_hash_table_contains (revoked, fingerprint))
        g_ptr_array_add (kept, cert);
    }
  return kept;
}

static gboolean
check_under (X509 *signer, GPtrArray *others, GPtrArray *roots, GHashTable *revoked, GError **error)
{
  g_autoptr (GPtrArray) good_roots = without_revoked (roots, revoked);
  g_autoptr (GPtrArray) between = without_revoked (others, revoked);
  g_autofree char *fingerprint = anj_cert_fingerprint (signer);

  if (revoked != NULL && g_hash_table_contains (revoked, fingerprint))
    {
      g_set_error_literal (error, ANJ_ERROR, ANJ_ERROR_TAMPERED,
                           "the signer's certificate is revoked");
      return FALSE;
    }
  return anj_crypto_check_path (signer, good_roots, between, ANJ_CERT_SIGNER, ANJ_CRYPTO_ANY_TIME,
                                error);
}

GBytes *
anj_cms_verify_under (GBytes *der,
                      GPtrArray *roots,
                      GHashTable *revoked,
                      X509 **out_signer,
                      GError **error)
{
  g_autoptr (CMS_ContentInfo) cms = cms_from_der (der, NID_pkcs7_signed, error);
  g_autoptr (BIO) out = BIO_new (BIO_s_mem ());
  g_autoptr (X509) signer = NULL;
  g_autoptr (GPtrArray) others = NULL;

  if (cms == NULL || (signer = check_signature (der, cms, CERTIFICATES_SOME, out, error)) == NULL ||
      (others = list_others (der, signer, error)) == NULL || !check_others (others, error) ||
      !check_under (signer, others, roots, revoked, error))
    return NULL;
  if (out_signer != NULL)
    *out_signer = g_steal_pointer (&signer);
  return bio_to_secret (out);
}

GBytes *
anj_cms_open_signed (GBytes *der, X509 **out_signer, GError **error)
{
  g_autoptr (CMS_ContentInfo) cms = cms_from_der (der, NID_pkcs7_signed, error);
  g_autoptr (BIO) out = BIO_new (BIO_s_mem ());

  if (cms == NULL)
    return NULL;
  *out_signer = check_signature (der, cms, CERTIFICATES_ONE, out, error);
  return *out_signer != NULL ? bio_to_secret (out) : NULL;
}
