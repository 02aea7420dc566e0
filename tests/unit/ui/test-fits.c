/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A page that is too tall silently makes the window larger than the panel, and its lowest row is
 * off it: every page of the table, with a resident's data in it, is measured on every panel, and
 * has a way back. */

#include <gtk/gtk.h>

#include "sample-screen.h"
#include "ui/anj-journey.h"

typedef struct
{
  const char *name;
  double px_per_mm;
  int width_px, height_px;
  gboolean closely;
} Panel;

static const Panel PANELS[] = {
  { "21.5-upright", 4.034, 1080, 1920, TRUE },    { "15.6-upright", 5.560, 1080, 1920, FALSE },
  { "15.6-hd-upright", 3.955, 768, 1366, FALSE }, { "10.1", 5.884, 1280, 800, TRUE },
  { "15.6", 5.560, 1920, 1080, FALSE },           { "21.5", 4.034, 1920, 1080, FALSE },
};

static AnjScreen *
make_screen (const Panel *panel, const char *language)
{
  AnjMetrics metrics = { .px_per_mm = panel->px_per_mm,
                         .width_px = panel->width_px,
                         .height_px = panel->height_px };

  return sample_screen_new (metrics, language);
}

static gboolean
has_word (GtkWidget *widget, const char *word)
{
  if (GTK_IS_LABEL (widget) && gtk_widget_is_visible (widget) &&
      g_str_equal (gtk_label_get_text (GTK_LABEL (widget)), word))
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (has_word (child, word))
      return TRUE;
  return FALSE;
}

/* the first pages have nothing to go back to, a result is where a journey ends */
static gboolean
needs_way_back (const char *id)
{
  const char *const without[] = { "sapaan", "bahasa", "beranda", "hasil", "ikuti", NULL };

  return !g_strv_contains (without, id) && !anj_journey_find (id)->final;
}

/* 1 when it does not fit */
static guint
check_page (AnjScreen *screen, const Panel *panel, const char *id)
{
  int width, height;

  anj_screen_show_page (screen, id);
  anj_screen_measure (screen, &width, &height);
  if (width <= panel->width_px && height <= panel->height_px)
    return 0;
  g_test_message ("%s, %s, size %d: needs %d×%d of %d×%d", id, panel->name,
                  anj_visit_get_text_size (anj_screen_get_visit (screen)), width, height,
                  panel->width_px, panel->height_px);
  return 1;
}

static guint
check_all (AnjScreen *screen, const Panel *panel)
{
  AnjVisit *visit = anj_screen_get_visit (screen);
  guint n_pages, n_bad = 0;
  const AnjJourneyPage *pages = anj_journey_pages (&n_pages);

  for (guint i = 0; i < n_pages; i++)
    {
      sample_visit_begin_for (visit, pages[i].id);
      n_bad += check_page (screen, panel, pages[i].id);
    }
  for (guint i = 0; sample_visit_kind (i) != NULL; i++)
    {
      sample_visit_begin (visit, sample_visit_kind (i));
      n_bad += check_page (screen, panel, "periksa");
      n_bad += check_page (screen, panel, "terkirim");
    }
  return n_bad;
}

static void
test_every_page_fits (gconstpointer data)
{
  const Panel *panel = data;
  const char *const languages[] = { "id", "en", "jv", "su", "mad" };
  /* the panels that the pages were drawn for are looked at closely; a size that does not fit goes
   * through all smaller ones */
  gboolean closely = panel->closely;
  guint n_languages = closely ? G_N_ELEMENTS (languages) : 1;
  guint n_bad = 0;

  for (guint language = 0; language < n_languages; language++)
    {
      AnjScreen *screen = make_screen (panel, languages[language]);
      gboolean all = closely && language == 0;

      for (AnjTextSize size = all ? ANJ_TEXT_100 : ANJ_TEXT_200; size <= ANJ_TEXT_200; size++)
        {
          anj_visit_set_text_size (anj_screen_get_visit (screen), size);
          n_bad += check_all (screen, panel);
        }
      sample_screen_end (screen);
    }
  if (n_bad > 0)
    g_test_fail_printf ("%u do not fit", n_bad);
}

static void
test_hard_cases_fit (gconstpointer data)
{
  const char *const pages[] = { "hasil", "data-saya", "data-anggota" };
  const AnjTextSize sizes[] = { ANJ_TEXT_100, ANJ_TEXT_200 };
  guint n_bad = 0;

  for (guint i = 0; sample_visit_hard_case (i) != NULL; i++)
    {
      AnjScreen *screen = make_screen (data, "id");

      sample_visit_make_hard (anj_screen_get_visit (screen), sample_visit_hard_case (i));
      for (guint size = 0; size < G_N_ELEMENTS (sizes); size++)
        {
          anj_visit_set_text_size (anj_screen_get_visit (screen), sizes[size]);
          for (guint page = 0; page < G_N_ELEMENTS (pages); page++)
            {
              guint bad = check_page (screen, data, pages[page]);

              if (bad > 0)
                g_test_message ("with %s", sample_visit_hard_case (i));
              n_bad += bad;
            }
        }
      sample_screen_end (screen);
    }
  if (n_bad > 0)
    g_test_fail_printf ("%u do not fit", n_bad);
}

static void
test_every_page_has_a_way_back (void)
{
  AnjScreen *screen = make_screen (&PANELS[0], "id");
  guint n_pages;
  const AnjJourneyPage *pages = anj_journey_pages (&n_pages);

  for (guint i = 0; i < n_pages; i++)
    {
      sample_visit_begin_for (anj_screen_get_visit (screen), pages[i].id);
      anj_screen_show_page (screen, pages[i].id);
      if (needs_way_back (pages[i].id) && !has_word (GTK_WIDGET (screen), "Kembali"))
        g_test_fail_printf ("%s has no way back", pages[i].id);
    }
  sample_screen_end (screen);
}

int
main (int argc, char **argv)
{
  if (!sample_screen_init ())
    return 77;
  g_test_init (&argc, &argv, NULL);
  /* GTK 4.8 measures a row with a baseline 2 px apart with and without a width, and says so */
  g_log_set_always_fatal (G_LOG_FATAL_MASK);
  for (guint i = 0; i < G_N_ELEMENTS (PANELS); i++)
    {
      g_autofree char *path = g_strdup_printf ("/screen/every-page-fits/%s", PANELS[i].name);

      g_autofree char *hard_path = g_strdup_printf ("/screen/hard-cases-fit/%s", PANELS[i].name);

      g_test_add_data_func (path, &PANELS[i], test_every_page_fits);
      if (PANELS[i].closely)
        g_test_add_data_func (hard_path, &PANELS[i], test_hard_cases_fit);
    }
  g_test_add_func ("/screen/every-page-has-a-way-back", test_every_page_has_a_way_back);
  return g_test_run ();
}
