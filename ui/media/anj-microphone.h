/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "app/session/anj-attachment.h"

G_BEGIN_DECLS

/**
 * AnjMicrophone:
 *
 * One recording, from a stream of samples (docs/protocol.md). Begins at once. Signals: "heard" (a
 * double, the loudest of the last tenth of a second, 0 to 1), "ended" (the longest time is reached,
 * or the stream ended).
 */
#define ANJ_TYPE_MICROPHONE (anj_microphone_get_type ())
G_DECLARE_FINAL_TYPE (AnjMicrophone, anj_microphone, ANJ, MICROPHONE, GObject)

/**
 * anj_microphone_new:
 * @fd: (transfer full): the stream
 * @max_s: the longest a recording may be
 *
 * Signals come in the thread default main context of now, until anj_microphone_close().
 */
AnjMicrophone *anj_microphone_new (int fd, guint max_s);

/* no signals any more; the microphone goes off. To be called before the last reference goes */
void anj_microphone_close (AnjMicrophone *self);

/* of what was recorded */
gint64 anj_microphone_get_length_ms (AnjMicrophone *self);

/* Ends the recording. Returns: (transfer full): %G_IO_ERROR_NOT_FOUND: nothing was heard */
AnjAttachment *
anj_microphone_finish (AnjMicrophone *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
