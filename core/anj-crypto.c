/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/anj-crypto.h"

#include <openssl/err.h>
#include <string.h>

gboolean
anj_crypto_fail (GError **error, AnjError code, const char *what)
{
  unsigned long number = ERR_peek_last_error ();
  const char *reason = number != 0 ? ERR_reason_error_string (number) : NULL;

  g_set_error (error, ANJ_ERROR, code, reason != NULL ? "%s: %s" : "%s", what, reason);
  ERR_clear_error ();
  return FALSE;
}

BIO *
anj_crypto_bio_for (GBytes *bytes)
{
  gsize n_bytes;
  const guint8 *data = g_bytes_get_data (bytes, &n_bytes);
  BIO *bio;

  if (n_bytes > G_MAXINT)
    return NULL;
  bio = BIO_new_mem_buf (data != NULL ? data : (const guint8 *) "", (int) n_bytes);
  g_assert (bio != NULL);
  return bio;
}

GBytes *
anj_crypto_take_der (guint8 *der, int n_bytes)
{
  GBytes *bytes;

  g_assert (der != NULL && n_bytes > 0);
  bytes = g_bytes_new (der, (gsize) n_bytes);
  OPENSSL_free (der);
  return bytes;
}

gboolean
anj_crypto_is_our_curve (EVP_PKEY *key)
{
  char group[64] = "";

  return key != NULL && EVP_PKEY_is_a (key, "EC") &&
         EVP_PKEY_get_group_name (key, group, sizeof group, NULL) == 1 &&
         strcmp (group, SN_X9_62_prime256v1) == 0;
}
