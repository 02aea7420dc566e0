/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/anj-kdf.h"

#include <openssl/core_names.h>
#include <openssl/sha.h>

#include "core/anj-crypto.h"
#include "core/anj-hex.h"
#include "core/anj-nik.h"
#include "core/anj-region.h"
#include "core/anj-secret.h"
#include "core/anj-ticket-number.h"

#define PIN_DIGITS 6

static const AnjLookupCost follow_cost = { 16384, 8, 1 };

static gboolean
is_digits (const char *text, gsize n_digits)
{
  return text != NULL && strlen (text) == n_digits && strspn (text, "0123456789") == n_digits;
}

static gboolean
refuse (GError **error, const char *what)
{
  g_set_error_literal (error, ANJ_ERROR, ANJ_ERROR_INVALID, what);
  return FALSE;
}

static gboolean
check_cost (const AnjLookupCost *cost, GError **error)
{
  if (cost->n < 1 << 10 || cost->n > 1 << 20 || (cost->n & (cost->n - 1)) != 0)
    return refuse (error, "scrypt N is no power of two from 1024 to 1048576");
  if (cost->r < 1 || cost->r > 32 || cost->p < 1 || cost->p > 16)
    return refuse (error, "scrypt r or p is out of range");
  return TRUE;
}

static gboolean
scrypt (const char *secret,
        const guint8 *salt,
        gsize n_salt_bytes,
        const AnjLookupCost *cost,
        guint8 *out,
        gsize n_out_bytes,
        GError **error)
{
  /* B, V and scratch space; OpenSSL's own default limit of 32 MiB would refuse a higher cost */
  guint64 max_bytes = G_GUINT64_CONSTANT (128) * cost->r * (cost->n + cost->p + 2) + 4096;

  if (EVP_PBE_scrypt (secret, strlen (secret), salt, n_salt_bytes, cost->n, cost->r, cost->p,
                      max_bytes, out, n_out_bytes) != 1)
    return anj_crypto_fail (error, ANJ_ERROR_FAILED, "scrypt");
  return TRUE;
}

gboolean
anj_kdf_lookup (const char *nik,
                const char *no_kk,
                GBytes *salt,
                const AnjLookupCost *cost,
                AnjLookupKey *out_key,
                GError **error)
{
  char secret[2 * ANJ_NIK_LENGTH + 1];
  guint8 key[sizeof out_key->index + sizeof out_key->proof];
  const guint8 *salt_data;
  gsize n_salt_bytes;
  gboolean ok;

  g_return_val_if_fail (salt != NULL && cost != NULL && out_key != NULL, FALSE);
  if (!is_digits (nik, ANJ_NIK_LENGTH) || !is_digits (no_kk, ANJ_NIK_LENGTH))
    return refuse (error, "a NIK and a No. KK have 16 digits each");
  if (!check_cost (cost, error))
    return FALSE;

  salt_data = g_bytes_get_data (salt, &n_salt_bytes);
  memcpy (secret, nik, ANJ_NIK_LENGTH);
  memcpy (secret + ANJ_NIK_LENGTH, no_kk, ANJ_NIK_LENGTH + 1);
  ok = scrypt (secret, salt_data, n_salt_bytes, cost, key, sizeof key, error);
  if (ok)
    {
      memcpy (out_key->index, key, sizeof out_key->index);
      memcpy (out_key->proof, key + sizeof out_key->index, sizeof out_key->proof);
    }
  explicit_bzero (secret, sizeof secret);
  explicit_bzero (key, sizeof key);
  return ok;
}

gboolean
anj_kdf_follow (const char *pin,
                const char *region,
                const char *number,
                guint8 out_follow[ANJ_FOLLOW_BYTES],
                GError **error)
{
  g_autofree char *canonical = anj_ticket_number_normalize (number);
  g_autofree char *salt = NULL;

  g_return_val_if_fail (out_follow != NULL, FALSE);
  if (!is_digits (pin, PIN_DIGITS))
    return refuse (error, "a PIN has six digits");
  if (anj_region_code_level (region) != ANJ_REGION_VILLAGE)
    return refuse (error, "the region is no village code");
  if (canonical == NULL || strcmp (canonical, number) != 0)
    return refuse (error, "the ticket number is not in its canonical writing");

  salt = g_strconcat (region, number, NULL);
  return scrypt (pin, (const guint8 *) salt, strlen (salt), &follow_cost, out_follow,
                 ANJ_FOLLOW_BYTES, error);
}

gboolean
anj_kdf_hkdf (const guint8 *key,
              gsize n_key_bytes,
              const guint8 *salt,
              gsize n_salt_bytes,
              const char *info,
              guint8 *out,
              gsize n_out_bytes,
              GError **error)
{
  g_autoptr (EVP_KDF) kdf = EVP_KDF_fetch (NULL, "HKDF", NULL);
  g_autoptr (EVP_KDF_CTX) context = kdf != NULL ? EVP_KDF_CTX_new (kdf) : NULL;
  OSSL_PARAM params[5];
  int n_params = 0;

  g_return_val_if_fail (key != NULL && info != NULL && out != NULL, FALSE);
  params[n_params++] = OSSL_PARAM_construct_utf8_string (OSSL_KDF_PARAM_DIGEST, (char *) SN_sha256,
                                                         0);
  params[n_params++] = OSSL_PARAM_construct_octet_string (OSSL_KDF_PARAM_KEY, (void *) key,
                                                          n_key_bytes);
  params[n_params++] = OSSL_PARAM_construct_octet_string (OSSL_KDF_PARAM_INFO, (void *) info,
                                                          strlen (info));
  if (salt != NULL && n_salt_bytes > 0)
    params[n_params++] = OSSL_PARAM_construct_octet_string (OSSL_KDF_PARAM_SALT, (void *) salt,
                                                            n_salt_bytes);
  params[n_params] = OSSL_PARAM_construct_end ();

  if (context == NULL || EVP_KDF_derive (context, out, n_out_bytes, params) != 1)
    return anj_crypto_fail (error, ANJ_ERROR_FAILED, "HKDF");
  return TRUE;
}

void
anj_sha256 (const guint8 *data, gsize n_bytes, guint8 out[32])
{
  gboolean ok = EVP_Digest (data, n_bytes, out, NULL, EVP_sha256 (), NULL) == 1;

  g_assert (ok);
}

char *
anj_sha256_hex (const guint8 *data, gsize n_bytes)
{
  guint8 hash[SHA256_DIGEST_LENGTH];

  anj_sha256 (data, n_bytes, hash);
  return anj_hex_encode (hash, sizeof hash);
}
