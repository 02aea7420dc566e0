/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "core/anj-json.h"
#include "ui/anj-idle.h"

typedef struct
{
  gint64 now_us;
  AnjClock clock;
  AnjIdle *idle;
  guint n_warnings, last_left, n_resumed, n_expired;
} Fixture;

static gint64
tell_time (gpointer user_data)
{
  return ((Fixture *) user_data)->now_us;
}

static void
on_warning (Fixture *fixture, guint seconds_left)
{
  fixture->n_warnings++;
  fixture->last_left = seconds_left;
}

static void
on_resumed (Fixture *fixture)
{
  fixture->n_resumed++;
}

static void
on_expired (Fixture *fixture)
{
  fixture->n_expired++;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  const char *json = data != NULL ? data : "{}";
  g_autoptr (GBytes) bytes = g_bytes_new_static (json, strlen (json));
  g_autoptr (JsonObject) config = anj_json_parse_object (bytes, NULL);

  fixture->clock = (AnjClock){ tell_time, tell_time, fixture };
  fixture->now_us = 1000 * G_TIME_SPAN_SECOND;
  fixture->idle = anj_idle_new (&fixture->clock, config);
  g_signal_connect_swapped (fixture->idle, "warning", G_CALLBACK (on_warning), fixture);
  g_signal_connect_swapped (fixture->idle, "resumed", G_CALLBACK (on_resumed), fixture);
  g_signal_connect_swapped (fixture->idle, "expired", G_CALLBACK (on_expired), fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_assert_finalize_object (fixture->idle);
}

static void
wait_s (Fixture *fixture, guint seconds)
{
  for (guint i = 0; i < seconds; i++)
    {
      fixture->now_us += G_TIME_SPAN_SECOND;
      anj_idle_tick (fixture->idle);
    }
}

static void
test_a_personal_page_warns_after_45_and_ends_after_75_seconds (Fixture *fixture,
                                                               gconstpointer data G_GNUC_UNUSED)
{
  anj_idle_set_kind (fixture->idle, ANJ_IDLE_PERSONAL);
  wait_s (fixture, 44);
  g_assert_cmpuint (fixture->n_warnings, ==, 0);
  wait_s (fixture, 1);
  g_assert_cmpuint (fixture->last_left, ==, 30);
  wait_s (fixture, 29);
  g_assert_cmpuint (fixture->n_warnings, ==, 30);
  g_assert_cmpuint (fixture->last_left, ==, 1);
  g_assert_cmpuint (fixture->n_expired, ==, 0);
  wait_s (fixture, 5);
  g_assert_cmpuint (fixture->n_expired, ==, 1);
}

static void
test_another_page_warns_after_90_seconds (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  anj_idle_set_kind (fixture->idle, ANJ_IDLE_OTHER);
  wait_s (fixture, 89);
  g_assert_cmpuint (fixture->n_warnings, ==, 0);
  wait_s (fixture, 1);
  g_assert_cmpuint (fixture->n_warnings, ==, 1);
}

static void
test_a_touch_extends_as_often_as_wanted (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  anj_idle_set_kind (fixture->idle, ANJ_IDLE_PERSONAL);
  for (guint i = 0; i < 12; i++)
    {
      wait_s (fixture, 60);
      g_assert_true (anj_idle_is_warning (fixture->idle));
      anj_idle_touch (fixture->idle);
      g_assert_false (anj_idle_is_warning (fixture->idle));
    }
  g_assert_cmpuint (fixture->n_resumed, ==, 12);
  g_assert_cmpuint (fixture->n_expired, ==, 0);
}

static void
test_nobody_is_timed_where_nobody_is (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  anj_idle_set_kind (fixture->idle, ANJ_IDLE_OFF);
  wait_s (fixture, 1000);
  g_assert_cmpuint (fixture->n_warnings + fixture->n_expired, ==, 0);
}

static void
test_the_configuration_sets_the_times (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  anj_idle_set_kind (fixture->idle, ANJ_IDLE_PERSONAL);
  wait_s (fixture, 20);
  g_assert_cmpuint (fixture->n_warnings, ==, 1);
  /* but nobody gets less than 20 seconds to answer */
  g_assert_cmpuint (fixture->last_left, ==, 20);
}

static void
test_who_listens_has_three_times_as_long (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  anj_idle_set_kind (fixture->idle, ANJ_IDLE_PERSONAL);
  anj_idle_set_patience (fixture->idle, 3);
  wait_s (fixture, 3 * 45 - 1);
  g_assert_cmpuint (fixture->n_warnings, ==, 0);
  wait_s (fixture, 1);
  g_assert_cmpuint (fixture->last_left, ==, 30);
  anj_idle_set_patience (fixture->idle, 1);
  g_assert_cmpuint (fixture->n_resumed, ==, 1);
  wait_s (fixture, 45);
  g_assert_cmpuint (fixture->n_warnings, ==, 2);
}

#define ADD(name, config, func) g_test_add ("/idle/" name, Fixture, config, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("a-personal-page-warns-after-45-and-ends-after-75-seconds", NULL,
       test_a_personal_page_warns_after_45_and_ends_after_75_seconds);
  ADD ("another-page-warns-after-90-seconds", NULL, test_another_page_warns_after_90_seconds);
  ADD ("a-touch-extends-as-often-as-wanted", NULL, test_a_touch_extends_as_often_as_wanted);
  ADD ("who-listens-has-three-times-as-long", NULL, test_who_listens_has_three_times_as_long);
  ADD ("nobody-is-timed-where-nobody-is", NULL, test_nobody_is_timed_where_nobody_is);
  ADD ("the-configuration-sets-the-times",
       "{\"idle\": {\"personal_s\": 20, \"other_s\": 30, \"warning_s\": 5}}",
       test_the_configuration_sets_the_times);
  return g_test_run ();
}
