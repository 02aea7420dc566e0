/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/anj-sources.h"

G_BEGIN_DECLS

/* How two byte strings rest in one sealed column: u32 length of the first ‖ first ‖ second, under
 * the row key, bound to @place (the sequence, or the pool's slot). */

#define ANJ_OUTBOX_ROW_KEY_BYTES 32

/* HKDF (k_out, ANJ_HKDF_OUTBOX_ROW) */
gboolean
anj_outbox_row_key (const guint8 *k_out, guint8 *out_key, GError **error) G_GNUC_WARN_UNUSED_RESULT;

GBytes *anj_outbox_row_seal (const guint8 *key,
                             const char *place,
                             GBytes *first,
                             GBytes *second,
                             const AnjRandom *random,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean anj_outbox_row_open (const guint8 *key,
                              const char *place,
                              GBytes *sealed,
                              GBytes **out_first,
                              GBytes **out_second,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
