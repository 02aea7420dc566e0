/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define ANJ_JACK_TEST_PREFIX "test:"

/**
 * anj_jack_run:
 * @jack: "CARD/CONTROL", say "hw:0/Headphone Jack": ALSA's name of a card and of the control that
 *   tells whether something is plugged in; or "test:PATH": plugged in while that file is there
 * @fd: gets a line, "in" or "out", at first and at each change
 * @error: %G_IO_ERROR_FAILED: no such card or control, or it went
 *
 * Comes back with the error, or once nobody reads @fd any more.
 */
gboolean anj_jack_run (const char *jack, int fd, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
