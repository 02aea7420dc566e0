/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define ANJ_DEVICE_CAMERA "camera"
#define ANJ_DEVICE_MICROPHONE "microphone"

/**
 * AnjDevices:
 *
 * The terminal's camera and microphone, one session at a time each. A device is read by a process
 * of its own, the recorder, which writes into a pipe; the session gets the other end. Nothing of a
 * photo or a voice ever is in the agent's memory.
 */
#define ANJ_TYPE_DEVICES (anj_devices_get_type ())
G_DECLARE_FINAL_TYPE (AnjDevices, anj_devices, ANJ, DEVICES, GObject)

/**
 * AnjDevicesSetup:
 * @recorder: (nullable): path of the recorder; %NULL: the one beside this program
 * @dev_dir: (nullable): where device files are; %NULL: /dev
 * @camera: (nullable): path of a V4L2 device, or "test"; %NULL: the first there is
 * @microphone: (nullable): name of an ALSA device, or "test"; %NULL: ALSA's own default
 */
typedef struct
{
  const char *recorder;
  const char *dev_dir;
  const char *camera;
  const char *microphone;
} AnjDevicesSetup;

/* @setup: copied */
AnjDevices *anj_devices_new (const AnjDevicesSetup *setup);

/* (transfer full) (nullable): name of the device of @kind that is there now; %NULL: none */
char *anj_devices_find (AnjDevices *self, const char *kind);

/**
 * anj_devices_open_async:
 * @owner: the session; one that has the device already lets go of it and gets it anew
 *
 * Fails with %ANJ_AGENT_ERROR_UNAVAILABLE: "no-device" when there is none of @kind, "device-busy"
 * while another session has it.
 */
void anj_devices_open_async (AnjDevices *self,
                             gconstpointer owner,
                             const char *kind,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
/* Returns: the pipe's reading end (to be closed), -1 with @error */
int anj_devices_open_finish (AnjDevices *self, GAsyncResult *result, GError **error);

/* @owner ended: what it has is taken from it */
void anj_devices_release (AnjDevices *self, gconstpointer owner);

G_END_DECLS
