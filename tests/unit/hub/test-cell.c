/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "hub/hub-cell.h"

/* cells as agencies write them; a value that begins with "!" is a part of the reason */
typedef struct
{
  const char *cell;
  const char *value;
} Case;

static void
check (const Case *cases, gsize n_cases, char *(*read) (const char *cell, char **out_reason))
{
  for (gsize i = 0; i < n_cases; i++)
    {
      g_autofree char *reason = NULL;
      g_autofree char *value = read (cases[i].cell, &reason);

      g_test_message ("%s: %s%s", cases[i].cell, value != NULL ? value : "", reason ? reason : "");
      g_assert_true ((value != NULL) != (reason != NULL));
      if (cases[i].value[0] != '!')
        g_assert_cmpstr (value, ==, cases[i].value);
      else
        g_assert_nonnull (reason != NULL ? strstr (reason, cases[i].value + 1) : NULL);
    }
}

static char *
read_date (const char *cell, char **out_reason)
{
  return hub_cell_read_date (cell, 2027, out_reason);
}

static void
test_dates (void)
{
  static const Case cases[] = {
    { "1980-03-07", "1980-03-07" },
    { "1980/3/7", "1980-03-07" },
    { "07-03-1980", "1980-03-07" },
    { "7/3/1980", "1980-03-07" },
    { "07.03.1980", "1980-03-07" },
    { "19800307", "1980-03-07" },
    { "29287", "1980-03-07" }, /* LibreOffice: =DATE(1980;3;7) */
    { "33970", "1993-01-01" },
    { "36585", "2000-02-29" },
    { "7 Maret 1980", "1980-03-07" },
    { "07 MARET 1980", "1980-03-07" },
    { "7 March 1980", "1980-03-07" },
    { "07-Mar-1980", "1980-03-07" },
    { "1 Januari 1950", "1950-01-01" },
    { "2 Peb 1950", "1950-02-02" },
    { "3 Pebruari 1950", "1950-02-03" },
    { "4 Mei 1950", "1950-05-04" },
    { "4 May 1950", "1950-05-04" },
    { "5 Agt 1950", "1950-08-05" },
    { "5 Agustus 1950", "1950-08-05" },
    { "5 Aug 1950", "1950-08-05" },
    { "6 Sept 1950", "1950-09-06" },
    { "7 Okt 1950", "1950-10-07" },
    { "7 October 1950", "1950-10-07" },
    { "8 Nopember 1950", "1950-11-08" },
    { "9 Des 1950", "1950-12-09" },
    { "9 December 1950", "1950-12-09" },
    { "29-02-2000", "2000-02-29" },
    { "1980-03-07 00:00:00", "1980-03-07" },
    { "1980-03-07T00:00:00", "1980-03-07" },
    { "7/3/1980 0:00", "1980-03-07" },
    /* month first is never taken, even where the day could be no month */
    { "12/31/1990", "!the day comes before the month" },
    { "03-25-1990", "!the day comes before the month" },
    { "1990-25-03", "!the day comes before the month" },
    { "32-13-1990", "!no calendar" },
    { "1981-02-29", "!no calendar" },
    { "00-03-1980", "!no calendar" },
    { "31 Juni 1980", "!no calendar" },
    { "07031980", "!no calendar" },
    { "07/03/80", "!no date" },
    { "7 Maret 80", "!no date" },
    { "7 Martius 1980", "!no date" },
    { "7-3/1980", "!no date" },
    { "1980", "!no date" },
    { "1980-03", "!no date" },
    { "980-03-07", "!no date" },
    { "1980-03-07 12:30", "!no date" },
    { "1980-03-07-01", "!no date" },
    { "123456", "!no date" },
    { "kemarin", "!no date" },
    { "-", "!no date" },
    { "T", "!no date" },
    { ":", "!no date" },
    { "1780-03-07", "!year 1780" },
    { "2028-03-07", "!year 2028" },
    { "99999", "!year 2173" },
    { "99999999999999999999-1-1", "!no date" },
  };

  check (cases, G_N_ELEMENTS (cases), read_date);
}

static void
test_amounts (void)
{
  static const Case cases[] = {
    { "600000", "600000" },
    { "0", "0" },
    { "600.000", "600000" },
    { "1.200.000", "1200000" },
    { "Rp 600.000,00", "600000" },
    { "Rp600.000", "600000" },
    { "Rp. 600.000,-", "600000" },
    { "rp 1.200.000,--", "1200000" },
    { "IDR 600000", "600000" },
    { "600000,00", "600000" },
    { "600000.00", "600000" },
    { "600000.0", "600000" },
    { "1,200,000", "1200000" },
    { "1,200,000.00", "1200000" },
    { "600,000.00", "600000" },
    { "600 000", "600000" },
    { "Rp\xC2\xA0"
      "600.000",
      "600000" },
    { "600,000", "!may be thousands or a fraction" },
    { "Rp 600,000", "!may be thousands or a fraction" },
    { "600,5", "!fraction" },
    { "600.000,50", "!fraction" },
    { "600000.25", "!fraction" },
    { "60.00.000", "!whole number" },
    { "1.2000", "!fraction" },
    { "1200.000", "!whole number" },
    { "1.200,000.00", "!whole number" },
    { "600.000.", "!whole number" },
    { ".600", "!whole number" },
    { "-5", "!whole number" },
    { "Rp", "!whole number" },
    { "600rb", "!whole number" },
    { "6E+05", "!whole number" },
    { "9999999999999", "!whole number" },
    { "99999999999999999999999", "!whole number" },
  };

  check (cases, G_N_ELEMENTS (cases), hub_cell_read_rupiah);
}

static void
test_numbers (void)
{
  static const Case cases[] = {
    { "3509010703800001", "3509010703800001" },
    { "'3509010703800001", "3509010703800001" },
    { "\xE2\x80\x99"
      "3509010703800001",
      "3509010703800001" },
    { "35.0901.070380.0001", "3509010703800001" },
    { "350901 070380 0001", "3509010703800001" },
    { "350901\xC2\xA0"
      "070380\xC2\xA0"
      "0001",
      "3509010703800001" },
    { "350901-070380-0001", "3509010703800001" },
    { "3509010703800001.0", "3509010703800001" },
    { "3509010703800001,00", "3509010703800001" },
    { "3509010703800001.5", "35090107038000015" },
    /* told as they stand */
    { "3,50912E+15", "3,50912E+15" },
    { "3.50912E+15", "3.50912E+15" },
    { "35090107O3800001", "35090107O3800001" },
    { "'abc", "abc" },
    { "'", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *cleaned = hub_cell_clean_number (cases[i].cell);

      g_assert_cmpstr (cleaned, ==, cases[i].value);
    }
}

static void
test_sexes (void)
{
  static const char *const men[] = { "L", "l", "LK", "Lk", "LAKI-LAKI", "Laki laki", "Pria", "1" };
  static const char *const women[] = { "P", "PR", "Pr", "PEREMPUAN", "Wanita", "2" };
  static const char *const others[] = { "", "M", "F", "0", "3", "X", "LP", "Laki-laki?" };

  for (gsize i = 0; i < G_N_ELEMENTS (men); i++)
    g_assert_cmpint (hub_cell_read_sex (men[i]), ==, 'L');
  for (gsize i = 0; i < G_N_ELEMENTS (women); i++)
    g_assert_cmpint (hub_cell_read_sex (women[i]), ==, 'P');
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    g_assert_cmpint (hub_cell_read_sex (others[i]), ==, 0);
}

static void
test_region_codes (void)
{
  static const Case cases[] = {
    { "35.09.01.2001", "35.09.01.2001" },
    { "3509012001", "35.09.01.2001" },
    { "350901", "35.09.01" },
    { "3509", "35.09" },
    { "35", "35" },
    { "35090", "35090" },
    { "x", "x" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *code = hub_cell_dot_region (cases[i].cell);

      g_assert_cmpstr (code, ==, cases[i].value);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cell/dates-in-six-formats-day-first", test_dates);
  g_test_add_func ("/cell/amounts-that-can-mean-one-thing-only", test_amounts);
  g_test_add_func ("/cell/numbers-as-spreadsheets-protect-them", test_numbers);
  g_test_add_func ("/cell/sexes-by-letter-word-or-number", test_sexes);
  g_test_add_func ("/cell/region-codes-get-their-dots", test_region_codes);
  return g_test_run ();
}
