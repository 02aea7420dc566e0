/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Sweeps over the fleet are seen, and honest people are not taken for one. */

#include "hub/hub-guess-watch.h"

#include <math.h>
#include <string.h>

/* Indonesia's, as in the terminals' plan */
#define N_PROVINCES 38
#define N_REGENCIES 514
#define N_DISTRICTS 7277
#define N_VILLAGES 83763

/* honest people: look-ups a village and half hour of the eight open ones; of them, a tenth is
 * missed, and a tenth of those who missed leave without having mended it */
#define LOOK_UPS 1.0
#define UNMENDED_RATE 0.011
#define OPEN_WINDOWS 16

typedef struct
{
  char code[9];
  guint n_villages;
  double habit; /* how much more is given up here than elsewhere */
} District;

typedef struct
{
  GRand *rand;
  District districts[N_DISTRICTS];
  HubGuessWatch *watch;
} Fleet;

static Fleet *
fleet_new (guint32 seed)
{
  Fleet *self = g_new0 (Fleet, 1);

  self->rand = g_rand_new_with_seed (seed);
  self->watch = hub_guess_watch_new ();
  for (guint i = 0; i < N_DISTRICTS; i++)
    {
      guint regency = i * N_REGENCIES / N_DISTRICTS, province = regency * N_PROVINCES / N_REGENCIES;
      District *district = &self->districts[i];

      g_snprintf (district->code, sizeof district->code, "%02u.%02u.%02u", 11 + province,
                  1 + regency % 40, 1 + i % 40);
      district->n_villages = N_VILLAGES / N_DISTRICTS + (i < N_VILLAGES % N_DISTRICTS);
      district->habit = g_rand_double_range (self->rand, 0.5, 1.5);
    }
  return self;
}

static void
fleet_free (Fleet *self)
{
  g_rand_free (self->rand);
  hub_guess_watch_free (self->watch);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Fleet, fleet_free)

static double
draw_poisson (GRand *rand, double mean)
{
  double product = 1, limit = exp (-mean);
  guint n = 0;

  if (mean > 30) /* Box and Muller's normal, near enough there */
    {
      double u = g_rand_double_range (rand, 1e-12, 1), v = g_rand_double (rand);

      return MAX (0, round (mean + sqrt (mean) * sqrt (-2 * log (u)) * cos (2 * G_PI * v)));
    }
  while ((product *= g_rand_double (rand)) > limit)
    n++;
  return n;
}

/* half an hour of honest people; @busy: how many come, against the usual */
static void
add_honest (Fleet *self, double busy)
{
  for (guint i = 0; i < N_DISTRICTS; i++)
    {
      const District *district = &self->districts[i];
      double look_ups = draw_poisson (self->rand, LOOK_UPS * busy * district->n_villages);

      hub_guess_watch_add (self->watch, district->code, look_ups,
                           draw_poisson (self->rand, look_ups * UNMENDED_RATE * district->habit));
    }
}

static guint
judge (Fleet *self)
{
  GPtrArray *places = hub_guess_watch_list (self->watch);
  guint n_alarms = 0;

  hub_guess_watch_judge (self->watch);
  for (guint i = 0; i < places->len; i++)
    n_alarms += ((HubGuessPlace *) places->pdata[i])->is_alarming;
  return n_alarms;
}

/* Returns: how many false alarms there were in so many days */
static guint
live (Fleet *self, guint n_days)
{
  guint n_alarms = 0;

  for (guint window = 0; window < n_days * OPEN_WINDOWS; window++)
    {
      /* a morning is busy, a rainy afternoon is not */
      double busy = 1.6 - (window % OPEN_WINDOWS) * 0.08 + g_rand_double_range (self->rand, 0, 0.2);

      hub_guess_watch_begin (self->watch);
      add_honest (self, busy);
      n_alarms += judge (self);
      hub_guess_watch_learn (self->watch);
    }
  return n_alarms;
}

static void
test_honest (void)
{
  gboolean is_large = g_strcmp0 (g_getenv ("ANJ_TEST_BUDGET"), "large") == 0;
  guint n_days = is_large ? 60 : 6;
  g_autoptr (Fleet) fleet = fleet_new (7);
  guint n_alarms = live (fleet, n_days);

  g_test_message ("%u false alarms in %u days of %u terminals", n_alarms, n_days, N_VILLAGES);
  g_assert_cmpuint (n_alarms, <=, is_large ? 1 : 0);
}

/* @n_probes of a sweep, each at another terminal, in the districts from @first on, @n_districts;
 * Returns: (transfer none) (nullable): the place that alarms */
static const HubGuessPlace *
sweep (Fleet *self, double n_probes, guint first, guint n_districts)
{
  GPtrArray *places;
  const HubGuessPlace *found = NULL;

  hub_guess_watch_begin (self->watch);
  add_honest (self, 1);
  for (double i = 0; i < n_probes; i++)
    {
      guint at = first + (guint) g_rand_int_range (self->rand, 0, (gint32) n_districts);

      hub_guess_watch_add (self->watch, self->districts[at].code, 1, 1);
    }
  judge (self);
  places = hub_guess_watch_list (self->watch);
  for (guint i = 0; i < places->len; i++)
    {
      const HubGuessPlace *place = places->pdata[i];

      if (!place->is_alarming)
        continue;
      g_test_message ("'%s': %g unmended misses of %g look-ups, %.1f expected", place->code,
                      place->unmended, place->look_ups, place->expected);
      found = place;
    }
  return found;
}

/* 500 terminals, one probe an hour each; half an hour after it began those of its first 25 minutes
 * have been told: 208 */
#define N_TOLD (500 * 25 / 60.0)

static void
test_spread_thin (void)
{
  static const struct
  {
    guint first, n_districts;
    gsize code_chars; /* at most: the level that sees it */
  } cases[] = { { 100, 15, 8 }, { 100, 40, 8 }, { 1000, 200, 5 }, { 2000, 700, 2 } };
  g_autoptr (Fleet) fleet = fleet_new (11);

  live (fleet, 4);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const HubGuessPlace *place = sweep (fleet, N_TOLD, cases[i].first, cases[i].n_districts);

      g_assert_nonnull (place);
      g_assert_cmpuint (strlen (place->code), <=, cases[i].code_chars);
    }
  /* over all the country, at the busiest hours */
  g_assert_nonnull (sweep (fleet, N_TOLD, 0, N_DISTRICTS));
}

static void
test_names_the_smallest (void)
{
  g_autoptr (Fleet) fleet = fleet_new (13);
  const HubGuessPlace *place;

  live (fleet, 4);
  place = sweep (fleet, 60, 321, 1);
  g_assert_nonnull (place);
  g_assert_cmpstr (place->code, ==, fleet->districts[321].code);
  hub_guess_watch_learn (fleet->watch); /* what alarms teaches nothing: it goes on alarming */
  for (int i = 0; i < 20; i++)
    {
      place = sweep (fleet, 60, 321, 1);
      g_assert_nonnull (place);
      hub_guess_watch_learn (fleet->watch);
    }
}

/* a place whose people give up more, for its register is bad, is known after some days */
static void
test_learns_a_place (void)
{
  g_autoptr (Fleet) fleet = fleet_new (17);
  guint n_alarms = 0;

  live (fleet, 2);
  for (guint i = 400; i < 414; i++)
    fleet->districts[i].habit = 3;
  live (fleet, 6);
  for (int i = 0; i < 16; i++)
    {
      hub_guess_watch_begin (fleet->watch);
      add_honest (fleet, 1);
      n_alarms += judge (fleet);
    }
  g_assert_cmpuint (n_alarms, ==, 0);
}

static void
test_new_fleet (void)
{
  g_autoptr (HubGuessWatch) watch = hub_guess_watch_new ();
  const HubGuessPlace *district = hub_guess_watch_get (watch, "35.09.01.2001");

  g_assert_cmpstr (district->code, ==, "35.09.01");
  hub_guess_watch_add (watch, "35.09.01.2001", 5, 5); /* few say nothing */
  hub_guess_watch_judge (watch);
  g_assert_false (district->is_alarming);
  hub_guess_watch_begin (watch);
  hub_guess_watch_add (watch, "35.09.01.2001", 20, 20);
  hub_guess_watch_judge (watch);
  g_assert_true (district->is_alarming);
  g_assert_false (hub_guess_watch_get (watch, "35.09")->is_alarming);
}

static void
test_poisson_tail (void)
{
  /* summed term by term in exact decimals */
  static const struct
  {
    double mean, least, tail;
  } cases[] = { { 1, 1, 0.6321205588 },    { 1, 5, 0.003659846827 }, { 10, 20, 0.003454342 },
                { 100, 100, 0.513298798 }, { 2.2, 15, 1.3426e-8 },   { 0.5, 0, 1 } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpfloat (
        fabs (hub_guess_poisson_tail (cases[i].mean, cases[i].least) / cases[i].tail - 1), <, 0.01);
}

static void
test_one_terminal (void)
{
  /* 83,763 terminals, each as busy as the busiest: how often in a month one of them is taken for
   * swept by chance, with 2.2 misses an hour in eight open hours of 25 days */
  double by_hour = N_VILLAGES * 8 * 25 * hub_guess_poisson_tail (2.2, 15);
  double by_day = N_VILLAGES * 25 * hub_guess_poisson_tail (17.6, 45);

  g_test_message ("%.3f and %.3f a month", by_hour, by_day);
  g_assert_cmpfloat (by_hour + by_day, <, 1);
  g_assert_false (hub_guess_is_sweep (14, 44));
  g_assert_true (hub_guess_is_sweep (15, 15));
  g_assert_true (hub_guess_is_sweep (3, 45));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/guess-watch/poisson-tail", test_poisson_tail);
  g_test_add_func ("/guess-watch/a-fleet-of-which-nothing-is-known", test_new_fleet);
  g_test_add_func ("/guess-watch/honest-people-raise-no-alarm", test_honest);
  g_test_add_func ("/guess-watch/a-sweep-over-500-terminals-is-seen", test_spread_thin);
  g_test_add_func ("/guess-watch/the-smallest-place-is-named", test_names_the_smallest);
  g_test_add_func ("/guess-watch/a-place-with-its-own-habits-is-learnt", test_learns_a_place);
  g_test_add_func ("/guess-watch/one-terminal", test_one_terminal);

  return g_test_run ();
}
