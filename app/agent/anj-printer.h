/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The receipt printer: a device that takes bytes, as /dev/usb/lp0 (Linux's usblp) or a serial
 * line. What they say is the session's business: number and PIN never are in the agent's memory. */

/* whether @path is a device that may be written; says nothing of paper */
gboolean anj_printer_is_there (const char *path);

/**
 * anj_printer_open_async:
 * @path: of the device
 *
 * Opens the device in a thread, locks it and asks for paper. The lock (flock) goes with the
 * descriptor: it holds until whoever has it last closes it or dies. A serial line is made raw; its
 * speed stays as it is.
 *
 * Fails with %ANJ_AGENT_ERROR_UNAVAILABLE: "printer-absent" (not there, or no device: a slip never
 * lands in a file), "device-busy" (a slip is on its way), "printer-paper". Many printers do not
 * tell about paper; those are taken to have some.
 */
void anj_printer_open_async (const char *path, GAsyncReadyCallback callback, gpointer user_data);
/* Returns: a descriptor to write to, which does not block (to be closed); -1 with @error */
int anj_printer_open_finish (GAsyncResult *result, GError **error);

G_END_DECLS
