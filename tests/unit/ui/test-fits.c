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
  AnjMetrics metrics = { panel->px_per_mm, panel->width_px, panel->height_px, ANJ_TEXT_100, 0 };

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
  const char *const without[] = { "sapaan", "bahasa", "beranda", "hasil", NULL };

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
  const char *const languages[] = { "id", "en" };
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

      g_test_add_data_func (path, &PANELS[i], test_every_page_fits);
    }
  g_test_add_func ("/screen/every-page-has-a-way-back", test_every_page_has_a_way_back);
  return g_test_run ();
}
