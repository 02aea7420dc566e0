/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "tests/sim/sim-faults.h"

typedef struct
{
  void (*happens) (SimFaults *self, SimKiosk *kiosk); /* @kiosk: (nullable): of the hub's */
  double every_days;
  gboolean is_hubs;
} Kind;

/* One kind at one place. */
typedef struct
{
  SimFaults *faults;
  const Kind *kind;
  SimKiosk *kiosk; /* (unowned) (nullable) */
  guint event_id;
} Source;

struct _SimFaults
{
  SimWorld *world; /* (unowned) */
  SimChance chance;
  GPtrArray *sources; /* (element-type Source) */
};

/* a duration: mostly short, now and then of days */
static gint64
draw_us (SimFaults *self, gint64 mean_us)
{
  gint64 us = sim_chance_wait_us (&self->chance, mean_us);

  return sim_chance_once_in (&self->chance, 8) ? us * 12 : us;
}

static void
join_line (gpointer kiosk)
{
  sim_port_set_cut (sim_kiosk_port (kiosk), FALSE);
}

static void
cut_line (SimFaults *self, SimKiosk *kiosk)
{
  sim_port_set_cut (sim_kiosk_port (kiosk), TRUE);
  sim_loop_after (draw_us (self, 2 * G_TIME_SPAN_HOUR), join_line, kiosk);
}

static void
lose_power (SimFaults *self, SimKiosk *kiosk)
{
  sim_kiosk_stop (kiosk, SIM_END_POWER, draw_us (self, G_TIME_SPAN_HOUR));
}

static void
crash (SimFaults *self, SimKiosk *kiosk)
{
  sim_kiosk_stop (kiosk, sim_chance_once_in (&self->chance, 4) ? SIM_END_ORDERLY : SIM_END_CRASH,
                  2 * G_TIME_SPAN_SECOND);
}

/* in the midst of a commit */
static void
die_at_write (SimFaults *self, SimKiosk *kiosk)
{
  sim_disk_plan_death (sim_kiosk_disk (kiosk), 1 + (guint) sim_chance_below (&self->chance, 60));
}

static void
hub_dies (SimFaults *self, SimKiosk *kiosk G_GNUC_UNUSED)
{
  sim_hub_die (self->world->hub, sim_chance_once_in (&self->chance, 2),
               draw_us (self, 20 * G_TIME_SPAN_MINUTE));
}

static void
hub_dies_at_write (SimFaults *self, SimKiosk *kiosk G_GNUC_UNUSED)
{
  sim_disk_plan_death (sim_hub_disk (self->world->hub),
                       1 + (guint) sim_chance_below (&self->chance, 60));
}

/* the newest backup: what only a newer one held terminals have let go */
static void
hub_is_restored (SimFaults *self, SimKiosk *kiosk G_GNUC_UNUSED)
{
  sim_hub_restore (self->world->hub);
}

static void
mend_disk (gpointer disk)
{
  static const SimDiskFaults good;

  sim_trace ("disk is well", 0, 0);
  sim_disk_set_faults (disk, &good);
}

static void
spoil_disk (SimFaults *self, SimDisk *disk, const SimDiskFaults *faults)
{
  sim_trace (faults->is_full ? "disk is full" : "disk fails", 0, faults->sync_fails);
  sim_disk_set_faults (disk, faults);
  sim_loop_after (draw_us (self, G_TIME_SPAN_HOUR), mend_disk, disk);
}

static void
fill_disk (SimFaults *self, SimKiosk *kiosk)
{
  static const SimDiskFaults full = { .is_full = TRUE };

  spoil_disk (self, sim_kiosk_disk (kiosk), &full);
}

static void
fail_disk (SimFaults *self, SimKiosk *kiosk)
{
  const SimDiskFaults faults = { .sync_fails = 2 + (guint) sim_chance_below (&self->chance, 30),
                                 .write_fails = 5 + (guint) sim_chance_below (&self->chance, 300) };

  spoil_disk (self, sim_kiosk_disk (kiosk), &faults);
}

static void
fill_hub_disk (SimFaults *self, SimKiosk *kiosk G_GNUC_UNUSED)
{
  static const SimDiskFaults full = { .is_full = TRUE };

  spoil_disk (self, sim_hub_disk (self->world->hub), &full);
}

static void
fail_hub_disk (SimFaults *self, SimKiosk *kiosk G_GNUC_UNUSED)
{
  const SimDiskFaults faults = { .sync_fails = 10 + (guint) sim_chance_below (&self->chance, 90),
                                 .write_fails = 50 +
                                                (guint) sim_chance_below (&self->chance, 300) };

  spoil_disk (self, sim_hub_disk (self->world->hub), &faults);
}

/* an hour off, years off, 1970 */
static void
set_clock (SimFaults *self, SimKiosk *kiosk)
{
  const gint64 wrong_us[] = { 0, G_TIME_SPAN_HOUR, -G_TIME_SPAN_HOUR, 3650 * G_TIME_SPAN_DAY,
                              -sim_loop_now_us () };

  sim_kiosk_set_clock (kiosk, wrong_us[sim_chance_below (&self->chance, G_N_ELEMENTS (wrong_us))]);
}

/* a bit that nobody looks at while the machine is off */
static void
rot (SimFaults *self, SimKiosk *kiosk)
{
  static const char *const names[] = { "outbox.db", "outbox.db", "ledger.db", "cache.db" };

  if (!self->world->plan.rots)
    return;
  sim_kiosk_stop (kiosk, SIM_END_ORDERLY, G_TIME_SPAN_HOUR);
  sim_disk_rot_later (sim_kiosk_disk (kiosk), G_TIME_SPAN_MINUTE,
                      names[sim_chance_below (&self->chance, G_N_ELEMENTS (names))]);
}

static const Kind kinds[] = {
  { cut_line, 1, FALSE },
  { lose_power, 3, FALSE },
  { crash, 3, FALSE },
  { die_at_write, 2, FALSE },
  { hub_dies, 1, TRUE },
  { hub_dies_at_write, 1, TRUE },
  { hub_is_restored, 5, TRUE },
  { fill_disk, 8, FALSE },
  { fail_disk, 6, FALSE },
  { fill_hub_disk, 8, TRUE },
  { fail_hub_disk, 8, TRUE },
  { set_clock, 3, FALSE },
  { rot, 3, FALSE },
};

static void
on_due (gpointer user_data)
{
  Source *source = user_data;
  SimFaults *self = source->faults;
  gint64 mean_us = (gint64) (source->kind->every_days * (double) G_TIME_SPAN_DAY);

  source->event_id = sim_loop_after (sim_chance_wait_us (&self->chance, mean_us), on_due, source);
  source->kind->happens (self, source->kiosk);
}

static void
add (SimFaults *self, const Kind *kind, SimKiosk *kiosk)
{
  Source *source = g_new0 (Source, 1);
  gint64 mean_us = (gint64) (kind->every_days * (double) G_TIME_SPAN_DAY);

  *source = (Source){
    self, kind, kiosk, sim_loop_after (sim_chance_wait_us (&self->chance, mean_us), on_due, source)
  };
  g_ptr_array_add (self->sources, source);
}

/* each line is of its own kind for good */
static void
spoil_line (SimFaults *self, SimKiosk *kiosk)
{
  const SimNetFaults faults = {
    .loses_request = 10 + (guint) sim_chance_below (&self->chance, 190),
    .loses_reply = 10 + (guint) sim_chance_below (&self->chance, 190),
    .repeats = 10 + (guint) sim_chance_below (&self->chance, 190),
    .delay_us = (gint64) sim_chance_below (&self->chance, 3 * G_TIME_SPAN_SECOND),
  };

  sim_port_set_faults (sim_kiosk_port (kiosk), &faults);
}

SimFaults *
sim_faults_new (SimWorld *world)
{
  SimFaults *self = g_new0 (SimFaults, 1);

  self->world = world;
  self->chance = sim_chance_new (world->plan.seed, G_GUINT64_CONSTANT (0x400000));
  self->sources = g_ptr_array_new_with_free_func (g_free);
  for (guint k = 0; k < world->kiosks->len; k++)
    spoil_line (self, world->kiosks->pdata[k]);
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (kinds[i].is_hubs)
      add (self, &kinds[i], NULL);
    else
      for (guint k = 0; k < world->kiosks->len; k++)
        add (self, &kinds[i], world->kiosks->pdata[k]);
  return self;
}

void
sim_faults_heal (SimFaults *self)
{
  static const SimNetFaults good_line;
  static const SimDiskFaults good_disk;

  sim_trace ("all is mended", 0, 0);
  for (guint i = 0; i < self->sources->len; i++)
    sim_loop_cancel (((Source *) self->sources->pdata[i])->event_id);
  g_ptr_array_set_size (self->sources, 0);
  sim_disk_plan_death (sim_hub_disk (self->world->hub), 0);
  sim_disk_set_faults (sim_hub_disk (self->world->hub), &good_disk);
  for (guint i = 0; i < self->world->kiosks->len; i++)
    {
      SimKiosk *kiosk = self->world->kiosks->pdata[i];

      sim_port_set_faults (sim_kiosk_port (kiosk), &good_line);
      sim_port_set_cut (sim_kiosk_port (kiosk), FALSE);
      sim_disk_plan_death (sim_kiosk_disk (kiosk), 0);
      sim_disk_set_faults (sim_kiosk_disk (kiosk), &good_disk);
      sim_kiosk_set_clock (kiosk, 0);
    }
}

void
sim_faults_free (SimFaults *self)
{
  g_ptr_array_unref (self->sources);
  g_free (self);
}
