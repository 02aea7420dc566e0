/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "hub/hub-error.h"

G_BEGIN_DECLS

/**
 * hub_listen:
 * @address: "127.0.0.1:8443", "[::1]:0" (numbers, not names) or "unix:/run/anjungan/hub.sock"
 * @out_name: (out) (transfer full): the same with the port that the kernel chose
 * @error: %HUB_ERROR_USAGE (not an address), %HUB_ERROR_UNAVAILABLE (taken, not ours)
 *
 * A Unix socket that nobody answers on is replaced; its mode is 0660.
 *
 * Returns: a listening socket, close-on-exec, or -1
 */
int hub_listen (const char *address, char **out_name, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
