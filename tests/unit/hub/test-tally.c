/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/anj-json.h"
#include "hub/hub-retention.h"
#include "hub/hub-undo.h"
#include "hub/reconcile/hub-reconcile.h"
#include "hub/reconcile/hub-review.h"
#include "hub/report/hub-report.h"
#include "hub/report/hub-tally-timer.h"
#include "hub/report/hub-tally.h"
#include "register-fixture.h"

/* Ani and her son Dani, and Budi; Citra, whom no register but p3ke has */
#define ANI "3509014503800001"
#define ANI_KK "3509010101190001"
#define BUDI "3509011207750001"
#define BUDI_KK "3509010202190001"
#define CITRA "3509015001900007"
#define DANI "3509011505100003"

#define DTSEN(desil)                                                                               \
  DTSEN_HEADER "K1," ANI_KK "," ANI ",Siti Khotimah,1980-03-05,P,1,Dusun Krajan 4,1,2," VILLAGE    \
               "," desil ",Petani,aktif\n"                                                         \
               "K1," ANI_KK "," DANI ",Dani,2010-05-15,L,3,Dusun Krajan 4,1,2," VILLAGE            \
               ",2,Pelajar,aktif\n"                                                                \
               "K2," BUDI_KK "," BUDI                                                              \
               ",Budi Santoso,1975-07-12,L,1,Dusun Krajan 9,1,2," OTHER_VILLAGE                    \
               ",2,Petani,aktif\n"
/* the first two are to be reviewed: who P1 is, and whether P2 is Budi */
#define P3KE                                                                                       \
  P3KE_HEADER "P1,,Siti Khotimah,1980-01-01,," VILLAGE ",1,2022\n"                                 \
              "P2," BUDI ",Wagiyem,1951-10-01,," VILLAGE ",1,2022\n"                               \
              "P3," CITRA ",Citra,1990-01-10,," VILLAGE ",1,2022\n"                                \
              "P4," DANI ",Dani,2010-05-15,," VILLAGE ",2,2022\n"
#define DTKS                                                                                       \
  DTKS_HEADER ANI "," ANI_KK ",Siti Khotimah,1980-03-05,," VILLAGE ",terdaftar,,\n" DANI           \
                  "," ANI_KK ",Dani,2010-05-15,," VILLAGE ",terdaftar,,\n" BUDI "," BUDI_KK        \
                  ",Budi Santoso,1975-07-12,," OTHER_VILLAGE ",terdaftar,,\n"
#define PENERIMA(state)                                                                            \
  PENERIMA_HEADER "PKH," ANI "," ANI_KK ",,2026-3,3,0,," state ",,\n"                              \
                  "PMT," ANI "," ANI_KK ",,2026-10,1,0,," state ",2026-10-05,3 porsi\n"

static void
import (RegisterFixture *f, HubRegister reg, const char *batch, const char *date, const char *csv)
{
  g_autofree char *path = g_build_filename (f->data_dir, "in.csv", NULL);
  HubImportJob job = { .reg = reg, .path = path, .batch = batch, .date = date };
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (path, csv, -1, NULL));
  hub_import_result_clear (&f->result);
  g_assert_true (hub_import_file (&f->context, &job, &f->result, &error));
  g_assert_no_error (error);
}

static gboolean
is_kept (RegisterFixture *f)
{
  g_autoptr (GError) error = NULL;
  gboolean is;

  g_assert_true (hub_tally_is_kept (f->store, &is, &error));
  g_assert_no_error (error);
  return is;
}

/* (transfer full): every report that uses a tally, of every area */
static char *
make_reports (RegisterFixture *f)
{
  static const HubReport reports[] = { HUB_REPORT_SIIKEP, HUB_REPORT_ZERO, HUB_REPORT_TKPK,
                                       HUB_REPORT_PMT, HUB_REPORT_INDICATORS };
  static const char *const areas[] = { "35.09", VILLAGE, OTHER_VILLAGE };
  g_autoptr (GString) out = g_string_new (NULL);

  for (gsize a = 0; a < G_N_ELEMENTS (areas); a++)
    for (gsize r = 0; r < G_N_ELEMENTS (reports); r++)
      {
        HubReportQuery query = { f->store, f->catalogue, f->regions, areas[a], "2026-11-22" };
        g_autoptr (JsonObject) document = hub_report_make (reports[r], &query, NULL);
        g_autofree char *text = document != NULL ? anj_json_object_to_text (document)
                                                 : g_strdup ("nobody");

        g_string_append_printf (out, "%s\n", text);
      }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

/* (transfer full): the same of the rows alone */
static char *
make_reports_of_rows (RegisterFixture *f)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HubTransaction) transaction = hub_transaction_begin (f->store, &error);

  g_assert_true (hub_store_run (f->store, &error, "DELETE FROM tally_state", ""));
  g_assert_no_error (error);
  return make_reports (f); /* inside a transaction nothing is kept */
}

static void
assert_siikep_is_as_people_are (RegisterFixture *f)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HubPeople) people = hub_people_load (f->store, &error);
  g_autoptr (JsonObject) document = NULL;
  HubReportQuery query = { f->store, f->catalogue, f->regions, "35.09", "2026-11-22" };
  gint64 n_both[2] = { 0 };
  JsonObject *both;

  g_assert_no_error (error);
  g_assert_true (hub_people_load_registers (people, f->store, f->catalogue, &error));
  for (guint i = 0; i < people->persons->len; i++)
    {
      guint32 flags = g_array_index (people->persons, HubPerson, i).flags;

      if ((flags & HUB_PERSON_P3KE) && (flags & HUB_PERSON_DTKS))
        n_both[(flags & HUB_PERSON_AID) != 0]++;
    }
  document = hub_report_make (HUB_REPORT_SIIKEP, &query, &error);
  g_assert_no_error (error);
  both = anj_json_get_object (anj_json_get_object (document, "buckets"), "both");
  g_assert_cmpint (anj_json_get_int (both, "no_aid", -1), ==, n_both[0]);
  g_assert_cmpint (anj_json_get_int (both, "aid", -1), ==, n_both[1]);
}

/* after something that changed the registers */
static void
assert_counted_anew (RegisterFixture *f)
{
  g_autofree char *first = NULL;
  g_autofree char *kept = NULL;
  g_autofree char *of_rows = NULL;

  g_assert_false (is_kept (f));
  first = make_reports (f);
  g_assert_true (is_kept (f));
  kept = make_reports (f);
  of_rows = make_reports_of_rows (f);
  g_assert_true (is_kept (f)); /* that transaction was rolled back */
  g_assert_cmpstr (first, ==, kept);
  g_assert_cmpstr (kept, ==, of_rows);
  assert_siikep_is_as_people_are (f);
}

static gint64
count_zero (RegisterFixture *f, const char *member)
{
  HubReportQuery query = { f->store, f->catalogue, f->regions, "35.09", "2026-11-22" };
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) document = hub_report_make (HUB_REPORT_ZERO, &query, &error);

  g_assert_no_error (error);
  return anj_json_get_int (document, member, -1);
}

static void
import_all (RegisterFixture *f)
{
  import (f, HUB_REGISTER_DTSEN, "dtsen-1", "2026-08-01", DTSEN ("1"));
  import (f, HUB_REGISTER_P3KE, "p3ke", "2026-08-02", P3KE);
  import (f, HUB_REGISTER_DTKS, "dtks", "2026-08-03", DTKS);
  import (f, HUB_REGISTER_PENERIMA, "penerima-1", "2026-09-01", PENERIMA ("SI"));
}

static void
test_imports_and_undos_are_counted (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  HubUndoResult undone;

  import (f, HUB_REGISTER_DTSEN, "dtsen-1", "2026-08-01", DTSEN ("1"));
  assert_counted_anew (f);
  import (f, HUB_REGISTER_P3KE, "p3ke", "2026-08-02", P3KE);
  assert_counted_anew (f);
  import (f, HUB_REGISTER_DTKS, "dtks", "2026-08-03", DTKS);
  assert_counted_anew (f);
  import (f, HUB_REGISTER_PENERIMA, "penerima-1", "2026-09-01", PENERIMA ("EXCLUDE"));
  assert_counted_anew (f);
  g_assert_cmpint (count_zero (f, "unreached"), ==, 2); /* Ani, and Budi by P2 */
  import (f, HUB_REGISTER_PENERIMA, "penerima-2", "2026-10-01", PENERIMA ("SI"));
  assert_counted_anew (f);
  g_assert_cmpint (count_zero (f, "unreached"), ==, 1);
  import (f, HUB_REGISTER_DTSEN, "dtsen-2", "2026-10-02", DTSEN ("2"));
  assert_counted_anew (f);
  g_assert_cmpint (count_zero (f, "households"), ==, 1);
  /* a batch that others stand on */
  g_assert_true (hub_undo_batch (&f->context, "penerima-1", &undone, &error));
  assert_counted_anew (f);
  g_assert_true (hub_undo_batch (&f->context, "dtsen-2", &undone, &error));
  assert_counted_anew (f);
  g_assert_cmpint (count_zero (f, "households"), ==, 2);
  g_assert_no_error (error);
}

static void
test_links_and_decisions_are_counted (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  HubReconcileResult result;
  gint64 id;

  import_all (f);
  assert_counted_anew (f);
  g_assert_true (hub_reconcile (&f->context, NULL, &result, &error));
  assert_counted_anew (f);
  /* P1 and Wagiyem's P2 are nobody's, and Citra has no No. KK */
  g_assert_cmpint (count_zero (f, "people_without_no_kk"), ==, 3);
  id = register_fixture_count (f, "SELECT id FROM reviews WHERE key = 'P1'");
  g_assert_cmpint (id, >, 0);
  g_assert_true (hub_review_decide (
      &f->context, &(HubReviewVerdict){ id, TRUE, 1, "Rini", "lihat kartu" }, &error));
  assert_counted_anew (f);
  g_assert_cmpint (count_zero (f, "people_without_no_kk"), ==, 2);
  g_assert_true (hub_review_reopen (&f->context, id, "Rini", "salah orang", &error));
  assert_counted_anew (f);
  g_assert_cmpint (count_zero (f, "people_without_no_kk"), ==, 3);
  g_assert_no_error (error);
}

static void
test_what_retention_forgets_changes_no_number (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  const HubRetentionPolicy policy = { 1000, 1000, 1000, /* batches_days */ 50, 1000 };
  g_autoptr (GError) error = NULL;
  g_autofree char *after = NULL;
  g_autofree char *later = NULL;
  HubRetentionCounts counts;
  gboolean more;

  import_all (f);
  import (f, HUB_REGISTER_DTSEN, "dtsen-2", "2026-10-02", DTSEN ("2"));
  assert_counted_anew (f);
  g_assert_true (hub_retention_run (f->store, f->data_dir, &policy, NOW_US + 51 * G_TIME_SPAN_DAY,
                                    &counts, &more, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (counts.n_register_rows, ==, 3);
  assert_counted_anew (f);
  after = make_reports (f);
  /* nothing more to close: what was counted holds */
  g_assert_true (hub_retention_run (f->store, f->data_dir, &policy, NOW_US + 52 * G_TIME_SPAN_DAY,
                                    &counts, &more, &error));
  g_assert_true (is_kept (f));
  later = make_reports (f);
  g_assert_cmpstr (after, ==, later);
}

static void
test_another_configuration_holds_at_once (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *of_rows = NULL;

  import_all (f);
  before = make_reports (f);
  g_assert_cmpint (count_zero (f, "unreached"), ==, 1);
  register_fixture_set_catalogue (
      f, "{\"programmes\": [{\"code\": \"PKH\", \"strategy\": \"mengurangi-beban\"}],"
         " \"status_codes\": [{\"code\": \"SI\", \"class\": \"excluded\"}]}");
  g_assert_true (is_kept (f));
  after = make_reports (f);
  of_rows = make_reports_of_rows (f);
  g_assert_cmpstr (after, ==, of_rows);
  g_assert_cmpstr (after, !=, before);
  g_assert_cmpint (count_zero (f, "unreached"), ==, 2);
  assert_siikep_is_as_people_are (f);
}

static void
test_nothing_is_kept_while_a_batch_is_on_its_way (RegisterFixture *f,
                                                  gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;

  import_all (f);
  g_assert_true (hub_store_run (f->store, &error,
                                "UPDATE batches SET is_whole = 0 WHERE id = 'penerima-1'", ""));
  g_assert_cmpint (count_zero (f, "households"), ==, 2);
  g_assert_false (is_kept (f));
  g_assert_true (hub_store_run (f->store, &error, "UPDATE batches SET is_whole = 1", ""));
  assert_counted_anew (f);
  g_assert_no_error (error);
}

/* after the first commit of a refresh, when it says that it counts */
static int
change_something (void *user_data, sqlite3 *db, const char *name, int n_pages)
{
  gboolean *is_done = user_data;

  g_assert_nonnull (name);
  g_assert_cmpint (n_pages, >, 0);
  if (!*is_done)
    {
      *is_done = TRUE;
      g_assert_cmpint (sqlite3_exec (db, "UPDATE batches SET date = '2026-08-04' WHERE id = 'dtks'",
                                     NULL, NULL, NULL),
                       ==, SQLITE_OK);
    }
  return SQLITE_OK;
}

static void
test_what_changed_meanwhile_is_not_kept (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  gboolean is_done = FALSE;

  import_all (f);
  sqlite3_wal_hook (hub_store_db (f->store), change_something, &is_done);
  g_assert_true (hub_tally_refresh (f->store, /* cancellable */ NULL, &error));
  g_assert_no_error (error);
  sqlite3_wal_hook (hub_store_db (f->store), NULL, NULL);
  g_assert_true (is_done);
  assert_counted_anew (f);
}

static void
test_a_damaged_tally_is_counted_anew (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const damages[] = {
    "UPDATE tally_parts SET data = x'00ff' WHERE part > 0",
    "UPDATE tally_parts SET data = x'ffffffffffffffffffffffffffffffff' WHERE part >= 4",
    "UPDATE tally_parts SET data = x'ffffffff00000000' WHERE part = 3",
    "UPDATE tally_parts SET data = x'000000000100000000000000000000000000000000ffffff'"
    " WHERE part = 4",
    "UPDATE tally_parts SET data = CAST ('35.09' AS BLOB) WHERE part = 0",
    "DELETE FROM tally_parts WHERE part = 1",
    "INSERT INTO tally_parts (part, data) VALUES (99, x'00')",
  };

  import_all (f);
  g_assert_cmpint (count_zero (f, "unreached"), ==, 1);
  for (gsize i = 0; i < G_N_ELEMENTS (damages); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (HubTransaction) transaction = hub_transaction_begin (f->store, &error);

      g_assert_true (hub_store_run (f->store, &error, damages[i], ""));
      g_test_expect_message ("anj-hub", G_LOG_LEVEL_WARNING, "*damaged*");
      g_assert_cmpint (count_zero (f, "unreached"), ==, 1);
      g_test_assert_expected_messages ();
      g_assert_no_error (error);
    }
}

static void
test_a_count_can_be_broken_off (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  import_all (f);
  g_cancellable_cancel (cancellable);
  g_assert_false (hub_tally_refresh (f->store, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_counted_anew (f);
}

static gint64
read_clock (gpointer user_data)
{
  return *(gint64 *) user_data;
}

static void
test_a_server_counts_by_itself_after_a_while (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  gint64 now_us = NOW_US;
  const AnjClock clock = { read_clock, read_clock, &now_us };
  g_autoptr (HubTallyTimer) timer = hub_tally_timer_new (f->store, &clock);

  import_all (f);
  hub_tally_timer_tick (timer);
  g_assert_false (hub_tally_timer_is_running (timer));
  now_us += G_TIME_SPAN_HOUR;
  hub_tally_timer_tick (timer);
  while (hub_tally_timer_is_running (timer))
    g_main_context_iteration (NULL, /* may_block */ TRUE);
  g_assert_true (is_kept (f));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  REGISTER_TEST ("/tally/imports-and-undos-are-counted", test_imports_and_undos_are_counted);
  REGISTER_TEST ("/tally/links-and-decisions-are-counted", test_links_and_decisions_are_counted);
  REGISTER_TEST ("/tally/what-retention-forgets-changes-no-number",
                 test_what_retention_forgets_changes_no_number);
  REGISTER_TEST ("/tally/another-configuration-holds-at-once",
                 test_another_configuration_holds_at_once);
  REGISTER_TEST ("/tally/nothing-is-kept-while-a-batch-is-on-its-way",
                 test_nothing_is_kept_while_a_batch_is_on_its_way);
  REGISTER_TEST ("/tally/what-changed-meanwhile-is-not-kept",
                 test_what_changed_meanwhile_is_not_kept);
  REGISTER_TEST ("/tally/a-damaged-tally-is-counted-anew", test_a_damaged_tally_is_counted_anew);
  REGISTER_TEST ("/tally/a-count-can-be-broken-off", test_a_count_can_be_broken_off);
  REGISTER_TEST ("/tally/a-server-counts-by-itself-after-a-while",
                 test_a_server_counts_by_itself_after_a_while);
  return g_test_run ();
}
