/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-guess-watch.h"

#include <math.h>
#include <string.h>

#define SWEEP_HOUR 15
#define SWEEP_DAY 45

/* fewer say nothing, whatever was expected */
#define LEAST_UNMENDED 6
/* a fleet of which nothing is known: one look-up of 50 is missed and given up */
#define FIRST_RATE 0.02
/* so many look-ups of the place around weigh as much as a place's own */
#define LEAN_LOOK_UPS 300.0
/* until much is known a place is taken to stray so much, as sure as so many windows make it */
#define FIRST_STRAYING 1.5
#define LEAN_WINDOWS 30.0
/* of one window, so that a single bad one does not blind for weeks */
#define MAX_STRAYING 12.0
/* half of it is forgotten in a week of half hours */
#define FADE 0.99793920 /* 2^(-1/336) */
#define MAX_TERMS 500
#define PRECISION 1e-12

/* false alarms: at most 0.1 a month at each level, were all judgements of a month (8,640 of each
 * place) independent */
typedef struct
{
  gsize code_chars;
  double limit;
} Level;

static const Level levels[] = {
  { 8, 0.1 / (8640.0 * 7277) }, /* districts */
  { 5, 0.1 / (8640.0 * 514) },  /* regencies */
  { 2, 0.1 / (8640.0 * 38) },   /* provinces */
  { 0, 0.1 / 8640.0 },          /* the country */
};

struct _HubGuessWatch
{
  GHashTable *places; /* (owned) (element-type utf8 HubGuessPlace): by code */
  GPtrArray *order; /* (owned) (nullable) (element-type HubGuessPlace): as of hub_guess_watch_list()
                     */
};

HubGuessWatch *
hub_guess_watch_new (void)
{
  HubGuessWatch *self = g_new0 (HubGuessWatch, 1);

  self->places = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  return self;
}

void
hub_guess_watch_free (HubGuessWatch *self)
{
  g_hash_table_unref (self->places);
  g_clear_pointer (&self->order, g_ptr_array_unref);
  g_free (self);
}

/* (nullable): %NULL for the country */
static HubGuessPlace *get_around (HubGuessWatch *self, const HubGuessPlace *place);

HubGuessPlace *
hub_guess_watch_get (HubGuessWatch *self, const char *code)
{
  char key[sizeof ((HubGuessPlace *) NULL)->code];
  HubGuessPlace *place;

  g_strlcpy (key, code, sizeof key);
  place = g_hash_table_lookup (self->places, key);
  if (place != NULL)
    return place;
  place = g_new0 (HubGuessPlace, 1);
  memcpy (place->code, key, sizeof key);
  g_hash_table_insert (self->places, place->code, place);
  g_clear_pointer (&self->order, g_ptr_array_unref);
  get_around (self, place); /* all of them are there before anything is judged */
  return place;
}

static HubGuessPlace *
get_around (HubGuessWatch *self, const HubGuessPlace *place)
{
  char code[sizeof place->code];
  char *dot;

  if (*place->code == '\0')
    return NULL;
  memcpy (code, place->code, sizeof code);
  dot = strrchr (code, '.');
  *(dot != NULL ? dot : code) = '\0';
  return hub_guess_watch_get (self, code);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const HubGuessPlace *one = *(HubGuessPlace *const *) a, *other = *(HubGuessPlace *const *) b;
  int by_level = (int) strlen (other->code) - (int) strlen (one->code);

  return by_level != 0 ? by_level : strcmp (one->code, other->code);
}

GPtrArray *
hub_guess_watch_list (HubGuessWatch *self)
{
  if (self->order == NULL)
    {
      GHashTableIter iter;
      gpointer place;

      self->order = g_ptr_array_new ();
      g_hash_table_iter_init (&iter, self->places);
      while (g_hash_table_iter_next (&iter, NULL, &place))
        g_ptr_array_add (self->order, place);
      g_ptr_array_sort (self->order, compare);
    }
  return self->order;
}

void
hub_guess_watch_begin (HubGuessWatch *self)
{
  GPtrArray *places = hub_guess_watch_list (self);

  for (guint i = 0; i < places->len; i++)
    {
      HubGuessPlace *place = places->pdata[i];

      place->look_ups = place->unmended = place->expected = 0;
      place->is_alarming = FALSE;
    }
}

void
hub_guess_watch_add (HubGuessWatch *self, const char *village, double look_ups, double unmended)
{
  for (HubGuessPlace *place = hub_guess_watch_get (self, village); place != NULL;
       place = get_around (self, place))
    {
      place->look_ups += look_ups;
      place->unmended += unmended;
    }
}

/* unmended misses a look-up */
static double
get_rate (HubGuessWatch *self, const HubGuessPlace *place)
{
  HubGuessPlace *around = get_around (self, place);
  double leant = around != NULL ? get_rate (self, around) : FIRST_RATE;

  return (place->past_unmended + leant * LEAN_LOOK_UPS) / (place->past_look_ups + LEAN_LOOK_UPS);
}

static double
get_straying (const HubGuessPlace *place)
{
  double straying = (place->past_straying + FIRST_STRAYING * LEAN_WINDOWS) /
                    (place->past_windows + LEAN_WINDOWS);

  return MAX (straying, 1.0);
}

/* the lower incomplete gamma function of @least at @mean, regularised: by its series below, by a
 * continued fraction (Lentz) above */
double
hub_guess_poisson_tail (double mean, double least)
{
  double scale, sum;

  if (least <= 0)
    return 1;
  if (mean <= 0)
    return 0;
  scale = exp (least * log (mean) - mean - lgamma (least));
  if (mean < least + 1)
    {
      double term = 1 / least;

      sum = term;
      for (int i = 1; i < MAX_TERMS && term > sum * PRECISION; i++)
        sum += term *= mean / (least + i);
      return MIN (1, scale * sum);
    }
  {
    double b = mean + 1 - least, c = 1e300, d = 1 / b;

    sum = d;
    for (int i = 1; i < MAX_TERMS; i++)
      {
        double a = -i * (i - least), step;

        b += 2;
        d = 1 / (a * d + b);
        c = b + a / c;
        step = c * d;
        sum *= step;
        if (fabs (step - 1) < PRECISION)
          break;
      }
    return MAX (0, 1 - scale * sum);
  }
}

static double
get_limit (const HubGuessPlace *place)
{
  gsize n_chars = strlen (place->code);

  for (gsize i = 0; i < G_N_ELEMENTS (levels); i++)
    if (n_chars >= levels[i].code_chars)
      return levels[i].limit;
  return 0;
}

static gboolean
is_alarming (const HubGuessPlace *place)
{
  double straying = get_straying (place);

  return place->unmended >= LEAST_UNMENDED && place->unmended > place->expected &&
         hub_guess_poisson_tail (place->expected / straying, place->unmended / straying) <
             get_limit (place);
}

void
hub_guess_watch_judge (HubGuessWatch *self)
{
  GPtrArray *places = hub_guess_watch_list (self);

  for (guint i = 0; i < places->len; i++)
    {
      HubGuessPlace *place = places->pdata[i];

      place->expected = place->look_ups * get_rate (self, place);
      place->is_alarming = is_alarming (place);
      if (!place->is_alarming)
        continue;
      for (HubGuessPlace *around = get_around (self, place); around != NULL;
           around = get_around (self, around))
        {
          around->look_ups -= place->look_ups;
          around->unmended -= place->unmended;
        }
    }
}

void
hub_guess_watch_learn (HubGuessWatch *self)
{
  GPtrArray *places = hub_guess_watch_list (self);

  for (guint i = 0; i < places->len; i++)
    {
      HubGuessPlace *place = places->pdata[i];
      double off = place->unmended - place->expected;
      gboolean is_known = place->past_look_ups > LEAN_LOOK_UPS;

      if (place->is_alarming)
        continue;
      place->past_look_ups = place->past_look_ups * FADE + place->look_ups;
      place->past_unmended = place->past_unmended * FADE + place->unmended;
      /* of few, the square of one says too much of straying */
      if (!is_known || place->expected < 1)
        continue;
      place->past_windows = place->past_windows * FADE + 1;
      place->past_straying = place->past_straying * FADE +
                             MIN (off * off / place->expected, MAX_STRAYING);
    }
}

gboolean
hub_guess_is_sweep (gint64 n_hour, gint64 n_day)
{
  return n_hour >= SWEEP_HOUR || n_day >= SWEEP_DAY;
}
