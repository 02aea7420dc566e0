/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/agent/anj-guess-delay.h"

/* one miss is forgiven after so much time without another */
#define FORGIVE_US (10 * 60 * G_USEC_PER_SEC)

struct _AnjGuessDelay
{
  AnjLedger *ledger;     /* (unowned): outlives this */
  const AnjClock *clock; /* (unowned): outlives this */
  gint64 n_misses;
  gint64 miss_monotonic_us; /* when the last one was; may lie before this process' time */
  gint64 wait_us;           /* what it earned */
};

AnjGuessDelay *
anj_guess_delay_new (AnjLedger *ledger, const AnjClock *clock)
{
  AnjGuessDelay *self = g_new0 (AnjGuessDelay, 1);
  gint64 ago_us = anj_clock_real_us (clock) - anj_ledger_get_mark (ledger, ANJ_MARK_MISS_US);

  self->ledger = ledger;
  self->clock = clock;
  self->n_misses = anj_ledger_get_mark (ledger, ANJ_MARK_MISSES);
  self->wait_us = anj_ledger_get_mark (ledger, ANJ_MARK_MISS_WAIT_US);
  /* a clock that went back says nothing of how long we were off: then the wait begins again */
  self->miss_monotonic_us = anj_clock_monotonic_us (clock) - MAX (0, ago_us);
  return self;
}

void
anj_guess_delay_free (AnjGuessDelay *self)
{
  g_free (self);
}

gint64
anj_guess_delay_get_wait_us (AnjGuessDelay *self)
{
  gint64 passed_us = anj_clock_monotonic_us (self->clock) - self->miss_monotonic_us;

  return self->n_misses > 0 ? MAX (0, self->wait_us - passed_us) : 0;
}

guint
anj_guess_delay_get_level (AnjGuessDelay *self)
{
  gint64 passed_us = anj_clock_monotonic_us (self->clock) - self->miss_monotonic_us;

  return (guint) MAX (0, self->n_misses - passed_us / (gint64) FORGIVE_US);
}

gboolean
anj_guess_delay_count_miss (AnjGuessDelay *self,
                            const gint64 *delays_s,
                            gsize n_delays,
                            GError **error)
{
  gint64 n_misses = (gint64) anj_guess_delay_get_level (self) + 1;
  gint64 wait_us = 0;
  AnjMark marks[3];

  if (n_delays > 0)
    wait_us = delays_s[MIN ((gsize) n_misses, n_delays) - 1] * (gint64) G_USEC_PER_SEC;
  marks[0] = (AnjMark){ ANJ_MARK_MISSES, n_misses };
  marks[1] = (AnjMark){ ANJ_MARK_MISS_WAIT_US, wait_us };
  marks[2] = (AnjMark){ ANJ_MARK_MISS_US, anj_clock_real_us (self->clock) };
  if (!anj_ledger_set_marks (self->ledger, marks, G_N_ELEMENTS (marks), error))
    return FALSE;
  self->n_misses = n_misses;
  self->wait_us = wait_us;
  self->miss_monotonic_us = anj_clock_monotonic_us (self->clock);
  return TRUE;
}
