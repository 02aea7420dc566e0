/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How long polls are held, in virtual time: lines that forget silent connections after a while. */

#include "app/agent/anj-hold.h"

#define MAX_S 1800
#define SLACK_S 30

typedef struct
{
  AnjHold hold;
  guint survives_s; /* a connection that is silent for longer is dead, without a word */
  gint64 now_s;
  gint64 deaf_s; /* how long nobody could reach the terminal */
  guint n_polls;
} Line;

static void
poll (Line *line)
{
  guint hold_s = anj_hold_get_s (&line->hold, MAX_S);

  line->n_polls++;
  if (hold_s <= line->survives_s)
    {
      line->now_s += hold_s;
      anj_hold_note_answer (&line->hold, hold_s * (gint64) G_USEC_PER_SEC, MAX_S);
      return;
    }
  line->now_s += hold_s + SLACK_S;
  line->deaf_s += hold_s + SLACK_S - line->survives_s;
  anj_hold_note_death (&line->hold, (hold_s + SLACK_S) * (gint64) G_USEC_PER_SEC, MAX_S);
}

static void
run (Line *line, guint survives_s, gint64 seconds)
{
  gint64 end_s = line->now_s + seconds;

  line->survives_s = survives_s;
  while (line->now_s < end_s)
    poll (line);
}

static void
test_good_line_is_held_for_half_an_hour (void)
{
  Line line = { 0 };

  anj_hold_init (&line.hold);
  run (&line, G_MAXUINT, 3600);
  g_assert_cmpuint (anj_hold_get_s (&line.hold, MAX_S), ==, MAX_S);
  run (&line, G_MAXUINT, 86400);
  g_assert_cmpuint (line.n_polls, <, 60);
}

static void
test_line_that_forgets_is_held_for_less (void)
{
  const guint lines_s[] = { 90, 120, 300, 350, 900 };

  for (gsize i = 0; i < G_N_ELEMENTS (lines_s); i++)
    {
      Line line = { 0 };

      anj_hold_init (&line.hold);
      run (&line, lines_s[i], 3 * 86400);
      /* it uses at least half of what the line bears */
      g_assert_cmpuint (anj_hold_get_s (&line.hold, MAX_S), <=, 2 * lines_s[i]);
      g_assert_cmpuint (anj_hold_get_s (&line.hold, MAX_S), >=, lines_s[i] / 4);
      /* and is seldom deaf: a tenth of the time at most */
      g_assert_cmpint (line.deaf_s, <, 3 * 86400 / 10);
    }
}

static void
test_line_that_becomes_better_is_found_out (void)
{
  Line line = { 0 };

  anj_hold_init (&line.hold);
  run (&line, 100, 86400);
  g_assert_cmpuint (anj_hold_get_s (&line.hold, MAX_S), <=, 150);
  run (&line, G_MAXUINT, 86400);
  g_assert_cmpuint (anj_hold_get_s (&line.hold, MAX_S), ==, MAX_S);
}

static void
test_line_that_becomes_worse_is_found_out (void)
{
  Line line = { 0 };

  anj_hold_init (&line.hold);
  run (&line, G_MAXUINT, 86400);
  run (&line, 200, 3 * 3600);
  g_assert_cmpuint (anj_hold_get_s (&line.hold, MAX_S), <=, 200);
}

static void
test_news_and_refusals_say_nothing (void)
{
  AnjHold hold;

  anj_hold_init (&hold);
  for (int i = 0; i < 100; i++)
    {
      anj_hold_note_answer (&hold, 3 * G_USEC_PER_SEC, MAX_S);
      anj_hold_note_death (&hold, 3 * G_USEC_PER_SEC, MAX_S);
    }
  g_assert_cmpuint (anj_hold_get_s (&hold, MAX_S), ==, ANJ_HOLD_FIRST_S);
}

static void
test_configuration_bounds_it (void)
{
  AnjHold hold;

  anj_hold_init (&hold);
  g_assert_cmpuint (anj_hold_get_s (&hold, 20), ==, 20);
  for (int i = 0; i < 9; i++)
    anj_hold_note_answer (&hold, 400 * (gint64) G_USEC_PER_SEC, 300);
  g_assert_cmpuint (anj_hold_get_s (&hold, 300), ==, 300);
  /* never shorter than is of use */
  for (int i = 0; i < 9; i++)
    anj_hold_note_death (&hold, 400 * (gint64) G_USEC_PER_SEC, 300);
  g_assert_cmpuint (anj_hold_get_s (&hold, 300), ==, ANJ_HOLD_SHORTEST_S);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hold/good-line-is-held-for-half-an-hour",
                   test_good_line_is_held_for_half_an_hour);
  g_test_add_func ("/hold/line-that-forgets-is-held-for-less",
                   test_line_that_forgets_is_held_for_less);
  g_test_add_func ("/hold/line-that-becomes-better-is-found-out",
                   test_line_that_becomes_better_is_found_out);
  g_test_add_func ("/hold/line-that-becomes-worse-is-found-out",
                   test_line_that_becomes_worse_is_found_out);
  g_test_add_func ("/hold/news-and-refusals-say-nothing", test_news_and_refusals_say_nothing);
  g_test_add_func ("/hold/configuration-bounds-it", test_configuration_bounds_it);
  return g_test_run ();
}
