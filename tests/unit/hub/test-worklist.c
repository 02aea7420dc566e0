/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "core/anj-json.h"
#include "hub/hub-worklist.h"
#include "hub/reconcile/hub-reconcile.h"
#include "register-fixture.h"

#define KK "3509010101209001"
#define OTHER_KK "3509010101209002"
#define FATHER "3509010102809001"
#define MOTHER "3509014103829002"
#define OTHER "3509010103709003"
#define CHILD "3509010104239004"
#define AWAY "3509010105809005"
#define PK_HEADER                                                                                  \
  "id_keluarga_pk,nik,nama,tanggal_lahir,alamat,kode_wilayah,tahun,risiko_stunting,faktor,"        \
  "kategori_3b\n"

static HubReportQuery
make_query (RegisterFixture *f, const char *area)
{
  return (HubReportQuery){ f->store, f->catalogue, f->regions, area, "2026-11-22" };
}

static gint64
count (RegisterFixture *f, HubReport report, const char *member)
{
  g_autoptr (GError) error = NULL;
  HubReportQuery query = make_query (f, "35.09");
  g_autoptr (JsonObject) document = hub_report_make (report, &query, &error);

  g_assert_no_error (error);
  return anj_json_get_int (document, member, -1);
}

static HubWorklist *
list (RegisterFixture *f, HubWorklistKind kind)
{
  g_autoptr (GError) error = NULL;
  HubReportQuery query = make_query (f, "35.09");
  HubWorklist *made = hub_worklist_make (kind, &query, &error);

  g_assert_no_error (error);
  return made;
}

/* a couple and a neighbour, all of desil 1 */
static void
import_people (RegisterFixture *f)
{
  g_autofree char *father = register_fixture_dtsen (KK, FATHER, "Slamet", "aktif");
  g_autofree char *mother = register_fixture_dtsen (KK, MOTHER, "=Siti", "aktif");
  g_autofree char *other = register_fixture_dtsen (OTHER_KK, OTHER, "Paijo", "aktif");
  g_autofree char *csv = g_strconcat (DTSEN_HEADER, father, mother, other, NULL);

  register_fixture_import (f, HUB_REGISTER_DTSEN, "dtsen-1", csv);
}

static guint
count_lines (const char *text)
{
  guint n = 0;

  for (; *text != '\0'; text++)
    n += *text == '\n';
  return n;
}

static void
test_zero_names_the_members_of_the_counted_households (RegisterFixture *f,
                                                       gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (HubWorklist) all = NULL, left = NULL;

  import_people (f);
  register_fixture_import (f, HUB_REGISTER_PENERIMA, "pkh-1",
                           PENERIMA_HEADER "PKH," FATHER "," KK
                                           ",,2026-2,2,0,,EXCLUDE,,pindah alamat\n");
  all = list (f, HUB_WORKLIST_ZERO);
  g_assert_cmpint (all->n_households, ==, 2);
  g_assert_cmpint (all->n_households, ==, count (f, HUB_REPORT_ZERO, "unreached"));
  g_assert_cmpint (all->n_people, ==, 3);
  g_assert_cmpint (count_lines (all->csv->str), ==, 4);
  g_assert_nonnull (strstr (all->csv->str, "\n" KK "," FATHER ",Slamet,"));
  g_assert_nonnull (strstr (all->csv->str, "PKH 2026-2 EXCLUDE pindah alamat\n"));
  g_assert_nonnull (strstr (all->csv->str, ",dtsen dtsen-1 2026-10-15,"));
  g_assert_nonnull (strstr (all->csv->str, MOTHER ",'=Siti,"));
  g_assert_nonnull (strstr (all->csv->str, "tidak ada di daftar penerima mana pun\n"));

  register_fixture_import (f, HUB_REGISTER_PENERIMA, "pkh-2",
                           PENERIMA_HEADER "PKH," FATHER "," KK ",,2026-3,3,0,,SI,,\n");
  left = list (f, HUB_WORKLIST_ZERO);
  g_assert_cmpint (left->n_households, ==, 1);
  g_assert_cmpint (left->n_households, ==, count (f, HUB_REPORT_ZERO, "unreached"));
  g_assert_cmpint (left->n_people, ==, 1);
  g_assert_null (strstr (left->csv->str, FATHER));
  g_assert_nonnull (strstr (left->csv->str, OTHER_KK "," OTHER ",Paijo,"));
}

static void
test_siikep_names_who_is_in_both_without_aid (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (HubWorklist) found = NULL;

  import_people (f);
  register_fixture_import (f, HUB_REGISTER_P3KE, "p3ke-1",
                           P3KE_HEADER "P1," FATHER ",Slamet,1980-02-01,Dusun Krajan," VILLAGE
                                       ",2,2023\n"
                                       "P2," MOTHER ",Siti,1982-03-01,," VILLAGE ",1,2023\n");
  register_fixture_import (f, HUB_REGISTER_DTKS, "dtks-1",
                           DTKS_HEADER FATHER "," KK ",Slamet,1980-02-01,," VILLAGE
                                              ",nonaktif,,Ganda\n");
  found = list (f, HUB_WORKLIST_SIIKEP);
  g_assert_cmpint (found->n_people, ==, 1);
  g_assert_cmpint (found->n_people, ==, count (f, HUB_REPORT_SIIKEP, "worklist"));
  g_assert_nonnull (strstr (found->csv->str, "\n" KK "," FATHER ",Slamet,1980-02-01," VILLAGE));
  g_assert_nonnull (strstr (found->csv->str, ",1,2,"));
  g_assert_nonnull (strstr (found->csv->str, "p3ke p3ke-1 2026-10-15"));
  g_assert_nonnull (strstr (found->csv->str, "DTKS nonaktif Ganda; tidak ada di daftar"));
  g_assert_null (strstr (found->csv->str, MOTHER));
}

static void
test_linked_rows_are_told_of_the_person (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HubWorklist) found = NULL;
  HubReconcileResult result;

  register_fixture_import (f, HUB_REGISTER_DTSEN, "dtsen-1",
                           DTSEN_HEADER "K1," KK "," MOTHER
                                        ",Siti Khotimah,1982-03-01,P,1,Dusun Krajan 4,1,2," VILLAGE
                                        ",1,Petani,aktif\n");
  register_fixture_import (f, HUB_REGISTER_P3KE, "p3ke-1",
                           P3KE_HEADER "P1,,Siti Khotimah,1982-03-01,Dusun Krajan 4," VILLAGE
                                       ",1,2023\n");
  register_fixture_import (f, HUB_REGISTER_DTKS, "dtks-1",
                           DTKS_HEADER MOTHER "," KK ",Siti Khotimah,1982-03-01,," VILLAGE
                                              ",terdaftar,,\n");
  g_assert_true (hub_reconcile (&f->context, NULL, &result, &error));
  g_assert_no_error (error);
  found = list (f, HUB_WORKLIST_SIIKEP);
  g_assert_cmpint (found->n_people, ==, 1);
  g_assert_cmpint (found->n_people, ==, count (f, HUB_REPORT_SIIKEP, "worklist"));
  g_assert_nonnull (strstr (found->csv->str, "p3ke p3ke-1"));
}

/* only a programme that may not be named lists the neighbour */
static void
test_a_sensitive_list_is_owned_to_and_not_named (RegisterFixture *f,
                                                 gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (HubWorklist) found = NULL;

  import_people (f);
  register_fixture_import (f, HUB_REGISTER_PENERIMA, "pmt-1",
                           PENERIMA_HEADER "PMT," OTHER "," OTHER_KK ",,2026-2,1,0,,EXCLUDE,,\n");
  found = list (f, HUB_WORKLIST_ZERO);
  g_assert_nonnull (strstr (found->csv->str, "\n" OTHER_KK "," OTHER ",Paijo,"));
  g_assert_nonnull (strstr (found->csv->str, "ada di daftar lain yang tidak disebut di sini\n"));
  g_assert_null (strstr (found->csv->str, "PMT"));
  g_assert_nonnull (strstr (found->csv->str, "tidak ada di daftar penerima mana pun\n"));
}

static void
test_stunting_names_who_is_at_risk_with_the_factors (RegisterFixture *f,
                                                     gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (HubWorklist) found = NULL;

  import_people (f);
  register_fixture_import (
      f, HUB_REGISTER_PK, "pk-1",
      PK_HEADER "F1," MOTHER ",=Siti,1982-03-01,Dusun Krajan 4," VILLAGE
                ",2024,ya,jamban|air,hamil\n"
                "F1," FATHER ",Slamet,1980-02-01,Dusun Krajan 4," VILLAGE ",2024,tidak,,-\n"
                "F2," CHILD ",Bayu,2023-04-01,Dusun Krajan 4," VILLAGE ",2024,ya,,balita\n");
  found = list (f, HUB_WORKLIST_STUNTING);
  g_assert_cmpint (found->n_people, ==, 2);
  g_assert_cmpint (count_lines (found->csv->str), ==, 3);
  g_assert_true (g_str_has_prefix (found->csv->str,
                                   "no_kk,nik,nama,tanggal_lahir,kode_wilayah,desa,"
                                   "rt,rw,alamat,id_keluarga_pk,tahun,faktor,"
                                   "kategori_3b,sumber\n"));
  g_assert_nonnull (strstr (found->csv->str, "\n" KK "," MOTHER ",'=Siti,1982-03-01," VILLAGE ","));
  g_assert_nonnull (
      strstr (found->csv->str, "1,2,Jl. Mawar 1,F1,2024,jamban; air,hamil,pk pk-1 2026-10-15\n"));
  /* whom no other register has is at risk, too */
  g_assert_nonnull (strstr (found->csv->str, "\n," CHILD ",Bayu,2023-04-01," VILLAGE ","));
  g_assert_nonnull (
      strstr (found->csv->str, ",,,Dusun Krajan 4,F2,2024,,balita,pk pk-1 2026-10-15\n"));
}

static void
test_stunting_leaves_out_who_died_moved_or_is_well (RegisterFixture *f,
                                                    gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *gone = register_fixture_dtsen (KK, MOTHER, "Siti", "meninggal");
  g_autofree char *dtsen = g_strconcat (DTSEN_HEADER, gone, NULL);
  g_autoptr (HubWorklist) found = NULL;

  import_people (f);
  register_fixture_import (f, HUB_REGISTER_PK, "pk-1",
                           PK_HEADER "F1," MOTHER ",Siti,1982-03-01,," VILLAGE ",2023,ya,,hamil\n"
                                     "F2," OTHER ",Paijo,1970-03-01,," VILLAGE ",2023,ya,,-\n");
  register_fixture_import (f, HUB_REGISTER_PK, "pk-2",
                           PK_HEADER "F2," OTHER ",Paijo,1970-03-01,," VILLAGE ",2024,tidak,,-\n");
  found = list (f, HUB_WORKLIST_STUNTING);
  g_assert_cmpint (found->n_people, ==, 1);
  g_assert_null (strstr (found->csv->str, OTHER));
  g_clear_pointer (&found, hub_worklist_free);
  register_fixture_import (f, HUB_REGISTER_DTSEN, "dtsen-2", dtsen);
  found = list (f, HUB_WORKLIST_STUNTING);
  g_assert_cmpint (found->n_people, ==, 0);
}

static void
test_stunting_lists_an_area_and_somebody_once (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL, none = NULL;
  g_autoptr (HubWorklist) found = NULL, elsewhere = NULL, nowhere = NULL;
  HubReportQuery query = make_query (f, "35.09");

  import_people (f);
  register_fixture_import (f, HUB_REGISTER_PK, "pk-1",
                           PK_HEADER "F1," MOTHER ",Siti,1982-03-01,," VILLAGE ",2024,ya,,hamil\n"
                                     "F1," CHILD ",Siti,1982-03-01,," VILLAGE ",2024,ya,,hamil\n"
                                     "F2," OTHER ",Paijo,1970-03-01,," OTHER_VILLAGE ",2024,ya,,-\n"
                                     "F3," AWAY ",Wati,1980-05-01,," OTHER_VILLAGE ",2024,ya,,-\n");
  /* as the reconciler writes of one person with two NIKs */
  g_assert_true (
      hub_store_run (f->store, &error,
                     "INSERT INTO links (register, key, nik, rule, score, region, linked_us)"
                     " VALUES ('nik', '" CHILD "', '" MOTHER "', 'nik-slip', 20, '35.09.01', 0)",
                     ""));
  g_assert_no_error (error);
  query.area = VILLAGE;
  found = hub_worklist_make (HUB_WORKLIST_STUNTING, &query, &error);
  g_assert_no_error (error);
  g_assert_cmpint (found->n_people, ==, 2);
  g_assert_nonnull (strstr (found->csv->str, MOTHER));
  /* at home in this village, as the newest register with a No. KK says */
  g_assert_nonnull (strstr (found->csv->str, OTHER));
  query.area = "35.09.02";
  elsewhere = hub_worklist_make (HUB_WORKLIST_STUNTING, &query, &error);
  g_assert_error (error, HUB_ERROR, HUB_ERROR_NO_INPUT);
  g_assert_null (elsewhere);
  query.area = "99.99";
  nowhere = hub_worklist_make (HUB_WORKLIST_STUNTING, &query, &none);
  g_assert_error (none, HUB_ERROR, HUB_ERROR_USAGE);
  g_assert_null (nowhere);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  REGISTER_TEST ("/worklist/zero-names-the-members-of-the-counted-households",
                 test_zero_names_the_members_of_the_counted_households);
  REGISTER_TEST ("/worklist/siikep-names-who-is-in-both-without-aid",
                 test_siikep_names_who_is_in_both_without_aid);
  REGISTER_TEST ("/worklist/linked-rows-are-told-of-the-person",
                 test_linked_rows_are_told_of_the_person);
  REGISTER_TEST ("/worklist/a-sensitive-list-is-owned-to-and-not-named",
                 test_a_sensitive_list_is_owned_to_and_not_named);
  REGISTER_TEST ("/worklist/stunting-names-who-is-at-risk-with-the-factors",
                 test_stunting_names_who_is_at_risk_with_the_factors);
  REGISTER_TEST ("/worklist/stunting-leaves-out-who-died-moved-or-is-well",
                 test_stunting_leaves_out_who_died_moved_or_is_well);
  REGISTER_TEST ("/worklist/stunting-lists-an-area-and-somebody-once",
                 test_stunting_lists_an_area_and_somebody_once);
  return g_test_run ();
}
