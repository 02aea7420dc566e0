/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * anj_time_format:
 * @real_us: µs UTC since the epoch
 *
 * Returns: (transfer full): RFC 3339, UTC, whole seconds: "2026-11-22T02:15:36Z"
 */
char *anj_time_format (gint64 real_us);

/**
 * anj_time_parse:
 * @text: (nullable): RFC 3339 with "Z" or an offset
 * @out_real_us: (out)
 */
gboolean anj_time_parse (const char *text, gint64 *out_real_us);

G_END_DECLS
