/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Whether all other threads of this program sleep, and did so all the while that this looked at
 * them: until time passes or the calling thread does something, nothing will happen. A thread that
 * waits for a processor or a disk does not sleep; so a machine with other work looks busy for
 * longer, never quiet too soon.
 */
gboolean fault_quiet (void);

G_END_DECLS
