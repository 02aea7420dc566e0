/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * anj_recording_strip:
 * @ogg: foreign bytes
 * @error: %ANJ_SESSION_ERROR_INVALID "attachment-damaged" when it is not one whole Ogg/Opus stream
 *   (RFC 7845) with its tags on one page
 *
 * Returns: (transfer full): the same sound with an empty comment header: no vendor, no tags; wiped
 *   with the last reference
 */
GBytes *anj_recording_strip (GBytes *ogg, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
