/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * HubError:
 * @HUB_ERROR_USAGE: the command line is wrong (sysexits 64)
 * @HUB_ERROR_DATA: a file's content is wrong (65)
 * @HUB_ERROR_NO_INPUT: a file or the data directory is missing (66)
 * @HUB_ERROR_UNAVAILABLE: an address is taken, the database is busy (69)
 * @HUB_ERROR_FAILED: a library refused to work (70)
 * @HUB_ERROR_CANT_CREATE: something could not be made, or is there already (73)
 * @HUB_ERROR_IO: reading or writing failed (74)
 * @HUB_ERROR_CONFIG: the data directory is not one this program can serve (78)
 *
 * Errors of the hub. Messages are one line and say what to do; they carry no personal data.
 */
typedef enum {
  HUB_ERROR_USAGE,
  HUB_ERROR_DATA,
  HUB_ERROR_NO_INPUT,
  HUB_ERROR_UNAVAILABLE,
  HUB_ERROR_FAILED,
  HUB_ERROR_CANT_CREATE,
  HUB_ERROR_IO,
  HUB_ERROR_CONFIG,
} HubError;

#define HUB_ERROR (hub_error_quark ())
GQuark hub_error_quark (void);

/**
 * hub_error_exit_code:
 * @error: of any domain
 *
 * Returns: the sysexits.h code for @error; EX_DATAERR for the core's errors, EX_SOFTWARE for others
 */
int hub_error_exit_code (const GError *error);

G_END_DECLS
