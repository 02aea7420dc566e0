/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/agent/anj-store-keys.h"

G_BEGIN_DECLS

/*
 * The key of this terminal's certificate: identity/key.pem in clear where the store keys are files
 * too, else identity/key.sealed, under k_out: whoever has the disk alone is not this terminal, and
 * the hub gives him no records.
 */

gboolean anj_own_key_exists (const char *state_dir);
/* (transfer none): the file that is read, or should be there */
const char *anj_own_key_get_name (const char *state_dir, AnjKeySource source);
/* (transfer full): PEM, to be freed with anj_secret_string_free() */
char *anj_own_key_read (const char *state_dir, const guint8 k_out[ANJ_KEY_BYTES], GError **error);
/* as @source asks for; then no other form of it is left */
gboolean anj_own_key_write (const char *state_dir,
                            const char *pem,
                            AnjKeySource source,
                            const guint8 k_out[ANJ_KEY_BYTES],
                            const AnjRandom *random,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * anj_own_key_seal:
 * @place: (nullable): file that the bytes are for; %NULL: identity/key.sealed
 *
 * Returns: (transfer full): opens with k_out, and in that place alone
 */
GBytes *anj_own_key_seal (const guint8 k_out[ANJ_KEY_BYTES],
                          GBytes *plain,
                          const char *place,
                          const AnjRandom *random,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full): wiped with the last reference */
GBytes *anj_own_key_unseal (const guint8 k_out[ANJ_KEY_BYTES],
                            GBytes *sealed,
                            const char *place,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* seals what lies in clear since the store keys were files */
gboolean anj_own_key_settle (const char *state_dir,
                             AnjKeySource source,
                             const guint8 k_out[ANJ_KEY_BYTES],
                             const AnjRandom *random,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
