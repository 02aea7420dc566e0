/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/agent/anj-time-sense.h"

G_BEGIN_DECLS

/**
 * AnjGuessDelay:
 *
 * How long this terminal waits between wrong guesses at NIK and No. KK. Only misses count; the
 * delay grows along a table, never locks, and is forgiven step by step in quiet time. Time is
 * powered time (anj-time-sense.h): a restart or a power cut shortens no wait, and no clock that
 * moves does. Decision 0035 has the figures.
 */
typedef struct _AnjGuessDelay AnjGuessDelay;

/* misses that can count at a time, also where the table is longer */
#define ANJ_GUESS_MAX_LEVEL 64

/* @state_dir: what the file `misses` (anj-miss-mark.h) says counts where the ledger says nothing
 * @ledger: (transfer none): outlives it; @time: (transfer none): it takes a reference */
AnjGuessDelay *anj_guess_delay_new (const char *state_dir, AnjLedger *ledger, AnjTimeSense *time);
void anj_guess_delay_free (AnjGuessDelay *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnjGuessDelay, anj_guess_delay_free)

/* µs until the next try counts; 0: now */
gint64 anj_guess_delay_get_wait_us (AnjGuessDelay *self);
/* misses that count at present */
guint anj_guess_delay_get_level (AnjGuessDelay *self);

/**
 * anj_guess_delay_count_miss:
 * @delays_s: seconds to wait after the 1st, 2nd, … miss; the last one holds for all after it, and
 *   is how long one is forgiven for, ten minutes at least
 *
 * Durable in the ledger when it returns.
 */
gboolean anj_guess_delay_count_miss (AnjGuessDelay *self,
                                     const gint64 *delays_s,
                                     gsize n_delays,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* In ledger and file stands what counts, durable. To be called at the start, after each miss, and
 * after other changes of the ledger's marks; not while the disk cannot be written */
gboolean anj_guess_delay_keep (AnjGuessDelay *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The ledger that knew the misses is lost, or part of what it knew: as the file says, with the last
 * miss just now, else as after a long row of them. To be called before anj_guess_delay_new() */
gboolean anj_guess_delay_recover (AnjLedger *ledger,
                                  const char *state_dir,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
