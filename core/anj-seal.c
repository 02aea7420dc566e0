/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/anj-seal.h"

#include "core/anj-crypto.h"
#include "core/anj-secret.h"

#define NONCE_BYTES 12
#define TAG_BYTES 16

G_STATIC_ASSERT (NONCE_BYTES + TAG_BYTES == ANJ_SEAL_OVERHEAD_BYTES);

/* feeds the associated data, then @n_in_bytes to @out */
static gboolean
run_cipher (EVP_CIPHER_CTX *context, GBytes *aad, const guint8 *in, gsize n_in_bytes, guint8 *out)
{
  int n_done = 0;

  if (aad != NULL && g_bytes_get_size (aad) > 0 &&
      EVP_CipherUpdate (context, NULL, &n_done, g_bytes_get_data (aad, NULL),
                        (int) g_bytes_get_size (aad)) != 1)
    return FALSE;
  return n_in_bytes == 0 || EVP_CipherUpdate (context, out, &n_done, in, (int) n_in_bytes) == 1;
}

static gboolean
fits (GBytes *bytes)
{
  return bytes == NULL || g_bytes_get_size (bytes) <= G_MAXINT - ANJ_SEAL_OVERHEAD_BYTES;
}

GBytes *
anj_seal (const guint8 key[ANJ_SEAL_KEY_BYTES],
          GBytes *plain,
          GBytes *aad,
          const AnjRandom *random,
          GError **error)
{
  g_autoptr (EVP_CIPHER_CTX) context = EVP_CIPHER_CTX_new ();
  g_autofree guint8 *sealed = NULL;
  gsize n_plain_bytes;
  const guint8 *plain_data = g_bytes_get_data (plain, &n_plain_bytes);
  gsize n_sealed_bytes = n_plain_bytes + ANJ_SEAL_OVERHEAD_BYTES;
  guint8 *body;
  int n_done = 0;

  if (!fits (plain) || !fits (aad))
    {
      g_set_error_literal (error, ANJ_ERROR, ANJ_ERROR_INVALID, "too much to seal at once");
      return NULL;
    }
  sealed = g_malloc (n_sealed_bytes);
  body = sealed + NONCE_BYTES;
  anj_random_fill (random, sealed, NONCE_BYTES);

  if (EVP_EncryptInit_ex (context, EVP_aes_256_gcm (), NULL, key, sealed) != 1 ||
      !run_cipher (context, aad, plain_data, n_plain_bytes, body) ||
      EVP_EncryptFinal_ex (context, body + n_plain_bytes, &n_done) != 1 ||
      EVP_CIPHER_CTX_ctrl (context, EVP_CTRL_GCM_GET_TAG, TAG_BYTES, body + n_plain_bytes) != 1)
    {
      anj_crypto_fail (error, ANJ_ERROR_FAILED, "cannot seal");
      return NULL;
    }
  return g_bytes_new_take (g_steal_pointer (&sealed), n_sealed_bytes);
}

GBytes *
anj_seal_open (const guint8 key[ANJ_SEAL_KEY_BYTES], GBytes *sealed, GBytes *aad, GError **error)
{
  g_autoptr (EVP_CIPHER_CTX) context = EVP_CIPHER_CTX_new ();
  g_autoptr (GBytes) plain = NULL;
  gsize n_sealed_bytes, n_plain_bytes;
  const guint8 *nonce = g_bytes_get_data (sealed, &n_sealed_bytes);
  guint8 *data;
  int n_done = 0;

  if (n_sealed_bytes < ANJ_SEAL_OVERHEAD_BYTES || !fits (sealed) || !fits (aad))
    {
      g_set_error_literal (error, ANJ_ERROR, ANJ_ERROR_TAMPERED, "sealed bytes have a bad length");
      return NULL;
    }
  n_plain_bytes = n_sealed_bytes - ANJ_SEAL_OVERHEAD_BYTES;
  data = g_malloc (n_plain_bytes + 1);
  plain = anj_secret_bytes_new_take (data, n_plain_bytes);

  if (EVP_DecryptInit_ex (context, EVP_aes_256_gcm (), NULL, key, nonce) != 1)
    {
      anj_crypto_fail (error, ANJ_ERROR_FAILED, "cannot open");
      return NULL;
    }
  if (!run_cipher (context, aad, nonce + NONCE_BYTES, n_plain_bytes, data) ||
      EVP_CIPHER_CTX_ctrl (context, EVP_CTRL_GCM_SET_TAG, TAG_BYTES,
                           (guint8 *) nonce + NONCE_BYTES + n_plain_bytes) != 1 ||
      EVP_DecryptFinal_ex (context, data + n_plain_bytes, &n_done) != 1)
    {
      anj_crypto_fail (error, ANJ_ERROR_TAMPERED, "the seal does not hold");
      return NULL;
    }
  return g_steal_pointer (&plain);
}

GBytes *
anj_seal_record_aad (const char *record_id, const char *batch, guint schema)
{
  char *text = g_strdup_printf ("%s\n%s\n%u", record_id, batch, schema);

  return g_bytes_new_take (text, strlen (text));
}
