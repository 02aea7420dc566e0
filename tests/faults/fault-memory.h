/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * libc's allocations, of which one fails. GLib ends its program then, whichever it is: here with
 * FAULT_MEMORY_END and without words, for which there may be no memory either. So of its
 * allocations only one counts between two things that the outside could see (fault_memory_next); of
 * all other libraries', and of GLib's that may fail, each counts.
 */
#define FAULT_MEMORY_END 77

/**
 * fault_memory_fail:
 * @nth: the first that fails, 1 is the next one; 0: none, but counted
 * @for_good: all after it fail too
 */
void fault_memory_fail (guint nth, gboolean for_good);
/* how many there were; nothing fails any more */
guint fault_memory_heal (void);
/* nothing fails, or counts, while it is the test that works */
void fault_memory_pause (gboolean is_paused);
/* something was seen outside */
void fault_memory_next (void);

G_END_DECLS
