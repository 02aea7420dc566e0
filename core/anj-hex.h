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

G_END_DECLS
