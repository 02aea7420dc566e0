/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "core/anj-error.h"
#include "core/anj-json.h"
#include "hub/hub-rollout-decision.h"

#define FLEET 83763
#define HOUR_US G_TIME_SPAN_HOUR
/* 2026-11-20, 03:00 UTC: 10:00 in the west, 12:00 in the east */
#define NOW_US G_GINT64_CONSTANT (1795143600000000)

static HubRolloutPlan *
parse (const char *text, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (JsonObject) object = anj_json_parse_object (bytes, NULL);

  g_assert_nonnull (object);
  return hub_rollout_plan_parse (object, error);
}

static HubRolloutPlan *
parse_good (const char *text)
{
  g_autoptr (GError) error = NULL;
  HubRolloutPlan *plan = parse (text, &error);

  g_assert_no_error (error);
  return plan;
}

static void
test_defaults_begin_with_a_thousandth (void)
{
  g_autoptr (HubRolloutPlan) plan = parse_good ("{}");

  g_assert_cmpuint (plan->n_groups, ==, 4);
  g_assert_cmpuint (hub_rollout_plan_cap (plan, 1, FLEET), ==, 83);
  g_assert_cmpuint (hub_rollout_plan_cap (plan, 2, FLEET), ==, 837);
  g_assert_cmpuint (hub_rollout_plan_cap (plan, 3, FLEET), ==, 8376);
  g_assert_cmpuint (hub_rollout_plan_cap (plan, 4, FLEET), ==, G_MAXUINT);
  g_assert_cmpuint (hub_rollout_plan_cap (plan, 1, 3), ==, 1);
  g_assert_cmpfloat (plan->success_percent, ==, 99);
  g_assert_true (hub_rollout_plan_is_for_all (plan));
}

static void
test_a_plan_is_written_as_it_is_read (void)
{
  static const char text[] =
      "{\"regions\":[\"35.09\"],\"labels\":[\"pilot\"],\"hardware\":[\"NUC\"],"
      "\"groups\":[0.5,2.5,100.0],\"success\":90.5,\"errors\":2.0,\"soak_s\":60,\"answer_s\":70,"
      "\"deadline_s\":80,\"at_once\":90,\"window\":\"20:00-05:30\"}";
  g_autoptr (HubRolloutPlan) plan = parse_good (text);
  g_autoptr (JsonObject) object = hub_rollout_plan_to_json (plan);
  g_autofree char *again = anj_json_object_to_text (object);

  g_assert_cmpstr (again, ==, text);
}

static void
test_a_bad_plan_is_refused_by_name (void)
{
  static const struct
  {
    const char *text;
    const char *named;
  } cases[] = {
    { "{\"groups\":[1,50]}", "groups" },
    { "{\"groups\":[10,5,100]}", "groups" },
    { "{\"groups\":[]}", "groups" },
    { "{\"groups\":[\"x\",100]}", "groups" },
    { "{\"groups\":[1,1000]}", "groups" },
    { "{\"success\":101}", "success" },
    { "{\"errors\":\"1\"}", "errors" },
    { "{\"soak_s\":0}", "soak_s" },
    { "{\"at_once\":0}", "at_once" },
    { "{\"window\":\"25:00-05:00\"}", "window" },
    { "{\"window\":\"20:00-05:00x\"}", "window" },
    { "{\"window\":\"20:00-22:00\"}", "window" },
    { "{\"window\":7}", "window" },
    { "{\"regions\":[\"Jember\"]}", "regions" },
    { "{\"regions\":\"35\"}", "regions" },
    { "{\"labels\":[7]}", "labels" },
    { "{\"group\":[100]}", "group" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (HubRolloutPlan) plan = parse (cases[i].text, &error);

      g_assert_null (plan);
      g_assert_error (error, ANJ_ERROR, ANJ_ERROR_INVALID);
      g_assert_true (g_str_has_prefix (error->message, cases[i].named));
    }
}

static void
test_the_window_is_the_villages_own (void)
{
  g_autoptr (HubRolloutPlan) plan = parse_good ("{\"window\":\"20:00-05:00\"}");
  g_autoptr (HubRolloutPlan) always = parse_good ("{}");
  gint64 eastern_evening = NOW_US + 8 * HOUR_US; /* 11:00 UTC */

  g_assert_true (hub_rollout_plan_is_open (plan, "91.01.01.2001", eastern_evening));
  g_assert_false (hub_rollout_plan_is_open (plan, "51.01.01.2001", eastern_evening));
  g_assert_true (hub_rollout_plan_is_open (plan, "51.01.01.2001", eastern_evening + HOUR_US));
  g_assert_false (hub_rollout_plan_is_open (plan, "35.09.01.2001", eastern_evening + HOUR_US));
  g_assert_true (hub_rollout_plan_is_open (plan, "35.09.01.2001", eastern_evening + 2 * HOUR_US));
  g_assert_false (hub_rollout_plan_is_open (plan, "35.09.01.2001", eastern_evening + 11 * HOUR_US));

  g_assert_cmpint (hub_rollout_plan_open_since (plan, eastern_evening + HOUR_US), ==, -1);
  g_assert_cmpint (hub_rollout_plan_open_since (plan, eastern_evening + 3 * HOUR_US), ==, HOUR_US);
  g_assert_cmpint (hub_rollout_plan_open_since (plan, eastern_evening + 9 * HOUR_US), ==, -1);
  g_assert_cmpint (hub_rollout_plan_open_since (always, NOW_US), ==, G_MAXINT64);
}

static void
test_a_plan_is_for_whom_it_names (void)
{
  static const char *const labels[] = { "pilot", "coast", NULL };
  static const AnjConfigPlace place = { "35.09.01.2001", "t-1", labels, "NUC" };
  static const AnjConfigPlace bare = { "35.10.01.2001", "t-2", NULL, NULL };
  g_autoptr (HubRolloutPlan) region = parse_good ("{\"regions\":[\"31\",\"35.09\"]}");
  g_autoptr (HubRolloutPlan) label = parse_good ("{\"labels\":[\"coast\"]}");
  g_autoptr (HubRolloutPlan) hardware = parse_good ("{\"hardware\":[\"NUC\"]}");
  g_autoptr (HubRolloutPlan) both = parse_good ("{\"regions\":[\"35\"],\"labels\":[\"hills\"]}");

  g_assert_true (hub_rollout_plan_is_for (region, &place));
  g_assert_false (hub_rollout_plan_is_for (region, &bare));
  g_assert_true (hub_rollout_plan_is_for (label, &place));
  g_assert_false (hub_rollout_plan_is_for (label, &bare));
  g_assert_true (hub_rollout_plan_is_for (hardware, &place));
  g_assert_false (hub_rollout_plan_is_for (hardware, &bare));
  g_assert_false (hub_rollout_plan_is_for (both, &place));
}

static void
test_only_regions_apart_keep_rollouts_apart (void)
{
  g_autoptr (HubRolloutPlan) java = parse_good ("{\"regions\":[\"31\",\"35\"]}");
  g_autoptr (HubRolloutPlan) jember = parse_good ("{\"regions\":[\"35.09\"]}");
  g_autoptr (HubRolloutPlan) aceh = parse_good ("{\"regions\":[\"11\"],\"labels\":[\"pilot\"]}");
  g_autoptr (HubRolloutPlan) pilots = parse_good ("{\"labels\":[\"pilot\"]}");

  g_assert_true (hub_rollout_plan_overlaps (java, jember));
  g_assert_true (hub_rollout_plan_overlaps (jember, java));
  g_assert_false (hub_rollout_plan_overlaps (java, aceh));
  g_assert_true (hub_rollout_plan_overlaps (pilots, java));
}

static void
test_ranks_spread_evenly_and_differ_by_rollout (void)
{
  guint n_below = 0, n_same = 0;

  for (guint i = 0; i < 10000; i++)
    {
      g_autofree char *terminal = g_strdup_printf ("t-%012x", i);
      guint32 rank = hub_rollout_rank ("r-00000001", terminal);

      g_assert_cmpuint (rank, ==, hub_rollout_rank ("r-00000001", terminal));
      n_below += rank < G_MAXUINT32 / 10;
      n_same += (rank < G_MAXUINT32 / 10) &&
                hub_rollout_rank ("r-00000002", terminal) < G_MAXUINT32 / 10;
    }
  g_assert_cmpuint (n_below, >, 900);
  g_assert_cmpuint (n_below, <, 1100);
  g_assert_cmpuint (n_same, <, 200);
}

/* a canary that is full, quiet and well */
static HubRolloutProgress
good_canary (void)
{
  return (HubRolloutProgress){
    .now_us = NOW_US,
    .group = 1,
    .released_us = NOW_US - 2 * HOUR_US,
    .n_fleet = FLEET,
    .admitted = HUB_ROLLOUT_ALL_RANKS / 700,
    .admitted_us = NOW_US - HOUR_US,
    .of_group = { .told = 83, .kept = 83 },
  };
}

typedef struct
{
  const char *name;
  const char *plan;
  void (*change) (HubRolloutProgress *progress);
  HubRolloutAction action;
  const char *reason;
} DecisionCase;

static void
nothing_released (HubRolloutProgress *p)
{
  *p = (HubRolloutProgress){ .now_us = NOW_US, .n_fleet = FLEET };
}

static void
unchanged (HubRolloutProgress *p G_GNUC_UNUSED)
{
}

static void
one_failed (HubRolloutProgress *p)
{
  p->of_group.kept = 82;
  p->of_group.failed = 1;
}

static void
one_of_a_large_group_failed (HubRolloutProgress *p)
{
  p->group = 2;
  p->n_told_before = 83;
  p->of_group = (HubRolloutCounts){ .told = 10, .kept = 9, .failed = 1 };
}

static void
eight_of_a_large_group_failed (HubRolloutProgress *p)
{
  one_of_a_large_group_failed (p);
  p->of_group.failed = 8;
}

static void
a_rare_hardware_fails (HubRolloutProgress *p)
{
  one_of_a_large_group_failed (p);
  p->hardware_told = 9; /* of 93, so of 81 when the group is full */
  p->hardware_failed = 2;
}

static void
two_of_the_only_hardware_failed (HubRolloutProgress *p)
{
  a_rare_hardware_fails (p);
  p->hardware_told = 93;
}

static void
one_of_a_rare_hardware_failed (HubRolloutProgress *p)
{
  one_of_a_large_group_failed (p);
  p->hardware_told = 9;
  p->hardware_failed = 1;
}

static void
one_silent (HubRolloutProgress *p)
{
  p->of_group.kept = 82;
  p->of_group.silent = 1;
}

static void
two_silent (HubRolloutProgress *p)
{
  p->of_group.kept = 81;
  p->of_group.silent = 2;
}

static void
one_pending (HubRolloutProgress *p)
{
  p->of_group.kept = 82;
  p->of_group.pending = 1;
  p->n_pending = 1;
}

static void
one_pending_past_the_deadline (HubRolloutProgress *p)
{
  one_pending (p);
  p->released_us = NOW_US - 49 * HOUR_US;
}

static void
let_in_a_minute_ago (HubRolloutProgress *p)
{
  p->admitted_us = NOW_US - G_TIME_SPAN_MINUTE;
}

static void
half_told_and_some_may_come (HubRolloutProgress *p)
{
  p->of_group = (HubRolloutCounts){ .told = 60, .kept = 60 };
}

static void
half_told_and_nobody_is_left (HubRolloutProgress *p)
{
  half_told_and_some_may_come (p);
  p->admitted = HUB_ROLLOUT_ALL_RANKS;
}

static void
few_told_and_nobody_is_left (HubRolloutProgress *p)
{
  p->of_group = (HubRolloutCounts){ .told = 10, .kept = 10 };
  p->admitted = HUB_ROLLOUT_ALL_RANKS;
}

static void
few_told_by_the_deadline (HubRolloutProgress *p)
{
  few_told_and_nobody_is_left (p);
  p->released_us = NOW_US - 48 * HOUR_US;
}

static void
nobody_told_by_the_deadline (HubRolloutProgress *p)
{
  few_told_by_the_deadline (p);
  p->of_group = (HubRolloutCounts){ 0 };
}

static void
most_pending_past_the_deadline (HubRolloutProgress *p)
{
  one_pending_past_the_deadline (p);
  p->of_group = (HubRolloutCounts){ .told = 83, .kept = 41, .pending = 42 };
}

static void
last_group_kept (HubRolloutProgress *p)
{
  p->group = 4;
  p->n_told_before = 8376;
  p->admitted = HUB_ROLLOUT_ALL_RANKS;
  p->of_group = (HubRolloutCounts){ .told = 50000, .kept = 49800, .pending = 100, .silent = 100 };
  p->n_pending = 100;
}

static void
too_few_of_the_last_group_kept (HubRolloutProgress *p)
{
  last_group_kept (p);
  p->of_group.kept = 49300;
  p->of_group.failed = 600;
}

static void
everybody_was_told_before_it_was_resumed (HubRolloutProgress *p)
{
  p->n_told_before = 83;
  p->of_group = (HubRolloutCounts){ 0 };
}

static const DecisionCase decision_cases[] = {
  { "the first group is released at once", "{}", nothing_released, HUB_ROLLOUT_RELEASE, NULL },
  { "a good group lets the next one in", "{}", unchanged, HUB_ROLLOUT_RELEASE, NULL },
  { "one failure in the canary stops", "{}", one_failed, HUB_ROLLOUT_STOP, "errors" },
  { "one failure is borne where ten percent are", "{\"errors\":10,\"success\":90}", one_failed,
    HUB_ROLLOUT_RELEASE, NULL },
  { "the first failure of a large group does not stop", "{}", one_of_a_large_group_failed,
    HUB_ROLLOUT_WAIT, NULL },
  { "a percent of a large group stops", "{}", eight_of_a_large_group_failed, HUB_ROLLOUT_STOP,
    "errors" },
  { "a kind of hardware that fails stops", "{}", a_rare_hardware_fails, HUB_ROLLOUT_STOP,
    "errors-of-hardware" },
  { "two of a kind that is the whole fleet are borne as any two", "{}",
    two_of_the_only_hardware_failed, HUB_ROLLOUT_WAIT, NULL },
  { "one broken machine of a rare kind does not stop", "{}", one_of_a_rare_hardware_failed,
    HUB_ROLLOUT_WAIT, NULL },
  { "one that falls silent is borne", "{}", one_silent, HUB_ROLLOUT_RELEASE, NULL },
  { "two that fall silent pause", "{}", two_silent, HUB_ROLLOUT_PAUSE, "silent" },
  { "who has not answered is waited for", "{}", one_pending, HUB_ROLLOUT_WAIT, NULL },
  { "nobody is waited for past the deadline", "{}", one_pending_past_the_deadline,
    HUB_ROLLOUT_RELEASE, NULL },
  { "a group soaks", "{}", let_in_a_minute_ago, HUB_ROLLOUT_WAIT, NULL },
  { "a group waits for those who may come", "{}", half_told_and_some_may_come, HUB_ROLLOUT_WAIT,
    NULL },
  { "half a group is enough when nobody online is left", "{}", half_told_and_nobody_is_left,
    HUB_ROLLOUT_RELEASE, NULL },
  { "a group is not judged in a closed window", "{\"window\":\"20:00-05:00\"}",
    half_told_and_nobody_is_left, HUB_ROLLOUT_WAIT, NULL },
  { "less than half waits for the dark ones", "{}", few_told_and_nobody_is_left, HUB_ROLLOUT_WAIT,
    NULL },
  { "dark ones are not waited for past the deadline", "{}", few_told_by_the_deadline,
    HUB_ROLLOUT_RELEASE, NULL },
  { "a group that nobody was told of pauses", "{}", nobody_told_by_the_deadline, HUB_ROLLOUT_PAUSE,
    "nobody-told" },
  { "less than half that kept it pause", "{}", most_pending_past_the_deadline, HUB_ROLLOUT_PAUSE,
    "too-few-kept" },
  { "a trickle of late ones does not hold up the end", "{}", last_group_kept, HUB_ROLLOUT_FINISH,
    NULL },
  { "too few that kept it pause", "{}", too_few_of_the_last_group_kept, HUB_ROLLOUT_PAUSE,
    "too-few-kept" },
  { "a resumed group with nobody left to tell goes on", "{}",
    everybody_was_told_before_it_was_resumed, HUB_ROLLOUT_RELEASE, NULL },
};

static void
test_decision (gconstpointer data)
{
  const DecisionCase *one = data;
  g_autoptr (HubRolloutPlan) plan = parse_good (one->plan);
  HubRolloutProgress progress = good_canary ();
  HubRolloutDecision decision;

  one->change (&progress);
  decision = hub_rollout_decide (plan, &progress);
  g_assert_cmpint (decision.action, ==, one->action);
  g_assert_cmpstr (decision.reason, ==, one->reason);
}

static void
test_the_line_moves_by_the_room_there_is (void)
{
  g_autoptr (HubRolloutPlan) plan = parse_good ("{\"at_once\":100}");
  HubRolloutProgress progress = good_canary ();
  guint64 one_rank = HUB_ROLLOUT_ALL_RANKS / FLEET;
  guint64 before = progress.admitted, moved;

  g_assert_cmpuint (hub_rollout_admit (plan, &progress), ==, before); /* full */
  progress.of_group.told = 80;
  moved = hub_rollout_admit (plan, &progress) - before;
  g_assert_cmpuint (moved, >=, 3 * one_rank);
  g_assert_cmpuint (moved, <, 4 * one_rank);

  progress.group = 3; /* 8376, but 100 at once, and 60 have not answered */
  progress.n_pending = 60;
  moved = hub_rollout_admit (plan, &progress) - before;
  g_assert_cmpuint (moved, >=, 40 * one_rank);
  g_assert_cmpuint (moved, <, 41 * one_rank);
  progress.n_pending = 500;
  g_assert_cmpuint (hub_rollout_admit (plan, &progress), ==, before);

  progress.n_pending = 0;
  progress.admitted = HUB_ROLLOUT_ALL_RANKS - 1;
  g_assert_cmpuint (hub_rollout_admit (plan, &progress), ==, HUB_ROLLOUT_ALL_RANKS);
}

static void
test_the_line_stands_while_a_zone_is_awake (void)
{
  g_autoptr (HubRolloutPlan) plan = parse_good ("{\"window\":\"20:00-05:00\"}");
  HubRolloutProgress progress = good_canary ();

  progress.of_group.told = 0;
  progress.now_us = NOW_US + 8 * HOUR_US; /* the east is open */
  g_assert_cmpuint (hub_rollout_admit (plan, &progress), ==, progress.admitted);
  progress.now_us = NOW_US + 10 * HOUR_US; /* all are */
  g_assert_cmpuint (hub_rollout_admit (plan, &progress), >, progress.admitted);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rollout-plan/defaults begin with a thousandth",
                   test_defaults_begin_with_a_thousandth);
  g_test_add_func ("/rollout-plan/is written as it is read", test_a_plan_is_written_as_it_is_read);
  g_test_add_func ("/rollout-plan/a bad one is refused by name",
                   test_a_bad_plan_is_refused_by_name);
  g_test_add_func ("/rollout-plan/the window is the village's own",
                   test_the_window_is_the_villages_own);
  g_test_add_func ("/rollout-plan/is for whom it names", test_a_plan_is_for_whom_it_names);
  g_test_add_func ("/rollout-plan/only regions apart keep rollouts apart",
                   test_only_regions_apart_keep_rollouts_apart);
  g_test_add_func ("/rollout-plan/ranks spread evenly and differ by rollout",
                   test_ranks_spread_evenly_and_differ_by_rollout);
  for (gsize i = 0; i < G_N_ELEMENTS (decision_cases); i++)
    {
      g_autofree char *path = g_strconcat ("/rollout-decision/", decision_cases[i].name, NULL);

      g_test_add_data_func (path, &decision_cases[i], test_decision);
    }
  g_test_add_func ("/rollout-decision/the line moves by the room there is",
                   test_the_line_moves_by_the_room_there_is);
  g_test_add_func ("/rollout-decision/the line stands while a zone is awake",
                   test_the_line_stands_while_a_zone_is_awake);
  return g_test_run ();
}
