/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-shape.h"

typedef struct
{
  const char *from, *to;
} Case;

static void
check (char *(*shape) (const char *digits), const Case *cases, gsize n_cases)
{
  for (gsize i = 0; i < n_cases; i++)
    {
      g_autofree char *shaped = shape (cases[i].from);

      g_assert_cmpstr (shaped, ==, cases[i].to);
    }
}

static void
test_a_date_gets_its_dashes_while_it_is_typed (void)
{
  static const Case cases[] = { { "", "" },
                                { "1", "1" },
                                { "14", "14" },
                                { "140", "14-0" },
                                { "14031", "14-03-1" },
                                { "14031983", "14-03-1983" },
                                { "140319839", "14-03-1983" } };

  check (anj_shape_date, cases, G_N_ELEMENTS (cases));
}

static void
test_an_amount_gets_its_points_while_it_is_typed (void)
{
  static const Case cases[] = { { "", "" },
                                { "0", "" },
                                { "007", "Rp7" },
                                { "600", "Rp600" },
                                { "6000", "Rp6.000" },
                                { "600000", "Rp600.000" },
                                { "1500000", "Rp1.500.000" } };

  check (anj_shape_amount, cases, G_N_ELEMENTS (cases));
}

static void
test_a_shape_gives_its_digits_back (void)
{
  static const Case cases[] = { { "", "" },
                                { "14-03-1983", "14031983" },
                                { "Rp1.500.000", "1500000" } };

  check (anj_shape_digits, cases, G_N_ELEMENTS (cases));
}

static void
test_only_days_of_the_calendar_are_dates (void)
{
  static const char *const dates[] = { "14-03-1983", "29-02-2024", "31-12-2026" };
  static const char *const others[] = { "",           "14-03-198",  "29-02-2023", "31-04-2026",
                                        "14-13-1983", "00-01-2000", "14-03-0083" };

  for (gsize i = 0; i < G_N_ELEMENTS (dates); i++)
    g_assert_true (anj_shape_is_date (dates[i]));
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    g_assert_false (anj_shape_is_date (others[i]));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/shape/a-date-gets-its-dashes-while-it-is-typed",
                   test_a_date_gets_its_dashes_while_it_is_typed);
  g_test_add_func ("/shape/an-amount-gets-its-points-while-it-is-typed",
                   test_an_amount_gets_its_points_while_it_is_typed);
  g_test_add_func ("/shape/a-shape-gives-its-digits-back", test_a_shape_gives_its_digits_back);
  g_test_add_func ("/shape/only-days-of-the-calendar-are-dates",
                   test_only_days_of_the_calendar_are_dates);
  return g_test_run ();
}
