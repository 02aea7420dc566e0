/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A camera's JPEG frames and what becomes of them. Pixels and files are wiped when they are freed;
 * every call may run in a thread of its own. Errors: %G_IO_ERROR_INVALID_DATA when the bytes are no
 * JPEG that can be shown. */

/**
 * anj_picture_decode:
 * @max_width_px: the picture is made smaller by a half, a quarter or an eighth to come below it;
 *   an eighth at most, so that it may stay wider
 *
 * Returns: (transfer full)
 */
GdkTexture *
anj_picture_decode (GBytes *jpeg, int max_width_px, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * anj_picture_rewrite:
 *
 * Writes the pixels of @jpeg anew, and nothing else of it, as good as @max_bytes allow: the quality
 * goes down first, then the size.
 *
 * Returns: (transfer full): %G_IO_ERROR_NO_SPACE when even the smallest is too large
 */
GBytes *
anj_picture_rewrite (GBytes *jpeg, gsize max_bytes, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
