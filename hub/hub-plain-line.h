/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "hub/hub-error.h"

G_BEGIN_DECLS

#define HUB_PLAIN_LINE_MAX_CHARACTERS 200

/**
 * hub_plain_line_check:
 * @option: for the message, like "--by"
 * @text: (nullable): what an officer typed and the hub keeps for years
 * @error: %HUB_ERROR_USAGE
 *
 * Whether @text is one line, not blank, of up to %HUB_PLAIN_LINE_MAX_CHARACTERS, and holds no
 * number as long as a NIK, also with spaces, dots or hyphens in it.
 */
gboolean hub_plain_line_check (const char *option,
                               const char *text,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
