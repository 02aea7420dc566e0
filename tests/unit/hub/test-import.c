/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>

#include "hub/hub-row-reader.h"
#include "register-fixture.h"

#define KK "3509010101209001"
#define FATHER "3509010102809001"
#define MOTHER "3509014103829002"

static const char family[] = DTSEN_HEADER
    "F1," KK "," FATHER ",Slamet Riyadi,1980-02-01,L,1,Jl. Mawar,1,2," VILLAGE
    ",1,Buruh tani,aktif\n"
    "F1," KK "," MOTHER ",Siti Aminah,1982-03-01,P,Istri,Jl. Mawar,1,2," VILLAGE
    ",1,Mengurus rumah tangga,aktif\n";

static void
test_good_rows_go_in (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  register_fixture_import (f, HUB_REGISTER_DTSEN, "dtsen-1", family);
  g_assert_cmpuint (f->result.n_rows, ==, 2);
  g_assert_cmpuint (f->result.n_rejected, ==, 0);
  g_assert_cmpuint (f->result.n_households, ==, 1);
  g_assert_null (f->result.rejected_path);
  g_assert_cmpint (register_fixture_count (f, "SELECT count(*) FROM residents"), ==, 2);
  g_assert_cmpint (register_fixture_count (f, "SELECT count(*) FROM register_rows WHERE relation ="
                                              " 'Kepala keluarga' AND desil = 1"),
                   ==, 1);
}

static void
test_columns_in_any_order_with_semicolons (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  register_fixture_import (f, HUB_REGISTER_DTKS, "dtks-1",
                           "\xEF\xBB\xBFStatus;kode_wilayah;NAMA;no_kk;nik;tanggal_lahir;alamat;"
                           "sejak;catatan\r\n"
                           "TERDAFTAR;3509012001;\"Slamet;\r\nRiyadi\";" KK ";" FATHER
                           ";01/02/1980;;;x\r\n"
                           ";;;;;;;;\r\n");
  g_assert_cmpuint (f->result.n_rows, ==, 1);
  g_assert_cmpuint (f->result.n_rejected, ==, 0);
  g_assert_cmpint (register_fixture_count (f, "SELECT count(*) FROM register_rows WHERE name ="
                                              " 'Slamet; Riyadi' AND birth_date = '1980-02-01'"
                                              " AND region = '" VILLAGE "'"),
                   ==, 1);
}

typedef struct
{
  const char *name;
  const char *nik;
  const char *region;
  const char *date;
  const char *desil;
  const char *column;
  const char *reason; /* a part of it */
} BadCell;

static const BadCell bad_cells[] = {
  { "short-nik", "350901010280900", VILLAGE, "1980-02-01", "1", "nik", "15 digits" },
  { "long-nik", "35090101028090011", VILLAGE, "1980-02-01", "1", "nik", "17 digits" },
  { "scientific", "\"3,50912E+15\"", VILLAGE, "1980-02-01", "1", "nik",
    "scientific notation (3,50912E+15)" },
  { "letters", "35090101O2809001", VILLAGE, "1980-02-01", "1", "nik", "digits" },
  { "unknown-district", "3599010102809001", VILLAGE, "1980-02-01", "1", "nik", "unknown district" },
  { "impossible-nik-date", "3509013113809001", VILLAGE, "1980-02-01", "1", "nik", "date" },
  { "empty-nik", "", VILLAGE, "1980-02-01", "1", "nik", "empty" },
  { "unknown-village", FATHER, "35.09.01.2999", "1980-02-01", "1", "kode_wilayah", "unknown" },
  { "district-for-village", FATHER, "35.09.01", "1980-02-01", "1", "kode_wilayah", "village" },
  { "impossible-date", FATHER, VILLAGE, "1981-02-29", "1", "tanggal_lahir", "no calendar" },
  { "no-date", FATHER, VILLAGE, "kemarin", "1", "tanggal_lahir", "YYYY-MM-DD" },
  { "desil-0", FATHER, VILLAGE, "1980-02-01", "0", "desil", "1 to 10" },
  { "desil-11", FATHER, VILLAGE, "1980-02-01", "11", "desil", "1 to 10" },
};

static void
test_bad_cell_is_set_aside (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  for (gsize i = 0; i < G_N_ELEMENTS (bad_cells); i++)
    {
      const BadCell *bad = &bad_cells[i];
      g_autofree char *csv = g_strdup_printf ("%sF2," KK
                                              ",%s,Budi,%s,L,Anak,Jl. Rahasia,1,2,%s,%s,,aktif\n",
                                              family, bad->nik, bad->date, bad->region, bad->desil);
      g_autofree char *place = g_strdup_printf ("\n4,%s,", bad->column);
      g_autofree char *rejected = NULL;
      struct stat status;

      register_fixture_import (f, HUB_REGISTER_DTSEN, bad->name, csv);
      g_assert_cmpuint (f->result.n_rows, ==, 2);
      g_assert_cmpuint (f->result.n_rejected, ==, 1);
      rejected = register_fixture_rejected (f, bad->name);
      g_test_message ("%s: %s", bad->name, rejected);
      g_assert_nonnull (strstr (rejected, place));
      g_assert_nonnull (strstr (rejected, bad->reason));
      g_assert_null (strstr (rejected, "Rahasia"));
      g_assert_cmpint (g_stat (f->result.rejected_path, &status), ==, 0);
      g_assert_cmpint (status.st_mode & 0777, ==, 0600);
    }
}

static void
test_rows_of_wrong_shape_are_set_aside (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *csv = g_strconcat (
      DTSEN_HEADER, "F1," KK "\n", "F1," KK "," MOTHER ",\"Siti,1982-03-01,P\n",
      family + strlen (DTSEN_HEADER),
      "F1," KK ",3509010102809007,B\xE9 Budi,1980-02-01,L,Anak,Jl. Caf\xC3\xA9,,," VILLAGE
      ",1,,aktif\n",
      "F1," KK ",3509010102809008,Last \"one,1980-02-01,L,Anak,,,," VILLAGE ",1,,aktif\n",
      "F9," KK ",3509010102809009,\"Open,1980-02-01,L,Anak,,,," VILLAGE ",1,,aktif", NULL);
  g_autofree char *rejected = NULL;

  register_fixture_import (f, HUB_REGISTER_DTSEN, "shapes", csv);
  rejected = register_fixture_rejected (f, "shapes");
  g_test_message ("%s", rejected);
  g_assert_nonnull (strstr (rejected, "\n2,,\"has 2 columns, the header has 14\""));
  g_assert_nonnull (strstr (rejected, "\n3,,\"has a quotation mark that is not closed\""));
  g_assert_nonnull (strstr (rejected, "\n6,nama,\"is not valid UTF-8 (byte 0xE9"));
  g_assert_nonnull (strstr (rejected, "\n8,,\"has a quotation mark that is not closed\""));
  /* lines 4, 5 and 7 are good */
  g_assert_cmpuint (f->result.n_rows, ==, 3);
  g_assert_cmpuint (f->result.n_rejected, ==, 4);
}

static void
test_same_batch_again_is_without_effect (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  register_fixture_import (f, HUB_REGISTER_DTSEN, "dtsen-1", family);
  register_fixture_import (f, HUB_REGISTER_DTSEN, "dtsen-1", family);
  g_assert_true (f->result.was_known);
  g_assert_cmpuint (f->result.n_households, ==, 0);
  g_assert_cmpint (register_fixture_count (f, "SELECT count(*) FROM batches"), ==, 1);
}

static void
test_same_id_with_other_content_is_refused (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *other = g_strconcat (family, "\n", NULL);

  register_fixture_import (f, HUB_REGISTER_DTSEN, "dtsen-1", family);
  g_assert_false (register_fixture_try (f, HUB_REGISTER_DTSEN, "dtsen-1", other, -1, &error));
  g_assert_error (error, HUB_ERROR, HUB_ERROR_DATA);
  g_assert_nonnull (strstr (error->message, "--batch"));
}

static void
test_file_without_a_good_row_changes_nothing (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *rejected = NULL;

  g_assert_false (
      register_fixture_try (f, HUB_REGISTER_DTSEN, "bad", DTSEN_HEADER "a,b\n", -1, &error));
  g_assert_error (error, HUB_ERROR, HUB_ERROR_DATA);
  rejected = register_fixture_rejected (f, "bad");
  g_assert_nonnull (rejected);
  g_assert_cmpint (register_fixture_count (f, "SELECT count(*) FROM batches"), ==, 0);
  /* mended, the same id is free */
  register_fixture_import (f, HUB_REGISTER_DTSEN, "bad", family);
  g_clear_pointer (&rejected, g_free);
  rejected = register_fixture_rejected (f, "bad");
  g_assert_null (rejected);
}

static void
test_files_that_are_no_register_are_refused (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  static const struct
  {
    const char *csv;
    gssize n_bytes;
    const char *says;
  } files[] = {
    { "", 0, "header" },
    { "nik,nama\n1,2\n", -1, "no_kk" },
    { "nik,nik\n1,2\n", -1, "two columns" },
    { "n\0i\0k\0", 6, "UTF-16 without a byte order mark" },
    { "\xFF\xFE\0\0n\0\0\0", 8, "UTF-32" },
    { "PK\x03\x04\0\0\0", 7, "spreadsheet's own file" },
    { DTSEN_HEADER, -1, "no row" },
    { "n\xE9"
      "k,nama,\xC3\xA9\n",
      -1, "UTF-8" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (register_fixture_try (f, HUB_REGISTER_DTSEN, "b", files[i].csv,
                                            files[i].n_bytes, &error));
      g_test_message ("%s", error->message);
      g_assert_error (error, HUB_ERROR, HUB_ERROR_DATA);
      g_assert_nonnull (strstr (error->message, files[i].says));
    }
}

static void
test_bad_batch_ids_are_refused (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const ids[] = {
    "", "../x", "a b", ".hidden", "a/b", "b3509010102809001", "ä"
  };

  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (register_fixture_try (f, HUB_REGISTER_DTSEN, ids[i], family, -1, &error));
      g_assert_error (error, HUB_ERROR, HUB_ERROR_USAGE);
    }
}

static void
test_other_birth_date_is_counted_not_refused (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  register_fixture_import (f, HUB_REGISTER_P3KE, "p3ke-1",
                           P3KE_HEADER "P1," FATHER ",Slamet,1979-12-31,,,"
                                       "\n"
                                       "P2," FATHER ",Slamet,1979-12-31,," VILLAGE ",1,2023\n");
  g_assert_cmpuint (f->result.n_rows, ==, 1);
  g_assert_cmpuint (f->result.n_other_dates, ==, 1);
}

static void
test_person_twice_in_a_file_is_set_aside (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *csv = g_strconcat (family, family + strlen (DTSEN_HEADER), NULL);
  g_autofree char *rejected = NULL;

  register_fixture_import (f, HUB_REGISTER_DTSEN, "twice", csv);
  g_assert_cmpuint (f->result.n_rows, ==, 2);
  g_assert_cmpuint (f->result.n_rejected, ==, 2);
  rejected = register_fixture_rejected (f, "twice");
  g_assert_nonnull (strstr (rejected,
                            "\n4,,\"comes a second time in this file; line 2 is the first and says"
                            " the same\""));
}

static void
test_second_row_names_what_differs (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  static const char csv[] = PENERIMA_HEADER "PKH," FATHER "," KK ",,2026-3,3,100,BNI,SI,,\n"
                                            "PKH," MOTHER "," KK ",,2026-3,3,100,BNI,SI,,\n"
                                            "PKH," FATHER "," KK ",,2026-3,3,200,BRI,SI,,\n";
  const char
      *reason = "\n4,,\"comes a second time in this file; line 2 differs in jumlah, saluran\"";
  const HubImportJob older = { .reg = HUB_REGISTER_PENERIMA,
                               .batch = "older",
                               .date = "2026-01-01" };
  g_autofree char *path = g_build_filename (f->data_dir, "in.csv", NULL);
  g_autofree char *rejected = NULL;
  g_autofree char *rejected_older = NULL;
  g_autoptr (GError) error = NULL;
  HubImportJob job = older;

  register_fixture_import (f, HUB_REGISTER_PENERIMA, "twice", csv);
  rejected = register_fixture_rejected (f, "twice");
  g_assert_nonnull (strstr (rejected, reason));
  /* likewise where a newer batch overrules the rows */
  job.path = path;
  hub_import_result_clear (&f->result);
  g_assert_true (hub_import_file (&f->context, &job, &f->result, &error));
  g_assert_no_error (error);
  rejected_older = register_fixture_rejected (f, "older");
  g_assert_nonnull (strstr (rejected_older, reason));
}

static void
test_older_batch_overrules_nothing (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *path = g_build_filename (f->data_dir, "old.csv", NULL);
  HubImportJob job = {
    .reg = HUB_REGISTER_DTSEN, .path = path, .batch = "old", .date = "2026-01-01"
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) old = g_string_new (family);

  g_string_replace (old, "Buruh tani", "Petani", 0);
  register_fixture_import (f, HUB_REGISTER_DTSEN, "new", family);
  g_assert_true (g_file_set_contents (path, old->str, -1, NULL));
  g_assert_true (hub_import_file (&f->context, &job, &f->result, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (f->result.n_older, ==, 2);
  g_assert_cmpuint (f->result.n_households, ==, 0);
  g_assert_cmpint (
      register_fixture_count (f, "SELECT count(*) FROM residents WHERE occupation = 'Petani'"), ==,
      0);
}

static void
test_wilayah_makes_a_region_known (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (anj_region_table_name (f->regions, "35.10.01.2001"));
  register_fixture_import (
      f, HUB_REGISTER_WILAYAH, "w",
      "kode,kode_bps,nama\n35.10.01.2001,3510010001,\"Pesanggaran, \"\"A\"\"\"\n"
      "35.10,,\n");
  g_assert_cmpuint (f->result.n_rejected, ==, 1);
  anj_region_table_free (f->regions);
  f->regions = hub_import_load_regions (f->store, &error);
  g_assert_no_error (error);
  f->context.regions = f->regions;
  g_assert_cmpstr (anj_region_table_name (f->regions, "35.10.01.2001"), ==, "Pesanggaran, \"A\"");
}

static void
test_payment_of_the_same_period_is_replaced (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  register_fixture_import (f, HUB_REGISTER_PENERIMA, "b1",
                           PENERIMA_HEADER "pkh," FATHER "," KK ",SD,2026-3,3,225000,KKS,"
                                           "PROSES SPM,,\n"
                                           "PKH," FATHER "," KK ",SD,2026-4,4,-5,KKS,SI,,\n"
                                           "PKH," FATHER "," KK ",SD,2026-5,4,2.5,KKS,SI,,\n");
  g_assert_cmpuint (f->result.n_rejected, ==, 2);
  register_fixture_import (f, HUB_REGISTER_PENERIMA, "b2",
                           PENERIMA_HEADER "PKH," FATHER "," KK ",SD,2026-3,3,225000,KKS,SI,"
                                           "2026-09-01,\n");
  g_assert_cmpint (register_fixture_count (f, "SELECT count(*) FROM payments"), ==, 1);
  g_assert_cmpint (register_fixture_count (f, "SELECT count(*) FROM payments WHERE state = 'SI'"),
                   ==, 1);
}

static void
test_a_line_without_end_costs_only_itself (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *junk = g_strnfill (300000, 'x');
  g_autofree char *csv = g_strconcat (DTSEN_HEADER, junk, "\n", family + strlen (DTSEN_HEADER),
                                      NULL);
  g_autofree char *rejected = NULL;

  register_fixture_import (f, HUB_REGISTER_DTSEN, "long", csv);
  rejected = register_fixture_rejected (f, "long");
  g_assert_cmpuint (f->result.n_rows, ==, 2);
  g_assert_nonnull (strstr (rejected, "\n2,,\"is longer than"));
}

static void
test_rows_are_read_ahead_in_order (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  const guint64 n_rows = 5000;
  g_autofree char *path = g_build_filename (f->data_dir, "many.csv", NULL);
  g_autoptr (GString) text = g_string_new ("kode,kode_bps,nama\n");
  g_autoptr (HubRegionCodes) codes = hub_region_codes_load (f->store, NULL);

  for (guint64 i = 0; i < n_rows; i++)
    g_string_append (text, i % 2 == 0 ? "35.09.01,,Kencong\n" : "x,,y\n");
  g_assert_true (g_file_set_contents (path, text->str, -1, NULL));
  g_assert_nonnull (codes);
  /* to the end, and left in the middle */
  for (guint64 n_wanted = n_rows; n_wanted > 0; n_wanted /= 70)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (HubCsv) csv = hub_csv_open (path, open (path, O_RDONLY | O_CLOEXEC), &error);
      g_autoptr (HubRowChecker) checker = hub_row_checker_new (HUB_REGISTER_WILAYAH, csv,
                                                               f->regions, codes, 2026, &error);
      g_autoptr (HubRowReader) reader = hub_row_reader_new (csv, checker);
      HubReadRow *read = NULL;

      for (guint64 i = 0; i < n_wanted; i++)
        {
          g_assert_cmpint (hub_row_reader_next (reader, &read, &error), ==, HUB_READ_ROW);
          g_assert_cmpuint (read->line, ==, i + 2);
          g_assert_cmpint (read->fault == NULL, ==, i % 2 == 0);
        }
      if (n_wanted == n_rows)
        g_assert_cmpint (hub_row_reader_next (reader, &read, &error), ==, HUB_READ_END);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  REGISTER_TEST ("/import/good-rows-go-in", test_good_rows_go_in);
  REGISTER_TEST ("/import/columns-in-any-order-with-semicolons-and-bom",
                 test_columns_in_any_order_with_semicolons);
  REGISTER_TEST ("/import/bad-cell-is-set-aside-with-its-place", test_bad_cell_is_set_aside);
  REGISTER_TEST ("/import/rows-of-wrong-shape-are-set-aside",
                 test_rows_of_wrong_shape_are_set_aside);
  REGISTER_TEST ("/import/same-batch-again-is-without-effect",
                 test_same_batch_again_is_without_effect);
  REGISTER_TEST ("/import/same-id-with-other-content-is-refused",
                 test_same_id_with_other_content_is_refused);
  REGISTER_TEST ("/import/file-without-a-good-row-changes-nothing",
                 test_file_without_a_good_row_changes_nothing);
  REGISTER_TEST ("/import/files-that-are-no-register-are-refused",
                 test_files_that_are_no_register_are_refused);
  REGISTER_TEST ("/import/bad-batch-ids-are-refused", test_bad_batch_ids_are_refused);
  REGISTER_TEST ("/import/other-birth-date-is-counted-not-refused",
                 test_other_birth_date_is_counted_not_refused);
  REGISTER_TEST ("/import/person-twice-in-a-file-is-set-aside",
                 test_person_twice_in_a_file_is_set_aside);
  REGISTER_TEST ("/import/a-second-row-names-the-first-and-what-differs",
                 test_second_row_names_what_differs);
  REGISTER_TEST ("/import/older-batch-overrules-nothing", test_older_batch_overrules_nothing);
  REGISTER_TEST ("/import/wilayah-makes-a-region-known", test_wilayah_makes_a_region_known);
  REGISTER_TEST ("/import/payment-of-the-same-period-is-replaced",
                 test_payment_of_the_same_period_is_replaced);
  REGISTER_TEST ("/import/a-line-without-end-costs-only-itself",
                 test_a_line_without_end_costs_only_itself);
  REGISTER_TEST ("/import/rows-are-read-ahead-in-order", test_rows_are_read_ahead_in_order);
  return g_test_run ();
}
