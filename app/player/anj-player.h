/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* a file instead of a device: gets the samples as they come */
#define ANJ_PLAYER_TEST_PREFIX "test:"

/**
 * anj_player_run:
 * @device: ALSA's name of it, or "test:FILE"
 * @fd: the stream (docs/protocol.md), until its writer closes it
 * @error: %G_IO_ERROR_FAILED: the device is not there, is busy or went
 *
 * Plays what comes at once, and holds little: what was written is heard within 60 ms.
 */
gboolean anj_player_run (const char *device, int fd, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
