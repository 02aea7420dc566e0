/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "hub/hub-error.h"

G_BEGIN_DECLS

/* DIR/SHA256.part while an attachment comes, DIR/SHA256 when it is whole. */

/* how many bytes are there; 0: none */
gint64 hub_attachment_part_length (const char *dir, const char *sha256);

/**
 * hub_attachment_part_append:
 * @reserve_bytes: what must stay free on the disk
 * @out_full: (out): no room; nothing has changed then
 *
 * All of @piece or nothing of it. Not synced: what a power cut takes comes again.
 */
gboolean hub_attachment_part_append (const char *dir,
                                     const char *sha256,
                                     GBytes *piece,
                                     guint64 reserve_bytes,
                                     gboolean *out_full,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

void hub_attachment_part_remove (const char *dir, const char *sha256);

/**
 * hub_attachment_part_finish:
 * @out_good: (out): %FALSE: it is not what it is named for, and gone
 *
 * Durable when it returns.
 */
gboolean hub_attachment_part_finish (const char *dir,
                                     const char *sha256,
                                     gboolean *out_good,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
