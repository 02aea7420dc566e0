/* SPDX-License-Identifier: GPL-3.0-or-later */

/* From what terminals tell of look-ups to an alarm, and to its end. */

#include "core/anj-json.h"
#include "hub/hub-audit.h"
#include "hub/hub-guess-alarms.h"
#include "hub/hub-telemetry.h"
#include "tests/unit/hub/server-fixture.h"

#define T1 "t-000000000001"
#define STEP_US (5 * G_TIME_SPAN_MINUTE)
#define N_MORE 40

typedef struct
{
  ServerFixture server;
  HubGuessTimer *timer;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  server_fixture_set_up (&self->server, data);
  self->timer = hub_guess_timer_new (&self->server.app);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  hub_guess_timer_free (self->timer);
  server_fixture_tear_down (&self->server, data);
}

static void
tell (Fixture *self, int n, int missed, int unmended, int over_s)
{
  g_autofree char *body = g_strdup_printf (
      "{\"outbox\": 0, \"config_version\": 1, \"key\": \"file\", \"version\": \"1\","
      " \"look_ups\": {\"n\": %d, \"missed\": %d, \"unmended\": %d, \"over_s\": %d}}",
      n, missed, unmended, over_s);
  g_autoptr (HubRequest) request = server_fixture_call (&self->server, hub_telemetry_post,
                                                        self->server.terminal, body);

  g_assert_cmpuint (request->status, ==, 204);
}

/* so many times five minutes go by */
static void
pass (Fixture *self, guint n_steps)
{
  for (guint i = 0; i < n_steps; i++)
    {
      self->server.now_us += STEP_US;
      hub_guess_timer_tick (self->timer);
    }
}

/* (transfer full) */
static JsonArray *
list (Fixture *self, const char *region, gboolean all)
{
  g_autoptr (GError) error = NULL;
  JsonArray *array = hub_guess_list (self->server.app.store, region, all, &error);

  g_assert_no_error (error);
  return array;
}

static guint
count_alarms (Fixture *self, const char *region, gboolean all)
{
  g_autoptr (JsonArray) array = list (self, region, all);

  return json_array_get_length (array);
}

static gint64
count_audit (Fixture *self, const char *event)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *like = g_strdup_printf ("%%\"event\":\"%s\"%%", event);
  gint64 n;

  g_assert_true (hub_store_get_int (self->server.app.store, &error, 0, &n,
                                    "SELECT count(*) FROM audit WHERE row LIKE ?", "t", like));
  return n;
}

static void
test_one_terminal (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (JsonArray) open = NULL;
  g_autoptr (JsonObject) found = NULL;
  JsonObject *alarm;

  tell (self, 14, 14, 14, 300);
  g_assert_cmpuint (count_alarms (self, NULL, FALSE), ==, 0);
  g_test_expect_message ("anj-hub", G_LOG_LEVEL_WARNING, "*guessing numbers at " T1 "*");
  tell (self, 1, 1, 1, 300);
  g_test_assert_expected_messages ();
  tell (self, 3, 3, 3, 300); /* one alarm, one row of audit */
  open = list (self, NULL, FALSE);
  g_assert_cmpuint (json_array_get_length (open), ==, 1);
  alarm = anj_json_array_get_object (open, 0);
  g_assert_cmpstr (anj_json_get_string (alarm, "terminal", NULL), ==, T1);
  g_assert_cmpint (anj_json_get_int (alarm, "misses", 0), ==, 18);
  g_assert_cmpint (count_audit (self, "guess-alarm"), ==, 1);
  found = hub_guess_find (self->server.app.store, T1, NULL);
  g_assert_cmpint (anj_json_get_int (found, "misses", 0), ==, 18);
}

static void
test_ends (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_test_expect_message ("anj-hub", G_LOG_LEVEL_WARNING, "*guessing numbers at " T1 "*");
  tell (self, 20, 20, 0, 300);
  g_test_assert_expected_messages ();
  pass (self, 11);
  g_assert_cmpuint (count_alarms (self, NULL, FALSE), ==, 1);
  pass (self, 4);
  g_assert_cmpuint (count_alarms (self, NULL, FALSE), ==, 0);
  g_assert_cmpuint (count_alarms (self, NULL, TRUE), ==, 1);
  g_assert_cmpint (count_audit (self, "guess-alarm-ended"), ==, 1);
  g_assert_null (hub_guess_find (self->server.app.store, T1, NULL));
}

/* a week of a dark terminal, told at once */
static void
test_dark (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  tell (self, 900, 90, 10, 7 * 86400);
  g_assert_cmpuint (count_alarms (self, NULL, FALSE), ==, 0);
}

/* the line was pulled so that nobody hears of it: each half hour of the last day counts */
static void
test_a_day_told_at_once (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (JsonObject) found = NULL;

  g_test_expect_message ("anj-hub", G_LOG_LEVEL_WARNING, "*guessing numbers at " T1 "*");
  tell (self, 158, 158, 158, 86400);
  g_test_assert_expected_messages ();
  found = hub_guess_find (self->server.app.store, T1, NULL);
  g_assert_cmpint (anj_json_get_int (found, "misses", 0), ==, 157); /* parts are rounded down */
  /* a few of them were in the last half hour, and that is what the district is judged by */
  pass (self, 2);
  g_assert_cmpuint (count_alarms (self, NULL, FALSE), ==, 1);
}

/* the report that the list shows does not hold them */
static void
test_report (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  gint64 n;

  tell (self, 3, 1, 0, 300);
  g_assert_true (
      hub_store_get_int (self->server.app.store, &error, -1, &n,
                         "SELECT count(*) FROM terminals WHERE telemetry LIKE '%look_ups%'", ""));
  g_assert_cmpint (n, ==, 0);
  g_assert_true (hub_store_get_int (self->server.app.store, &error, -1, &n,
                                    "SELECT look_ups FROM guess_counts", ""));
  g_assert_cmpint (n, ==, 3000);
}

static void
test_spread (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  HubStore *store = self->server.app.store;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonArray) open = NULL;
  JsonObject *alarm;

  for (int i = 0; i < N_MORE; i++)
    {
      g_autofree char *id = g_strdup_printf ("t-9%011d", i);
      g_autofree char *region = g_strdup_printf ("35.09.%02d.2001", 1 + i);
      g_autofree char *text = g_strdup ("{\"look_ups\": {\"n\": 1, \"missed\": 1,"
                                        " \"unmended\": 1, \"over_s\": 300}}");
      g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));
      g_autoptr (JsonObject) report = anj_json_parse_object (bytes, &error);

      g_assert_true (hub_store_run (store, &error,
                                    "INSERT INTO terminals (id, region, state, slice_first,"
                                    " slice_size, fingerprint, enrolled_us, head)"
                                    " SELECT ?, ?, state, slice_first, slice_size, ?, enrolled_us,"
                                    " head FROM terminals WHERE id = '" T1 "'",
                                    "ttt", id, region, id));
      g_assert_true (hub_guess_note (store, id, report, self->server.now_us, &error));
    }
  g_test_expect_message ("anj-hub", G_LOG_LEVEL_WARNING, "*guessing numbers at 35.09:*");
  pass (self, 1);
  g_test_assert_expected_messages ();
  open = list (self, NULL, FALSE);
  g_assert_cmpuint (json_array_get_length (open), ==,
                    1); /* not the province, not the country too */
  alarm = anj_json_array_get_object (open, 0);
  g_assert_cmpstr (anj_json_get_string (alarm, "place", NULL), ==, "35.09");
  g_assert_cmpint (anj_json_get_int (alarm, "misses", 0), ==, N_MORE);
  g_assert_cmpuint (count_alarms (self, "35.09.05.2001", FALSE), ==, 1); /* it is inside */
  g_assert_cmpuint (count_alarms (self, "35", FALSE), ==, 1);
  g_assert_cmpuint (count_alarms (self, "35.10", FALSE), ==, 0);
  /* a hub that begins anew knows it still, and ends it */
  hub_guess_timer_free (self->timer);
  self->timer = hub_guess_timer_new (&self->server.app);
  pass (self, 8);
  g_assert_cmpuint (count_alarms (self, NULL, FALSE), ==, 1);
  pass (self, 14);
  g_assert_cmpuint (count_alarms (self, NULL, FALSE), ==, 0);
}

static void
test_learns (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  gint64 n;

  for (int i = 0; i < 12; i++)
    {
      tell (self, 50, 1, 1, 300);
      pass (self, 1);
    }
  g_assert_true (hub_store_get_int (self->server.app.store, &error, 0, &n,
                                    "SELECT look_ups FROM guess_places WHERE code = ''", ""));
  g_assert_cmpint (n, >=, 300000);
  g_assert_cmpint (n, <=, 600000);
  pass (self, 25 * 12); /* counts of terminals are kept for a day */
  g_assert_true (hub_store_get_int (self->server.app.store, &error, -1, &n,
                                    "SELECT count(*) FROM guess_counts", ""));
  g_assert_cmpint (n, ==, 0);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/guess-alarms/one-terminal-under-a-sweep", test_one_terminal);
  ADD ("/guess-alarms/ends-after-a-quiet-hour", test_ends);
  ADD ("/guess-alarms/a-terminal-that-was-dark-is-no-sweep", test_dark);
  ADD ("/guess-alarms/a-day-of-guesses-told-at-once-is-one", test_a_day_told_at_once);
  ADD ("/guess-alarms/the-last-report-holds-no-counts", test_report);
  ADD ("/guess-alarms/a-sweep-spread-over-a-regency", test_spread);
  ADD ("/guess-alarms/what-is-usual-is-learnt-and-kept", test_learns);

  return g_test_run ();
}
