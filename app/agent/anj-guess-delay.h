/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/agent/anj-ledger.h"

G_BEGIN_DECLS

/**
 * AnjGuessDelay:
 *
 * How long this terminal waits between wrong guesses at NIK and No. KK. Only misses count; the
 * delay grows along a table, never locks, is forgiven step by step in quiet time, and survives a
 * restart and a wrong clock.
 */
typedef struct _AnjGuessDelay AnjGuessDelay;

/* @ledger, @clock: (transfer none): outlive it */
AnjGuessDelay *anj_guess_delay_new (AnjLedger *ledger, const AnjClock *clock);
void anj_guess_delay_free (AnjGuessDelay *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnjGuessDelay, anj_guess_delay_free)

/* µs until the next try counts; 0: now */
gint64 anj_guess_delay_get_wait_us (AnjGuessDelay *self);
/* misses that count at present */
guint anj_guess_delay_get_level (AnjGuessDelay *self);

/**
 * anj_guess_delay_count_miss:
 * @delays_s: seconds to wait after the 1st, 2nd, … miss; the last one holds for all after it
 *
 * Durable when it returns.
 */
gboolean anj_guess_delay_count_miss (AnjGuessDelay *self,
                                     const gint64 *delays_s,
                                     gsize n_delays,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
