/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A page that is too tall silently makes the window larger than the panel, and its lowest row is
 * off it: every page is measured on every panel, at the smallest and the largest text size. */

#include <gtk/gtk.h>

#include "system/anj-system.h"
#include "ui/anj-i18n.h"
#include "ui/anj-journey.h"
#include "ui/anj-screen.h"

#include "sample-visit.h"

typedef struct
{
  const char *name;
  double px_per_mm;
  int width_px, height_px;
} Panel;

static const Panel PANELS[] = {
  { "21.5-upright", 4.034, 1080, 1920 },   { "15.6-upright", 5.560, 1080, 1920 },
  { "15.6-hd-upright", 3.955, 768, 1366 }, { "10.1", 5.884, 1280, 800 },
  { "15.6", 5.560, 1920, 1080 },           { "21.5", 4.034, 1920, 1080 },
};

static void
spin (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    continue;
}

static AnjScreen *
make_screen (const Panel *panel, const char *language)
{
  AnjScreenOptions options = {
    .language = language,
    .metrics = { panel->px_per_mm, panel->width_px, panel->height_px, ANJ_TEXT_100 },
    .windowed = TRUE,
    .clock = anj_system_clock (),
    .random = anj_system_random (),
  };
  AnjScreen *screen = anj_screen_new (&options);

  anj_screen_start (screen);
  sample_visit_fill (anj_screen_get_visit (screen));
  return screen;
}

static guint
check_page (AnjScreen *screen, const Panel *panel, const char *id, guint step)
{
  guint n_bad = 0;

  for (AnjTextSize size = ANJ_TEXT_100; size <= ANJ_TEXT_200; size += step)
    {
      int width, height;

      anj_visit_set_text_size (anj_screen_get_visit (screen), size);
      anj_screen_show_page (screen, id);
      anj_screen_measure (screen, &width, &height);
      if (width > panel->width_px || height > panel->height_px)
        {
          n_bad++;
          g_test_message ("%s, %s, size %d: needs %d×%d of %d×%d", id, panel->name, size, width,
                          height, panel->width_px, panel->height_px);
        }
    }
  return n_bad;
}

static void
test_every_page_fits (gconstpointer data)
{
  const Panel *panel = data;
  const char *const languages[] = { "id", "en" };
  /* the panel that the pages were drawn for is looked at closely */
  gboolean closely = panel == &PANELS[0];
  guint n_languages = closely ? G_N_ELEMENTS (languages) : 1;
  guint n_pages, n_bad = 0;
  const AnjJourneyPage *pages = anj_journey_pages (&n_pages);

  for (guint language = 0; language < n_languages; language++)
    {
      AnjScreen *screen = make_screen (panel, languages[language]);

      for (guint i = 0; i < n_pages; i++)
        n_bad += check_page (screen, panel, pages[i].id, closely ? 1 : ANJ_TEXT_200);
      gtk_window_destroy (GTK_WINDOW (screen));
      spin ();
    }
  if (n_bad > 0)
    g_test_fail_printf ("%u do not fit", n_bad);
}

int
main (int argc, char **argv)
{
  g_autofree char *locale_dir = g_build_filename (g_getenv ("ANJ_BUILD_ROOT"), "po", NULL);

  anj_i18n_init (locale_dir);
  gtk_disable_setlocale ();
  g_setenv ("GTK_THEME", "Empty", TRUE);
  if (!gtk_init_check ())
    return 77;
  g_test_init (&argc, &argv, NULL);
  /* GTK 4.8 measures a row with a baseline 2 px apart with and without a width, and says so */
  g_log_set_always_fatal (G_LOG_FATAL_MASK);
  for (guint i = 0; i < G_N_ELEMENTS (PANELS); i++)
    {
      g_autofree char *path = g_strdup_printf ("/screen/every-page-fits/%s", PANELS[i].name);

      g_test_add_data_func (path, &PANELS[i], test_every_page_fits);
    }
  return g_test_run ();
}
