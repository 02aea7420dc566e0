/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "tests/sim/sim-office.h"

#include "tests/sim/sim-loop.h"

/* of the day, in western Indonesia's time */
#define BEGINS_US (10 * G_TIME_SPAN_HOUR)
#define OPENS_US (8 * G_TIME_SPAN_HOUR)
#define CLOSES_US (15 * G_TIME_SPAN_HOUR + 30 * G_TIME_SPAN_MINUTE)
#define SPREAD_US (30 * G_TIME_SPAN_MINUTE)
#define LOOK_US (5 * G_TIME_SPAN_MINUTE)
#define LIT_ONE_IN 3
#define SWITCHED_ONE_IN 4

struct _SimOffice
{
  SimKiosk *kiosk;
  SimResidents *residents;
  SimChance chance;
  gboolean is_lit; /* at night, too */
  guint event_id;
};

static void open_office (gpointer user_data);
static void close_office (gpointer user_data);

/* at @of_day_us and a bit, today or, where that is over, tomorrow */
static void
set_next (SimOffice *self, gint64 of_day_us, SimEvent event)
{
  gint64 since_us = sim_loop_now_us () - SIM_BEGIN_US + BEGINS_US;
  gint64 wait_us = of_day_us - since_us % G_TIME_SPAN_DAY;

  if (wait_us <= 0)
    wait_us += G_TIME_SPAN_DAY;
  self->event_id = sim_loop_after (wait_us + (gint64) sim_chance_below (&self->chance, SPREAD_US),
                                   event, self);
}

static void
go_dark (gpointer user_data)
{
  SimOffice *self = user_data;

  if (sim_residents_are_there (self->residents))
    {
      self->event_id = sim_loop_after (LOOK_US, go_dark, self);
      return;
    }
  sim_kiosk_switch_off (self->kiosk, sim_chance_once_in (&self->chance, SWITCHED_ONE_IN)
                                         ? SIM_END_POWER
                                         : SIM_END_ORDERLY);
  set_next (self, OPENS_US, open_office);
}

static void
close_office (gpointer user_data)
{
  SimOffice *self = user_data;

  sim_residents_end (self->residents);
  if (self->is_lit)
    set_next (self, OPENS_US, open_office);
  else
    self->event_id = sim_loop_after ((gint64) sim_chance_below (&self->chance, SPREAD_US), go_dark,
                                     self);
}

static void
open_office (gpointer user_data)
{
  SimOffice *self = user_data;

  sim_kiosk_switch_on (self->kiosk);
  sim_residents_begin (self->residents);
  set_next (self, CLOSES_US, close_office);
}

SimOffice *
sim_office_new (SimKiosk *kiosk, SimResidents *residents, guint64 seed)
{
  SimOffice *self = g_new0 (SimOffice, 1);

  self->kiosk = kiosk;
  self->residents = residents;
  self->chance = sim_chance_new (seed, sim_kiosk_who (kiosk) + G_GUINT64_CONSTANT (0x400000));
  self->is_lit = sim_chance_once_in (&self->chance, LIT_ONE_IN);
  set_next (self, CLOSES_US, close_office);
  return self;
}

void
sim_office_end (SimOffice *self)
{
  if (self->event_id != 0)
    sim_loop_cancel (self->event_id);
  self->event_id = 0;
  sim_residents_end (self->residents);
  sim_kiosk_switch_on (self->kiosk);
}

void
sim_office_free (SimOffice *self)
{
  g_assert (self->event_id == 0);
  g_free (self);
}
