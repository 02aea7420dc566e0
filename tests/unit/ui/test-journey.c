/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-journey.h"
#include "ui/anj-page.h"

static void
test_every_way_leads_to_a_page (void)
{
  guint n_pages;
  const AnjJourneyPage *pages = anj_journey_pages (&n_pages);

  for (guint i = 0; i < n_pages; i++)
    for (guint w = 0; w < G_N_ELEMENTS (pages[i].ways) && pages[i].ways[w].way != NULL; w++)
      if (anj_journey_find (pages[i].ways[w].target) == NULL)
        g_test_fail_printf ("%s: way %s leads to no page %s", pages[i].id, pages[i].ways[w].way,
                            pages[i].ways[w].target);
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
      g_assert_cmpuint (pages[i].step, <=, pages[i].n_steps);
    }
}

static void
test_pages_with_numbers_and_results_are_personal (void)
{
  const char *const personal[] = { "nik",    "kk",      "hasil",    "rincian",
                                   "cerita", "periksa", "terkirim", "ikuti" };

  for (guint i = 0; i < G_N_ELEMENTS (personal); i++)
    {
      const AnjJourneyPage *page = anj_journey_find (personal[i]);

      g_assert_nonnull (page);
      g_assert_true (page->personal);
    }
  g_assert_false (anj_journey_find ("beranda")->personal);
}

static void
test_an_unknown_way_leads_nowhere (void)
{
  g_assert_null (anj_journey_target (anj_journey_find ("nik"), "moon"));
  g_assert_null (anj_journey_find ("moon"));
  g_assert_cmpstr (anj_journey_target (anj_journey_find ("nik"), "next"), ==, "kk");
}

static void
test_numbers_asked_by_a_complaint_are_the_same_pages (void)
{
  const AnjJourneyPage *page = anj_journey_find ("nik-aduan");

  g_assert_cmpstr (anj_journey_name (page), ==, "nik");
  page = anj_journey_find (anj_journey_target (page, "next"));
  g_assert_cmpstr (anj_journey_name (page), ==, "kk");
  g_assert_cmpstr (anj_journey_target (page, "next"), ==, "cerita");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/journey/every-way-leads-to-a-page", test_every_way_leads_to_a_page);
  g_test_add_func ("/journey/every-row-is-a-page-with-an-id-of-its-own",
                   test_every_row_is_a_page_with_an_id_of_its_own);
  g_test_add_func ("/journey/pages-with-numbers-and-results-are-personal",
                   test_pages_with_numbers_and_results_are_personal);
  g_test_add_func ("/journey/an-unknown-way-leads-nowhere", test_an_unknown_way_leads_nowhere);
  g_test_add_func ("/journey/numbers-asked-by-a-complaint-are-the-same-pages",
                   test_numbers_asked_by_a_complaint_are_the_same_pages);
  return g_test_run ();
}
