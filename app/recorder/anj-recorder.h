/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/recorder/anj-pipeline.h"

G_BEGIN_DECLS

/* a frame on the stream: this many bytes of its length, big-endian, then the JPEG */
#define ANJ_RECORDER_LENGTH_BYTES 4

/**
 * anj_recorder_run:
 * @fd: blocking; a pipe's or a socket's end. SIGPIPE must be ignored
 *
 * Reads the device and writes what it gives to @fd until the reader closes its end: a camera's
 * frames each with its length before it, a microphone's samples plain.
 *
 * Returns: TRUE when the reader was the one to end; FALSE with @error when the device was
 */
gboolean anj_recorder_run (AnjPipelineKind kind, const char *device, int fd, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
