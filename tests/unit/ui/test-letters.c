/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The page "Huruf", the way to it and back, and reach mode on every page. */

#include "sample-page.h"
#include "sample-picture.h"
#include "sample-screen.h"
#include "ui/anj-letters-page.h"
#include "ui/anj-screen-private.h"

#define REACH_SHARE 0.4
/* what a full page may lack rather than be made smaller */
#define SHORT_MM 15

static void
test_a_touch_on_a_size_chooses_it (SamplePage *page, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const WORDS[] = { "Huruf biasa", "Huruf besar", "Lebih besar",
                                       "Paling besar" };

  sample_page_show (page, ANJ_TYPE_LETTERS_PAGE);
  for (AnjTextSize size = ANJ_TEXT_200; size > ANJ_TEXT_100; size--)
    {
      sample_page_touch (page, WORDS[size]);
      g_assert_cmpint (anj_visit_get_text_size (page->visit), ==, size);
    }
}

static void
test_colours_go_round (SamplePage *page, gconstpointer data G_GNUC_UNUSED)
{
  sample_page_show (page, ANJ_TYPE_LETTERS_PAGE);
  sample_page_touch (page, "Ganti warna");
  g_assert_cmpint (anj_visit_get_theme (page->visit), ==, ANJ_THEME_BLACK_YELLOW);
  sample_page_touch (page, "Ganti warna");
  g_assert_cmpint (anj_visit_get_theme (page->visit), ==, ANJ_THEME_WHITE_BLACK);
  sample_page_touch (page, "Ganti warna");
  g_assert_cmpint (anj_visit_get_theme (page->visit), ==, ANJ_THEME_MORI);
}

static void
test_the_page_goes_down_and_up (SamplePage *page, gconstpointer data G_GNUC_UNUSED)
{
  sample_page_show (page, ANJ_TYPE_LETTERS_PAGE);
  sample_page_touch (page, "Turunkan isi layar");
  g_assert_true (anj_visit_get_reach (page->visit));
  sample_page_touch (page, "Turunkan isi layar");
  g_assert_false (anj_visit_get_reach (page->visit));
}

static void
test_a_panel_that_lies_has_nothing_to_lower (SamplePage *page, gconstpointer data G_GNUC_UNUSED)
{
  page->metrics.width_px = 1280;
  page->metrics.height_px = 800;
  sample_page_show (page, ANJ_TYPE_LETTERS_PAGE);
  g_assert_true (sample_page_offers (page, "Ganti warna"));
  g_assert_false (sample_page_offers (page, "Turunkan isi layar"));
}

static AnjScreen *
make_screen (double px_per_mm)
{
  AnjMetrics metrics = { .px_per_mm = px_per_mm, .width_px = 1080, .height_px = 1920 };

  return sample_screen_new (metrics, "id");
}

static void
take (AnjScreen *screen, const char *way)
{
  anj_screen_take_way (screen, way, ANJ_PAGE (screen->page));
}

static void
assert_page (AnjScreen *screen, const char *id)
{
  g_assert_cmpstr (screen->current->id, ==, id);
}

static void
test_letters_lead_back_to_where_one_was (void)
{
  AnjScreen *screen = make_screen (4.034);

  anj_screen_show_page (screen, "cerita");
  anj_screen_help (screen, "text-size");
  assert_page (screen, "huruf");
  anj_screen_help (screen, "text-size");
  take (screen, "next");
  assert_page (screen, "cerita");
  anj_screen_help (screen, "text-size");
  take (screen, "back");
  assert_page (screen, "cerita");
  sample_screen_end (screen);
}

static void
test_from_letters_to_languages_and_still_back (void)
{
  AnjScreen *screen = make_screen (4.034);

  anj_screen_show_page (screen, "periksa");
  anj_screen_help (screen, "language");
  anj_screen_help (screen, "text-size");
  anj_screen_help (screen, "language");
  take (screen, "next");
  assert_page (screen, "periksa");
  sample_screen_end (screen);
}

static void
test_who_is_greeted_chooses_letters_then_a_language (void)
{
  AnjScreen *screen = make_screen (4.034);

  anj_screen_show (screen, anj_journey_find ("sapaan"));
  anj_screen_help (screen, "text-size");
  take (screen, "next");
  assert_page (screen, "sapaan");
  anj_screen_help (screen, "language");
  anj_screen_help (screen, "text-size");
  take (screen, "next");
  assert_page (screen, "bahasa");
  take (screen, "next");
  assert_page (screen, "beranda");
  sample_screen_end (screen);
}

/* --- reach --- */

static void
check_reach (GtkWidget *widget, AnjScreen *screen, const char *page)
{
  int highest = (int) (screen->metrics.height_px * REACH_SHARE) -
                anj_metrics_px (&screen->options.metrics, SHORT_MM);
  graphene_rect_t bounds;

  if (!gtk_widget_get_mapped (widget))
    return;
  if (GTK_IS_BUTTON (widget) && gtk_widget_compute_bounds (widget, GTK_WIDGET (screen), &bounds) &&
      bounds.origin.y + 1 < (float) highest)
    {
      g_test_message ("%s: a button at %.0f px, above %d", page, (double) bounds.origin.y, highest);
      g_test_fail ();
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    check_reach (child, screen, page);
}

typedef struct
{
  double px_per_mm;
  gboolean has_room; /* for all pages at nearly full size */
} Panel;

/* on a small panel some pages stand a little higher rather than much smaller */
static void
test_reach_brings_all_that_is_touched_down (gconstpointer data)
{
  const Panel *panel = data;
  AnjScreen *screen = make_screen (panel->px_per_mm);
  AnjVisit *visit = anj_screen_get_visit (screen);
  guint n_pages;
  const AnjJourneyPage *pages = anj_journey_pages (&n_pages);

  anj_visit_set_reach (visit, TRUE);
  for (guint i = 0; i < n_pages; i++)
    {
      g_autoptr (GdkTexture) texture = NULL;
      int width, height;

      sample_visit_begin_for (visit, pages[i].id);
      anj_screen_show_page (screen, pages[i].id);
      anj_screen_measure (screen, &width, &height);
      g_assert_cmpint (width, <=, 1080);
      g_assert_cmpint (height, <=, 1920);
      texture = sample_picture_paint (GTK_WINDOW (screen));
      if (panel->has_room)
        check_reach (GTK_WIDGET (screen), screen, pages[i].id);
    }
  sample_screen_end (screen);
}

static void
test_the_inspector_stays_shut (void)
{
  AnjScreen *screen = make_screen (4.034);
  GListModel *windows = gtk_window_get_toplevels ();
  guint n_windows = g_list_model_get_n_items (windows);
  gboolean handled;

  g_signal_emit_by_name (screen, "enable-debugging", FALSE, &handled);
  g_assert_cmpuint (g_list_model_get_n_items (windows), ==, n_windows);
  sample_screen_end (screen);
}

#define ADD_PAGE(path, test)                                                                       \
  g_test_add ("/letters/" path, SamplePage, NULL, sample_page_set_up, test, sample_page_tear_down)

int
main (int argc, char **argv)
{
  static const Panel WIDE = { 4.034, TRUE }, NARROW = { 5.56, FALSE };

  if (!sample_page_init (&argc, &argv))
    return 77;
  /* GTK 4.8 measures a row with a baseline 2 px apart with and without a width, and says so */
  g_log_set_always_fatal (G_LOG_FATAL_MASK);
  ADD_PAGE ("a-touch-on-a-size-chooses-it", test_a_touch_on_a_size_chooses_it);
  ADD_PAGE ("colours-go-round", test_colours_go_round);
  ADD_PAGE ("the-page-goes-down-and-up", test_the_page_goes_down_and_up);
  ADD_PAGE ("a-panel-that-lies-has-nothing-to-lower", test_a_panel_that_lies_has_nothing_to_lower);
  g_test_add_func ("/letters/they-lead-back-to-where-one-was",
                   test_letters_lead_back_to_where_one_was);
  g_test_add_func ("/letters/to-languages-and-still-back",
                   test_from_letters_to_languages_and_still_back);
  g_test_add_func ("/letters/who-is-greeted-chooses-letters-then-a-language",
                   test_who_is_greeted_chooses_letters_then_a_language);
  g_test_add_data_func ("/reach/all-that-is-touched-comes-down/wide", &WIDE,
                        test_reach_brings_all_that_is_touched_down);
  g_test_add_data_func ("/reach/all-that-is-touched-comes-down/narrow", &NARROW,
                        test_reach_brings_all_that_is_touched_down);
  g_test_add_func ("/screen/the-inspector-stays-shut", test_the_inspector_stays_shut);
  return g_test_run ();
}
