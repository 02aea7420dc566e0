/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "app/agent/anj-config-watch.h"
#include "net/anj-net-error.h"
#include "terminal-fixture.h"

#define NEEDS_SCREEN (1u << ANJ_HEALTH_SCREEN)
#define NEEDS_LOOK_UP (1u << ANJ_HEALTH_LOOK_UP)
#define NEEDS_LINE (1u << ANJ_HEALTH_LINE)

static const AnjLookupCost cheap = { 1024, 1, 1 };

typedef struct
{
  TerminalFixture base;
  AnjStoreThread *store;
  AnjConfigWatch *watch;
  guint n_settled;
} Fixture;

/* 1.2 on trial beside 1.1; the store thread has the terminal from then on */
static void
set_up (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  AgentFixture *agent = &fixture->base.agent;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) recipients = NULL;
  g_autoptr (GBytes) source = NULL;
  g_autoptr (GBytes) der = NULL;
  AnjConfigOffer offer = { .epoch = 1, .version = 2 };
  gboolean changed = FALSE;

  /* what is taken back is worth a warning */
  g_log_set_always_fatal ((GLogLevelFlags) (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL));
  terminal_fixture_init (&fixture->base);
  terminal_fixture_sync (&fixture->base);
  recipients = agent_recipients_new (agent);
  source = anj_config_default (recipients, 1, 2, agent->real_us, &error);
  g_assert_no_error (error);
  der = anj_config_sign (source, agent->signer, agent->signer_key, /* chain */ NULL, &error);
  g_assert_no_error (error);
  offer.bundle = der;
  g_assert_true (anj_terminal_apply_config (fixture->base.terminal, &offer, &changed, &error));
  g_assert_no_error (error);
  fixture->store = anj_store_thread_new (g_steal_pointer (&fixture->base.terminal));
  fixture->watch = anj_config_watch_new (fixture->store, &agent->clock);
  g_signal_connect_swapped (fixture->watch, "settled", G_CALLBACK (g_atomic_int_inc),
                            &fixture->n_settled);
}

/* ends the store thread, and says what is left of the trial */
static AnjTerminalHealth *
examine (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  AnjTerminalHealth *health;

  anj_config_watch_stop (fixture->watch);
  g_clear_pointer (&fixture->store, anj_store_thread_free);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  terminal_fixture_restart (&fixture->base);
  health = anj_terminal_examine (fixture->base.terminal, &error);
  g_assert_no_error (error);
  return health;
}

static void
tear_down (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  gpointer alive;

  if (fixture->store != NULL)
    anj_terminal_health_free (examine (fixture));
  /* a look-up on its way holds it */
  alive = fixture->watch;
  g_object_add_weak_pointer (G_OBJECT (fixture->watch), &alive);
  g_object_unref (fixture->watch);
  while (alive != NULL)
    g_main_context_iteration (NULL, TRUE);
  terminal_fixture_clear (&fixture->base);
}

/* what is under way in threads comes to its end; no time passes */
static void
iterate (guint for_ms)
{
  gint64 end_us = g_get_monotonic_time () + (gint64) for_ms * 1000;

  while (g_get_monotonic_time () < end_us)
    g_main_context_iteration (NULL, FALSE);
}

static void
begin (Fixture *fixture, guint needs, const AnjLookupCost *cost)
{
  anj_config_watch_begin (fixture->watch, needs, cost);
  anj_config_watch_judge (fixture->watch);
}

/* until it is settled; gives the second, or @max_s. A second takes @step_ms */
static guint
live_slowly (Fixture *fixture, guint max_s, guint step_ms)
{
  guint s = 0;

  while (s < max_s && fixture->n_settled == 0)
    {
      s++;
      fixture->base.agent.monotonic_us += G_USEC_PER_SEC;
      anj_config_watch_judge (fixture->watch);
      do
        iterate (step_ms);
      while (!anj_config_watch_is_running (fixture->watch) && fixture->n_settled == 0);
    }
  return s;
}

static guint
live (Fixture *fixture, guint max_s)
{
  return live_slowly (fixture, max_s, 1);
}

static void
assert_kept (Fixture *fixture)
{
  g_autoptr (AnjTerminalHealth) health = NULL;

  g_assert_cmpuint (live (fixture, 30), <, 30);
  health = examine (fixture);
  g_assert_cmpuint (health->config_version, ==, 2);
  g_assert_false (health->is_config_on_trial);
}

/* within a minute from now */
static void
assert_reverted (Fixture *fixture, const char *reason)
{
  g_autoptr (AnjTerminalHealth) health = NULL;
  g_autoptr (AnjConfigEvidence) evidence = NULL;
  g_autofree char *member = g_strdup_printf ("\"reason\":\"%s\"", reason);

  g_assert_cmpuint (live (fixture, 61), <=, 60);
  health = examine (fixture);
  g_assert_cmpuint (health->config_version, ==, 1);
  evidence = anj_terminal_sign_config_state (fixture->base.terminal, /* told */ NULL, NULL);
  g_assert_nonnull (strstr (evidence->facts, member));
}

static void
test_painted (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  anj_config_watch_asks (fixture->watch, "old");
  anj_config_watch_paints (fixture->watch, "old");
  g_assert_true (anj_config_watch_has_screen (fixture->watch));
  begin (fixture, NEEDS_SCREEN, &cheap);
  anj_config_watch_asks (fixture->watch, "new");
  anj_config_watch_paints (fixture->watch, "new");
  anj_config_watch_leaves (fixture->watch, "old");
  assert_kept (fixture);
}

static void
test_never_painted (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  begin (fixture, NEEDS_SCREEN, &cheap);
  anj_config_watch_asks (fixture->watch, "first");
  anj_config_watch_leaves (fixture->watch, "first"); /* it crashed */
  anj_config_watch_asks (fixture->watch, "second");
  assert_reverted (fixture, "screen");
}

/* the resident before the new screen keeps the terminal as long as it takes */
static void
test_visit (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  anj_config_watch_asks (fixture->watch, "visit");
  anj_config_watch_paints (fixture->watch, "visit");
  begin (fixture, NEEDS_SCREEN, &cheap);
  anj_config_watch_asks (fixture->watch, "waiting");
  anj_config_watch_asks (fixture->watch,
                         "visit"); /* for the look-up's cost: it shows the old one */
  g_assert_cmpuint (live (fixture, 150), ==, 150);
  anj_config_watch_leaves (fixture->watch, "visit");
  assert_reverted (fixture, "screen");
}

/* a display that is switched off is no configuration's fault */
static void
test_nobody_asks (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (AnjTerminalHealth) health = NULL;

  begin (fixture, NEEDS_SCREEN, &cheap);
  g_assert_cmpuint (live (fixture, 150), ==, 150);
  health = examine (fixture);
  g_assert_true (health->is_config_on_trial);
  g_assert_cmpuint (health->config_version, ==, 2);
}

/* in so many seconds as it takes; a real quarter of one is enough for scrypt and the disk */
static void
test_look_up (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  begin (fixture, NEEDS_LOOK_UP, &cheap);
  g_assert_cmpuint (live_slowly (fixture, 30, 250), <, 30);
  assert_kept (fixture);
}

static void
test_no_look_up (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  static const AnjLookupCost impossible = { 1000, 8, 1 }; /* no power of two */

  begin (fixture, NEEDS_LOOK_UP, &impossible);
  assert_reverted (fixture, "look-up");
}

static void
test_no_network (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GError) unreachable = g_error_new (ANJ_NET_ERROR, ANJ_NET_ERROR_UNREACHABLE, "down");
  g_autoptr (GError) busy = anj_net_error_new_status (503, 0, NULL);

  begin (fixture, NEEDS_LINE, &cheap);
  anj_config_watch_polled (fixture->watch, unreachable);
  g_assert_cmpuint (live (fixture, 150), ==, 150);
  anj_config_watch_polled (fixture->watch, busy);
  g_assert_cmpuint (live (fixture, 150), ==, 150);
  anj_config_watch_polled (fixture->watch, NULL);
  g_assert_false (anj_config_watch_wants_line (fixture->watch));
  assert_kept (fixture);
}

/* it is renewed meanwhile */
static void
test_certificate_ended (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GBytes) body = agent_text ("{\"type\":\"about:blank#certificate-expired\"}");
  g_autoptr (GError) ended = anj_net_error_new_status (403, 0, body);

  begin (fixture, NEEDS_LINE, &cheap);
  anj_config_watch_polled (fixture->watch, ended);
  g_assert_cmpuint (live (fixture, 150), ==, 150);
  anj_config_watch_polled (fixture->watch, NULL);
  assert_kept (fixture);
}

static void
test_line_refused (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GError) unreachable = g_error_new (ANJ_NET_ERROR, ANJ_NET_ERROR_UNREACHABLE, "down");
  g_autoptr (GError) tls = g_error_new (ANJ_NET_ERROR, ANJ_NET_ERROR_TLS, "foreign");

  begin (fixture, NEEDS_LINE, &cheap);
  anj_config_watch_polled (fixture->watch, unreachable);
  g_assert_cmpuint (live (fixture, 150), ==, 150);
  anj_config_watch_polled (fixture->watch, tls);
  assert_reverted (fixture, "line");
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/config-watch/what-a-screen-paints-is-kept", test_painted);
  ADD ("/config-watch/what-no-screen-can-paint-is-taken-back", test_never_painted);
  ADD ("/config-watch/a-visit-is-waited-for", test_visit);
  ADD ("/config-watch/without-a-display-it-waits", test_nobody_asks);
  ADD ("/config-watch/look-ups-that-answer-are-kept", test_look_up);
  ADD ("/config-watch/look-ups-that-fail-lead-back", test_no_look_up);
  ADD ("/config-watch/no-network-and-a-busy-hub-are-waited-for", test_no_network);
  ADD ("/config-watch/a-certificate-that-ended-is-waited-for", test_certificate_ended);
  ADD ("/config-watch/a-hub-that-is-not-trusted-any-more-leads-back", test_line_refused);

  return g_test_run ();
}
