/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/agent/anj-identity-copy.h"

#include <string.h>

#include "app/agent/anj-own-key.h"
#include "app/agent/anj-state-files.h"
#include "core/anj-secret.h"

/* plain: the certificate's PEM, a NUL, the key's PEM */

gboolean
anj_identity_copy_exists (const char *state_dir)
{
  return anj_state_exists (state_dir, ANJ_IDENTITY_COPY_FILE);
}

AnjIdentityCopy *
anj_identity_copy_read (const char *state_dir, const guint8 k_out[ANJ_KEY_BYTES])
{
  g_autoptr (GBytes) sealed = anj_state_read (state_dir, ANJ_IDENTITY_COPY_FILE, /* error */ NULL);
  g_autoptr (GBytes) plain = sealed != NULL
                                 ? anj_own_key_unseal (k_out, sealed, ANJ_IDENTITY_COPY_FILE, NULL)
                                 : NULL;
  gsize n_bytes = 0;
  const char *data = plain != NULL ? g_bytes_get_data (plain, &n_bytes) : NULL;
  const char *end = n_bytes > 0 ? memchr (data, '\0', n_bytes) : NULL;
  AnjIdentityCopy *self;

  if (end == NULL)
    return NULL;
  self = g_new0 (AnjIdentityCopy, 1);
  self->cert_pem = g_strndup (data, (gsize) (end - data));
  self->key_pem = g_strndup (end + 1, n_bytes - (gsize) (end + 1 - data));
  return self;
}

void
anj_identity_copy_free (AnjIdentityCopy *self)
{
  if (self == NULL)
    return;
  g_free (self->cert_pem);
  g_clear_pointer (&self->key_pem, anj_secret_string_free);
  g_free (self);
}

gboolean
anj_identity_copy_write (const char *state_dir,
                         const guint8 k_out[ANJ_KEY_BYTES],
                         const char *cert_pem,
                         const char *key_pem,
                         const AnjRandom *random,
                         GError **error)
{
  g_autoptr (AnjIdentityCopy) kept = anj_identity_copy_read (state_dir, k_out);
  gsize n_cert = strlen (cert_pem) + 1;
  gsize n_bytes = n_cert + strlen (key_pem);
  g_autoptr (AnjSecretString) text = NULL;
  g_autoptr (GBytes) plain = NULL;
  g_autoptr (GBytes) sealed = NULL;

  if (kept != NULL && g_str_equal (kept->cert_pem, cert_pem) &&
      g_str_equal (kept->key_pem, key_pem))
    return TRUE;
  text = g_malloc0 (n_bytes + 1);
  memcpy (text, cert_pem, n_cert);
  memcpy (text + n_cert, key_pem, n_bytes - n_cert);
  plain = anj_secret_bytes_new ((const guint8 *) text, n_bytes);
  explicit_bzero (text, n_bytes);
  sealed = anj_own_key_seal (k_out, plain, ANJ_IDENTITY_COPY_FILE, random, error);
  return sealed != NULL && anj_state_write (state_dir, ANJ_IDENTITY_COPY_FILE, sealed, error);
}
