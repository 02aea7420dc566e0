/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * anj_photo_strip:
 * @jpeg: foreign bytes
 * @error: %ANJ_SESSION_ERROR_INVALID "attachment-damaged" when it is no whole JPEG, or one whose
 *   pixels would need more memory than a terminal has to spare
 *
 * Returns: (transfer full): the same pixels without any APPn or COM segment but the ones that say
 *   how to read them (an empty JFIF, or Adobe's colour transform), and without what follows the
 *   image's end; wiped with the last reference
 */
GBytes *anj_photo_strip (GBytes *jpeg, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
