/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/agent/anj-guess-delay.h"

#include "app/agent/anj-miss-mark.h"

/* one miss is forgiven after so much time without another, or after as long as the table's longest
 * wait: else the hardest table let as many through in the long run as the mildest */
#define FORGIVE_US (10 * 60 * (gint64) G_USEC_PER_SEC)
/* when nothing is known: as long as the default table's last */
#define WORST_WAIT_US (600 * (gint64) G_USEC_PER_SEC)

struct _AnjGuessDelay
{
  char *state_dir;    /* (owned) */
  AnjLedger *ledger;  /* (unowned): outlives this */
  AnjTimeSense *time; /* (owned) */
  gint64 n_misses;
  gint64 miss_powered_us; /* when the last one was; ANJ_MISS_JUST_NOW till it is first asked */
  gint64 wait_us;         /* what it earned */
  gint64 forgive_us;
};

AnjGuessDelay *
anj_guess_delay_new (const char *state_dir, AnjLedger *ledger, AnjTimeSense *time)
{
  AnjGuessDelay *self = g_new0 (AnjGuessDelay, 1);
  gint64 powered_us = anj_time_sense_powered_us (time), miss_us = ANJ_MISS_JUST_NOW;
  AnjMissMark mark;

  self->state_dir = g_strdup (state_dir);
  self->ledger = ledger;
  self->time = anj_time_sense_ref (time);
  if (anj_ledger_has_mark (ledger, ANJ_MARK_MISSES) || !anj_miss_mark_read (state_dir, &mark))
    {
      mark.n_misses = anj_ledger_get_mark (ledger, ANJ_MARK_MISSES);
      mark.wait_us = anj_ledger_get_mark (ledger, ANJ_MARK_MISS_WAIT_US);
      mark.forgive_us = anj_ledger_get_mark (ledger, ANJ_MARK_MISS_FORGIVE_US);
      miss_us = anj_ledger_get_mark (ledger, ANJ_MARK_MISS_POWERED_US);
    }
  self->n_misses = mark.n_misses;
  self->wait_us = mark.wait_us;
  self->forgive_us = MAX (FORGIVE_US, mark.forgive_us);
  /* one that is ahead was written before the powered time was lost */
  self->miss_powered_us = MIN (miss_us, powered_us);
  return self;
}

void
anj_guess_delay_free (AnjGuessDelay *self)
{
  if (self == NULL)
    return;
  anj_time_sense_unref (self->time);
  g_free (self->state_dir);
  g_free (self);
}

/* Just now is when somebody first asks: before, anj_time_sense_resume() may add what passed since
 * the powered time was last written, and would take it off the wait. */
static void
date_miss (AnjGuessDelay *self)
{
  if (self->miss_powered_us == ANJ_MISS_JUST_NOW)
    self->miss_powered_us = anj_time_sense_powered_us (self->time);
}

/* powered time since the last miss; never negative: it was written with that miss */
static gint64
get_passed_us (AnjGuessDelay *self)
{
  gint64 passed_us;

  date_miss (self);
  passed_us = anj_time_sense_powered_us (self->time) - self->miss_powered_us;
  return MAX (0, passed_us);
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
  gint64 powered_us = anj_time_sense_powered_us (self->time);
  AnjMark marks[6];

  /* no further than the table goes: who comes after a guesser is not to wait for days */
  n_misses = MIN (n_misses, (gint64) CLAMP (n_delays, 1, ANJ_GUESS_MAX_LEVEL));
  if (n_delays > 0)
    wait_us = delays_s[n_misses - 1] * (gint64) G_USEC_PER_SEC;
  marks[0] = (AnjMark){ ANJ_MARK_MISSES, n_misses };
  marks[1] = (AnjMark){ ANJ_MARK_MISS_WAIT_US, wait_us };
  marks[2] = (AnjMark){ ANJ_MARK_MISS_POWERED_US, powered_us };
  marks[3] = (AnjMark){ ANJ_MARK_MISSES_UNTOLD,
                        anj_ledger_get_mark (self->ledger, ANJ_MARK_MISSES_UNTOLD) + 1 };
  marks[4] = (AnjMark){ ANJ_MARK_MISS_FORGIVE_US, forgive_us };
  marks[5] = (AnjMark){ ANJ_MARK_POWERED_US, powered_us };
  /* it counts also where it cannot be written down */
  self->n_misses = n_misses;
  self->wait_us = wait_us;
  self->miss_powered_us = powered_us;
  self->forgive_us = forgive_us;
  return anj_ledger_set_marks (self->ledger, marks, G_N_ELEMENTS (marks), error);
}

/* what was taken from elsewhere is not in it yet */
static gboolean
settle_ledger (AnjGuessDelay *self, GError **error)
{
  const AnjMark marks[] = {
    { ANJ_MARK_MISSES, self->n_misses },
    { ANJ_MARK_MISS_WAIT_US, self->wait_us },
    { ANJ_MARK_MISS_FORGIVE_US, self->forgive_us },
    { ANJ_MARK_MISS_POWERED_US, self->miss_powered_us },
  };
  gboolean is_settled = TRUE;

  for (gsize i = 0; i < G_N_ELEMENTS (marks); i++)
    is_settled = is_settled && anj_ledger_has_mark (self->ledger, marks[i].name) &&
                 anj_ledger_get_mark (self->ledger, marks[i].name) == marks[i].value;
  return is_settled || anj_ledger_set_marks (self->ledger, marks, G_N_ELEMENTS (marks), error);
}

gboolean
anj_guess_delay_keep (AnjGuessDelay *self, GError **error)
{
  const AnjMissMark mark = { .n_misses = self->n_misses,
                             .wait_us = self->wait_us,
                             .forgive_us = self->forgive_us,
                             .n_untold = anj_ledger_get_mark (self->ledger,
                                                              ANJ_MARK_MISSES_UNTOLD) };

  date_miss (self);
  return settle_ledger (self, error) && anj_miss_mark_write (self->state_dir, &mark, error);
}

static gboolean
assume_worst (AnjLedger *ledger, GError **error)
{
  const AnjMark marks[] = {
    { ANJ_MARK_MISSES, ANJ_GUESS_MAX_LEVEL },
    { ANJ_MARK_MISS_WAIT_US, WORST_WAIT_US },
    { ANJ_MARK_MISS_POWERED_US, ANJ_MISS_JUST_NOW },
  };

  return anj_ledger_set_marks (ledger, marks, G_N_ELEMENTS (marks), error);
}

static gboolean
is_whole (AnjLedger *ledger)
{
  return anj_ledger_has_mark (ledger, ANJ_MARK_MISSES) &&
         anj_ledger_has_mark (ledger, ANJ_MARK_MISS_WAIT_US) &&
         anj_ledger_has_mark (ledger, ANJ_MARK_MISS_POWERED_US);
}

gboolean
anj_guess_delay_recover (AnjLedger *ledger, const char *state_dir, GError **error)
{
  AnjMissMark mark;

  if (anj_miss_mark_read (state_dir, &mark))
    {
      const AnjMark marks[] = {
        { ANJ_MARK_MISSES, mark.n_misses },
        { ANJ_MARK_MISS_WAIT_US, mark.wait_us },
        { ANJ_MARK_MISS_FORGIVE_US, mark.forgive_us },
        { ANJ_MARK_MISSES_UNTOLD, mark.n_untold },
        { ANJ_MARK_MISS_POWERED_US, ANJ_MISS_JUST_NOW },
      };

      return anj_ledger_set_marks (ledger, marks, G_N_ELEMENTS (marks), error);
    }
  return is_whole (ledger) || assume_worst (ledger, error);
}
