/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * HubGuessWatch:
 *
 * Whether people's numbers are being guessed, seen over the fleet (decision 0040). Counts in, a
 * judgement out; no store, no clock.
 *
 * Terminals tell how many look-ups there were and how many misses of visits that found nobody in
 * the end (unmended misses): who mistypes mends it, who guesses does not. A place's own rate of
 * those among its look-ups, learnt over weeks and leaning on that of the place around it, says how
 * many are to be expected of the last half hour's look-ups; the Poisson tail, widened by how much
 * that place strays on other days, says how far what came is from it. Districts are judged first:
 * what raised an alarm there counts no more for the regency around it, so that an alarm names the
 * smallest place that bears it, and a sweep spread thin is seen in the place that holds all of it.
 */
typedef struct _HubGuessWatch HubGuessWatch;

/* of a window; how often it is judged */
#define HUB_GUESS_WINDOW_MINUTES 30
#define HUB_GUESS_STEP_MINUTES 5

/**
 * HubGuessPlace:
 * @code: "35.09.01", "35.09", "35" or "" for the country
 * @look_ups: in this window, without those of places inside that have an alarm; as @unmended
 * @expected: unmended misses that were to be expected of so many look-ups
 * @is_alarming: what came is not to be explained by chance
 * @past_look_ups: all those below are learnt, and fade: after a week half
 */
typedef struct
{
  char code[9];
  double look_ups;
  double unmended;
  double expected;
  gboolean is_alarming;
  double past_look_ups;
  double past_unmended;
  double past_windows;
  double past_straying; /* sum of (came - expected)² / expected */
} HubGuessPlace;

HubGuessWatch *hub_guess_watch_new (void);
void hub_guess_watch_free (HubGuessWatch *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubGuessWatch, hub_guess_watch_free)

/* (transfer none): that of @code, made when it lacks; for what was learnt before. @code: also a
 * village's, for its district */
HubGuessPlace *hub_guess_watch_get (HubGuessWatch *self, const char *code);
/* (transfer none) (element-type HubGuessPlace): all there are, districts first */
GPtrArray *hub_guess_watch_list (HubGuessWatch *self);

/* forgets the window's counts */
void hub_guess_watch_begin (HubGuessWatch *self);
/* what the terminals of @village told in the window */
void
hub_guess_watch_add (HubGuessWatch *self, const char *village, double look_ups, double unmended);
/* sets @expected and @is_alarming of all */
void hub_guess_watch_judge (HubGuessWatch *self);
/* takes the judged window into what is known; those that alarm teach nothing. Windows that are
 * learnt must not overlap */
void hub_guess_watch_learn (HubGuessWatch *self);

/**
 * hub_guess_is_sweep:
 * @n_hour: misses at one terminal within an hour
 * @n_day: within a day
 *
 * Whether that is more than residents of the busiest terminal come to: 20 look-ups an hour, eight
 * hours, every ninth missed, give 15 in an hour once in 7·10⁷ hours, 45 in a day once in 3·10⁷
 * days.
 */
gboolean hub_guess_is_sweep (gint64 n_hour, gint64 n_day);

/* probability that a Poisson variable of @mean is @least or more; @least need not be whole */
double hub_guess_poisson_tail (double mean, double least);

G_END_DECLS
