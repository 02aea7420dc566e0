/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "core/anj-json.h"
#include "hub/hub-report.h"
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
  HubReportQuery query = { f->store, f->catalogue, f->regions, area };

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

        g_assert_null (make (f, (HubReport) report, cases[i].area, &error));
        g_assert_error (error, HUB_ERROR, (int) cases[i].code);
      }
}

static void
test_names_of_regions_cannot_break_a_page (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjRegionTable) regions = NULL;
  g_autoptr (JsonObject) document = NULL;
  g_autofree char *page = NULL;
  g_autofree char *csv = NULL;
  HubReportQuery query = { f->store, f->catalogue, NULL, VILLAGE };

  import_couple (f);
  register_fixture_import (f, HUB_REGISTER_WILAYAH, "wilayah-1",
                           "kode;kode_bps;nama\n" VILLAGE ";;Desa <Baru>, \"Timur\"\n");
  regions = hub_import_load_regions (f->store, &error);
  g_assert_no_error (error);
  query.regions = regions;
  document = hub_report_make (HUB_REPORT_ZERO, &query, &error);
  g_assert_no_error (error);
  page = hub_report_write (HUB_REPORT_ZERO, HUB_REPORT_HTML, &query, document);
  g_assert_nonnull (strstr (page, "Desa &lt;Baru&gt;, &quot;Timur&quot;"));
  csv = hub_report_write (HUB_REPORT_ZERO, HUB_REPORT_CSV, &query, document);
  g_assert_nonnull (strstr (csv, "2026-10-15," VILLAGE ",\"Desa <Baru>, \"\"Timur\"\"\",1,1\n"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  REGISTER_TEST ("/report/a-family-programme-reaches-the-family",
                 test_a_family_programme_reaches_the_family);
  REGISTER_TEST ("/report/only-the-newest-batch-of-a-programme-counts",
                 test_only_the_newest_batch_of_a_programme_counts);
  REGISTER_TEST ("/report/a-row-without-nik-is-somebody", test_a_row_without_nik_is_somebody);
  REGISTER_TEST ("/report/the-worklist-is-in-both-and-without-aid",
                 test_the_worklist_is_in_both_and_without_aid);
  REGISTER_TEST ("/report/zero-counts-poor-households-once", test_zero_counts_poor_households_once);
  REGISTER_TEST ("/report/areas-that-cannot-be-counted-are-refused",
                 test_areas_that_cannot_be_counted_are_refused);
  REGISTER_TEST ("/report/names-of-regions-cannot-break-a-page",
                 test_names_of_regions_cannot_break_a_page);
  return g_test_run ();
}
