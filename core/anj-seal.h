/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/anj-sources.h"

G_BEGIN_DECLS

#define ANJ_SEAL_KEY_BYTES 32
/* nonce 12 + tag 16 */
#define ANJ_SEAL_OVERHEAD_BYTES 28

/**
 * anj_seal:
 * @key: 32 bytes
 * @plain: what to seal
 * @aad: (nullable): bound to the result, not part of it
 *
 * AES-256-GCM with a random nonce.
 *
 * Returns: (transfer full): nonce (12) ‖ ciphertext ‖ tag (16)
 */
GBytes *anj_seal (const guint8 key[ANJ_SEAL_KEY_BYTES],
                  GBytes *plain,
                  GBytes *aad,
                  const AnjRandom *random,
                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * anj_seal_open:
 * @error: %ANJ_ERROR_TAMPERED when key, bytes or @aad do not match
 *
 * Returns: (transfer full): the plain bytes, wiped when the last reference goes
 */
GBytes *anj_seal_open (const guint8 key[ANJ_SEAL_KEY_BYTES],
                       GBytes *sealed,
                       GBytes *aad,
                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * anj_seal_record_aad:
 * @record_id: as the hub names it
 * @batch: batch id
 * @schema: version of the record's form
 *
 * Associated data of a household's record in the cache: "record_id \n batch \n schema".
 */
GBytes *anj_seal_record_aad (const char *record_id, const char *batch, guint schema);

G_END_DECLS
