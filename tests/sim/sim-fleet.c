/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/anj-json.h"
#include "hub/hub-config-offer.h"
#include "tests/sim/sim-events.h"
#include "tests/sim/sim-terminal.h"
#include "tests/unit/hub/rollout-fixture.h"

/*
 * A fleet in virtual time: the hub's own rollouts, offers and evidence over SQLite, and terminals
 * that are nothing but the agent's own probation, a line that is dark three days of ten, and their
 * hardware. The hub is killed again and again, also in the middle of what it writes.
 *
 * ANJ_SIM_TERMINALS, ANJ_SIM_SEED (drawn) and ANJ_SIM_ROLLOUTS (2) of the environment: a whole
 * fleet is 83763.
 */

#define UP_MEAN_US (7 * G_TIME_SPAN_DAY)
#define DARK_MEAN_US (3 * G_TIME_SPAN_DAY)
#define TICK_US (20 * G_TIME_SPAN_SECOND)
#define FETCH_MAX_US (30 * G_TIME_SPAN_SECOND)
#define LONGEST_US (14 * G_TIME_SPAN_DAY)
#define BAD_PERCENT 2
#define FLEET_SHARE 1000 /* one in a thousand may be hit */

static const char *const hardware[] = { "NUC", "NUC", "NUC", "NUC", "NUC",
                                        "NUC", "RPi", "RPi", "RPi", "OEM" };

typedef struct
{
  RolloutFixture hub;
  GArray *terminals; /* (element-type SimTerminal) */
  GArray *events;    /* (element-type SimEvent): sim_events_pop() */
  GRand *rand;
  const SimConfig *config; /* of the rollout that runs */
  guint64 version;
  gint64 started_us;
  guint n_kills;

  /* of the rollout that runs */
  guint n_taken;
  guint n_broken;
  gint64 longest_heal_us;
  gint64 most_kept_us; /* when 99 of 100 of those up had it */
} Sim;

static SimTerminal *
get_terminal (Sim *sim, guint i)
{
  return &g_array_index (sim->terminals, SimTerminal, i);
}

static gint64
draw_time (Sim *sim, gint64 mean_us)
{
  return (gint64) (-log (1 - g_rand_double (sim->rand)) * (double) mean_us) + 1;
}

/* the terminal's poll: what the channel's handler does for it */
static void
poll (Sim *sim, guint i)
{
  SimTerminal *terminal = get_terminal (sim, i);
  const AnjConfig *config = NULL;
  g_autoptr (GError) error = NULL;

  if (terminal->is_busy)
    return;
  if (!hub_config_offer_find (&sim->hub.server.app, terminal->peer, 1, terminal->version, &config,
                              &error))
    g_error ("%s", error->message);
  terminal->is_busy = config != NULL;
  if (config != NULL)
    sim_events_push (
        sim->events,
        (SimEvent){ sim->hub.server.now_us + g_rand_int_range (sim->rand, 0, FETCH_MAX_US),
                    SIM_EVENT_TAKE, i, anj_config_version (config), FALSE });
}

static void
flip (Sim *sim, guint i)
{
  SimTerminal *terminal = get_terminal (sim, i);

  terminal->is_up = !terminal->is_up;
  terminal->flip_us = sim->hub.server.now_us +
                      draw_time (sim, terminal->is_up ? UP_MEAN_US : DARK_MEAN_US);
  sim_events_push (sim->events, (SimEvent){ terminal->flip_us, SIM_EVENT_FLIP, i, 0, FALSE });
  if (terminal->is_up)
    poll (sim, i);
}

static void
take (Sim *sim, const SimEvent *event)
{
  SimTerminal *terminal = get_terminal (sim, event->terminal);
  gint64 end_us;
  gboolean is_kept, may_fetch = FALSE;

  if (!hub_config_offer_may_fetch (&sim->hub.server.app, terminal->peer, event->version, &may_fetch,
                                   NULL))
    g_error ("a store that cannot be read");
  if (!terminal->is_up || !may_fetch || event->version == terminal->rejected)
    {
      terminal->is_busy = FALSE; /* asks again when it is back */
      return;
    }
  sim->n_taken++;
  is_kept = sim_terminal_try (terminal, sim->config, event->time_us, &end_us);
  if (!is_kept)
    {
      sim->n_broken++;
      terminal->rejected = event->version;
      sim->longest_heal_us = MAX (sim->longest_heal_us, end_us - event->time_us);
    }
  sim_events_push (sim->events,
                   (SimEvent){ end_us, SIM_EVENT_TELL, event->terminal, event->version, is_kept });
}

static void
tell (Sim *sim, const SimEvent *event)
{
  SimTerminal *terminal = get_terminal (sim, event->terminal);

  if (event->is_kept)
    terminal->version = event->version;
  terminal->is_busy = !terminal->is_up;
  if (terminal->is_up)
    rollout_fixture_note (&sim->hub, terminal->peer, event->version,
                          event->is_kept ? HUB_EVIDENCE_KEPT : HUB_EVIDENCE_REVERTED);
  else
    {
      SimEvent later = *event;

      later.time_us = terminal->flip_us + 1;
      sim_events_push (sim->events, later);
    }
}

static void
run_event (Sim *sim)
{
  SimEvent event = sim_events_pop (sim->events);

  sim->hub.server.now_us = event.time_us;
  switch (event.kind)
    {
    case SIM_EVENT_FLIP:
      flip (sim, event.terminal);
      break;
    case SIM_EVENT_TAKE:
      take (sim, &event);
      break;
    case SIM_EVENT_TELL:
    default:
      tell (sim, &event);
    }
}

static void
wake_some (gpointer user_data,
           gboolean (*wants) (gpointer wanted, const HubPeer *peer),
           gpointer wanted)
{
  Sim *sim = user_data;

  for (guint i = 0; i < sim->terminals->len; i++)
    if (get_terminal (sim, i)->is_up && wants (wanted, get_terminal (sim, i)->peer))
      poll (sim, i);
}

static gboolean
wants_all (gpointer wanted G_GNUC_UNUSED, const HubPeer *peer G_GNUC_UNUSED)
{
  return TRUE;
}

static void
wake (gpointer user_data, const char *region G_GNUC_UNUSED)
{
  wake_some (user_data, wants_all, NULL);
}

/* what is in the hub's memory goes; what it had not committed too */
static void
kill_hub (Sim *sim)
{
  HubApp *app = &sim->hub.server.app;
  g_autoptr (GError) error = NULL;

  hub_rollout_engine_free (sim->hub.engine);
  hub_config_state_free (app->config);
  app->config = hub_config_state_open (app->store, app->keys->config_ca, &error);
  if (app->config == NULL)
    g_error ("%s", error->message);
  sim->hub.engine = hub_rollout_engine_new (app);
  sim->n_kills++;
}

static int
strike (gpointer user_data)
{
  int *n_left = user_data;

  return (*n_left)-- <= 0;
}

/* one look of the engine; now and then the hub dies somewhere in it */
static void
tick (Sim *sim)
{
  sqlite3 *db = hub_store_db (sim->hub.server.app.store);
  gboolean is_struck = g_rand_int_range (sim->rand, 0, 100) == 0;
  int n_left = g_rand_int_range (sim->rand, 0, 40);
  g_autoptr (GError) error = NULL;
  gboolean ok;

  if (is_struck)
    sqlite3_progress_handler (db, 10, strike, &n_left);
  ok = hub_rollout_engine_run (sim->hub.engine, &error);
  sqlite3_progress_handler (db, 0, NULL, NULL);
  if (!ok && !is_struck)
    g_error ("%s", error->message);
  if (is_struck)
    kill_hub (sim);
}

static char *
read_state (Sim *sim, const char *id, char **out_reason)
{
  g_autoptr (GPtrArray) list = hub_rollouts_list (sim->hub.server.app.store, id, NULL);
  const HubRollout *rollout = list->pdata[0];

  g_free (*out_reason);
  *out_reason = g_strdup (rollout->reason);
  return g_strdup (hub_rollout_state_name (rollout->state));
}

static void
note_spread (Sim *sim)
{
  guint n_up = 0, n_have = 0;

  for (guint i = 0; i < sim->terminals->len; i++)
    if (get_terminal (sim, i)->is_up)
      {
        n_up++;
        n_have += get_terminal (sim, i)->version >= sim->version;
      }
  if (sim->most_kept_us == 0 && n_have * 100 >= n_up * 99)
    sim->most_kept_us = sim->hub.server.now_us - sim->started_us;
}

/* rolls @config out and lives until the rollout runs no more; (transfer full): its state */
static char *
roll_out (Sim *sim, const SimConfig *config, const char *plan, char **out_reason)
{
  g_autoptr (GBytes) bundle = rollout_fixture_sign (&sim->hub, (gint64) ++sim->version, NULL);
  g_autofree char *id = NULL;
  gint64 next_us = sim->hub.server.now_us;

  sim->config = config;
  sim->started_us = sim->hub.server.now_us;
  sim->n_taken = sim->n_broken = sim->n_kills = 0;
  sim->longest_heal_us = sim->most_kept_us = 0;
  id = rollout_fixture_start (&sim->hub, bundle, plan);
  for (guint n = 0;; n++)
    {
      g_autofree char *state = NULL;

      while (sim_events_next_us (sim->events) <= next_us)
        run_event (sim);
      sim->hub.server.now_us = next_us;
      next_us += TICK_US;
      tick (sim);
      if (n % 15 == 0)
        note_spread (sim);
      state = read_state (sim, id, out_reason);
      if (!g_str_equal (state, "running"))
        return g_steal_pointer (&state);
      g_assert_cmpint (sim->hub.server.now_us - sim->started_us, <, LONGEST_US);
    }
}

static guint
read_number (const char *name, guint fallback)
{
  const char *text = g_getenv (name);

  return text != NULL ? (guint) strtoul (text, NULL, 10) : fallback;
}

/* as their telemetry would */
static void
tell_hardware (Sim *sim)
{
  HubStore *store = sim->hub.server.app.store;
  g_autoptr (HubTransaction) transaction = hub_transaction_begin (store, NULL);

  for (guint i = 0; i < sim->terminals->len; i++)
    {
      const SimTerminal *terminal = get_terminal (sim, i);
      g_autofree char *text = g_strdup_printf ("{\"hardware\":\"%s\"}", terminal->hardware);

      g_assert_true (hub_store_run (store, NULL, "UPDATE terminals SET telemetry = ? WHERE id = ?",
                                    "tt", text, terminal->peer->id));
    }
  g_assert_true (hub_transaction_commit (transaction, NULL));
}

static void
set_up (Sim *sim, gconstpointer data)
{
  guint n_terminals = read_number ("ANJ_SIM_TERMINALS", GPOINTER_TO_UINT (data));
  guint32 seed = g_getenv ("ANJ_SIM_SEED") != NULL ? read_number ("ANJ_SIM_SEED", 0)
                                                   : (guint32) g_test_rand_int ();

  g_test_message ("ANJ_SIM_SEED=%u ANJ_SIM_TERMINALS=%u", seed, n_terminals);
  rollout_fixture_set_up (&sim->hub, GUINT_TO_POINTER (n_terminals));
  g_assert_true (hub_store_run (sim->hub.server.app.store, NULL, "PRAGMA synchronous = OFF", ""));
  sim->hub.server.random_state = seed;
  sim->hub.server.app.wake = wake;
  sim->hub.server.app.wake_some = wake_some;
  sim->hub.server.app.wake_data = sim;
  sim->rand = g_rand_new_with_seed (seed);
  sim->version = 1;
  sim->terminals = g_array_new (FALSE, TRUE, sizeof (SimTerminal));
  sim->events = g_array_new (FALSE, TRUE, sizeof (SimEvent));
  for (guint i = 0; i < n_terminals; i++)
    {
      SimTerminal terminal = {
        .peer = sim->hub.fleet->pdata[i],
        .hardware = hardware[g_rand_int_range (sim->rand, 0, G_N_ELEMENTS (hardware))],
        .luck = g_rand_double (sim->rand),
        .version = 1
      };

      terminal.is_up = g_rand_int_range (sim->rand, 0, 10) < 7;
      terminal.flip_us = sim->hub.server.now_us +
                         draw_time (sim, terminal.is_up ? UP_MEAN_US : DARK_MEAN_US);
      g_array_append_val (sim->terminals, terminal);
      sim_events_push (sim->events, (SimEvent){ terminal.flip_us, SIM_EVENT_FLIP, i, 0, FALSE });
    }
  tell_hardware (sim);
}

static void
tear_down (Sim *sim, gconstpointer data)
{
  g_array_unref (sim->terminals);
  g_array_unref (sim->events);
  g_rand_free (sim->rand);
  rollout_fixture_tear_down (&sim->hub, data);
}

static void
print_head (void)
{
  printf ("# %-34s %-9s %-20s %7s %7s %7s %7s %7s %6s\n", "configuration", "ends", "reason",
          "after h", "99% h", "taken", "broken", "heal s", "kills");
}

static void
print_row (const Sim *sim, const char *name, const char *state, const char *reason)
{
  printf ("# %-34s %-9s %-20s %7.1f %7.1f %7u %7u %7.0f %6u\n", name, state,
          reason != NULL ? reason : "",
          (double) (sim->hub.server.now_us - sim->started_us) / G_TIME_SPAN_HOUR,
          (double) sim->most_kept_us / G_TIME_SPAN_HOUR, sim->n_taken, sim->n_broken,
          (double) sim->longest_heal_us / G_TIME_SPAN_SECOND, sim->n_kills);
}

static guint
most_that_may_be_hit (const Sim *sim)
{
  return MAX (sim->terminals->len / FLEET_SHARE, 1);
}

static void
test_one_bad_configuration (Sim *sim, const char *name, const SimConfig *config)
{
  g_autofree char *reason = NULL;
  g_autofree char *state = roll_out (sim, config, "{}", &reason);

  print_row (sim, name, state, reason);
  g_assert_cmpstr (state, ==, "stopped");
  g_assert_cmpuint (sim->n_broken, >=, 1);
  g_assert_cmpuint (sim->n_broken, <=, most_that_may_be_hit (sim));
  g_assert_cmpint (sim->longest_heal_us, <=, G_TIME_SPAN_MINUTE);
}

static void
test_bad_ones_stop (Sim *sim, gconstpointer data G_GNUC_UNUSED)
{
  static const struct
  {
    const char *name;
    SimConfig config;
  } cases[] = {
    { "no screen paints", { 1u << ANJ_HEALTH_SCREEN, NULL, 100 } },
    { "no look-up answers", { 1u << ANJ_HEALTH_LOOK_UP, NULL, 100 } },
    { "no line comes about", { 1u << ANJ_HEALTH_LINE, NULL, 100 } },
    { "half of all screens stay black", { 1u << ANJ_HEALTH_SCREEN, NULL, 50 } },
  };

  print_head ();
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    test_one_bad_configuration (sim, cases[i].name, &cases[i].config);
}

/* nothing is rolled out for so long */
static void
rest (Sim *sim, gint64 length_us)
{
  gint64 end_us = sim->hub.server.now_us + length_us;

  while (sim_events_next_us (sim->events) <= end_us)
    run_event (sim);
  sim->hub.server.now_us = end_us;
}

static guint
count_stranded (Sim *sim, guint64 version)
{
  guint n = 0;

  for (guint i = 0; i < sim->terminals->len; i++)
    n += get_terminal (sim, i)->is_up && get_terminal (sim, i)->version < version;
  return n;
}

static void
test_many_reach_all (Sim *sim, gconstpointer data G_GNUC_UNUSED)
{
  static const SimConfig good = { 0, NULL, 0 };
  static const SimConfig bad = { 1u << ANJ_HEALTH_SCREEN, NULL, 100 };
  guint n_rollouts = read_number ("ANJ_SIM_ROLLOUTS", 2);
  guint64 newest = 1;

  print_head ();
  for (guint i = 0; i < n_rollouts; i++)
    {
      gboolean is_bad = g_rand_int_range (sim->rand, 0, 100) < BAD_PERCENT;
      g_autofree char *reason = NULL;
      g_autofree char *state = roll_out (sim, is_bad ? &bad : &good, "{}", &reason);

      print_row (sim, is_bad ? "bad" : "good", state, reason);
      g_assert_cmpstr (state, ==, is_bad ? "stopped" : "finished");
      g_assert_cmpuint (sim->n_broken, <=, most_that_may_be_hit (sim));
      g_assert_cmpint (sim->longest_heal_us, <=, G_TIME_SPAN_MINUTE);
      if (!is_bad)
        newest = sim->version;
    }
  rest (sim, 30 * G_TIME_SPAN_DAY);
  printf ("# a month later %u of those up lack the newest\n", count_stranded (sim, newest));
  g_assert_cmpuint (count_stranded (sim, newest), <=, 1 + sim->terminals->len / 10000);
}

static void
test_a_rare_break_stops (Sim *sim, gconstpointer data G_GNUC_UNUSED)
{
  static const SimConfig rare = { 1u << ANJ_HEALTH_SCREEN, "OEM", 5 };
  g_autofree char *reason = NULL;
  g_autofree char *state = roll_out (sim, &rare, "{}", &reason);

  print_head ();
  print_row (sim, "5 % of one hardware in ten", state, reason);
  g_assert_cmpstr (state, ==, "stopped");
  /* in a fleet of twelve thousand chance may bring a few more together */
  g_assert_cmpuint (sim->n_broken, <=, 2 * most_that_may_be_hit (sim));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/fleet/bad ones stop before a thousandth is hit", Sim, GUINT_TO_POINTER (12000),
              set_up, test_bad_ones_stop, tear_down);
  g_test_add ("/fleet/many reach all, a few bad ones but a thousandth", Sim,
              GUINT_TO_POINTER (3000), set_up, test_many_reach_all, tear_down);
  g_test_add ("/fleet/what breaks one kind of hardware stops", Sim, GUINT_TO_POINTER (12000),
              set_up, test_a_rare_break_stops, tear_down);
  return g_test_run ();
}
