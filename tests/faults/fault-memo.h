/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Thousands of disks hold the same few configurations, and to verify one costs as much as all the
 * rest of a terminal's start. With fault_memo_link of meson.build, a
 * program asks kiosk-config once about each (bundle, trust) that is good, and remembers the answer;
 * what is damaged is asked about each time. */

/* on from now on; what comes out of it is shared: nobody may change it */
void fault_memo_set (gboolean is_on);
/* forgets all */
void fault_memo_clear (void);

G_END_DECLS
