/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * The monotonic clock of this program, GLib's and libcurl's with it, runs as the real one and can
 * be set forward: whatever was to end within that time ends now. (It stands before libc's
 * clock_gettime.)
 */

/* loops that sleep in other threads see it at once */
void fault_time_pass (gint64 by_us);
/* @context: is woken when time passes; at most a few at once */
void fault_time_watch (GMainContext *context);
void fault_time_unwatch (GMainContext *context);

G_END_DECLS
