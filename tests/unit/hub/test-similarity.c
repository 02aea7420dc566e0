/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <math.h>

#include "hub/reconcile/hub-evidence.h"
#include "hub/reconcile/hub-score.h"

/* the first three are Winkler's own (1990); all were computed with jellyfish 0.8.9 */
static void
test_jaro_winkler_gives_the_known_answers (void)
{
  static const struct
  {
    const char *a;
    const char *b;
    double likeness;
  } cases[] = {
    { "MARTHA", "MARHTA", 0.9611 },
    { "DWAYNE", "DUANE", 0.8400 },
    { "DIXON", "DICKSONX", 0.8133 },
    { "JONES", "JOHNSON", 0.8324 },
    { "ABROMS", "ABRAMS", 0.9222 },
    { "SHACKLEFORD", "SHACKELFORD", 0.9818 },
    { "NICHLESON", "NICHULSON", 0.9556 },
    { "JERALDINE", "GERALDINE", 0.9259 },
    { "MICHELLE", "MICHAEL", 0.9214 },
    { "SUPARMAN", "SUPARMIN", 0.9500 },
    { "RINA", "RINI", 0.8833 },
    { "AMINA", "AMINATUN", 0.9250 },
    { "SULASTRI", "SULASTIR", 0.9750 },
    { "KARTINI", "KARTIKA", 0.8857 },
    { "A", "A", 1.0000 },
    { "AB", "BA", 0.0000 },
    { "WAGIMAN", "WAGIYEM", 0.8857 },
    { "SUGENG", "SLAMET", 0.5556 },
    { "", "", 1.0 },
    { "", "A", 0.0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_assert_cmpfloat_with_epsilon (hub_jaro_winkler (cases[i].a, cases[i].b), cases[i].likeness,
                                      0.00005);
      g_assert_cmpfloat_with_epsilon (hub_jaro_winkler (cases[i].b, cases[i].a), cases[i].likeness,
                                      0.00005);
    }
}

static HubNameLikeness
compare (const char *a, const char *b)
{
  g_autoptr (HubNameHabits) habits = hub_name_habits_new ();
  HubName first, second;
  HubNameLikeness likeness;

  hub_name_read (habits, a, &first);
  hub_name_read (habits, b, &second);
  hub_name_compare (&first, &second, &likeness);
  return likeness;
}

static void
test_names_are_the_same_close_or_other (void)
{
  static const struct
  {
    const char *a;
    const char *b;
    HubNameKin kin;
    gboolean is_cut;
  } cases[] = {
    { "Siti Aminah", "Aminah Siti", HUB_NAME_SAME, FALSE },
    { "Nur Hayati", "Nurhayati", HUB_NAME_SAME, FALSE },
    { "M. Rifai", "Muhammad Rifai", HUB_NAME_CLOSE, FALSE },
    { "Suparman Hidayat", "Supraman Hidayat", HUB_NAME_CLOSE, FALSE },
    { "Siti Aminah", "Aminah", HUB_NAME_CLOSE, TRUE },
    { "Slamet Riyadi Santoso", "Slamet Santoso", HUB_NAME_CLOSE, TRUE },
    /* a word too many on both sides is another name */
    { "Siti Aminah", "Siti Aisyah", HUB_NAME_OTHER, FALSE },
    { "Ahmad bin Saleh", "Ahmad bin Umar", HUB_NAME_OTHER, FALSE },
    { "Slamet", "Sugeng", HUB_NAME_OTHER, FALSE },
    /* a letter alone is no name, nor is a short word with another vowel */
    { "M.", "Muhammad", HUB_NAME_OTHER, FALSE },
    { "Eko", "Eka", HUB_NAME_OTHER, FALSE },
    { "", "", HUB_NAME_OTHER, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      HubNameLikeness likeness = compare (cases[i].a, cases[i].b);

      g_assert_cmpint (likeness.kin, ==, cases[i].kin);
      g_assert_cmpint (likeness.is_cut, ==, cases[i].is_cut);
    }
}

/* by chance, from letters few enough that much is alike */
static void
draw_name (GRand *rand, HubName *out)
{
  out->n_words = (guint) g_rand_int_range (rand, 0, 4);
  for (guint i = 0; i < out->n_words; i++)
    {
      guint n = (guint) g_rand_int_range (rand, 1, 7);

      for (guint j = 0; j < n; j++)
        out->words[i][j] = (char) ('A' + g_rand_int_range (rand, 0, 3));
      out->words[i][n] = '\0';
    }
}

static void
test_likeness_is_the_same_from_either_side (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  guint n_alike = 0;

  for (guint i = 0; i < 20000; i++)
    {
      HubName a, b;
      HubNameLikeness there, back;

      draw_name (rand, &a);
      draw_name (rand, &b);
      hub_name_compare (&a, &b, &there);
      hub_name_compare (&b, &a, &back);
      g_assert_cmpint (there.kin, ==, back.kin);
      if (there.kin == HUB_NAME_OTHER)
        continue;
      n_alike++;
      g_assert_cmpuint (there.cost, ==, back.cost);
      g_assert_cmpint (there.is_cut, ==, back.is_cut);
    }
  g_assert_cmpuint (n_alike, >, 200);
}

static void
test_days_and_numbers_are_compared_by_digits (void)
{
  static const struct
  {
    const char *a;
    const char *b;
    HubDayKin kin;
  } days[] = {
    { "1980-03-05", "1980-03-05", HUB_DAY_SAME },  { "1980-03-05", "1980-05-03", HUB_DAY_SWAPPED },
    { "1980-03-05", "1980-03-15", HUB_DAY_DIGIT }, { "1980-03-05", "1990-03-05", HUB_DAY_DIGIT },
    { "1980-03-05", "1980-07-11", HUB_DAY_YEAR },  { "1980-03-05", "1971-12-30", HUB_DAY_OTHER },
  };
  static const struct
  {
    guint64 a;
    guint64 b;
    HubNikKin kin;
  } niks[] = {
    { 3509010503800001, 3509010503800001, HUB_NIK_SAME },
    { 3509010503800001, 3509010503810001, HUB_NIK_SLIP },
    { 3509010503800001, 3509010530800001, HUB_NIK_SLIP },
    { 3509010503800001, 3509010503800002, HUB_NIK_SERIAL },
    { 3509010503800001, 3509010503810002, HUB_NIK_TWO_DIGITS },
    { 3509010503800001, 3509016711920003, HUB_NIK_OTHER },
    { 0, 3509010503800001, HUB_NIK_NONE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (days); i++)
    {
      HubDay a = hub_day_read (days[i].a), b = hub_day_read (days[i].b);

      g_assert_cmpint (hub_day_compare (a, b), ==, days[i].kin);
      g_assert_cmpint (hub_day_compare (b, a), ==, days[i].kin);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (niks); i++)
    {
      g_assert_cmpint (hub_nik_compare (niks[i].a, niks[i].b), ==, niks[i].kin);
      g_assert_cmpint (hub_nik_compare (niks[i].b, niks[i].a), ==, niks[i].kin);
    }
  g_assert_cmpint (hub_nik_sex (3509014503800001), ==, HUB_SEX_FEMALE);
  g_assert_cmpint (hub_nik_sex (3509013103800001), ==, HUB_SEX_MALE);
}

static void
test_days_near_a_day_are_those_one_digit_away (void)
{
  HubDay near[HUB_DAY_MAX_NEAR];
  HubDay day = hub_day_read ("1984-02-29");
  guint n = hub_day_list_near (day, near), n_all = 0;

  for (HubDay other = 19000101; other < 21000000; other++)
    n_all += hub_day_is_valid (other) && other != day &&
             (hub_day_compare (day, other) == HUB_DAY_DIGIT);
  g_assert_cmpuint (n, ==, n_all);
  for (guint i = 0; i < n; i++)
    g_assert_cmpint (hub_day_compare (day, near[i]), ==, HUB_DAY_DIGIT);
}

static void
test_more_evidence_never_scores_less (void)
{
  HubEvidence evidence = { .name = { .kin = HUB_NAME_SAME }, .n_namesakes = 8 };
  int last = G_MININT;

  for (int day = HUB_DAY_OTHER; day >= HUB_DAY_SAME; day--)
    {
      evidence.day = (HubDayKin) day;
      g_assert_cmpint (hub_score (&evidence), >, last);
      last = hub_score (&evidence);
    }
  evidence.is_heaped_day = TRUE;
  g_assert_cmpint (hub_score (&evidence), <, last);
  evidence.is_heaped_day = FALSE;
  evidence.is_same_village = TRUE;
  g_assert_cmpint (hub_score (&evidence), >, last);
  evidence.n_namesakes = 16;
  g_assert_cmpint (hub_score (&evidence), ==, last + 3 - 1);
  evidence.name.kin = HUB_NAME_OTHER;
  g_assert_cmpint (hub_score (&evidence), ==, HUB_SCORE_NONE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/similarity/jaro-winkler-gives-the-known-answers",
                   test_jaro_winkler_gives_the_known_answers);
  g_test_add_func ("/similarity/names-are-the-same-close-or-other",
                   test_names_are_the_same_close_or_other);
  g_test_add_func ("/similarity/likeness-is-the-same-from-either-side",
                   test_likeness_is_the_same_from_either_side);
  g_test_add_func ("/similarity/days-and-numbers-are-compared-by-digits",
                   test_days_and_numbers_are_compared_by_digits);
  g_test_add_func ("/similarity/days-near-a-day-are-those-one-digit-away",
                   test_days_near_a_day_are_those_one_digit_away);
  g_test_add_func ("/similarity/more-evidence-never-scores-less",
                   test_more_evidence_never_scores_less);
  return g_test_run ();
}
