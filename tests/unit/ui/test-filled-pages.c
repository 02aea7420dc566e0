/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The pages of results, complaints and following with a resident's data in them: on the panel that
 * is installed most they keep the text size that the resident chose, and nothing is off the panel.
 */

#include <gtk/gtk.h>

#include "sample-visit.h"
#include "system/anj-system.h"
#include "ui/anj-i18n.h"
#include "ui/anj-parts.h"
#include "ui/anj-screen.h"

static const char *const PAGES[] = { "beranda",   "hasil",       "rincian",      "jenis",
                                     "nama",      "cerita",      "data-anggota", "data-pilihan",
                                     "data-baru", "kabar",       "periksa",      "terkirim",
                                     "ikuti",     "ikuti-nomor", "ikuti-pin" };

static void
spin (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    continue;
}

static AnjScreen *
make_screen (AnjMetrics metrics, const char *language)
{
  AnjScreenOptions options = {
    .language = language,
    .metrics = metrics,
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
check_page (AnjScreen *screen, const char *page, AnjTextSize size, AnjMetrics metrics)
{
  const AnjMetrics *used = NULL;
  int width, height;

  sample_visit_begin_for (anj_screen_get_visit (screen), page);
  sample_visit_choose (anj_screen_get_visit (screen), "PKH");
  anj_visit_set_text_size (anj_screen_get_visit (screen), size);
  anj_screen_show_page (screen, page);
  spin ();
  anj_screen_measure (screen, &width, &height);
  used = anj_parts_metrics_for (GTK_WIDGET (screen));
  if (width <= metrics.width_px && height <= metrics.height_px && used->text_size == size)
    return 0;
  g_test_message ("%s at size %d: shown at %d, needs %d×%d", page, size, used->text_size, width,
                  height);
  return 1;
}

static void
test_size_is_kept (gconstpointer data)
{
  AnjMetrics metrics = { 4.034, 1080, 1920, ANJ_TEXT_100, 0 };
  AnjScreen *screen = make_screen (metrics, data);
  guint n_bad = 0;

  for (AnjTextSize size = ANJ_TEXT_100; size <= ANJ_TEXT_200; size++)
    for (guint i = 0; i < G_N_ELEMENTS (PAGES); i++)
      n_bad += check_page (screen, PAGES[i], size, metrics);
  gtk_window_destroy (GTK_WINDOW (screen));
  spin ();
  if (n_bad > 0)
    g_test_fail_printf ("%u pages lose their size", n_bad);
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
  g_test_add_data_func ("/filled-pages/keep-the-chosen-size/indonesian", "id", test_size_is_kept);
  g_test_add_data_func ("/filled-pages/keep-the-chosen-size/english", "en", test_size_is_kept);
  return g_test_run ();
}
