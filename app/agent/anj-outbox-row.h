/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/anj-sources.h"

G_BEGIN_DECLS

/* How two byte strings rest in one sealed column, under the row key and bound to @place (the
 * sequence, or the pool's slot): both lengths ‖ first ‖ second ‖ zeros up to a multiple of 1 KiB,
 * for a header's length alone would tell its category. docs/derivations.md, Rows of `outbox.db`. */

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

/* A case's payload beside its row: it is sealed for its readers already, but says to everybody who
 * they are. Bound to the row's @place. */
GBytes *anj_outbox_payload_seal (const guint8 *key,
                                 const char *place,
                                 GBytes *payload,
                                 const AnjRandom *random,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full): what is no sealed payload of this place is given back as it is: older versions
 * left them in clear, and what the row says of its hash decides */
GBytes *anj_outbox_payload_open (const guint8 *key, const char *place, GBytes *stored);

G_END_DECLS
