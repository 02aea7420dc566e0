/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/agent/anj-ledger.h"

G_BEGIN_DECLS

/**
 * AnjTimeSense:
 *
 * What time it is, as far as this terminal knows (decision 0035). The wall clock is never asked: it
 * may wake in 1970 or jump. Two things count: times that the hub signed or told, and powered time,
 * the hours that the agent ran, counted by the monotonic clock and kept beside the ledger
 * (anj-powered-mark.h); the ledger has them as they were at the last signed time and miss.
 *
 *   floor     the latest signed time and the powered time since: it is at least so late
 *   now       what the hub told last since the machine was switched on, and the time since: it is
 *             so late. While nothing was told: the floor, and the sense is unsure
 *
 * What only reads may be called in any thread; the rest belongs to the store thread.
 */
typedef struct _AnjTimeSense AnjTimeSense;

/* @ledger: (transfer none): outlives all calls that belong to the store thread
 * @clock: (transfer none): outlives it; only its monotonic time is used */
AnjTimeSense *anj_time_sense_new (const char *state_dir, AnjLedger *ledger, const AnjClock *clock);
AnjTimeSense *anj_time_sense_ref (AnjTimeSense *self);
void anj_time_sense_unref (AnjTimeSense *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnjTimeSense, anj_time_sense_unref)

/* (transfer none): lives as long as @self; its real time is that of anj_time_sense_now_us() */
const AnjClock *anj_time_sense_get_clock (AnjTimeSense *self);
/* µs UTC; never before the floor */
gint64 anj_time_sense_now_us (AnjTimeSense *self);
/* µs UTC */
gint64 anj_time_sense_floor_us (AnjTimeSense *self);
/* µs that this terminal ran, in all; goes on over restarts, and after a power cut at most five
 * minutes earlier than it was */
gint64 anj_time_sense_powered_us (AnjTimeSense *self);
/* the hub told the time since the machine was switched on: now is right, and may be shown */
gboolean anj_time_sense_is_sure (AnjTimeSense *self);
/* it did within a day: a certificate may be judged by it. A hub that told a wrong time and is
 * refused by it for that is asked again a day later */
gboolean anj_time_sense_is_fresh (AnjTimeSense *self);

/* @boot_id: the machine's: whether it ran on since the ledger was written; writes nothing */
void anj_time_sense_resume (AnjTimeSense *self, const char *boot_id);
/* it is at least so late: @signed_us stands in something that the hub signed; durable */
gboolean anj_time_sense_learn (AnjTimeSense *self,
                               gint64 signed_us,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* it is so late now: the hub says so, over TLS */
gboolean
anj_time_sense_hear (AnjTimeSense *self, gint64 told_us, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* writes the powered time down, unless it has just been; to be called every five minutes */
gboolean anj_time_sense_keep (AnjTimeSense *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
