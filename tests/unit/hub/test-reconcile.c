/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "core/anj-json.h"
#include "hub/hub-people.h"
#include "hub/hub-undo.h"
#include "hub/reconcile/hub-links.h"
#include "hub/reconcile/hub-reconcile.h"
#include "hub/reconcile/hub-review.h"
#include "register-fixture.h"

/* Ani (a widow), Budi; both in DTSEN, each a family */
#define ANI "3509014503800001"
#define ANI_KK "3509010101190001"
#define BUDI "3509011207750001"
#define BUDI_KK "3509010202190001"

static void
import_dtsen (RegisterFixture *f, const char *batch, const char *rows)
{
  g_autofree char *csv = g_strconcat (DTSEN_HEADER, rows, NULL);

  register_fixture_import (f, HUB_REGISTER_DTSEN, batch, csv);
}

static void
import_p3ke (RegisterFixture *f, const char *batch, const char *rows)
{
  g_autofree char *csv = g_strconcat (P3KE_HEADER, rows, NULL);

  register_fixture_import (f, HUB_REGISTER_P3KE, batch, csv);
}

static const char families[] = "K1," ANI_KK "," ANI
                               ",Siti Khotimah,1980-03-05,P,1,Dusun Krajan 4,1,2," VILLAGE
                               ",1,Petani,aktif\n"
                               "K2," BUDI_KK "," BUDI
                               ",Budi Santoso,1975-07-12,L,1,Dusun Krajan 9,1,2," VILLAGE
                               ",2,Petani,aktif\n";

static HubReconcileResult
reconcile (RegisterFixture *f)
{
  g_autoptr (GError) error = NULL;
  HubReconcileResult result;
  gboolean ok = hub_reconcile (&f->context, NULL, &result, &error);

  g_assert_no_error (error);
  g_assert_true (ok);
  return result;
}

/* (transfer full): "p3ke P1 > NIK rule; …", and reviews likewise */
static char *
describe (RegisterFixture *f)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HubStmt) stmt = hub_store_query (
      f->store, &error,
      "SELECT group_concat (line, '; ') FROM ("
      " SELECT register || ' ' || key || ' > ' || coalesce(nik, '-') || ' ' || rule AS line"
      "   FROM links"
      " UNION ALL SELECT register || ' ' || key || ' ? ' || kind || ' '"
      "   || (SELECT group_concat (nik, ',') FROM review_candidates c WHERE c.review = v.id)"
      "   FROM reviews v ORDER BY 1)",
      "");
  gboolean row;

  g_assert_no_error (error);
  g_assert_true (hub_stmt_next (stmt, &row, &error));
  return g_strdup (hub_stmt_text (stmt, 0) != NULL ? hub_stmt_text (stmt, 0) : "");
}

#define assert_found(f, expected)                                                                  \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_autofree char *found = describe (f);                                                         \
    g_assert_cmpstr (found, ==, expected);                                                         \
  }                                                                                                \
  G_STMT_END

static gboolean
is_in_document (RegisterFixture *f, const char *no_kk, const char *batch)
{
  g_autoptr (HubHousehold) household = register_fixture_household (f, no_kk, NULL);
  JsonObject *object = json_object_get_object_member (household->document, "household");
  JsonArray *registers = json_object_get_array_member (object, "registers");

  for (guint i = 0; i < json_array_get_length (registers); i++)
    if (g_str_equal (
            json_object_get_string_member (json_array_get_object_element (registers, i), "batch"),
            batch))
      return TRUE;
  return FALSE;
}

/* how many people reports count, and how many of them P3KE has */
static void
count_people (RegisterFixture *f, guint *out_all, guint *out_p3ke)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HubPeople) people = hub_people_load (f->store, &error);

  g_assert_no_error (error);
  g_assert_true (hub_people_load_registers (people, f->store, f->catalogue, &error));
  *out_all = people->persons->len;
  *out_p3ke = 0;
  for (guint i = 0; i < people->persons->len; i++)
    *out_p3ke += (g_array_index (people->persons, HubPerson, i).flags & HUB_PERSON_P3KE) != 0;
}

static void
assert_people (RegisterFixture *f, guint n_all, guint n_p3ke)
{
  guint all, p3ke;

  count_people (f, &all, &p3ke);
  g_assert_cmpuint (all, ==, n_all);
  g_assert_cmpuint (p3ke, ==, n_p3ke);
}

/* one row of P3KE against the two families */
static void
test_a_row_is_linked_reviewed_or_left (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  static const struct
  {
    const char *row;
    const char *found;
  } cases[] = {
    { "P1,,SITI KHOTIMAH,1980-03-05,Jl. Lain," VILLAGE, "p3ke P1 > " ANI " exact" },
    { "P1,,\"Hj. St. Hotimah, S.Pd\",1980-03-05,," VILLAGE, "p3ke P1 > " ANI " exact" },
    { "P1,,Khotimah Siti,1980-03-05,," VILLAGE, "p3ke P1 > " ANI " exact" },
    { "P1,,Siti Khotimah,1980-03-05,," OTHER_VILLAGE, "p3ke P1 > " ANI " similar" },
    { "P1,,Siti Khotimha,1980-03-05,," VILLAGE, "p3ke P1 > " ANI " similar" },
    { "P1,,B. Santoso,1975-07-12,," VILLAGE, "p3ke P1 > " BUDI " similar" },
    { "P1,,Budi Santoso,1975-12-07,," VILLAGE, "p3ke P1 > " BUDI " similar" },
    { "P1,,Siti Khotimah,1980-03-06,Dusun Krajan 4," VILLAGE, "p3ke P1 > " ANI " similar" },
    { "P1,3509014503810001,Siti Khotimah,1980-03-05,," VILLAGE,
      "nik 3509014503810001 > " ANI " nik-slip" },
    /* too little to go by */
    { "P1,,Siti Khotimah,1980-01-01,," VILLAGE, "p3ke P1 ? unsure " ANI },
    { "P1,,Siti Khotimah,1980-03-06,," OTHER_VILLAGE, "p3ke P1 ? unsure " ANI },
    /* a NIK of its own that is no slip */
    { "P1,3509015505800009,Siti Khotimah,1980-03-05,," VILLAGE,
      "nik 3509015505800009 ? two-niks " ANI },
    /* somebody else */
    { "P1,,Siti Aminah,1980-03-05,Dusun Krajan 4," VILLAGE, "" },
    { "P1,,Siti Khotimah,1962-11-20,," VILLAGE, "" },
    { "P1,,Siti Khotimah,1980-03-05,,35.09.02.2001", "" },
    /* another's NIK */
    { "P1," BUDI ",Siti Khotimah,1980-03-05,," VILLAGE, "p3ke P1 > " ANI " exact" },
    { "P1," BUDI ",Wagiyem,1951-10-01,," VILLAGE, "p3ke P1 > - apart; p3ke P1 ? one-nik " BUDI },
    /* the same NIK with another name, or another date, is the same person */
    { "P1," BUDI ",Santoso,1951-10-01,," VILLAGE, "" },
    { "P1," BUDI ",Wagiyem,1975-07-12,," VILLAGE, "" },
  };

  import_dtsen (f, "d", families);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *rows = g_strconcat (cases[i].row, ",1,2022\n", NULL);
      HubUndoResult undone;

      g_test_message ("%s", cases[i].row);
      import_p3ke (f, "p", rows);
      reconcile (f);
      assert_found (f, cases[i].found);
      g_assert_true (hub_undo_batch (&f->context, "p", &undone, &error));
    }
  reconcile (f);
  assert_found (f, "");
}

static void
test_a_linked_row_is_in_the_document_and_counts_once (RegisterFixture *f,
                                                      gconstpointer data G_GNUC_UNUSED)
{
  HubReconcileResult result;

  import_dtsen (f, "d", families);
  import_p3ke (f, "p", "P1,,St. Hotimah,1980-03-05,," VILLAGE ",1,2022\n");
  g_assert_false (is_in_document (f, ANI_KK, "p"));
  assert_people (f, 3, 1);
  result = reconcile (f);
  g_assert_cmpuint (result.n_new, ==, 1);
  g_assert_cmpuint (result.n_households, ==, 1);
  g_assert_true (is_in_document (f, ANI_KK, "p"));
  g_assert_false (is_in_document (f, BUDI_KK, "p"));
  assert_people (f, 2, 1);
  /* again: nothing new, so terminals get nothing */
  result = reconcile (f);
  g_assert_cmpuint (result.n_new + result.n_gone + result.n_households, ==, 0);
}

static void
test_two_who_fit_are_both_kept (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  import_dtsen (f, "d", families);
  import_dtsen (f, "e",
                "K3,3509010303190001,3509014503800002,Khotimah,1980-03-05,P,1,,1,2," VILLAGE
                ",1,,aktif\n"
                "K4,3509010404190001,3509014503800003,Siti Khotimah,1980-03-05,P,1,,1,2," VILLAGE
                ",1,,aktif\n");
  import_p3ke (f, "p", "P1,,Siti Khotimah,1980-03-05,," VILLAGE ",1,2022\n");
  reconcile (f);
  assert_found (f, "p3ke P1 ? candidates " ANI ",3509014503800002,3509014503800003");
  assert_people (f, 5, 1);
}

static void
test_two_rows_of_one_register_are_not_one_person (RegisterFixture *f,
                                                  gconstpointer data G_GNUC_UNUSED)
{
  import_dtsen (f, "d", families);
  import_p3ke (f, "p",
               "P1,,Siti Khotimah,1980-03-05,," VILLAGE ",1,2022\n"
               "P2,,Siti Khotimah,1980-03-05,," VILLAGE ",1,2022\n");
  reconcile (f);
  assert_found (f, "p3ke P1 ? twice " ANI "; p3ke P2 ? twice " ANI);
  g_assert_false (is_in_document (f, ANI_KK, "p"));
}

static void
test_a_second_nik_in_the_family_is_one_member (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  static const char second[] = "3509014503810001";
  g_autoptr (HubHousehold) household = NULL;
  JsonObject *object;

  import_dtsen (f, "d", families);
  register_fixture_import (f, HUB_REGISTER_DTKS, "k",
                           DTKS_HEADER "3509014503810001," ANI_KK
                                       ",Siti Chotimah,1980-03-05,," VILLAGE
                                       ",terdaftar,2021-01-01,\n");
  reconcile (f);
  assert_found (f, "nik 3509014503810001 > " ANI " nik-slip");
  household = register_fixture_household (f, ANI_KK, NULL);
  object = json_object_get_object_member (household->document, "household");
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (object, "members")), ==,
                    1);
  /* either NIK finds the family */
  g_assert_cmpuint (json_array_get_length (household->people), ==, 2);
  g_assert_cmpstr (
      json_object_get_string_member (json_array_get_object_element (household->people, 1), "nik"),
      ==, second);
  g_assert_true (is_in_document (f, ANI_KK, "k"));
  assert_people (f, 2, 0);
}

/* what hangs on no order: files of three registers in all six */
static void
test_the_order_of_batches_does_not_matter (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  static const guint orders[][3] = { { 0, 1, 2 }, { 0, 2, 1 }, { 1, 0, 2 },
                                     { 1, 2, 0 }, { 2, 0, 1 }, { 2, 1, 0 } };
  static const char p3ke[] = "P1,,SITI HOTIMAH,1980-03-05,," VILLAGE ",1,2022\n"
                             "P2,3509011207750009,Budi Santosa,1975-07-12,," VILLAGE ",1,2022\n"
                             "P3," ANI ",Wagiyem,1951-10-01,," VILLAGE ",1,2022\n";
  static const char dtks[] = DTKS_HEADER
      "3509014503810001," ANI_KK ",Siti Chotimah,1980-03-05,," VILLAGE ",terdaftar,2021-01-01,\n"
      "3509011207750002,3509010505190001,Budi Santoso,"
      "1975-07-12,," VILLAGE ",terdaftar,2021-01-01,\n";
  g_autofree char *first = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (orders); i++)
    {
      g_autofree char *found = NULL;

      for (gsize j = 0; j < 3; j++)
        if (orders[i][j] == 0)
          import_dtsen (f, "d", families);
        else if (orders[i][j] == 1)
          import_p3ke (f, "p", p3ke);
        else
          register_fixture_import (f, HUB_REGISTER_DTKS, "k", dtks);
      /* also between two imports it must leave nothing behind */
      reconcile (f);
      found = describe (f);
      if (first == NULL)
        first = g_strdup (found);
      g_assert_cmpstr (found, ==, first);
      for (gsize j = 0; j < 3; j++)
        {
          g_autoptr (GError) error = NULL;
          HubUndoResult undone;

          g_assert_true (
              hub_undo_batch (&f->context, (const char *[]){ "d", "p", "k" }[j], &undone, &error));
          if (j == 1)
            reconcile (f);
        }
    }
  g_assert_nonnull (strstr (first, "p3ke P1 > " ANI));
  g_assert_nonnull (strstr (first, "one-nik"));
}

static void
test_an_undone_batch_takes_its_links_along (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *before = NULL, *after = NULL;
  HubUndoResult undone;

  import_dtsen (f, "d", families);
  import_p3ke (f, "p", "P1,,SITI KHOTIMAH,1980-03-05,," VILLAGE ",1,2022\n");
  reconcile (f);
  before = describe (f);
  /* a namesake makes it doubtful; without her it is as before */
  import_dtsen (f, "e",
                "K4,3509010404190001,3509014503800003,Siti Khotimah,1980-03-05,P,1,,1,2," VILLAGE
                ",1,,aktif\n");
  reconcile (f);
  assert_found (f, "p3ke P1 ? candidates " ANI ",3509014503800003");
  g_assert_true (hub_undo_batch (&f->context, "e", &undone, &error));
  reconcile (f);
  after = describe (f);
  g_assert_cmpstr (after, ==, before);
  /* without the row the link says nothing, at once */
  g_assert_true (hub_undo_batch (&f->context, "p", &undone, &error));
  g_assert_false (is_in_document (f, ANI_KK, "p"));
  assert_people (f, 2, 0);
}

/* on a day that stands for an unknown one the next serial may well be a namesake's */
static void
test_the_next_serial_of_an_unknown_day_needs_the_house (RegisterFixture *f,
                                                        gconstpointer data G_GNUC_UNUSED)
{
  static const char *const cases[][2] = {
    { "P1,3509014101800002,Wagiyem Rahayu,1980-01-01,Dusun Lor 1," VILLAGE ",1,2022\n",
      "nik 3509014101800002 ? two-niks 3509014101800001" },
    { "P1,3509014101800002,Wagiyem Rahayu,1980-01-01,Dusun Kidul 7," VILLAGE ",1,2022\n",
      "nik 3509014101800002 > 3509014101800001 nik-slip" },
  };

  import_dtsen (f, "d",
                "K5,3509010505190001,3509014101800001,Wagiyem Rahayu,1980-01-01,P,1,Dusun Kidul 7,"
                "1,2," VILLAGE ",1,Petani,aktif\n");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      HubUndoResult undone;

      import_p3ke (f, "p", cases[i][0]);
      reconcile (f);
      assert_found (f, cases[i][1]);
      g_assert_true (hub_undo_batch (&f->context, "p", &undone, &error));
    }
}

static void
test_a_nik_with_two_names_is_linked_nowhere (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  import_dtsen (f, "d", families);
  /* born a day apart, so nobody is set apart; the second row alone would be linked to Ani */
  register_fixture_import (f, HUB_REGISTER_DTKS, "k",
                           DTKS_HEADER
                           "3509014503810001,3509010505190001,Wagiyem,1980-03-04,," VILLAGE
                           ",terdaftar,2021-01-01,\n");
  import_p3ke (f, "p", "P1,3509014503810001,Siti Khotimah,1980-03-05,," VILLAGE ",1,2022\n");
  reconcile (f);
  assert_found (f, "nik 3509014503810001 ? two-niks " ANI);
}

static gint64
find_review (RegisterFixture *f)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonArray) list = hub_review_list (f->store, "35.09", 10, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (json_array_get_length (list), ==, 1);
  return json_object_get_int_member (json_array_get_object_element (list, 0), "id");
}

static void
decide (RegisterFixture *f, gboolean is_same, guint person)
{
  g_autoptr (GError) error = NULL;
  HubReviewVerdict verdict = { find_review (f), is_same, person, "Rini", "lihat kartu keluarga" };

  g_assert_true (hub_review_decide (&f->context, &verdict, &error));
  g_assert_no_error (error);
}

static void
test_a_decision_holds_at_once_and_in_later_runs (RegisterFixture *f,
                                                 gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  HubUndoResult undone;

  import_dtsen (f, "d", families);
  import_p3ke (f, "p", "P1,,Siti Khotimah,1980-01-01,," VILLAGE ",1,2022\n");
  reconcile (f);
  decide (f, TRUE, 1);
  assert_found (f, "p3ke P1 > " ANI " decided");
  g_assert_true (is_in_document (f, ANI_KK, "p"));
  reconcile (f);
  assert_found (f, "p3ke P1 > " ANI " decided");
  /* and when the row has been away */
  g_assert_true (hub_undo_batch (&f->context, "p", &undone, &error));
  reconcile (f);
  assert_found (f, "");
  import_p3ke (f, "p2", "P1,,Siti Khotimah,1980-01-01,," VILLAGE ",1,2022\n");
  reconcile (f);
  assert_found (f, "p3ke P1 > " ANI " decided");
  g_assert_cmpint (register_fixture_count (f, "SELECT count(*) FROM audit"
                                              " WHERE row LIKE '%review-decided%'"),
                   ==, 1);
}

static void
test_decided_different_is_asked_no_more (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  import_dtsen (f, "d", families);
  import_p3ke (f, "p", "P1," BUDI ",Wagiyem,1951-10-01,," VILLAGE ",1,2022\n");
  reconcile (f);
  assert_people (f, 3, 1);
  decide (f, FALSE, 1);
  assert_found (f, "p3ke P1 > - apart");
  reconcile (f);
  assert_found (f, "p3ke P1 > - apart");
  g_assert_false (is_in_document (f, BUDI_KK, "p"));
}

static void
test_decided_same_keeps_a_row_with_its_nik (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  import_dtsen (f, "d", families);
  import_p3ke (f, "p", "P1," BUDI ",Wagiyem,1951-10-01,," VILLAGE ",1,2022\n");
  reconcile (f);
  g_assert_false (is_in_document (f, BUDI_KK, "p"));
  decide (f, TRUE, 1);
  assert_found (f, "");
  g_assert_true (is_in_document (f, BUDI_KK, "p"));
  reconcile (f);
  assert_found (f, "");
  assert_people (f, 2, 1);
}

static void
test_a_look_at_a_review_is_noted_and_masked (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) document = NULL;
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *text = NULL;

  import_dtsen (f, "d", families);
  import_p3ke (f, "p", "P1," BUDI ",Wagiyem,1951-10-01,," VILLAGE ",1,2022\n");
  reconcile (f);
  document = hub_review_show (&f->context, find_review (f), "Rini", &error);
  g_assert_no_error (error);
  json_node_set_object (node, document);
  text = json_to_string (node, FALSE);
  g_assert_null (strstr (text, BUDI));
  g_assert_null (strstr (text, BUDI_KK));
  g_assert_nonnull (strstr (text, "Wagiyem"));
  g_assert_nonnull (strstr (text, "Budi Santoso"));
  g_assert_cmpint (register_fixture_count (f, "SELECT count(*) FROM audit"
                                              " WHERE row LIKE '%review-viewed%'"),
                   ==, 1);
  g_assert_null (hub_review_show (&f->context, 99, "Rini", &error));
  g_assert_error (error, HUB_ERROR, HUB_ERROR_USAGE);
}

static void
test_the_row_that_rivals_is_shown (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonArray) reviews = NULL;
  g_autoptr (JsonObject) document = NULL;
  JsonObject *rival;
  JsonArray *statements;

  import_dtsen (f, "d", families);
  import_p3ke (f, "p",
               "P1,,Siti Khotimah,1980-03-05,," VILLAGE ",1,2022\n"
               "P2,,Siti Khotimah,1980-03-05,," VILLAGE ",1,2022\n");
  reconcile (f);
  reviews = hub_review_list (f->store, NULL, 10, &error);
  g_assert_cmpuint (json_array_get_length (reviews), ==, 2);
  document = hub_review_show (&f->context, 1, "Rini", &error);
  g_assert_no_error (error);
  statements = json_object_get_array_member (document, "statements");
  g_assert_cmpstr (anj_json_get_string (json_array_get_object_element (statements, 0), "id", ""),
                   ==, "P1");
  statements = json_object_get_array_member (
      json_array_get_object_element (json_object_get_array_member (document, "candidates"), 0),
      "statements");
  g_assert_cmpuint (json_array_get_length (statements), ==, 2);
  g_assert_cmpstr (anj_json_get_string (json_array_get_object_element (statements, 0), "id", ""),
                   ==, "K1");
  rival = json_array_get_object_element (statements, 1);
  g_assert_cmpstr (anj_json_get_string (rival, "id", ""), ==, "P2");
  g_assert_cmpint (anj_json_get_int (rival, "review", 0), ==, 2);
}

static void
test_a_decision_can_be_taken_back (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL, closed = NULL, open = NULL;
  gint64 id;

  import_dtsen (f, "d", families);
  import_p3ke (f, "p", "P1,,Siti Khotimah,1980-01-01,," VILLAGE ",1,2022\n");
  reconcile (f);
  id = find_review (f);
  g_assert_false (hub_review_reopen (&f->context, id, "Rini", "salah", &open));
  g_assert_error (open, HUB_ERROR, HUB_ERROR_USAGE);
  decide (f, TRUE, 1);
  g_assert_true (is_in_document (f, ANI_KK, "p"));
  g_assert_null (hub_review_show (&f->context, id, "Rini", &closed));
  g_assert_nonnull (strstr (closed->message, "was decided \"same\" by Rini"));

  g_assert_true (hub_review_reopen (&f->context, id, "Rini", "salah orang", &error));
  g_assert_no_error (error);
  g_assert_cmpint (find_review (f), ==, id);
  g_assert_false (is_in_document (f, ANI_KK, "p"));
  g_assert_cmpint (register_fixture_count (f, "SELECT count(*) FROM reviews"
                                              " WHERE kind = 'reopened'"),
                   ==, 0);
  decide (f, FALSE, 1);
  reconcile (f);
  g_assert_false (is_in_document (f, ANI_KK, "p"));
  g_assert_cmpint (register_fixture_count (f, "SELECT count(*) FROM audit"
                                              " WHERE row LIKE '%review-reopened%salah orang%'"),
                   ==, 1);
}

static void
test_no_number_gets_into_the_audit_chain (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const bad[] = { "", " ", BUDI " Rini", "3509 0112.0775-0001", "Rini\nSiti" };

  import_dtsen (f, "d", families);
  import_p3ke (f, "p", "P1,,Siti Khotimah,1980-01-01,," VILLAGE ",1,2022\n");
  reconcile (f);
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      HubReviewVerdict by = { find_review (f), FALSE, 1, bad[i], "lihat KK" };
      HubReviewVerdict reason = { find_review (f), FALSE, 1, "Rini", bad[i] };
      g_autoptr (GError) error = NULL, by_error = NULL, reason_error = NULL;

      g_assert_null (hub_review_show (&f->context, by.id, bad[i], &error));
      g_assert_error (error, HUB_ERROR, HUB_ERROR_USAGE);
      g_assert_false (hub_review_decide (&f->context, &by, &by_error));
      g_assert_error (by_error, HUB_ERROR, HUB_ERROR_USAGE);
      g_assert_false (hub_review_decide (&f->context, &reason, &reason_error));
      g_assert_error (reason_error, HUB_ERROR, HUB_ERROR_USAGE);
    }
  g_assert_cmpint (register_fixture_count (f, "SELECT count(*) FROM audit"
                                              " WHERE row LIKE '%review-%'"),
                   ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  REGISTER_TEST ("/reconcile/a-row-is-linked-reviewed-or-left",
                 test_a_row_is_linked_reviewed_or_left);
  REGISTER_TEST ("/reconcile/a-linked-row-is-in-the-document-and-counts-once",
                 test_a_linked_row_is_in_the_document_and_counts_once);
  REGISTER_TEST ("/reconcile/two-who-fit-are-both-kept", test_two_who_fit_are_both_kept);
  REGISTER_TEST ("/reconcile/two-rows-of-one-register-are-not-one-person",
                 test_two_rows_of_one_register_are_not_one_person);
  REGISTER_TEST ("/reconcile/a-second-nik-in-the-family-is-one-member",
                 test_a_second_nik_in_the_family_is_one_member);
  REGISTER_TEST ("/reconcile/the-order-of-batches-does-not-matter",
                 test_the_order_of_batches_does_not_matter);
  REGISTER_TEST ("/reconcile/an-undone-batch-takes-its-links-along",
                 test_an_undone_batch_takes_its_links_along);
  REGISTER_TEST ("/reconcile/the-next-serial-of-an-unknown-day-needs-the-house",
                 test_the_next_serial_of_an_unknown_day_needs_the_house);
  REGISTER_TEST ("/reconcile/a-nik-with-two-names-is-linked-nowhere",
                 test_a_nik_with_two_names_is_linked_nowhere);
  REGISTER_TEST ("/reconcile/a-decision-holds-at-once-and-in-later-runs",
                 test_a_decision_holds_at_once_and_in_later_runs);
  REGISTER_TEST ("/reconcile/decided-different-is-asked-no-more",
                 test_decided_different_is_asked_no_more);
  REGISTER_TEST ("/reconcile/decided-same-keeps-a-row-with-its-nik",
                 test_decided_same_keeps_a_row_with_its_nik);
  REGISTER_TEST ("/reconcile/a-look-at-a-review-is-noted-and-masked",
                 test_a_look_at_a_review_is_noted_and_masked);
  REGISTER_TEST ("/reconcile/the-row-that-rivals-is-shown", test_the_row_that_rivals_is_shown);
  REGISTER_TEST ("/reconcile/a-decision-can-be-taken-back", test_a_decision_can_be_taken_back);
  REGISTER_TEST ("/reconcile/no-number-gets-into-the-audit-chain",
                 test_no_number_gets_into_the_audit_chain);
  return g_test_run ();
}
