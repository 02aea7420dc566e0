/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/* stands for a device where there is none: a moving picture, a beep each second */
#define ANJ_PIPELINE_TEST_DEVICE "test"

typedef enum {
  ANJ_PIPELINE_CAMERA,
  ANJ_PIPELINE_MICROPHONE,
} AnjPipelineKind;

/**
 * anj_pipeline_new:
 * @device: path of a V4L2 device, name of an ALSA device, or %ANJ_PIPELINE_TEST_DEVICE
 *
 * Initialises GStreamer with the few plugins that @kind needs: no registry is read or written, and
 * no other process looks for plugins. Once a process.
 *
 * Returns: (transfer full): a pipeline that does not run yet; its element "out" is an appsink. A
 *   camera's samples are JPEG frames, each whole in one buffer, at most 8 a second; a microphone's
 *   are S16LE, 16,000 a second, mono. A reader that is slow misses the oldest
 */
GstElement *anj_pipeline_new (AnjPipelineKind kind,
                              const char *device,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full) (nullable): the fault that @pipeline reported */
GError *anj_pipeline_take_fault (GstElement *pipeline);

G_END_DECLS
