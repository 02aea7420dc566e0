/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define ANJ_DEVICE_CAMERA "camera"
#define ANJ_DEVICE_MICROPHONE "microphone"
#define ANJ_DEVICE_SOUND "sound"
#define ANJ_DEVICE_PRINTER "printer" /* is found here, opened by anj-printer.h */

/**
 * AnjDevices:
 *
 * The terminal's camera, microphone and sound, one session at a time each. A device is read by a
 * process of its own, the recorder, which writes into a pipe, or played on by another, the player,
 * which reads from one; the session gets the other end. Nothing of a photo, a voice or what is said
 * ever is in the agent's memory.
 *
 * Signals "changed": a headset came or went.
 */
#define ANJ_TYPE_DEVICES (anj_devices_get_type ())
G_DECLARE_FINAL_TYPE (AnjDevices, anj_devices, ANJ, DEVICES, GObject)

/**
 * AnjDevicesSetup:
 * @recorder: (nullable): path of the recorder; %NULL: the one beside this program
 * @player: (nullable): path of the player; %NULL: the one beside this program
 * @dev_dir: (nullable): where device files are; %NULL: /dev
 * @camera: (nullable): path of a V4L2 device, or "test"; %NULL: the first there is
 * @microphone: (nullable): name of an ALSA device, or "test"; %NULL: ALSA's own default
 * @sound: (nullable): name of an ALSA device, or "test:FILE"; %NULL: ALSA's own default
 * @headset_jack: (nullable): "CARD/CONTROL" or "test:FILE", see app/player/anj-jack.h; %NULL: no
 *   headset is ever known to be in
 * @printer: (nullable): path of the receipt printer's device
 * @printer_mm: width of its paper, 80 or 58; 0: as the configuration says
 */
typedef struct
{
  const char *recorder;
  const char *player;
  const char *dev_dir;
  const char *camera;
  const char *microphone;
  const char *sound;
  const char *headset_jack;
  const char *printer;
  int printer_mm;
} AnjDevicesSetup;

/* @setup: copied */
AnjDevices *anj_devices_new (const AnjDevicesSetup *setup);

/* watches the headset's jack from now on */
void anj_devices_watch_headset (AnjDevices *self);
gboolean anj_devices_has_headset (AnjDevices *self);

/* (transfer full) (nullable): name of the device of @kind that is there now; %NULL: none */
char *anj_devices_find (AnjDevices *self, const char *kind);

/* width of the printer's paper; 0: not set here */
int anj_devices_get_printer_mm (AnjDevices *self);

/**
 * anj_devices_open_async:
 * @owner: the session; one that has the device already lets go of it and gets it anew
 *
 * Fails with %ANJ_AGENT_ERROR_UNAVAILABLE: "no-device" when there is none of @kind, "device-busy"
 * while another session has it. Sound is taken from another one: only the screen that is shown asks
 * for it, and the one before it may still be about to leave.
 */
void anj_devices_open_async (AnjDevices *self,
                             gconstpointer owner,
                             const char *kind,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
/* Returns: the session's end of the pipe (to be closed), -1 with @error */
int anj_devices_open_finish (AnjDevices *self, GAsyncResult *result, GError **error);

/* @owner ended: what it has is taken from it */
void anj_devices_release (AnjDevices *self, gconstpointer owner);

G_END_DECLS
