/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gstdio.h>
#include <string.h>

#include "core/anj-json.h"
#include "hub/hub-batches.h"
#include "hub/hub-import-print.h"
#include "hub/hub-undo.h"
#include "register-fixture.h"

/* an agency's file as a whole: how it is written, who sent it, all or nothing */

#define KK "3509010101209001"
#define DTKS_NIK(serial) "350901010280" serial
#define GOOD_ROW DTKS_NIK ("9001") "," KK ",Slamet,1980-02-01,," VILLAGE ",terdaftar,,\n"
#define BAD_ROW DTKS_NIK ("900") "," KK ",Slamet,1980-02-01,," VILLAGE ",terdaftar,,\n"

static gboolean
take_in (RegisterFixture *f, HubImportJob job, const char *bytes, gssize n_bytes, GError **error)
{
  g_autofree char *path = g_build_filename (f->data_dir, "in.csv", NULL);

  g_assert_true (g_file_set_contents (path, bytes, n_bytes, NULL));
  job.reg = HUB_REGISTER_DTKS;
  job.path = path;
  job.date = "2026-10-15";
  hub_import_result_clear (&f->result);
  return hub_import_file (&f->context, &job, &f->result, error);
}

static void
test_spreadsheets_text_goes_in (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *text = g_strdelimit (
      g_strdup ("\xEF\xBB\xBF" DTKS_HEADER "'" DTKS_NIK (
          "9001") "," KK ",Andr\xC3\xA9,1 Feb 1980,," VILLAGE ",TERDAFTAR,43831,\n"),
      ",", '\t');
  gsize n_bytes;
  g_autofree char *utf16 = g_convert (text, -1, "UTF-16LE", "UTF-8", NULL, &n_bytes, NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *told = NULL;

  g_assert_true (take_in (f, (HubImportJob){ .batch = "wide" }, utf16, (gssize) n_bytes, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (f->result.encoding, ==, "UTF-16LE");
  g_assert_cmpuint (f->result.n_rejected, ==, 0);
  g_assert_cmpint (
      register_fixture_count (f, "SELECT count(*) FROM register_rows WHERE nik = '3509010102809001'"
                                 " AND name = 'Andr\xC3\xA9' AND birth_date = '1980-02-01'"
                                 " AND since = '2020-01-01'"),
      ==, 1);
  told = hub_import_to_text (&(HubImportJob){ .reg = HUB_REGISTER_DTKS, .batch = "wide" },
                             &f->result);
  g_assert_nonnull (strstr (told, "; read as UTF-16LE\n"));
}

static void
test_strict_takes_all_or_nothing (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  const HubImportJob job = { .batch = "strict", .is_strict = TRUE };
  g_autoptr (GError) error = NULL;
  g_autofree char *rejected = NULL;

  g_assert_false (take_in (f, job, DTKS_HEADER GOOD_ROW BAD_ROW, -1, &error));
  g_assert_error (error, HUB_ERROR, HUB_ERROR_DATA);
  g_assert_nonnull (strstr (error->message, "1 rows of "));
  g_assert_nonnull (strstr (error->message, "rejected/strict.csv"));
  rejected = register_fixture_rejected (f, "strict");
  g_assert_cmpstr (rejected, ==, "line,column,reason\n3,nik,\"has 15 digits, needs 16\"\n");
  g_assert_cmpint (register_fixture_count (f, "SELECT count(*) FROM batches"), ==, 0);
  g_assert_cmpint (register_fixture_count (f, "SELECT count(*) FROM register_rows"), ==, 0);
  g_assert_cmpint (register_fixture_count (f, "SELECT count(*) FROM residents"), ==, 0);
  g_clear_error (&error);
  /* mended, it goes in under the same id */
  g_assert_true (take_in (f, job, DTKS_HEADER GOOD_ROW, -1, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (f->result.n_rows, ==, 1);
}

static void
test_rounded_niks_are_refused (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GString) csv = g_string_new (DTKS_HEADER);
  g_autoptr (GError) error = NULL;

  for (guint i = 1; i <= 40; i++)
    g_string_append_printf (csv, "350901010280%03u0," KK ",A,1980-02-01,," VILLAGE ",terdaftar,,\n",
                            i);
  g_assert_false (take_in (f, (HubImportJob){ .batch = "round" }, csv->str, -1, &error));
  g_assert_error (error, HUB_ERROR, HUB_ERROR_DATA);
  g_assert_nonnull (strstr (error->message, "rounded them to 15 digits"));
  g_assert_cmpint (register_fixture_count (f, "SELECT count(*) FROM register_rows"), ==, 0);
  g_clear_error (&error);
  /* one that ends otherwise is enough */
  g_string_append (csv, GOOD_ROW);
  g_assert_true (take_in (f, (HubImportJob){ .batch = "round" }, csv->str, -1, &error));
  g_assert_cmpuint (f->result.n_rows, ==, 41);
}

static void
test_rounded_no_kks_are_refused (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GString) csv = g_string_new (DTKS_HEADER);
  g_autoptr (GError) error = NULL;

  for (guint i = 1; i <= 40; i++)
    g_string_append_printf (
        csv, "350901010280%04u,350901010120%03u0,A,1980-02-01,," VILLAGE ",terdaftar,,\n", i, i);
  g_assert_false (take_in (f, (HubImportJob){ .batch = "round" }, csv->str, -1, &error));
  g_assert_error (error, HUB_ERROR, HUB_ERROR_DATA);
  g_assert_nonnull (strstr (error->message, "all No. KKs of "));
  g_clear_error (&error);
  g_string_append (csv, GOOD_ROW);
  g_assert_true (take_in (f, (HubImportJob){ .batch = "round" }, csv->str, -1, &error));
}

static void
test_dates_out_of_reach_are_refused (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  HubImportJob job = { .reg = HUB_REGISTER_DTKS, .path = "/nowhere.csv", .batch = "day" };
  static const struct
  {
    const char *date;
    const char *reason; /* (nullable) */
  } days[] = {
    { "1999-12-31", "before the year 2000" },
    { "2000-01-01", NULL },
    { "2026-11-22", NULL },
    { "2026-11-23", "yet to come (2026-11-22 is the last)" },
    { "2062-10-01", "yet to come" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (days); i++)
    {
      g_autoptr (GError) error = NULL;

      job.date = days[i].date;
      g_assert_cmpint (hub_batch_check (&job, &f->clock, &error), ==, days[i].reason == NULL);
      if (days[i].reason == NULL)
        continue;
      g_assert_error (error, HUB_ERROR, HUB_ERROR_USAGE);
      g_assert_nonnull (strstr (error->message, days[i].reason));
    }
}

static gint64
late_us (gpointer user_data G_GNUC_UNUSED)
{
  return NOW_US + 15 * G_TIME_SPAN_HOUR;
}

static void
test_papuas_morning_is_no_tomorrow (RegisterFixture *f G_GNUC_UNUSED,
                                    gconstpointer data G_GNUC_UNUSED)
{
  const AnjClock clock = { late_us, late_us, NULL };
  HubImportJob job = { .batch = "day", .date = "2026-11-23" };
  g_autoptr (GError) error = NULL;

  g_assert_true (hub_batch_check (&job, &clock, &error));
  g_assert_no_error (error);
}

static void
test_a_nik_in_the_batch_id_is_named (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  HubImportJob job = { .batch = "dtks-3509010102809001", .date = "2026-11-22" };
  g_autoptr (GError) error = NULL;

  g_assert_false (hub_batch_check (&job, &f->clock, &error));
  g_assert_error (error, HUB_ERROR, HUB_ERROR_USAGE);
  g_assert_nonnull (strstr (error->message, "no 16 digits in a row"));
}

static void
test_lacking_columns_point_to_the_mapping (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (take_in (f, (HubImportJob){ .batch = "x" }, "nik,nama\n1,2\n", -1, &error));
  g_assert_error (error, HUB_ERROR, HUB_ERROR_DATA);
  g_assert_nonnull (strstr (error->message, "--map"));
}

static void
test_mixed_separators_are_refused_by_place (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;

  /* "alasan" may be lacking, and would be passed over */
  g_assert_false (take_in (f, (HubImportJob){ .batch = "mixed" },
                           "nik;no_kk;nama;tanggal_lahir;alamat;kode_wilayah;status;sejak,alasan\n"
                           "1;2;3;4;5;6;7;8\n",
                           -1, &error));
  g_assert_error (error, HUB_ERROR, HUB_ERROR_DATA);
  g_assert_nonnull (strstr (error->message, "column 8 of the header line is \"sejak,alasan\""));
}

static void
test_batches_are_listed_with_their_source (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  const char *source = "Dinsos Jember, surat 460/12/2026";
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonArray) batches = NULL;
  JsonObject *first, *second;

  g_assert_true (take_in (f, (HubImportJob){ .batch = "one", .source = source },
                          DTKS_HEADER GOOD_ROW BAD_ROW, -1, &error));
  g_assert_true (take_in (
      f, (HubImportJob){ .batch = "two" },
      DTKS_HEADER DTKS_NIK ("9001") "," KK ",Slamet,1980-02-01,," VILLAGE ",nonaktif,,\n" DTKS_NIK (
          "9002") "," KK ",Budi,1980-02-01,," VILLAGE ",terdaftar,,\n",
      -1, &error));
  batches = hub_batch_list (f->store, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (json_array_get_length (batches), ==, 2);
  first = json_array_get_object_element (batches, 0);
  second = json_array_get_object_element (batches, 1);
  g_assert_cmpstr (anj_json_get_string (first, "batch", ""), ==, "one");
  g_assert_cmpstr (anj_json_get_string (first, "source", ""), ==, source);
  g_assert_cmpstr (anj_json_get_string (first, "register", ""), ==, "dtks");
  g_assert_cmpstr (anj_json_get_string (first, "encoding", ""), ==, "UTF-8");
  g_assert_cmpuint (strlen (anj_json_get_string (first, "sha256", "")), ==, 64);
  g_assert_cmpint (anj_json_get_int (first, "rows", -1), ==, 1);
  g_assert_cmpint (anj_json_get_int (first, "rejected", -1), ==, 1);
  g_assert_cmpint (anj_json_get_int (first, "added", -1), ==, 1);
  g_assert_true (anj_json_get_bool (first, "whole", FALSE));
  g_assert_true (anj_json_get_bool (first, "undoable", FALSE));
  g_assert_true (g_str_has_prefix (anj_json_get_string (first, "imported", ""), "2026-11-22T"));
  g_assert_cmpstr (anj_json_get_string (second, "source", "?"), ==, "");
  g_assert_cmpint (anj_json_get_int (second, "added", -1), ==, 1);
  g_assert_cmpint (anj_json_get_int (second, "gone", -1), ==, 1);
  g_assert_cmpint (register_fixture_count (f,
                                           "SELECT count(*) FROM audit WHERE"
                                           " json_extract(row, '$.detail.source') LIKE 'Dinsos%'"),
                   ==, 1);
}

static void
test_sources_without_sense_are_refused (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *endless = g_strnfill (201, 'x');
  const char *const sources[] = { "two\nlines", "NIK 3509010102809001", "\xFF", endless };

  for (gsize i = 0; i < G_N_ELEMENTS (sources); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (take_in (f, (HubImportJob){ .batch = "s", .source = sources[i] },
                               DTKS_HEADER GOOD_ROW, -1, &error));
      g_assert_error (error, HUB_ERROR, HUB_ERROR_USAGE);
    }
}

static void
test_preview_waits_for_nobody (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *dir = g_build_filename (f->data_dir, "preview", NULL);
  g_autofree char *left = g_build_filename (dir, "hub.db", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (HubStore) other = hub_registers_open (f->data_dir, &error);
  g_autoptr (HubTransaction) transaction = NULL;

  g_assert_true (take_in (f, (HubImportJob){ .batch = "one" }, DTKS_HEADER GOOD_ROW, -1, &error));
  /* what a crash leaves */
  g_assert_cmpint (g_mkdir (dir, 0700), ==, 0);
  g_assert_true (g_file_set_contents (left, "half", -1, NULL));
  /* somebody writes all the while */
  hub_store_set_wait_ms (f->store, 0);
  transaction = hub_transaction_begin (other, &error);
  g_assert_no_error (error);
  g_assert_true (hub_store_run (other, &error, "DELETE FROM touched_households", ""));
  g_assert_true (take_in (f, (HubImportJob){ .batch = "two", .mode = HUB_IMPORT_PREVIEW },
                          DTKS_HEADER DTKS_NIK ("9001") "," KK ",Slamet,1980-02-01,," VILLAGE
                                                        ",nonaktif,,\n",
                          -1, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (f->result.n_gone, ==, 1);
  g_assert_cmpuint (f->result.n_households, ==, 1);
  g_assert_false (g_file_test (dir, G_FILE_TEST_EXISTS));
  g_assert_cmpint (register_fixture_count (f, "SELECT count(*) FROM batches"), ==, 1);
  g_clear_pointer (&transaction, hub_transaction_free);
  /* an import clears away what a crash left, as the hub does when it starts */
  g_assert_cmpint (g_mkdir (dir, 0700), ==, 0);
  g_assert_true (g_file_set_contents (left, "half", -1, NULL));
  g_assert_true (take_in (f, (HubImportJob){ .batch = "two" }, DTKS_HEADER GOOD_ROW, -1, &error));
  g_assert_false (g_file_test (dir, G_FILE_TEST_EXISTS));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  REGISTER_TEST ("/import-files/spreadsheets-unicode-text-goes-in", test_spreadsheets_text_goes_in);
  REGISTER_TEST ("/import-files/strict-takes-all-or-nothing", test_strict_takes_all_or_nothing);
  REGISTER_TEST ("/import-files/niks-that-a-spreadsheet-rounded-are-refused",
                 test_rounded_niks_are_refused);
  REGISTER_TEST ("/import-files/no-kks-that-a-spreadsheet-rounded-are-refused",
                 test_rounded_no_kks_are_refused);
  REGISTER_TEST ("/import-files/dates-to-come-or-long-past-are-refused",
                 test_dates_out_of_reach_are_refused);
  REGISTER_TEST ("/import-files/papuas-morning-is-no-tomorrow", test_papuas_morning_is_no_tomorrow);
  REGISTER_TEST ("/import-files/a-nik-in-the-batch-id-is-named-as-the-fault",
                 test_a_nik_in_the_batch_id_is_named);
  REGISTER_TEST ("/import-files/lacking-columns-point-to-the-mapping",
                 test_lacking_columns_point_to_the_mapping);
  REGISTER_TEST ("/import-files/mixed-separators-are-refused-by-their-place",
                 test_mixed_separators_are_refused_by_place);
  REGISTER_TEST ("/import-files/batches-are-listed-with-source-and-checksum",
                 test_batches_are_listed_with_their_source);
  REGISTER_TEST ("/import-files/sources-without-sense-are-refused",
                 test_sources_without_sense_are_refused);
  REGISTER_TEST ("/import-files/preview-waits-for-nobody-and-nobody-for-it",
                 test_preview_waits_for_nobody);
  return g_test_run ();
}
