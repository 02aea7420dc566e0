/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "core/anj-nik.h"

#define N_RANDOM 20000
#define YEAR_TODAY 2026

static AnjRegionTable *
make_table (void)
{
  static const char csv[] = "code,name\n35.09.01,Jombang\n35.09.15,Ajung\n18.02.01,Kalirejo\n";
  g_autoptr (GBytes) bytes = g_bytes_new_static (csv, strlen (csv));

  return anj_region_table_new (bytes, NULL);
}

typedef struct
{
  const char *text;
  AnjNumberFault fault;
} Case;

static void
test_faults (void)
{
  static const Case cases[] = {
    { "3509010101900001", ANJ_NUMBER_OK },
    { "3509154103900001", ANJ_NUMBER_OK },
    { NULL, ANJ_NUMBER_TOO_SHORT },
    { "", ANJ_NUMBER_TOO_SHORT },
    { "350901010190001", ANJ_NUMBER_TOO_SHORT },
    { "35090101019000011", ANJ_NUMBER_TOO_LONG },
    { "35O9010101900001", ANJ_NUMBER_NOT_DIGITS },
    { "3509 0101 0190 0001", ANJ_NUMBER_NOT_DIGITS },
    { "3509.0101.0190.0001", ANJ_NUMBER_NOT_DIGITS },
    { " 3509010101900001", ANJ_NUMBER_NOT_DIGITS },
    { "３５０９010101900001", ANJ_NUMBER_NOT_DIGITS },
    { "3,50912E+15", ANJ_NUMBER_SCIENTIFIC },
    { "3.50912E+15", ANJ_NUMBER_SCIENTIFIC },
    { "3.50912e15", ANJ_NUMBER_SCIENTIFIC },
    { "4E+15", ANJ_NUMBER_SCIENTIFIC },
    { "3,5E", ANJ_NUMBER_NOT_DIGITS },
    { "E15", ANJ_NUMBER_NOT_DIGITS },
    { "3509990101900001", ANJ_NUMBER_UNKNOWN_REGION },
    { "3509010001900001", ANJ_NUMBER_BAD_DATE },
    { "3509013201900001", ANJ_NUMBER_BAD_DATE },
    { "3509014001900001", ANJ_NUMBER_BAD_DATE },
    { "3509017201900001", ANJ_NUMBER_BAD_DATE },
    { "3509010113900001", ANJ_NUMBER_BAD_DATE },
    { "3509013104900001", ANJ_NUMBER_BAD_DATE },
    { "3509010101900000", ANJ_NUMBER_BAD_SERIAL },
    { "3509990001900000", ANJ_NUMBER_UNKNOWN_REGION },
    { "3509010001900000", ANJ_NUMBER_BAD_DATE },
  };
  g_autoptr (AnjRegionTable) table = make_table ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      AnjNik untouched = { .serial = 77 };

      g_test_message ("%s", cases[i].text);
      g_assert_cmpint (anj_nik_parse (cases[i].text, table, YEAR_TODAY, &untouched), ==,
                       cases[i].fault);
      if (cases[i].fault != ANJ_NUMBER_OK)
        g_assert_cmpuint (untouched.serial, ==, 77);
    }
  g_assert_cmpint (anj_nik_parse ("9999010101900001", NULL, YEAR_TODAY, NULL), ==, ANJ_NUMBER_OK);
}

static void
test_woman (void)
{
  AnjNik nik;

  g_assert_cmpint (anj_nik_parse ("3509157112850042", NULL, YEAR_TODAY, &nik), ==, ANJ_NUMBER_OK);
  g_assert_cmpint (nik.sex, ==, ANJ_SEX_FEMALE);
  g_assert_cmpstr (nik.district, ==, "35.09.15");
  g_assert_cmpuint (nik.serial, ==, 42);
  g_assert_cmpuint (g_date_get_day (&nik.birth_date), ==, 31);
  g_assert_cmpuint (g_date_get_month (&nik.birth_date), ==, 12);
  g_assert_cmpuint (g_date_get_year (&nik.birth_date), ==, 1985);
}

static void
test_century (void)
{
  AnjNik nik;

  g_assert_cmpint (anj_nik_parse ("3509150101260001", NULL, 2026, &nik), ==, ANJ_NUMBER_OK);
  g_assert_cmpuint (g_date_get_year (&nik.birth_date), ==, 2026);
  g_assert_cmpint (anj_nik_parse ("3509150101270001", NULL, 2026, &nik), ==, ANJ_NUMBER_OK);
  g_assert_cmpuint (g_date_get_year (&nik.birth_date), ==, 1927);
  g_assert_cmpint (anj_nik_parse ("3509150101990001", NULL, 2101, &nik), ==, ANJ_NUMBER_OK);
  g_assert_cmpuint (g_date_get_year (&nik.birth_date), ==, 2099);
}

static void
test_leap_day (void)
{
  g_assert_cmpint (anj_nik_parse ("3509152902000001", NULL, 2026, NULL), ==, ANJ_NUMBER_OK);
  g_assert_cmpint (anj_nik_parse ("3509156902240001", NULL, 2026, NULL), ==, ANJ_NUMBER_OK);
  g_assert_cmpint (anj_nik_parse ("3509152902280001", NULL, 2026, NULL), ==, ANJ_NUMBER_OK);
  g_assert_cmpint (anj_nik_parse ("3509152902250001", NULL, 2026, NULL), ==, ANJ_NUMBER_BAD_DATE);
  g_assert_cmpint (anj_nik_parse ("3509153002240001", NULL, 2026, NULL), ==, ANJ_NUMBER_BAD_DATE);
}

static void
test_kk (void)
{
  g_autoptr (AnjRegionTable) table = make_table ();

  g_assert_cmpint (anj_kk_parse ("3509013112190001", table, 2026), ==, ANJ_NUMBER_OK);
  g_assert_cmpint (anj_kk_parse ("3509014112190001", table, 2026), ==, ANJ_NUMBER_BAD_DATE);
  g_assert_cmpint (anj_kk_parse ("3509013112190000", table, 2026), ==, ANJ_NUMBER_BAD_SERIAL);
  g_assert_cmpint (anj_kk_parse ("3510013112190001", table, 2026), ==, ANJ_NUMBER_UNKNOWN_REGION);
  g_assert_cmpint (anj_kk_parse ("350901311219000", table, 2026), ==, ANJ_NUMBER_TOO_SHORT);
}

/* whatever a person may be born as comes back out of the number */
static void
test_random_people (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261122);

  for (int i = 0; i < N_RANDOM; i++)
    {
      GDate born;
      gboolean woman = g_rand_boolean (rand);
      guint serial = (guint) g_rand_int_range (rand, 1, 10000);
      g_autofree char *text = NULL;
      AnjNik nik;

      g_date_clear (&born, 1);
      g_date_set_dmy (&born, 1, G_DATE_JANUARY, 1927);
      g_date_add_days (&born, (guint) g_rand_int_range (rand, 0, 36500));
      text = g_strdup_printf ("350915%02d%02d%02d%04u", g_date_get_day (&born) + (woman ? 40 : 0),
                              g_date_get_month (&born), g_date_get_year (&born) % 100, serial);
      g_assert_cmpint (anj_nik_parse (text, NULL, YEAR_TODAY, &nik), ==, ANJ_NUMBER_OK);
      g_assert_cmpint (g_date_compare (&born, &nik.birth_date), ==, 0);
      g_assert_cmpint (nik.sex, ==, woman ? ANJ_SEX_FEMALE : ANJ_SEX_MALE);
      g_assert_cmpuint (nik.serial, ==, serial);
    }
}

/* what is taken can be written again: nothing but well-formed numbers gets through */
static void
test_random_texts (void)
{
  static const char alphabet[] = "0123456789012345678901234567890123456789 .Ee+,";
  g_autoptr (GRand) rand = g_rand_new_with_seed (37);
  guint n_ok = 0;

  for (int i = 0; i < N_RANDOM * 5; i++)
    {
      int length = g_rand_int_range (rand, 15, 18);
      int n_characters = g_rand_int_range (rand, 0, 4) == 0 ? (int) sizeof alphabet - 1 : 10;
      char text[18] = { 0 };
      AnjNik nik;
      g_autofree char *again = NULL;

      for (int at = 0; at < length; at++)
        text[at] = alphabet[g_rand_int_range (rand, 0, n_characters)];
      if (anj_nik_parse (text, NULL, YEAR_TODAY, &nik) != ANJ_NUMBER_OK)
        continue;
      n_ok++;
      again = g_strdup_printf (
          "%.2s%.2s%.2s%02d%02d%02d%04u", nik.district, nik.district + 3, nik.district + 6,
          g_date_get_day (&nik.birth_date) + (nik.sex == ANJ_SEX_FEMALE ? 40 : 0),
          g_date_get_month (&nik.birth_date), g_date_get_year (&nik.birth_date) % 100, nik.serial);
      g_assert_cmpstr (again, ==, text);
    }
  g_assert_cmpuint (n_ok, >, 100);
}

static void
test_mask (void)
{
  g_autofree char *masked = anj_number_mask ("3509154103900001");
  g_autofree char *other = anj_number_mask ("Slamét");
  g_autofree char *empty = anj_number_mask ("");

  g_assert_cmpstr (masked, ==, "3509********0001");
  g_assert_cmpstr (other, ==, "******");
  g_assert_cmpstr (empty, ==, "");
}

static void
test_clauses (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint fault = ANJ_NUMBER_OK; fault <= ANJ_NUMBER_BAD_SERIAL; fault++)
    g_assert_true (
        g_hash_table_add (seen, (gpointer) anj_number_fault_to_string ((AnjNumberFault) fault)));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/nik/the-first-fault-is-named", test_faults);
  g_test_add_func ("/nik/a-womans-day-is-forty-higher", test_woman);
  g_test_add_func ("/nik/years-after-today-belong-to-the-last-century", test_century);
  g_test_add_func ("/nik/29-february-exists-in-leap-years", test_leap_day);
  g_test_add_func ("/nik/a-family-card-has-a-plain-date", test_kk);
  g_test_add_func ("/nik/any-birth-comes-back-out", test_random_people);
  g_test_add_func ("/nik/what-is-taken-can-be-written-again", test_random_texts);
  g_test_add_func ("/nik/numbers-are-masked", test_mask);
  g_test_add_func ("/nik/each-fault-has-its-own-clause", test_clauses);
  return g_test_run ();
}
