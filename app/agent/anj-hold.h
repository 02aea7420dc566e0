/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AnjHold:
 * @hold_s: of the next poll
 * @dead_s: the shortest hold that the line did not survive; 0: none
 * @n_survived: polls that were held for @hold_s in a row
 *
 * How long a poll is held. It begins at %ANJ_HOLD_FIRST_S and doubles each time the line survived
 * it, up to what the configuration allows (30 minutes by itself). What lies on the way to the hub
 * may forget a silent connection without a word: such a hold ends long after it was dead, and until
 * then nobody reaches the terminal. So after one the hold falls back to half, and is not raised to
 * one that died before %ANJ_HOLD_TRUST polls went well: lines change. Pure; times come in.
 */
typedef struct
{
  guint hold_s;
  guint dead_s;
  guint n_survived;
} AnjHold;

#define ANJ_HOLD_FIRST_S 75u
#define ANJ_HOLD_SHORTEST_S 30u
#define ANJ_HOLD_TRUST 24u
/* a poll that ended sooner than this says nothing of what the line survives */
#define ANJ_HOLD_TELLING_S 25

void anj_hold_init (AnjHold *self);
/* what to ask for now; @max_s: what the configuration allows */
guint anj_hold_get_s (const AnjHold *self, guint max_s);
/* a poll was answered after @lasted_us */
void anj_hold_note_answer (AnjHold *self, gint64 lasted_us, guint max_s);
/* a poll ended after @lasted_us without an answer */
void anj_hold_note_death (AnjHold *self, gint64 lasted_us, guint max_s);

G_END_DECLS
