/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The pages of results, complaints and following with a resident's data in them: on the panel that
 * is installed most they keep the text size that the resident chose, and nothing is off the panel.
 */

#include <gtk/gtk.h>

#include "sample-screen.h"
#include "ui/anj-parts.h"

static const char *const PAGES[] = { "beranda",      "hasil",     "rincian",     "data-saya",
                                     "jenis",        "nama",      "cerita",      "data-anggota",
                                     "data-pilihan", "data-baru", "kabar",       "periksa",
                                     "terkirim",     "ikuti",     "ikuti-nomor", "ikuti-pin" };

static void
spin (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    continue;
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
  AnjMetrics metrics = { .px_per_mm = 4.034, .width_px = 1080, .height_px = 1920 };
  AnjScreen *screen = sample_screen_new (metrics, data);
  guint n_bad = 0;

  for (AnjTextSize size = ANJ_TEXT_100; size <= ANJ_TEXT_200; size++)
    for (guint i = 0; i < G_N_ELEMENTS (PAGES); i++)
      n_bad += check_page (screen, PAGES[i], size, metrics);
  sample_screen_end (screen);
  if (n_bad > 0)
    g_test_fail_printf ("%u pages lose their size", n_bad);
}

int
main (int argc, char **argv)
{
  if (!sample_screen_init ())
    return 77;
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/filled-pages/keep-the-chosen-size/indonesian", "id", test_size_is_kept);
  g_test_add_data_func ("/filled-pages/keep-the-chosen-size/english", "en", test_size_is_kept);
  return g_test_run ();
}
