/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/agent/anj-time-sense.h"

#define KEEP_EVERY_US (5 * 60 * (gint64) G_USEC_PER_SEC)
#define FRESH_US (24 * 3600 * (gint64) G_USEC_PER_SEC)
/* what was told is written down again when it has moved by more */
#define MOVED_US (60 * (gint64) G_USEC_PER_SEC)
/* how far a hub may be behind its own signed word and still be believed */
#define TOLERANCE_US (3600 * (gint64) G_USEC_PER_SEC)

/* Times that were signed and told are kept as how far they are ahead of the powered time, so that
 * the powered time alone goes on. */
struct _AnjTimeSense
{
  AnjLedger *ledger;     /* (unowned): outlives the store thread's calls */
  const AnjClock *clock; /* (unowned): outlives this */
  AnjClock sense;
  char *boot_id; /* (owned) (nullable): not known */
  gint64 kept_us;
  gint64 kept_told_us;
  gboolean is_boot_noted;

  GMutex lock;       /* for those below, which other threads read */
  gint64 powered_us; /* at @monotonic_us */
  gint64 monotonic_us;
  gint64 floor_ahead_us;
  gint64 told_ahead_us;   /* 0: nothing was told */
  gint64 told_powered_us; /* when */
};

static gint64
powered (AnjTimeSense *self)
{
  return self->powered_us + MAX (0, anj_clock_monotonic_us (self->clock) - self->monotonic_us);
}

/* with the lock */
static gboolean
is_told (AnjTimeSense *self)
{
  return self->told_ahead_us != 0 && self->told_ahead_us >= self->floor_ahead_us - TOLERANCE_US;
}

gint64
anj_time_sense_now_us (AnjTimeSense *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return powered (self) +
         (is_told (self) ? MAX (self->told_ahead_us, self->floor_ahead_us) : self->floor_ahead_us);
}

gint64
anj_time_sense_floor_us (AnjTimeSense *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return powered (self) + self->floor_ahead_us;
}

gint64
anj_time_sense_powered_us (AnjTimeSense *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return powered (self);
}

gboolean
anj_time_sense_is_sure (AnjTimeSense *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return is_told (self);
}

gboolean
anj_time_sense_is_fresh (AnjTimeSense *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return is_told (self) && powered (self) - self->told_powered_us <= FRESH_US;
}

static gint64
sense_real_us (gpointer user_data)
{
  return anj_time_sense_now_us (user_data);
}

static gint64
sense_monotonic_us (gpointer user_data)
{
  AnjTimeSense *self = user_data;

  return anj_clock_monotonic_us (self->clock);
}

const AnjClock *
anj_time_sense_get_clock (AnjTimeSense *self)
{
  return &self->sense;
}

/* a power cut may have taken some of the powered time that was there when a time was signed */
static gint64
read_floor_ahead_us (AnjLedger *ledger, gint64 powered_us)
{
  return MAX (anj_ledger_get_mark (ledger, ANJ_MARK_FLOOR_AHEAD_US),
              anj_ledger_get_mark (ledger, ANJ_MARK_FLOOR_US) - powered_us);
}

AnjTimeSense *
anj_time_sense_new (AnjLedger *ledger, const AnjClock *clock)
{
  AnjTimeSense *self = g_atomic_rc_box_new0 (AnjTimeSense);

  g_mutex_init (&self->lock);
  self->ledger = ledger;
  self->clock = clock;
  self->sense = (AnjClock){ sense_real_us, sense_monotonic_us, self };
  self->monotonic_us = anj_clock_monotonic_us (clock);
  self->powered_us = anj_ledger_get_mark (ledger, ANJ_MARK_POWERED_US);
  self->kept_us = self->powered_us;
  self->floor_ahead_us = read_floor_ahead_us (ledger, self->powered_us);
  return self;
}

AnjTimeSense *
anj_time_sense_ref (AnjTimeSense *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  AnjTimeSense *self = data;

  g_mutex_clear (&self->lock);
  g_free (self->boot_id);
}

void
anj_time_sense_unref (AnjTimeSense *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

void
anj_time_sense_resume (AnjTimeSense *self, const char *boot_id)
{
  g_autofree char *last_boot = anj_ledger_get_note (self->ledger, ANJ_NOTE_TIME_BOOT);
  gint64 kept_monotonic_us = anj_ledger_get_mark (self->ledger, ANJ_MARK_POWERED_MONOTONIC_US);
  gint64 told_ahead_us = anj_ledger_get_mark (self->ledger, ANJ_MARK_TOLD_AHEAD_US);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  g_free (self->boot_id);
  self->boot_id = g_strdup (boot_id);
  self->is_boot_noted = g_strcmp0 (last_boot, boot_id) == 0;
  if (!self->is_boot_noted || kept_monotonic_us > self->monotonic_us)
    return;
  self->powered_us += self->monotonic_us - kept_monotonic_us;
  self->floor_ahead_us = read_floor_ahead_us (self->ledger, self->powered_us);
  self->told_ahead_us = self->kept_told_us = told_ahead_us;
  self->told_powered_us = self->powered_us;
}

void
anj_time_sense_fill_marks (AnjTimeSense *self, AnjMark marks[ANJ_TIME_SENSE_N_MARKS])
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  gint64 monotonic_us = anj_clock_monotonic_us (self->clock);

  marks[0] = (AnjMark){ ANJ_MARK_POWERED_US,
                        self->powered_us + MAX (0, monotonic_us - self->monotonic_us) };
  marks[1] = (AnjMark){ ANJ_MARK_POWERED_MONOTONIC_US, monotonic_us };
  marks[2] = (AnjMark){ ANJ_MARK_TOLD_AHEAD_US, self->told_ahead_us };
}

static gboolean
write_marks (AnjTimeSense *self, GError **error)
{
  AnjMark marks[ANJ_TIME_SENSE_N_MARKS];

  anj_time_sense_fill_marks (self, marks);
  if (!anj_ledger_set_marks (self->ledger, marks, G_N_ELEMENTS (marks), error))
    return FALSE;
  self->kept_us = marks[0].value;
  self->kept_told_us = marks[2].value;
  /* after the marks: those of another boot never pass for this one's */
  if (self->is_boot_noted || self->boot_id == NULL)
    return TRUE;
  self->is_boot_noted = anj_ledger_set_note (self->ledger, ANJ_NOTE_TIME_BOOT, self->boot_id,
                                             error);
  return self->is_boot_noted;
}

gboolean
anj_time_sense_learn (AnjTimeSense *self, gint64 signed_us, GError **error)
{
  gint64 ahead_us = signed_us - anj_time_sense_powered_us (self);

  /* before anj_time_sense_resume() the powered time is still that of the last mark */
  if (signed_us <= anj_ledger_get_mark (self->ledger, ANJ_MARK_FLOOR_US))
    return TRUE;
  g_mutex_lock (&self->lock);
  self->floor_ahead_us = MAX (self->floor_ahead_us, ahead_us);
  g_mutex_unlock (&self->lock);
  return anj_ledger_raise_mark (self->ledger, ANJ_MARK_FLOOR_US, signed_us, error) &&
         anj_ledger_raise_mark (self->ledger, ANJ_MARK_FLOOR_AHEAD_US, ahead_us, error);
}

gboolean
anj_time_sense_hear (AnjTimeSense *self, gint64 told_us, GError **error)
{
  g_mutex_lock (&self->lock);
  self->told_powered_us = powered (self);
  self->told_ahead_us = told_us - self->told_powered_us;
  g_mutex_unlock (&self->lock);
  return ABS (self->told_ahead_us - self->kept_told_us) <= MOVED_US || write_marks (self, error);
}

gboolean
anj_time_sense_keep (AnjTimeSense *self, GError **error)
{
  gint64 powered_us = anj_time_sense_powered_us (self);

  if (powered_us - self->kept_us < KEEP_EVERY_US / 2 &&
      (self->is_boot_noted || self->boot_id == NULL))
    return TRUE;
  return write_marks (self, error);
}
