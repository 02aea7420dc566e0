/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "core/anj-json.h"
#include "hub/report/hub-report.h"
#include "register-fixture.h"

/* counting itself is checked against dictionaries in tests/e2e/test_reports.py; here stand the
 * cases that decide what counts, one by one */

#define KK "3509010101209001"
#define OTHER_KK "3509010101209002"
#define FATHER "3509010102809001"
#define MOTHER "3509014103829002"

static JsonObject *
make (RegisterFixture *f, HubReport report, const char *area, GError **error)
{
  HubReportQuery query = { f->store, f->catalogue, f->regions, area, "2026-11-22" };

  return hub_report_make (report, &query, error);
}

static gint64
count (RegisterFixture *f, const char *bucket, const char *which)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) document = make (f, HUB_REPORT_SIIKEP, "35.09", &error);
  JsonObject *buckets;

  g_assert_no_error (error);
  buckets = anj_json_get_object (document, "buckets");
  return anj_json_get_int (anj_json_get_object (buckets, bucket), which, -1);
}

static void
import_couple (RegisterFixture *f)
{
  g_autofree char *father = register_fixture_dtsen (KK, FATHER, "Slamet", "aktif");
  g_autofree char *mother = register_fixture_dtsen (KK, MOTHER, "Siti", "aktif");
  g_autofree char *csv = g_strconcat (DTSEN_HEADER, father, mother, NULL);

  register_fixture_import (f, HUB_REGISTER_DTSEN, "dtsen-1", csv);
}

static void
test_an_unknown_programme_is_no_aid (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  import_couple (f);
  register_fixture_import (f, HUB_REGISTER_PENERIMA, "phk",
                           PENERIMA_HEADER "PHK," FATHER "," KK ",,2026-3,3,0,,SI,,\n");
  g_assert_cmpuint (f->result.n_unknown_programmes, ==, 1);
  g_assert_cmpuint (f->result.n_unknown_states, ==, 0);
  g_assert_cmpint (count (f, "neither", "aid"), ==, 0);
  /* a status that nobody explains is pending: aid */
  register_fixture_import (f, HUB_REGISTER_PENERIMA, "pkh",
                           PENERIMA_HEADER "PKH," FATHER "," KK ",,2026-3,3,0,,XYZ,,\n");
  g_assert_cmpuint (f->result.n_unknown_programmes, ==, 0);
  g_assert_cmpuint (f->result.n_unknown_states, ==, 1);
  g_assert_cmpint (count (f, "neither", "aid"), ==, 2);
}

static void
test_a_family_programme_reaches_the_family (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  import_couple (f);
  g_assert_cmpint (count (f, "neither", "no_aid"), ==, 2);
  register_fixture_import (f, HUB_REGISTER_PENERIMA, "bpjs",
                           PENERIMA_HEADER "BPJS-TK," FATHER "," KK ",,2026-10,,0,,SI,,\n");
  g_assert_cmpint (count (f, "neither", "aid"), ==, 1);
  register_fixture_import (f, HUB_REGISTER_PENERIMA, "pkh",
                           PENERIMA_HEADER "PKH," FATHER "," KK ",,2026-3,3,0,,PROSES SPM,,\n");
  g_assert_cmpint (count (f, "neither", "aid"), ==, 2);
}

static void
test_only_the_newest_batch_of_a_programme_counts (RegisterFixture *f,
                                                  gconstpointer data G_GNUC_UNUSED)
{
  import_couple (f);
  register_fixture_import (f, HUB_REGISTER_PENERIMA, "pkh-1",
                           PENERIMA_HEADER "PKH," FATHER "," KK ",,2026-2,2,0,,SI,,\n"
                                           "PIP," MOTHER "," KK ",,2026-2,2,0,,SI,,\n");
  g_assert_cmpint (count (f, "neither", "aid"), ==, 2);
  register_fixture_import (f, HUB_REGISTER_PENERIMA, "pkh-2",
                           PENERIMA_HEADER "PKH," FATHER "," KK ",,2026-3,3,0,,EXCLUDE,,\n");
  /* of PIP the first batch is still the newest */
  g_assert_cmpint (count (f, "neither", "aid"), ==, 1);
}

static void
test_a_row_without_nik_is_somebody (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  import_couple (f);
  register_fixture_import (f, HUB_REGISTER_P3KE, "p3ke-1",
                           P3KE_HEADER "P1,,Slamet,1980-02-01,," VILLAGE ",1,2023\n"
                                       "P2," MOTHER ",Siti,1982-03-01,," VILLAGE ",1,2023\n");
  g_assert_cmpint (count (f, "p3ke_only", "no_aid"), ==, 2);
  g_assert_cmpint (count (f, "neither", "no_aid"), ==, 1);
}

static void
test_the_worklist_is_in_both_and_without_aid (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) document = NULL;

  import_couple (f);
  register_fixture_import (f, HUB_REGISTER_P3KE, "p3ke-1",
                           P3KE_HEADER "P1," FATHER ",Slamet,1980-02-01,," VILLAGE ",1,2023\n");
  register_fixture_import (f, HUB_REGISTER_DTKS, "dtks-1",
                           DTKS_HEADER FATHER "," KK ",Slamet,1980-02-01,," VILLAGE
                                              ",nonaktif,,\n");
  document = make (f, HUB_REPORT_SIIKEP, VILLAGE, &error);
  g_assert_no_error (error);
  g_assert_cmpint (anj_json_get_int (document, "worklist", 0), ==, 1);
}

static void
test_zero_counts_poor_households_once (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) document = NULL;
  JsonObject *part;

  import_couple (f);
  register_fixture_import (f, HUB_REGISTER_P3KE, "p3ke-1",
                           P3KE_HEADER "P1,,Paijo,1970-02-01,," VILLAGE ",1,2023\n"
                                       "P2," FATHER ",Slamet,1980-02-01,," VILLAGE ",1,2023\n");
  document = make (f, HUB_REPORT_ZERO, "35.09.01", &error);
  g_assert_no_error (error);
  g_assert_cmpint (anj_json_get_int (document, "households", 0), ==, 1);
  g_assert_cmpint (anj_json_get_int (document, "unreached", 0), ==, 1);
  g_assert_cmpint (anj_json_get_int (document, "target", -1), ==, 0);
  g_assert_cmpint (anj_json_get_int (document, "people_without_no_kk", 0), ==, 1);
  part = anj_json_array_get_object (anj_json_get_array (document, "parts"), 0);
  g_assert_cmpstr (anj_json_get_string (part, "code", ""), ==, VILLAGE);
  g_assert_cmpint (anj_json_get_int (part, "households", 0), ==, 1);
}

static void
test_a_village_of_an_old_code_is_a_part (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) document = NULL;
  JsonObject *part;

  import_couple (f);
  g_assert_true (
      hub_store_run (f->store, &error, "UPDATE residents SET region = '35.09.01.2098'", ""));
  g_assert_no_error (error);
  document = make (f, HUB_REPORT_ZERO, "35.09.01", &error);
  g_assert_no_error (error);
  g_assert_cmpint (anj_json_get_int (document, "households", 0), ==, 1);
  g_assert_cmpuint (json_array_get_length (anj_json_get_array (document, "parts")), ==, 1);
  part = anj_json_array_get_object (anj_json_get_array (document, "parts"), 0);
  g_assert_cmpstr (anj_json_get_string (part, "name", ""), ==, "Kode lama 35.09.01.2098");
  g_assert_cmpint (anj_json_get_int (part, "households", 0), ==, 1);
}

static void
test_the_trend_begins_when_people_are_known (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) document = NULL;
  JsonArray *trend;

  register_fixture_import (f, HUB_REGISTER_PENERIMA, "pkh",
                           PENERIMA_HEADER "PKH," FATHER "," KK ",,2024-2,2,0,,SI,,\n");
  g_assert_true (hub_store_run (f->store, &error, "UPDATE batches SET date = '2024-06-15'", ""));
  g_assert_no_error (error);
  import_couple (f);
  document = make (f, HUB_REPORT_ZERO, "35.09.01", &error);
  g_assert_no_error (error);
  trend = anj_json_get_array (document, "trend");
  g_assert_cmpuint (json_array_get_length (trend), ==, 1);
  g_assert_cmpstr (anj_json_get_string (anj_json_array_get_object (trend, 0), "date", ""), ==,
                   "2026-10-15");
}

static void
test_areas_that_cannot_be_counted_are_refused (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  static const struct
  {
    const char *area;
    HubError code;
  } cases[] = {
    { "", HUB_ERROR_USAGE },
    { "35.9", HUB_ERROR_USAGE },
    { "Jember", HUB_ERROR_USAGE },
    { "35.09.01.2999", HUB_ERROR_USAGE },
    { "35.0", HUB_ERROR_USAGE },
    { "18", HUB_ERROR_NO_INPUT },
    { "35.09.02", HUB_ERROR_NO_INPUT },
    { OTHER_VILLAGE, HUB_ERROR_NO_INPUT },
  };

  import_couple (f);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    for (int report = 0; report < HUB_N_REPORTS; report++)
      {
        g_autoptr (GError) error = NULL;

        /* what is not of people: an area without any has an empty page */
        if (report >= HUB_REPORT_FINDINGS && cases[i].code == HUB_ERROR_NO_INPUT)
          continue;

        g_assert_null (make (f, (HubReport) report, cases[i].area, &error));
        g_assert_error (error, HUB_ERROR, (int) cases[i].code);
      }
}

static void
test_a_former_code_tells_todays (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  static const struct
  {
    const char *area;
    const char *advice;
  } cases[] = { { "35.09.01.2097", "*35.09.01.2097 any more: its code today is " VILLAGE "*" },
                { "35.09.01.2098", "*35.09.01.2098 any more: it was split; *" },
                { "35.09.01.2099", "no region has the code*" } };
  g_autoptr (GError) error = NULL;

  register_fixture_import (f, HUB_REGISTER_WILAYAH, "wilayah-1",
                           "kode;kode_bps;nama;kode_lama\n" VILLAGE
                           ";;Baru;35.09.01.2097|35.09.01.2098\n" OTHER_VILLAGE
                           ";;Lama;35.09.01.2098\n");
  g_clear_pointer (&f->regions, anj_region_table_free);
  f->regions = hub_import_load_regions (f->store, &error);
  g_assert_no_error (error);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) refusal = NULL;

      g_assert_null (make (f, HUB_REPORT_ZERO, cases[i].area, &refusal));
      g_assert_error (refusal, HUB_ERROR, HUB_ERROR_USAGE);
      g_assert_true (g_pattern_match_simple (cases[i].advice, refusal->message));
    }
}

static void
test_a_closed_list_of_officials_ends_no_trend (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) document = NULL;

  import_couple (f);
  register_fixture_import (f, HUB_REGISTER_PENERIMA, "pkh",
                           PENERIMA_HEADER "PKH," FATHER "," KK ",,2026-3,3,0,,SI,,\n");
  register_fixture_import (f, HUB_REGISTER_PETUGAS, "petugas",
                           "peran,nama,kode_wilayah,kontak\nTKSK,Ani,35.09,\n");
  /* as retention closes it; of a date after all others */
  g_assert_true (hub_store_run (f->store, &error,
                                "UPDATE batches SET date = '2026-11-01', is_closed = 1"
                                " WHERE id = 'petugas'",
                                ""));
  document = make (f, HUB_REPORT_ZERO, "35.09", &error);
  g_assert_no_error (error);
  g_assert_cmpint (anj_json_get_int (document, "households", -1), ==, 1);
}

static void
test_names_of_regions_cannot_break_a_page (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjRegionTable) regions = NULL;
  g_autoptr (JsonObject) document = NULL;
  g_autofree char *page = NULL;
  g_autofree char *csv = NULL;
  HubReportQuery query = { f->store, f->catalogue, NULL, VILLAGE, "2026-11-22" };

  import_couple (f);
  register_fixture_import (f, HUB_REGISTER_WILAYAH, "wilayah-1",
                           "kode;kode_bps;nama\n" VILLAGE ";;Desa <Baru>, \"Timur\"\n");
  regions = hub_import_load_regions (f->store, &error);
  g_assert_no_error (error);
  query.regions = regions;
  document = hub_report_make (HUB_REPORT_ZERO, &query, &error);
  g_assert_no_error (error);
  page = hub_report_write (HUB_REPORT_ZERO, HUB_REPORT_HTML, &query, document, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (page, "Desa &lt;Baru&gt;, &quot;Timur&quot;"));
  csv = hub_report_write (HUB_REPORT_ZERO, HUB_REPORT_CSV, &query, document, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (csv, "2026-10-15," VILLAGE ",\"Desa <Baru>, \"\"Timur\"\"\",1,1\n"));
}

static void
add_case (RegisterFixture *f, guint n, const char *village, const char *programme, const char *due)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *number = g_strdup_printf ("%u", n);
  g_autoptr (GBytes) follow = g_bytes_new_static ("x", 1);

  g_assert_true (hub_store_run (f->store, &error,
                                "INSERT INTO tickets (region, number, uuid, submission, kind,"
                                " category, programme, sensitive, state, submitted, due,"
                                " follow_sha256) VALUES (?, ?, ?, ?, 'complaint', 'kartu', ?, 0,"
                                " 'received', '2026-11-02', ?, ?)",
                                "tttittb", village, number, number, (gint64) n, programme, due,
                                follow));
  g_assert_no_error (error);
}

static void
test_findings_count_headers_and_hide_the_few (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) document = NULL;
  g_autoptr (JsonObject) village = NULL;
  JsonObject *row;

  g_assert_true (hub_store_run (f->store, &error, "PRAGMA foreign_keys = off", ""));
  register_fixture_set_catalogue (f, "{\"programmes\": [{\"code\": \"PKH\", \"strategy\":"
                                     " \"mengurangi-beban\"}]}");
  for (guint i = 0; i < 9; i++)
    add_case (f, i, VILLAGE, i < 6 ? "PKH" : NULL, i < 5 ? "2026-11-21" : "2026-11-22");
  add_case (f, 9, OTHER_VILLAGE, "PKH", "2026-11-21");
  document = make (f, HUB_REPORT_FINDINGS, "35.09", &error);
  g_assert_no_error (error);
  row = anj_json_array_get_object (anj_json_get_array (document, "rows"), 0);
  /* the other village's one case is in no number: alone it would be found by taking away */
  g_assert_cmpint (anj_json_get_int (row, "cases", 0), ==, 9);
  g_assert_true (json_object_get_null_member (anj_json_get_object (row, "states"), "open"));
  g_assert_true (json_object_get_null_member (anj_json_get_object (row, "programmes"), "-"));
  g_assert_true (
      json_object_get_null_member (anj_json_get_object (row, "strategies"), "mengurangi-beban"));
  g_assert_cmpint (anj_json_get_int (anj_json_get_object (row, "topics"), "complaint:kartu", 0), ==,
                   9);
  village = make (f, HUB_REPORT_FINDINGS, OTHER_VILLAGE, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (json_array_get_length (anj_json_get_array (village, "rows")), ==, 0);
}

static void
test_pmt_tells_days_gaps_and_what_is_odd (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  static const char csv[] = PENERIMA_HEADER
      "PMT," FATHER "," KK ",,2026-10,1,0,,SI,2026-10-05,10 porsi; Posyandu Melati; Bidan Ani\n"
      "PMT," FATHER "," KK ",,2026-10,2,0,,SI,2026-10-05,3 porsi; Posyandu Melati; Bidan Ani\n"
      "PMT," MOTHER "," KK ",,2026-10,1,0,,SI,2026-10-07,\n"
      "PMT," MOTHER "," KK ",,2026-10,2,0,,SI,2026-11-02,5 porsi\n"
      "PMT," MOTHER "," KK ",,2026-10,3,0,,EXCLUDE,2026-10-19,5 porsi\n"
      "PMT," MOTHER "," KK ",,2026-11,4,0,,SI,,5 porsi\n"
      "PMT," MOTHER "," KK ",,2026-11,5,0,,SI,2026-11-14,5 porsi\n";
  static const struct
  {
    const char *what;
    gint64 n;
  } odd[] = { { "twice_a_day", 1 },  { "no_date", 1 }, { "no_portions", 1 },
              { "other_period", 1 }, { "future", 0 },  { "left_out", 1 } };
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) document = NULL;
  g_autofree char *text = NULL;
  JsonObject *row;
  JsonArray *gaps;

  import_couple (f);
  register_fixture_import (f, HUB_REGISTER_PENERIMA, "pmt", csv);
  document = make (f, HUB_REPORT_PMT, "35.09", &error);
  g_assert_no_error (error);
  row = anj_json_array_get_object (anj_json_get_array (document, "rows"), 0);
  g_assert_cmpint (anj_json_get_int (row, "people", 0), ==, 2);
  g_assert_cmpint (anj_json_get_int (row, "portions", 0), ==, 23);
  g_assert_cmpint (anj_json_get_int (row, "days", 0), ==, 4);
  gaps = anj_json_get_array (row, "weeks_without");
  g_assert_cmpuint (json_array_get_length (gaps), ==, 3);
  g_assert_cmpstr (json_array_get_string_element (gaps, 0), ==, "2026-10-12");
  for (gsize i = 0; i < G_N_ELEMENTS (odd); i++)
    g_assert_cmpint (anj_json_get_int (anj_json_get_object (row, "odd"), odd[i].what, -1), ==,
                     odd[i].n);
  text = anj_json_object_to_text (document);
  g_assert_nonnull (strstr (text, "Posyandu Melati"));
  g_assert_null (strstr (text, "Ani"));
  g_assert_null (strstr (text, FATHER));
}

static void
test_indicators_are_judged_by_their_targets (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const met[] = { "no_target", "no", "yes", "no_value" };
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) document = NULL;
  JsonArray *years;

  register_fixture_set_catalogue (
      f, "{\"indicators\": [{\"code\": \"kemiskinan\", \"name\": {\"id\": \"Angka\"},"
         " \"unit\": \"persen\", \"region\": \"35.09\", \"better\": \"lower\","
         " \"source\": \"BPS\", \"years\": [{\"year\": 2023, \"value\": 10.96},"
         " {\"year\": 2024, \"value\": 8.3, \"target\": 7.25, \"target_to\": 8.25},"
         " {\"year\": 2025, \"value\": 8.25, \"target\": 7.25, \"target_to\": 8.25},"
         " {\"year\": 2026, \"target\": 0}]},"
         " {\"code\": \"lain\", \"region\": \"18.02\", \"years\": []}]}");
  document = make (f, HUB_REPORT_INDICATORS, "35", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (json_array_get_length (anj_json_get_array (document, "indicators")), ==, 1);
  years = anj_json_get_array (
      anj_json_array_get_object (anj_json_get_array (document, "indicators"), 0), "years");
  for (guint i = 0; i < G_N_ELEMENTS (met); i++)
    g_assert_cmpstr (anj_json_get_string (anj_json_array_get_object (years, i), "met", ""), ==,
                     met[i]);
  g_assert_false (json_object_has_member (document, "unreached"));
}

static void
test_every_report_is_a_page_by_itself (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  HubReportQuery query = { f->store, f->catalogue, f->regions, "35.09.01", "2026-11-22" };

  import_couple (f);
  for (int report = 0; report < HUB_N_REPORTS; report++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonObject) document = hub_report_make ((HubReport) report, &query, &error);
      g_autofree char *page = NULL;

      g_assert_no_error (error);
      page = hub_report_write ((HubReport) report, HUB_REPORT_HTML, &query, document, &error);
      g_assert_no_error (error);
      g_assert_true (g_str_has_prefix (page, "<!DOCTYPE html>"));
      g_assert_true (g_str_has_suffix (page, "</html>\n"));
      g_assert_nonnull (strstr (page, "Kecamatan Jombang"));
      g_assert_null (strstr (page, "src="));
      g_assert_null (strstr (page, "Slamet"));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  REGISTER_TEST ("/report/a-programme-that-nobody-configured-is-no-aid",
                 test_an_unknown_programme_is_no_aid);
  REGISTER_TEST ("/report/a-family-programme-reaches-the-family",
                 test_a_family_programme_reaches_the_family);
  REGISTER_TEST ("/report/only-the-newest-batch-of-a-programme-counts",
                 test_only_the_newest_batch_of_a_programme_counts);
  REGISTER_TEST ("/report/a-row-without-nik-is-somebody", test_a_row_without_nik_is_somebody);
  REGISTER_TEST ("/report/the-worklist-is-in-both-and-without-aid",
                 test_the_worklist_is_in_both_and_without_aid);
  REGISTER_TEST ("/report/zero-counts-poor-households-once", test_zero_counts_poor_households_once);
  REGISTER_TEST ("/report/a-village-of-an-old-code-is-a-part",
                 test_a_village_of_an_old_code_is_a_part);
  REGISTER_TEST ("/report/the-trend-begins-when-people-are-known",
                 test_the_trend_begins_when_people_are_known);
  REGISTER_TEST ("/report/areas-that-cannot-be-counted-are-refused",
                 test_areas_that_cannot_be_counted_are_refused);
  REGISTER_TEST ("/report/a-former-code-tells-todays", test_a_former_code_tells_todays);
  REGISTER_TEST ("/report/a-closed-list-of-officials-ends-no-trend",
                 test_a_closed_list_of_officials_ends_no_trend);
  REGISTER_TEST ("/report/names-of-regions-cannot-break-a-page",
                 test_names_of_regions_cannot_break_a_page);
  REGISTER_TEST ("/report/findings-count-headers-and-hide-the-few",
                 test_findings_count_headers_and_hide_the_few);
  REGISTER_TEST ("/report/pmt-tells-days-gaps-and-what-is-odd",
                 test_pmt_tells_days_gaps_and_what_is_odd);
  REGISTER_TEST ("/report/indicators-are-judged-by-their-targets",
                 test_indicators_are_judged_by_their_targets);
  REGISTER_TEST ("/report/every-report-is-a-page-by-itself", test_every_report_is_a_page_by_itself);
  return g_test_run ();
}
