/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/agent/anj-time-sense.h"

#include "app/agent/anj-powered-mark.h"

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
  char *state_dir;       /* (owned) */
  AnjLedger *ledger;     /* (unowned): outlives the store thread's calls */
  const AnjClock *clock; /* (unowned): outlives this */
  AnjClock sense;
  AnjPoweredMark kept;
  char *boot_id; /* (owned) (nullable): not known */
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
  gint64 passed_us = anj_clock_monotonic_us (self->clock) - self->monotonic_us;

  return self->powered_us + MAX (0, passed_us);
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
  gint64 ahead_us = anj_ledger_get_mark (ledger, ANJ_MARK_FLOOR_AHEAD_US);
  gint64 floor_us = anj_ledger_get_mark (ledger, ANJ_MARK_FLOOR_US);

  return MAX (ahead_us, floor_us - powered_us);
}

AnjTimeSense *
anj_time_sense_new (const char *state_dir, AnjLedger *ledger, const AnjClock *clock)
{
  AnjTimeSense *self = g_atomic_rc_box_new0 (AnjTimeSense);
  gint64 powered_us;

  g_mutex_init (&self->lock);
  self->state_dir = g_strdup (state_dir);
  self->ledger = ledger;
  self->clock = clock;
  self->sense = (AnjClock){ sense_real_us, sense_monotonic_us, self };
  self->monotonic_us = anj_clock_monotonic_us (clock);
  anj_powered_mark_read (state_dir, &self->kept);
  powered_us = anj_ledger_get_mark (ledger, ANJ_MARK_POWERED_US);
  self->powered_us = MAX (self->kept.powered_us, powered_us);
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
  anj_powered_mark_clear (&self->kept);
  g_free (self->boot_id);
  g_free (self->state_dir);
}

void
anj_time_sense_unref (AnjTimeSense *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

void
anj_time_sense_resume (AnjTimeSense *self, const char *boot_id)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  g_free (self->boot_id);
  self->boot_id = g_strdup (boot_id);
  self->is_boot_noted = boot_id != NULL && g_strcmp0 (self->kept.boot_id, boot_id) == 0;
  if (!self->is_boot_noted || self->kept.monotonic_us > self->monotonic_us)
    return;
  self->powered_us = MAX (self->powered_us,
                          self->kept.powered_us + self->monotonic_us - self->kept.monotonic_us);
  self->floor_ahead_us = read_floor_ahead_us (self->ledger, self->powered_us);
  self->told_ahead_us = self->kept.told_ahead_us;
  self->told_powered_us = self->powered_us;
}

static gboolean
write_mark (AnjTimeSense *self, GError **error)
{
  gint64 monotonic_us = anj_clock_monotonic_us (self->clock);
  AnjPoweredMark mark = { .slot = self->kept.slot, .boot_id = self->boot_id };

  g_mutex_lock (&self->lock);
  mark.monotonic_us = MAX (monotonic_us, self->monotonic_us);
  mark.powered_us = self->powered_us + mark.monotonic_us - self->monotonic_us;
  mark.told_ahead_us = self->told_ahead_us;
  g_mutex_unlock (&self->lock);
  if (!anj_powered_mark_write (self->state_dir, &mark, error))
    return FALSE;
  anj_powered_mark_clear (&self->kept);
  self->kept = mark;
  self->kept.boot_id = g_strdup (self->boot_id);
  self->is_boot_noted = TRUE;
  return TRUE;
}

gboolean
anj_time_sense_learn (AnjTimeSense *self, gint64 signed_us, GError **error)
{
  gint64 powered_us = anj_time_sense_powered_us (self);
  gint64 ahead_us = signed_us - powered_us;
  const AnjMark marks[] = {
    { ANJ_MARK_FLOOR_US, signed_us },
    { ANJ_MARK_FLOOR_AHEAD_US, ahead_us },
    { ANJ_MARK_POWERED_US, powered_us },
  };

  /* before anj_time_sense_resume() the powered time is still that of the last mark */
  if (signed_us <= anj_ledger_get_mark (self->ledger, ANJ_MARK_FLOOR_US))
    return TRUE;
  g_mutex_lock (&self->lock);
  self->floor_ahead_us = MAX (self->floor_ahead_us, ahead_us);
  g_mutex_unlock (&self->lock);
  return anj_ledger_raise_marks (self->ledger, marks, G_N_ELEMENTS (marks), error);
}

gboolean
anj_time_sense_hear (AnjTimeSense *self, gint64 told_us, GError **error)
{
  g_mutex_lock (&self->lock);
  self->told_powered_us = powered (self);
  self->told_ahead_us = told_us - self->told_powered_us;
  g_mutex_unlock (&self->lock);
  return ABS (self->told_ahead_us - self->kept.told_ahead_us) <= MOVED_US ||
         write_mark (self, error);
}

gboolean
anj_time_sense_keep (AnjTimeSense *self, GError **error)
{
  gint64 powered_us = anj_time_sense_powered_us (self);

  if (powered_us - self->kept.powered_us < KEEP_EVERY_US / 2 &&
      (self->is_boot_noted || self->boot_id == NULL))
    return TRUE;
  return write_mark (self, error);
}
