/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-catalogue.h"
#include "ui/anj-data-date.h"
#include "ui/anj-when.h"

static void
test_days_have_their_weekday (void)
{
  g_autofree char *id = anj_when_day ("2026-12-03", "id");
  g_autofree char *en = anj_when_day ("2026-12-03", "en");
  g_autofree char *jv = anj_when_day ("2026-12-04", "jv");
  g_autofree char *su = anj_when_day ("2026-12-04", "su");
  g_autofree char *mad = anj_when_day ("2026-12-04", "mad");
  g_autofree char *none = anj_when_day ("segera", "id");

  g_assert_cmpstr (id, ==, "Kamis, 3 Desember 2026");
  g_assert_cmpstr (en, ==, "Thursday, 3 December 2026");
  g_assert_cmpstr (jv, ==, "Jemuwah, 4 Desember 2026");
  g_assert_cmpstr (su, ==, "Jumaah, 4 Désémber 2026");
  g_assert_cmpstr (mad, ==, "Jhuma'at, 4 Dèsèmber 2026");
  g_assert_cmpstr (none, ==, "segera");
}

static void
test_moments_are_in_the_terminals_zone (void)
{
  g_autofree char *moment = anj_when_moment ("2026-11-23T23:44:00Z", "id");
  g_autofree char *day = anj_when_moment ("2026-11-23", "id");

  g_assert_cmpstr (moment, ==, "Selasa, 24 November 2026, 06.44");
  g_assert_cmpstr (day, ==, "Senin, 23 November 2026");
}

static void
test_periods_are_months (void)
{
  static const char *const cases[][2] = {
    { "2026-Q4", "Oktober–Desember 2026" },
    { "2026-TW1", "Januari–Maret 2026" },
    { "2026-10", "Oktober 2026" },
    { "2026", "2026" },
    { "2026-13", "2026-13" },
    { "2026-Q5", "2026-Q5" },
    { "tahap akhir", "tahap akhir" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *period = anj_when_period (cases[i][0], "id");

      g_assert_cmpstr (period, ==, cases[i][1]);
    }
}

static void
test_due_day_skips_weekends (void)
{
  static const struct
  {
    int day;
    guint n_days;
    const char *due;
  } cases[] = {
    { 23, 14, "2026-12-11" }, /* Monday */
    { 27, 1, "2026-11-30" },  /* Friday */
    { 28, 1, "2026-11-30" },  /* Saturday: Monday is day 1 */
    { 29, 5, "2026-12-04" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GDateTime) from = g_date_time_new_utc (2026, 11, cases[i].day, 9, 0, 0);
      g_autofree char *due = anj_catalogue_due_date (from, cases[i].n_days);

      g_assert_cmpstr (due, ==, cases[i].due);
      g_assert_cmpuint (anj_when_working_days_until (from, due), ==, cases[i].n_days);
    }
}

static void
test_age_of_data_is_whole_days (void)
{
  /* 2026-12-15T12:00:00Z */
  const gint64 now_us = G_GINT64_CONSTANT (1797336000) * G_TIME_SPAN_SECOND;

  g_assert_cmpuint (anj_data_date_age_days ("2026-11-15", now_us), ==, 30);
  g_assert_cmpuint (anj_data_date_age_days ("2026-11-14", now_us), ==, 31);
  g_assert_cmpuint (anj_data_date_age_days ("2027-01-01", now_us), ==, 0);
  g_assert_cmpuint (anj_data_date_age_days ("", now_us), ==, 0);
}

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "Asia/Jakarta", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/when/days-have-their-weekday", test_days_have_their_weekday);
  g_test_add_func ("/when/moments-are-in-the-terminals-zone",
                   test_moments_are_in_the_terminals_zone);
  g_test_add_func ("/when/periods-are-months", test_periods_are_months);
  g_test_add_func ("/when/due-day-skips-weekends", test_due_day_skips_weekends);
  g_test_add_func ("/when/age-of-data-is-whole-days", test_age_of_data_is_whole_days);
  return g_test_run ();
}
