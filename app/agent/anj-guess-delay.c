/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/agent/anj-guess-delay.h"

/* one miss is forgiven after so much time without another, or after as long as the table's longest
 * wait: else the hardest table let as many through in the long run as the mildest */
#define FORGIVE_US (10 * 60 * (gint64) G_USEC_PER_SEC)
/* after a lost ledger: as long as the default table's last */
#define WORST_WAIT_US (600 * (gint64) G_USEC_PER_SEC)

struct _AnjGuessDelay
{
  AnjLedger *ledger;  /* (unowned): outlives this */
  AnjTimeSense *time; /* (owned) */
  gint64 n_misses;
  gint64 miss_powered_us; /* when the last one was */
  gint64 wait_us;         /* what it earned */
  gint64 forgive_us;
};

AnjGuessDelay *
anj_guess_delay_new (AnjLedger *ledger, AnjTimeSense *time)
{
  AnjGuessDelay *self = g_new0 (AnjGuessDelay, 1);

  self->ledger = ledger;
  self->time = anj_time_sense_ref (time);
  self->n_misses = anj_ledger_get_mark (ledger, ANJ_MARK_MISSES);
  self->wait_us = anj_ledger_get_mark (ledger, ANJ_MARK_MISS_WAIT_US);
  self->miss_powered_us = anj_ledger_get_mark (ledger, ANJ_MARK_MISS_POWERED_US);
  self->forgive_us = MAX (FORGIVE_US, anj_ledger_get_mark (ledger, ANJ_MARK_MISS_FORGIVE_US));
  return self;
}

void
anj_guess_delay_free (AnjGuessDelay *self)
{
  if (self == NULL)
    return;
  anj_time_sense_unref (self->time);
  g_free (self);
}

/* powered time since the last miss; never negative: it was written with that miss */
static gint64
get_passed_us (AnjGuessDelay *self)
{
  return MAX (0, anj_time_sense_powered_us (self->time) - self->miss_powered_us);
}

gint64
anj_guess_delay_get_wait_us (AnjGuessDelay *self)
{
  return self->n_misses > 0 ? MAX (0, self->wait_us - get_passed_us (self)) : 0;
}

guint
anj_guess_delay_get_level (AnjGuessDelay *self)
{
  return (guint) MAX (0, self->n_misses - get_passed_us (self) / self->forgive_us);
}

gboolean
anj_guess_delay_count_miss (AnjGuessDelay *self,
                            const gint64 *delays_s,
                            gsize n_delays,
                            GError **error)
{
  gint64 n_misses = (gint64) anj_guess_delay_get_level (self) + 1;
  gint64 wait_us = 0;
  gint64 longest_us = n_delays > 0 ? delays_s[n_delays - 1] * (gint64) G_USEC_PER_SEC : 0;
  gint64 forgive_us = MAX (FORGIVE_US, longest_us);
  AnjMark marks[5 + ANJ_TIME_SENSE_N_MARKS];

  /* no further than the table goes: who comes after a guesser is not to wait for days */
  n_misses = MIN (n_misses, (gint64) CLAMP (n_delays, 1, ANJ_GUESS_MAX_LEVEL));
  if (n_delays > 0)
    wait_us = delays_s[n_misses - 1] * (gint64) G_USEC_PER_SEC;
  anj_time_sense_fill_marks (self->time, marks + 5);
  marks[0] = (AnjMark){ ANJ_MARK_MISSES, n_misses };
  marks[1] = (AnjMark){ ANJ_MARK_MISS_WAIT_US, wait_us };
  marks[2] = (AnjMark){ ANJ_MARK_MISS_POWERED_US, marks[5].value };
  marks[3] = (AnjMark){ ANJ_MARK_MISSES_UNTOLD,
                        anj_ledger_get_mark (self->ledger, ANJ_MARK_MISSES_UNTOLD) + 1 };
  marks[4] = (AnjMark){ ANJ_MARK_MISS_FORGIVE_US, forgive_us };
  /* it counts also where it cannot be written down */
  self->n_misses = n_misses;
  self->wait_us = wait_us;
  self->miss_powered_us = marks[2].value;
  self->forgive_us = forgive_us;
  return anj_ledger_set_marks (self->ledger, marks, G_N_ELEMENTS (marks), error);
}

gboolean
anj_guess_delay_assume_worst (AnjLedger *ledger, GError **error)
{
  const AnjMark marks[] = {
    { ANJ_MARK_MISSES, ANJ_GUESS_MAX_LEVEL },
    { ANJ_MARK_MISS_WAIT_US, WORST_WAIT_US },
    { ANJ_MARK_MISS_POWERED_US, anj_ledger_get_mark (ledger, ANJ_MARK_POWERED_US) },
  };

  return anj_ledger_set_marks (ledger, marks, G_N_ELEMENTS (marks), error);
}
