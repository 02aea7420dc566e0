/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * A register's file: encoding, lines, cells, then rows by the rules of every register that has its
 * columns.
 *
 * Promises: cells are UTF-8 without outer spaces and come back when they are written as CSV again;
 * lines count up; a reason never tells a number of a person.
 */

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "hub/hub-row.h"
#include "tests/fuzz/fuzz.h"
#include "tests/unit/hub/register-fixture.h"

#define YEAR_TODAY 2026

static RegisterFixture registers;
static HubRegionCodes *codes;

static void
forget (void)
{
  hub_region_codes_free (codes);
  register_fixture_tear_down (&registers, NULL);
}

int
LLVMFuzzerInitialize (int *argc G_GNUC_UNUSED, char ***argv G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;

  fuzz_be_quiet ();
  register_fixture_set_up (&registers, NULL);
  codes = hub_region_codes_load (registers.store, &error);
  g_assert_no_error (error);
  atexit (forget);
  return 0;
}

static HubCsv *
open_bytes (const void *data, gsize n_bytes, GError **error)
{
  int fd = memfd_create ("fuzz", MFD_CLOEXEC);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (write (fd, data, n_bytes), ==, (gssize) n_bytes);
  g_assert_cmpint (lseek (fd, 0, SEEK_SET), ==, 0);
  return hub_csv_open ("fuzz.csv", fd, error);
}

/* no NIK, no No. KK */
static void
assert_tells_nobody (const char *text)
{
  gsize n_digits = 0;

  g_assert_true (g_utf8_validate (text, -1, NULL));
  for (; *text != '\0'; text++)
    {
      n_digits = g_ascii_isdigit (*text) ? n_digits + 1 : 0;
      g_assert_cmpuint (n_digits, <, 16);
    }
}

static void
check_row (HubRowChecker *checker, const HubCsv *csv)
{
  HubRow row = { 0 };
  const char *column = NULL;
  g_autofree char *reason = NULL;

  if (hub_row_checker_check (checker, csv, &row, &column, &reason))
    {
      fuzz_note_taken ();
      for (gsize i = 0; i < HUB_N_FIELDS; i++)
        g_assert_true (row.values[i] == NULL || g_utf8_validate (row.values[i], -1, NULL));
    }
  else
    {
      g_assert_nonnull (column);
      g_assert_nonnull (reason);
      assert_tells_nobody (reason);
    }
  hub_row_clear (&row);
}

/* one cell through the writer and the reader */
static void
check_cell (const char *text)
{
  g_autoptr (GString) file = g_string_new ("a,b\n");
  g_autoptr (GError) error = NULL;
  g_autoptr (HubCsv) csv = NULL;

  g_assert_true (g_utf8_validate (text, -1, NULL));
  g_assert_false (g_ascii_isspace (text[0]));
  g_string_append (file, "\xC3\xA9,"); /* so that it is UTF-8 in any case */
  hub_csv_append_cell (file, text);
  g_string_append_c (file, '\n');
  csv = open_bytes (file->str, file->len, &error);
  g_assert_no_error (error);
  g_assert_cmpint (hub_csv_next (csv, &error), ==, HUB_CSV_ROW);
  g_assert_cmpstr (hub_csv_get (csv, 1), ==, text);
  g_assert_cmpint (hub_csv_next (csv, &error), ==, HUB_CSV_END);
}

static void
read_rows (HubCsv *csv, HubRowChecker *checker)
{
  g_autoptr (GError) error = NULL;
  guint64 line = 1;
  HubCsvResult result;

  while ((result = hub_csv_next (csv, &error)) == HUB_CSV_ROW || result == HUB_CSV_BAD)
    {
      g_assert_cmpuint (hub_csv_line (csv), >, line);
      line = hub_csv_line (csv);
      if (result == HUB_CSV_BAD)
        {
          g_assert_cmpstr (hub_csv_fault (csv), !=, "");
          g_assert_nonnull (hub_csv_fault_column (csv));
          assert_tells_nobody (hub_csv_fault (csv));
        }
      else if (checker != NULL)
        check_row (checker, csv);
      else
        check_cell (hub_csv_get (csv, 0));
    }
  g_assert_cmpint (result, ==, HUB_CSV_END);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize n_bytes)
{
  for (int reg = -1; reg < HUB_N_REGISTERS; reg++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (HubCsv) csv = open_bytes (data, n_bytes, &error);
      HubRowChecker *checker = NULL;

      if (csv == NULL)
        {
          fuzz_assert_refused (error);
          return 0;
        }
      if (reg >= 0)
        checker = hub_row_checker_new ((HubRegister) reg, csv, registers.regions, codes, YEAR_TODAY,
                                       &error);
      if (reg >= 0 && checker == NULL)
        fuzz_assert_refused (error);
      else
        read_rows (csv, checker);
      g_clear_pointer (&checker, hub_row_checker_free);
    }
  return 0;
}
