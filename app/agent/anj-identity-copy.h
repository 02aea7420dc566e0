/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/agent/anj-key-tpm.h"
#include "core/anj-sources.h"

G_BEGIN_DECLS

/**
 * AnjIdentityCopy:
 * @cert_pem: as identity/cert.pem has it
 * @key_pem: key of the certificate
 *
 * identity.copy: certificate and key once more, beside the folder that holds them, for when a bad
 * place of the disk has taken one of those. Sealed under k_out: without it nobody reads it, and
 * who has it reads the key in identity/ as well.
 */
typedef struct
{
  char *cert_pem;
  char *key_pem;
} AnjIdentityCopy;

/* (transfer full) (nullable): %NULL: there is none that is whole */
AnjIdentityCopy *anj_identity_copy_read (const char *state_dir, const guint8 k_out[ANJ_KEY_BYTES]);
void anj_identity_copy_free (AnjIdentityCopy *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnjIdentityCopy, anj_identity_copy_free)

#define ANJ_IDENTITY_COPY_FILE "identity.copy"

gboolean anj_identity_copy_exists (const char *state_dir);
/* if it says something else, or is damaged */
gboolean anj_identity_copy_write (const char *state_dir,
                                  const guint8 k_out[ANJ_KEY_BYTES],
                                  const char *cert_pem,
                                  const char *key_pem,
                                  const AnjRandom *random,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
