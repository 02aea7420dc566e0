/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * anj_hex_encode:
 *
 * Returns: (transfer full): 2 × @n_bytes lower-case digits
 */
char *anj_hex_encode (const guint8 *data, gsize n_bytes);

/**
 * anj_hex_decode:
 * @text: (nullable)
 * @out: @n_bytes bytes
 *
 * Returns: whether @text is exactly 2 × @n_bytes hex digits
 */
gboolean anj_hex_decode (const char *text, guint8 *out, gsize n_bytes);

/* (transfer full): what is written in @text as base64; what is no base64 is skipped */
GBytes *anj_base64_decode (GBytes *text);

G_END_DECLS
