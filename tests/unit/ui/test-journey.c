/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Walks the table of journeys: as a graph, and as a resident with each kind of draft. Page by page:
 * test-fits. */

#include "sample-visit.h"
#include "ui/anj-check-rows.h"
#include "ui/anj-journey.h"
#include "ui/anj-page.h"

#define MAX_STEPS 16
/* shown by the screen itself, while the terminal is out of service */
#define OUT_OF_SERVICE "tutup"

static guint
n_ways (const AnjJourneyPage *page)
{
  guint n = 0;

  while (n < G_N_ELEMENTS (page->ways) && page->ways[n].way != NULL)
    n++;
  return n;
}

static void
test_every_row_is_a_page_with_an_id_of_its_own (void)
{
  guint n_pages;
  const AnjJourneyPage *pages = anj_journey_pages (&n_pages);

  for (guint i = 0; i < n_pages; i++)
    {
      g_assert_true (g_type_is_a (pages[i].get_type (), ANJ_TYPE_PAGE));
      g_assert_true (anj_journey_find (pages[i].id) == &pages[i]);
    }
  g_assert_null (anj_journey_find ("moon"));
}

static void
test_every_way_leads_to_a_page (void)
{
  guint n_pages;
  const AnjJourneyPage *pages = anj_journey_pages (&n_pages);

  for (guint i = 0; i < n_pages; i++)
    for (guint w = 0; w < n_ways (&pages[i]); w++)
      if (anj_journey_find (pages[i].ways[w].target) == NULL)
        g_test_fail_printf ("%s: way %s leads to no page %s", pages[i].id, pages[i].ways[w].way,
                            pages[i].ways[w].target);
}

/* marks what can be reached from @page, whatever the guards say */
static void
mark (const AnjJourneyPage *page, GHashTable *reached)
{
  if (!g_hash_table_add (reached, (gpointer) page))
    return;
  for (guint w = 0; w < n_ways (page); w++)
    mark (anj_journey_find (page->ways[w].target), reached);
}

static void
test_every_page_can_be_reached_from_the_greeting (void)
{
  g_autoptr (GHashTable) reached = g_hash_table_new (NULL, NULL);
  guint n_pages;
  const AnjJourneyPage *pages = anj_journey_pages (&n_pages);

  mark (anj_journey_find ("sapaan"), reached);
  /* by the help bar, from everywhere */
  mark (anj_journey_find ("huruf"), reached);
  for (guint i = 0; i < n_pages; i++)
    if (!g_hash_table_contains (reached, &pages[i]) && !g_str_equal (pages[i].id, OUT_OF_SERVICE))
      g_test_fail_printf ("nobody comes to %s", pages[i].id);
}

/* whether everybody who may take @second may take @first too */
static gboolean
hides (const AnjJourneyWay *first, const AnjJourneyWay *second)
{
  gboolean kinds = first->kind == NULL || g_strcmp0 (first->kind, second->kind) == 0;
  gboolean guards = first->when == NULL || first->when == second->when;

  return g_str_equal (first->way, second->way) && kinds && guards;
}

static void
test_no_way_is_hidden_by_one_before_it (void)
{
  guint n_pages;
  const AnjJourneyPage *pages = anj_journey_pages (&n_pages);

  for (guint i = 0; i < n_pages; i++)
    for (guint w = 0; w < n_ways (&pages[i]); w++)
      for (guint before = 0; before < w; before++)
        if (hides (&pages[i].ways[before], &pages[i].ways[w]))
          g_test_fail_printf ("%s: nobody takes %s to %s", pages[i].id, pages[i].ways[w].way,
                              pages[i].ways[w].target);
}

static void
test_a_page_that_may_be_left_out_leads_on (void)
{
  guint n_pages;
  const AnjJourneyPage *pages = anj_journey_pages (&n_pages);

  for (guint i = 0; i < n_pages; i++)
    {
      gboolean leads_on = FALSE;

      for (guint w = 0; w < n_ways (&pages[i]); w++)
        leads_on = leads_on || g_str_equal (pages[i].ways[w].way, "next");
      if (pages[i].when != NULL && !leads_on)
        g_test_fail_printf ("%s may be left out and has no way next", pages[i].id);
    }
}

static void
test_pages_with_numbers_and_results_are_personal (void)
{
  const char *const personal[] = { "nik",      "kk",           "hasil",        "rincian",
                                   "cerita",   "periksa",      "terkirim",     "ikuti",
                                   "kabar",    "data-anggota", "data-pilihan", "data-baru",
                                   "data-saya" };

  for (guint i = 0; i < G_N_ELEMENTS (personal); i++)
    {
      const AnjJourneyPage *page = anj_journey_find (personal[i]);

      g_assert_nonnull (page);
      g_assert_true (page->personal);
    }
  g_assert_false (anj_journey_find ("beranda")->personal);
}

/* --- as a resident --- */

/* follows "next" from @from to a final page; FALSE and a message when it does not come to one */
static gboolean
walk (AnjVisit *visit, const char *from)
{
  const AnjJourneyPage *page = anj_journey_find (from);

  for (guint i = 0; i < MAX_STEPS && page != NULL; i++)
    {
      if (page->final)
        return TRUE;
      page = anj_journey_follow (page, "next", visit);
    }
  g_test_message ("%s from %s ends nowhere", anj_visit_get_kind (visit), from);
  return FALSE;
}

static AnjVisit *
make_visit (void)
{
  AnjVisit *visit = anj_visit_new (/* session */ NULL);

  sample_visit_fill (visit);
  return visit;
}

static const struct
{
  const char *kind;
  const char *from;
} BEGINNINGS[] = {
  { "complaint", "jenis" },      { "complaint", "nama" },
  { "update", "usul-sanggah" },  { "proposal", "usul-sanggah" },
  { "proposal", "usul-alasan" }, { "objection", "usul-sanggah" },
  { "note", "kabar" },           { "feedback", "kepuasan" },
};

static void
test_every_draft_ends_with_its_number (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (BEGINNINGS); i++)
    {
      g_autoptr (AnjVisit) visit = make_visit ();

      sample_visit_begin (visit, BEGINNINGS[i].kind);
      g_assert_true (walk (visit, BEGINNINGS[i].from));
      anj_visit_set_nik (visit, "");
      g_assert_true (walk (visit, BEGINNINGS[i].from));
    }
}

/* the ids of the pages that "next" comes by, from @from to before the check page */
static char *
path (AnjVisit *visit, const char *from)
{
  GString *ids = g_string_new (from);
  const AnjJourneyPage *page = anj_journey_find (from);

  while ((page = anj_journey_follow (page, "next", visit)) != NULL &&
         !g_str_equal (page->id, "periksa") && !g_str_equal (page->id, "foto"))
    g_string_append_printf (ids, " %s", page->id);
  return g_string_free (ids, FALSE);
}

static void
test_numbers_are_asked_once_and_lead_back_to_where_they_were_needed (void)
{
  g_autoptr (AnjVisit) visit = make_visit ();
  g_autofree char *known = NULL;
  g_autofree char *unknown = NULL;
  g_autofree char *anonymous = NULL;
  g_autofree char *look_up = NULL;

  known = path (visit, "jenis");
  g_assert_cmpstr (known, ==, "jenis nama cerita");
  anj_visit_set_nik (visit, "");
  unknown = path (visit, "jenis");
  g_assert_cmpstr (unknown, ==, "jenis nama nik kk cerita");
  anj_visit_set_name_choice (visit, ANJ_NAME_ANONYMOUS);
  anonymous = path (visit, "jenis");
  g_assert_cmpstr (anonymous, ==, "jenis nama cerita");
  anj_visit_set_kind (visit, "");
  look_up = path (visit, "nik");
  g_assert_cmpstr (look_up, ==, "nik kk hasil");
}

static void
test_data_are_changed_by_who_has_seen_them (void)
{
  g_autoptr (AnjVisit) visit = make_visit ();
  g_autofree char *known = NULL;
  g_autofree char *unknown = NULL;
  g_autofree char *somebody_new = NULL;

  sample_visit_begin (visit, "update");
  known = path (visit, "usul-sanggah");
  g_assert_cmpstr (known, ==, "usul-sanggah data-anggota data-pilihan data-baru");
  anj_visit_set_household (visit, NULL);
  unknown = path (visit, "usul-sanggah");
  g_assert_cmpstr (unknown, ==, "usul-sanggah nik kk data-anggota data-pilihan data-baru");
  anj_visit_set_answer (visit, "member", "anggota-baru");
  somebody_new = path (visit, "data-anggota");
  g_assert_cmpstr (somebody_new, ==, "data-anggota data-baru");
}

static void
test_what_is_changed_from_the_check_page_leads_back_to_it (void)
{
  const AnjJourneyPage *check = anj_journey_find ("periksa");

  for (guint i = 0; sample_visit_kind (i) != NULL; i++)
    {
      g_autoptr (AnjVisit) visit = make_visit ();

      sample_visit_begin (visit, sample_visit_kind (i));
      anj_visit_set_answer (visit, "checked", "1");
      for (guint w = 0; w < n_ways (check); w++)
        {
          const AnjJourneyPage *page = anj_journey_follow (check, check->ways[w].way, visit);
          guint step, n_steps;

          /* two pages of one question */
          if (page != NULL && g_str_equal (page->id, "nik"))
            page = anj_journey_follow (page, "next", visit);
          /* ways of other kinds' pages are not offered */
          if (page == NULL || page == check || page->final ||
              !anj_journey_step (page, visit, &step, &n_steps))
            continue;
          if (anj_journey_follow (page, "next", visit) != check)
            g_test_fail_printf ("%s: from %s it does not go back to the check page",
                                sample_visit_kind (i), page->id);
        }
    }
}

static void
test_every_row_of_the_check_page_can_be_answered_anew (void)
{
  const AnjJourneyPage *check = anj_journey_find ("periksa");
  guint n_rows;
  const AnjCheckRow *rows = anj_check_rows (&n_rows);

  for (guint i = 0; i < n_rows; i++)
    {
      g_autoptr (AnjVisit) visit = make_visit ();

      sample_visit_begin (visit, rows[i].kind != NULL ? rows[i].kind : "complaint");
      if (rows[i].way != NULL && anj_journey_follow (check, rows[i].way, visit) == NULL)
        g_test_fail_printf ("%s: no way %s", rows[i].question, rows[i].way);
    }
}

static void
test_steps_count_up_to_the_check_page (void)
{
  for (guint i = 0; sample_visit_kind (i) != NULL; i++)
    {
      g_autoptr (AnjVisit) visit = make_visit ();
      guint step = 0, n_steps = 0;

      /* a rating is sent as it is */
      if (g_str_equal (sample_visit_kind (i), "feedback"))
        continue;
      sample_visit_begin (visit, sample_visit_kind (i));
      g_assert_true (anj_journey_step (anj_journey_find ("periksa"), visit, &step, &n_steps));
      g_assert_cmpuint (step, ==, n_steps);
      g_assert_cmpuint (step, >, 1);
      g_assert_false (anj_journey_step (anj_journey_find ("beranda"), visit, &step, &n_steps));
    }
}

static void
test_a_look_up_counts_its_numbers_and_not_its_result (void)
{
  g_autoptr (AnjVisit) visit = anj_visit_new (/* session */ NULL);
  guint step = 0, n_steps = 0;

  g_assert_true (anj_journey_step (anj_journey_find ("kk"), visit, &step, &n_steps));
  g_assert_cmpuint (step, ==, 2);
  g_assert_cmpuint (n_steps, ==, 3);
  g_assert_false (anj_journey_step (anj_journey_find ("hasil"), visit, &step, &n_steps));
}

static void
test_numbers_belong_to_the_step_that_asks_for_them (void)
{
  g_autoptr (AnjVisit) visit = anj_visit_new (/* session */ NULL);
  guint step = 0, n_steps = 0, name_step = 0;

  anj_visit_set_kind (visit, "complaint");
  g_assert_true (anj_journey_step (anj_journey_find ("kk"), visit, &step, &n_steps));
  g_assert_true (anj_journey_step (anj_journey_find ("nama"), visit, &name_step, &n_steps));
  g_assert_cmpuint (step, ==, name_step);
  g_assert_cmpuint (step, ==, 2);
  anj_visit_set_kind (visit, "update");
  g_assert_true (anj_journey_step (anj_journey_find ("nik"), visit, &step, &n_steps));
  g_assert_cmpuint (step, ==, 1);
}

/* T11: pages from the first question on, with what asks who one is, the check page and the number
 */
static guint
count_pages (const char *first, AnjVisit *visit)
{
  const AnjJourneyPage *page = anj_journey_find (first);
  guint n = 1;

  while (!page->final && (page = anj_journey_follow (page, "next", visit)) != NULL)
    {
      n++;
      g_assert_cmpuint (n, <, 20);
    }
  return n;
}

static void
test_no_journey_is_longer_than_a_resident_stays_with (void)
{
  static const struct
  {
    const char *kind, *first;
    guint least, most;
  } JOURNEYS[] = {
    { "", "nik", 3, 4 },
    { "", "ikuti-nomor", 3, 4 },
    { "complaint", "jenis", 5, 9 },
    { "update", "usul-sanggah", 5, 9 },
    { "proposal", "usul-sanggah", 5, 9 },
    { "objection", "usul-sanggah", 5, 9 },
    { "note", "kabar", 3, 9 },
    { "feedback", "kepuasan", 2, 2 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (JOURNEYS); i++)
    {
      g_autoptr (AnjVisit) visit = anj_visit_new (/* session */ NULL);
      guint n;

      anj_visit_set_kind (visit, JOURNEYS[i].kind);
      n = count_pages (JOURNEYS[i].first, visit);
      if (n < JOURNEYS[i].least || n > JOURNEYS[i].most)
        g_test_fail_printf ("%s from %s: %u pages, not %u to %u", JOURNEYS[i].kind,
                            JOURNEYS[i].first, n, JOURNEYS[i].least, JOURNEYS[i].most);
    }
}

static void
add_graph_tests (void)
{
  g_test_add_func ("/journey/every-row-is-a-page-with-an-id-of-its-own",
                   test_every_row_is_a_page_with_an_id_of_its_own);
  g_test_add_func ("/journey/every-way-leads-to-a-page", test_every_way_leads_to_a_page);
  g_test_add_func ("/journey/every-page-can-be-reached-from-the-greeting",
                   test_every_page_can_be_reached_from_the_greeting);
  g_test_add_func ("/journey/no-way-is-hidden-by-one-before-it",
                   test_no_way_is_hidden_by_one_before_it);
  g_test_add_func ("/journey/a-page-that-may-be-left-out-leads-on",
                   test_a_page_that_may_be_left_out_leads_on);
  g_test_add_func ("/journey/pages-with-numbers-and-results-are-personal",
                   test_pages_with_numbers_and_results_are_personal);
}

static void
add_walk_tests (void)
{
  g_test_add_func ("/journey/every-draft-ends-with-its-number",
                   test_every_draft_ends_with_its_number);
  g_test_add_func ("/journey/numbers-are-asked-once-and-lead-back-to-where-they-were-needed",
                   test_numbers_are_asked_once_and_lead_back_to_where_they_were_needed);
  g_test_add_func ("/journey/data-are-changed-by-who-has-seen-them",
                   test_data_are_changed_by_who_has_seen_them);
  g_test_add_func ("/journey/what-is-changed-from-the-check-page-leads-back-to-it",
                   test_what_is_changed_from_the_check_page_leads_back_to_it);
  g_test_add_func ("/journey/every-row-of-the-check-page-can-be-answered-anew",
                   test_every_row_of_the_check_page_can_be_answered_anew);
  g_test_add_func ("/journey/numbers-belong-to-the-step-that-asks-for-them",
                   test_numbers_belong_to_the_step_that_asks_for_them);
  g_test_add_func ("/journey/steps-count-up-to-the-check-page",
                   test_steps_count_up_to_the_check_page);
  g_test_add_func ("/journey/no-journey-is-longer-than-a-resident-stays-with",
                   test_no_journey_is_longer_than_a_resident_stays_with);
  g_test_add_func ("/journey/a-look-up-counts-its-numbers-and-not-its-result",
                   test_a_look_up_counts_its_numbers_and_not_its_result);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_graph_tests ();
  add_walk_tests ();
  return g_test_run ();
}
