/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "app/session/anj-attachment.h"

G_BEGIN_DECLS

/**
 * AnjCamera:
 *
 * What the camera sees, from a stream of frames (docs/protocol.md). Reads and decodes in a thread,
 * one frame at a time; a slow screen misses frames. Signals: "frame" (a GdkTexture to show),
 * "lost" (the stream ended: no more frames).
 */
#define ANJ_TYPE_CAMERA (anj_camera_get_type ())
G_DECLARE_FINAL_TYPE (AnjCamera, anj_camera, ANJ, CAMERA, GObject)

/* a frame that is larger ends the stream */
#define ANJ_CAMERA_FRAME_MAX_BYTES (8 * 1024 * 1024)

/**
 * anj_camera_new:
 * @fd: (transfer full): the stream
 * @max_width_px: of the textures, where halving can do it
 *
 * Signals come in the thread default main context of now, until anj_camera_close().
 */
AnjCamera *anj_camera_new (int fd, int max_width_px);

/* no signals any more; the camera goes out. To be called before the last reference goes */
void anj_camera_close (AnjCamera *self);

/**
 * anj_camera_take_async:
 * @max_bytes: of the photo
 *
 * The newest frame as a photo. Fails with %G_IO_ERROR_NOT_FOUND before the first one.
 */
void anj_camera_take_async (AnjCamera *self,
                            gsize max_bytes,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
AnjAttachment *anj_camera_take_finish (AnjCamera *self,
                                       GAsyncResult *result,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
