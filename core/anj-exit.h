/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * anj_exit:
 *
 * Ends the process at once: no exit handler gets to see what lies in its memory. A build with the
 * address sanitizer looks for leaks before.
 */
void anj_exit (int status) G_GNUC_NORETURN;

G_END_DECLS
