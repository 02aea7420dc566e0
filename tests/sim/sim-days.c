/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * Days of many terminals, their residents and their hub in virtual time (decision 0038). By hand,
 * when one of these is in the environment:
 *   ANJ_SIM_SEED=N        the first seed; what it brought once it brings again
 *   ANJ_SIM_TERMINALS=N, ANJ_SIM_DAYS=N, ANJ_SIM_CASES=N (a day and terminal)
 *   ANJ_SIM_CALM=1        nothing goes wrong
 *   ANJ_SIM_ALWAYS_ON=1   no office keeps hours (sim-office.h): each terminal is on day and night,
 * and residents come at any hour. Else they do on calm days, and with even seeds ANJ_SIM_ROT=1 bits
 * flip on terminals' disks, too ANJ_SIM_SEEDS=N       so many seeds, one after the other
 *   ANJ_SIM_HOURS=N       as many as N hours of processor time allow
 *   ANJ_SIM_TRACE=N       lines of the trace that a failure prints; ANJ_SIM_LOG=1: the libraries'
 */

#include <glib.h>
#include <stdio.h>
#include <sys/resource.h>
#include <time.h>

#include "tests/sim/sim-world.h"

/* Every bug that the simulator found, with what it took to find it. */
typedef struct
{
  const char *what;
  SimPlan plan;
} Found;

static const Found found[] = {
  { "a first configuration is taken back because a report's answer was lost",
    { .seed = 8,
      .n_terminals = 12,
      .days = 0.2,
      .cases_a_day = 20,
      .backup_every_h = 9,
      .is_rough = TRUE } },
};

static void
tell (const SimPlan *plan, const SimOutcome *outcome)
{
  double terminal_days = plan->n_terminals * plan->days;

  g_test_message (
      "seed %" G_GUINT64_FORMAT ", %s%s%s: %u terminals, %g days, %g cases a day: "
      "%u told, %u at the hub, %u lost by name, %u more; %u followed, %u unknown; "
      "%" G_GUINT64_FORMAT " requests, %" G_GUINT64_FORMAT " syncs; quiet after %.1f h; "
      "%.2f s of processor, %.0f terminal-days a second; trace %016" G_GINT64_MODIFIER
      "x of %" G_GUINT64_FORMAT " events",
      plan->seed, plan->is_rough ? "rough" : "calm", plan->rots ? ", rotting" : "",
      plan->keeps_hours ? ", with hours" : "", plan->n_terminals, plan->days, plan->cases_a_day,
      outcome->verdict.n_told, outcome->verdict.n_at_hub, outcome->verdict.n_lost,
      outcome->verdict.n_more, outcome->n_followed, outcome->n_unknown, outcome->n_requests,
      outcome->n_syncs, outcome->settling_h, outcome->cpu_s, terminal_days / outcome->cpu_s,
      outcome->trace_hash, outcome->n_events);
}

static SimOutcome
live (const SimPlan *plan)
{
  SimOutcome outcome;

  sim_world_live (plan, &outcome);
  tell (plan, &outcome);
  g_assert_cmpuint (outcome.verdict.n_told, >, 0);
  return outcome;
}

static void
test_calm (void)
{
  const SimPlan plan = { .seed = 1,
                         .n_terminals = 12,
                         .days = 4,
                         .cases_a_day = 2,
                         .keeps_hours = TRUE,
                         .backup_every_h = 24 };
  SimOutcome outcome = live (&plan);

  /* on a good day nobody is told that a ticket is unknown, and nothing comes that nobody was told
   */
  g_assert_cmpuint (outcome.n_unknown, ==, 0);
  g_assert_cmpuint (outcome.verdict.n_more, ==, 0);
  g_assert_cmpuint (outcome.verdict.n_lost, ==, 0);
}

static void
test_rough (void)
{
  SimPlan plan = { .n_terminals = 4, .days = 3, .cases_a_day = 20, .is_rough = TRUE };

  for (plan.seed = 101; plan.seed <= 103; plan.seed++)
    {
      SimOutcome outcome;

      plan.backup_every_h = 6 * (guint) (plan.seed - 100);
      plan.keeps_hours = plan.seed % 2 == 0;
      outcome = live (&plan);
      g_assert_cmpuint (outcome.verdict.n_lost, ==, 0); /* no disk rots */
    }
}

static void
test_rotting (void)
{
  const SimPlan plan = { .seed = 300,
                         .n_terminals = 4,
                         .days = 5,
                         .cases_a_day = 20,
                         .backup_every_h = 6,
                         .is_rough = TRUE,
                         .rots = TRUE };

  live (&plan);
}

static void
test_same_trace (void)
{
  const SimPlan plan = { .seed = 7,
                         .n_terminals = 3,
                         .days = 2,
                         .cases_a_day = 20,
                         .backup_every_h = 6,
                         .is_rough = TRUE,
                         .rots = TRUE };
  SimOutcome first = live (&plan);
  SimOutcome second = live (&plan);
  SimPlan other = plan;

  g_assert_cmpuint (first.n_events, ==, second.n_events);
  g_assert_cmphex (first.trace_hash, ==, second.trace_hash);
  other.seed++;
  second = live (&other);
  g_assert_cmphex (first.trace_hash, !=, second.trace_hash);
}

static void
test_found (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (found); i++)
    {
      g_test_message ("%s", found[i].what);
      live (&found[i].plan);
    }
}

static double
read_number (const char *name, double otherwise)
{
  const char *text = g_getenv (name);

  return text != NULL ? g_ascii_strtod (text, NULL) : otherwise;
}

static double
read_cpu_h (void)
{
  struct timespec now;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double) now.tv_sec / 3600;
}

static void
test_by_hand (void)
{
  gboolean is_calm = g_getenv ("ANJ_SIM_CALM") != NULL;
  gboolean is_always_on = g_getenv ("ANJ_SIM_ALWAYS_ON") != NULL;
  SimPlan plan = { .seed = (guint64) read_number ("ANJ_SIM_SEED", 1),
                   .n_terminals = (guint) read_number ("ANJ_SIM_TERMINALS", 5),
                   .days = read_number ("ANJ_SIM_DAYS", 4),
                   .cases_a_day = read_number ("ANJ_SIM_CASES", is_calm ? 2 : 20),
                   .is_rough = !is_calm,
                   .rots = g_getenv ("ANJ_SIM_ROT") != NULL };
  double n_seeds = read_number ("ANJ_SIM_SEEDS", 1), hours = read_number ("ANJ_SIM_HOURS", 0);

  for (; n_seeds > 0 || read_cpu_h () < hours; n_seeds--, plan.seed++)
    {
      plan.backup_every_h = is_calm ? 24 : 1 + (guint) (plan.seed * 7 % 24);
      plan.keeps_hours = !is_always_on && (is_calm || plan.seed % 2 == 0);
      live (&plan);
    }
}

/* what they warn of is what is simulated */
static void
drop_log (const char *domain, GLogLevelFlags level, const char *message, gpointer user_data)
{
  if (g_getenv ("ANJ_SIM_LOG") != NULL || (level & G_LOG_FLAG_FATAL))
    g_log_default_handler (domain, level, message, user_data);
}

static gboolean
is_by_hand (void)
{
  static const char *const names[] = { "ANJ_SIM_SEED", "ANJ_SIM_TERMINALS", "ANJ_SIM_DAYS",
                                       "ANJ_SIM_SEEDS", "ANJ_SIM_HOURS" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_getenv (names[i]) != NULL)
      return TRUE;
  return FALSE;
}

int
main (int argc, char **argv)
{
  struct rlimit limit;

  getrlimit (RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit (RLIMIT_NOFILE, &limit);
  g_test_init (&argc, &argv, NULL);
  g_log_set_always_fatal (G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_ERROR);
  g_log_set_default_handler (drop_log, NULL);
  if (is_by_hand ())
    g_test_add_func ("/sim/days as the environment has them", test_by_hand);
  else
    {
      g_test_add_func ("/sim/calm days lose nothing and give nothing twice", test_calm);
      g_test_add_func ("/sim/rough days lose nothing and give nothing twice", test_rough);
      g_test_add_func ("/sim/what a rotting disk loses is lost by name", test_rotting);
      g_test_add_func ("/sim/the same seed brings the same day", test_same_trace);
      g_test_add_func ("/sim/what was found once is not found again", test_found);
    }
  return g_test_run ();
}
