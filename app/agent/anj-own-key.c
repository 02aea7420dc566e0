/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/agent/anj-own-key.h"

#include <string.h>

#include "app/agent/anj-state-files.h"
#include "core/anj-kdf.h"
#include "core/anj-seal.h"
#include "core/anj-secret.h"

#define CLEAR_FILE "identity/key.pem"
#define SEALED_FILE "identity/key.sealed"

static gboolean
derive (const guint8 *k_out, guint8 *out_key, GError **error)
{
  return anj_kdf_hkdf (k_out, ANJ_KEY_BYTES, NULL, 0, ANJ_HKDF_OWN_KEY, out_key, ANJ_SEAL_KEY_BYTES,
                       error);
}

static GBytes *
make_aad (const char *place)
{
  return place != NULL ? g_bytes_new (place, strlen (place)) : NULL;
}

gboolean
anj_own_key_exists (const char *state_dir)
{
  return anj_state_exists (state_dir, SEALED_FILE) || anj_state_exists (state_dir, CLEAR_FILE);
}

const char *
anj_own_key_get_name (const char *state_dir, AnjKeySource source)
{
  gboolean is_sealed = anj_state_exists (state_dir, SEALED_FILE) ||
                       (source != ANJ_KEY_SOURCE_FILE && !anj_state_exists (state_dir, CLEAR_FILE));

  return is_sealed ? SEALED_FILE : CLEAR_FILE;
}

GBytes *
anj_own_key_unseal (const guint8 k_out[ANJ_KEY_BYTES],
                    GBytes *sealed,
                    const char *place,
                    GError **error)
{
  g_autoptr (GBytes) aad = make_aad (place);
  guint8 key[ANJ_SEAL_KEY_BYTES];
  GBytes *plain = NULL;

  if (derive (k_out, key, error))
    plain = anj_seal_open (key, sealed, aad, error);
  explicit_bzero (key, sizeof key);
  return plain;
}

GBytes *
anj_own_key_seal (const guint8 k_out[ANJ_KEY_BYTES],
                  GBytes *plain,
                  const char *place,
                  const AnjRandom *random,
                  GError **error)
{
  g_autoptr (GBytes) aad = make_aad (place);
  guint8 key[ANJ_SEAL_KEY_BYTES];
  GBytes *sealed = NULL;

  if (derive (k_out, key, error))
    sealed = anj_seal (key, plain, aad, random, error);
  explicit_bzero (key, sizeof key);
  return sealed;
}

static GBytes *
read_sealed (const char *state_dir, const guint8 *k_out, GError **error)
{
  g_autoptr (GBytes) sealed = anj_state_read (state_dir, SEALED_FILE, error);
  GBytes *plain = sealed != NULL ? anj_own_key_unseal (k_out, sealed, NULL, error) : NULL;

  if (plain == NULL)
    g_prefix_error (error, SEALED_FILE ": ");
  return plain;
}

/* the sealed one goes first: in clear lies, at most, what a power cut left of the wiping */
char *
anj_own_key_read (const char *state_dir, const guint8 k_out[ANJ_KEY_BYTES], GError **error)
{
  g_autoptr (GBytes) bytes = anj_state_exists (state_dir, SEALED_FILE)
                                 ? read_sealed (state_dir, k_out, error)
                                 : anj_state_read (state_dir, CLEAR_FILE, error);

  gsize n_bytes = 0;
  const char *data = bytes != NULL ? g_bytes_get_data (bytes, &n_bytes) : NULL;

  if (bytes == NULL)
    return NULL;
  return g_strndup (data != NULL ? data : "", n_bytes);
}

static gboolean
write_sealed (const char *state_dir,
              GBytes *plain,
              const guint8 *k_out,
              const AnjRandom *random,
              GError **error)
{
  g_autoptr (GBytes) sealed = anj_own_key_seal (k_out, plain, NULL, random, error);

  return sealed != NULL && anj_state_write (state_dir, SEALED_FILE, sealed, error) &&
         (!anj_state_exists (state_dir, CLEAR_FILE) ||
          anj_store_keys_wipe_file (state_dir, CLEAR_FILE, error));
}

static gboolean
write_clear (const char *state_dir, GBytes *plain, GError **error)
{
  return anj_state_write (state_dir, CLEAR_FILE, plain, error) &&
         (!anj_state_exists (state_dir, SEALED_FILE) ||
          anj_store_keys_wipe_file (state_dir, SEALED_FILE, error));
}

gboolean
anj_own_key_write (const char *state_dir,
                   const char *pem,
                   AnjKeySource source,
                   const guint8 k_out[ANJ_KEY_BYTES],
                   const AnjRandom *random,
                   GError **error)
{
  g_autoptr (GBytes) plain = anj_secret_bytes_new ((const guint8 *) pem, strlen (pem));

  return source == ANJ_KEY_SOURCE_FILE ? write_clear (state_dir, plain, error)
                                       : write_sealed (state_dir, plain, k_out, random, error);
}

gboolean
anj_own_key_settle (const char *state_dir,
                    AnjKeySource source,
                    const guint8 k_out[ANJ_KEY_BYTES],
                    const AnjRandom *random,
                    GError **error)
{
  g_autoptr (AnjSecretString) pem = NULL;

  if (source == ANJ_KEY_SOURCE_FILE || !anj_state_exists (state_dir, CLEAR_FILE))
    return TRUE;
  pem = anj_own_key_read (state_dir, k_out, error);
  return pem != NULL && anj_own_key_write (state_dir, pem, source, k_out, random, error);
}
