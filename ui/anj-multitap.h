/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AnjMultitap:
 *
 * Letters by a 12-key pad, as on old telephones: 2 writes a, b, c, then 2, and a again; 1 writes
 * marks; 0 a space, then a new line. Pressed again soon, a key changes the letter it wrote; later,
 * or after another key, it writes the next one. Zeroed: nothing was pressed.
 */
typedef struct
{
  char key;
  guint n_presses;
  gint64 last_monotonic_us;
} AnjMultitap;

/* long enough for a hand that is slow, and for each letter to be heard */
#define ANJ_MULTITAP_AGAIN_US (1500 * G_TIME_SPAN_MILLISECOND)

/**
 * anj_multitap_press:
 * @key: '0'…'9'
 * @last: (nullable): the characters there can be in place of the one before (a ticket number's);
 *   %NULL: all
 * @next: (nullable): the characters there can be after it; %NULL: all
 * @out_replaces: whether it takes the place of the character that the press before wrote
 *
 * Returns: the character; 0 when there is none on this key
 */
gunichar anj_multitap_press (AnjMultitap *self,
                             char key,
                             const char *last,
                             const char *next,
                             gint64 now_monotonic_us,
                             gboolean *out_replaces);
/* what comes next begins anew */
void anj_multitap_end (AnjMultitap *self);

G_END_DECLS
