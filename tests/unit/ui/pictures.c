/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Paints every page with a sample resident, one file a page, to be looked at; then those of the
 * hard cases, and slips. With PICTURES_HARD set: only these.
 *
 *   pictures FOLDER [LANGUAGE [TEXT-SIZE 0…3 [WIDTH HEIGHT PX-PER-MM [THEME 0…2 [reach]]]]]
 */

#include <stdlib.h>

#include "sample-picture.h"
#include "sample-screen.h"
#include "ui/anj-i18n.h"
#include "ui/anj-journey.h"
#include "ui/anj-parts.h"
#include "ui/anj-slip-text.h"
#include "widget-walk.h"

/* pages that had no room for the size that was asked for */
static void
tell_size (AnjScreen *screen, const char *name)
{
  const AnjMetrics *used = anj_parts_metrics_for (GTK_WIDGET (screen));

  if (used->text_size != anj_visit_get_text_size (anj_screen_get_visit (screen)) ||
      used->panel_px_per_mm > 0)
    g_print ("%s: size %d, %.0f %%\n", name, used->text_size,
             used->panel_px_per_mm > 0 ? 100 * used->px_per_mm / used->panel_px_per_mm : 100);
}

/* what @screen shows now */
static void
save (AnjScreen *screen, const char *folder, const char *name)
{
  g_autofree char *path = g_strdup_printf ("%s/%s.png", folder, name);
  g_autoptr (GdkTexture) texture = sample_picture_paint (GTK_WINDOW (screen));

  tell_size (screen, name);
  if (!gdk_texture_save_to_png (texture, path))
    g_printerr ("cannot write %s\n", path);
}

static void
paint (AnjScreen *screen, const char *folder, const char *id, const char *name)
{
  anj_screen_show_page (screen, id);
  save (screen, folder, name);
}

/* what the agent answers while the resident waits for a page */
static const struct
{
  const char *page, *hard_case, *heading, *what_to_do;
} ANSWERS[] = {
  { "periksa", "mesin-penuh", "Aduan belum tersimpan.",
    "Mesin ini penuh. Panggil petugas. Tulisan Anda tetap ada." },
  { "periksa", "mesin-rusak", "Aduan belum tersimpan.",
    "Mesin ini rusak. Panggil petugas. Tulisan Anda tetap ada." },
  { "kk", "diambil-lagi", "Data desa sedang diambil lagi.",
    "Coba lagi nanti, atau temui petugas." },
};

static void
paint_answers (AnjScreen *screen, const char *folder)
{
  AnjVisit *visit = anj_screen_get_visit (screen);

  for (gsize i = 0; i < G_N_ELEMENTS (ANSWERS); i++)
    {
      g_autofree char *name = g_strjoin ("-", ANSWERS[i].page, ANSWERS[i].hard_case, NULL);

      sample_visit_begin_for (visit, ANSWERS[i].page);
      sample_visit_make_hard (visit, ANSWERS[i].hard_case);
      anj_screen_show_page (screen, ANSWERS[i].page);
      anj_page_set_error (ANJ_PAGE (widget_walk_find (GTK_WIDGET (screen), "AnjPage")),
                          _ (ANSWERS[i].heading), _ (ANSWERS[i].what_to_do));
      save (screen, folder, name);
      sample_visit_fill (visit);
    }
}

static void
paint_hard_cases (AnjScreen *screen, const char *folder)
{
  AnjVisit *visit = anj_screen_get_visit (screen);
  const char *const *pages = NULL;
  const char *hard_case = NULL;

  for (guint i = 0; (hard_case = sample_visit_hard_case (i, &pages)) != NULL; i++)
    for (; *pages != NULL; pages++)
      {
        g_autofree char *name = g_strjoin ("-", *pages, hard_case, NULL);

        sample_visit_begin_for (visit, *pages);
        sample_visit_make_hard (visit, hard_case);
        sample_visit_choose (visit, "PKH");
        paint (screen, folder, *pages, name);
        sample_visit_fill (visit);
      }
}

/* the ticket's slip, with a day and without */
static void
write_slip (AnjScreen *screen, const char *folder, const char *hard_case)
{
  AnjVisit *visit = anj_screen_get_visit (screen);
  g_autofree char *path = g_strdup_printf ("%s/struk%s%s.pdf", folder, *hard_case ? "-" : "",
                                           hard_case);
  g_autoptr (AnjSlipText) slip = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) pdf = NULL;

  sample_visit_begin (visit, "complaint");
  sample_visit_make_hard (visit, hard_case);
  anj_screen_show_page (screen, "terkirim");
  slip = anj_slip_text_new_ticket (ANJ_PAGE (widget_walk_find (GTK_WIDGET (screen), "AnjPage")));
  pdf = anj_slip_write_pdf (&slip->slip, ANJ_SLIP_80_MM, &error);
  if (pdf == NULL || !g_file_set_contents (path, g_bytes_get_data (pdf, NULL),
                                           (gssize) g_bytes_get_size (pdf), &error))
    g_printerr ("%s: %s\n", path, error->message);
  sample_visit_fill (visit);
}

static void
paint_all (AnjScreen *screen, const char *folder)
{
  AnjVisit *visit = anj_screen_get_visit (screen);
  guint n_pages;
  const AnjJourneyPage *pages = anj_journey_pages (&n_pages);

  for (guint i = 0; i < n_pages; i++)
    {
      sample_visit_begin_for (visit, pages[i].id);
      sample_visit_choose (visit, "PKH");
      paint (screen, folder, pages[i].id, pages[i].id);
    }
  for (guint i = 0; sample_visit_kind (i) != NULL; i++)
    {
      g_autofree char *check = g_strconcat ("periksa-", sample_visit_kind (i), NULL);
      g_autofree char *sent = g_strconcat ("terkirim-", sample_visit_kind (i), NULL);

      sample_visit_begin (visit, sample_visit_kind (i));
      paint (screen, folder, "periksa", check);
      paint (screen, folder, "terkirim", sent);
    }
}

int
main (int argc, char **argv)
{
  const char *language = argc > 2 ? argv[2] : "id";
  AnjMetrics metrics = { .px_per_mm = 4.034, .width_px = 1080, .height_px = 1920 };
  AnjScreen *screen = NULL;

  if (argc < 2)
    return 2;
  if (argc > 6)
    metrics = (AnjMetrics){ .px_per_mm = g_ascii_strtod (argv[6], NULL),
                            .width_px = atoi (argv[4]),
                            .height_px = atoi (argv[5]) };
  if (!sample_screen_init ())
    return 1;
  g_mkdir_with_parents (argv[1], 0755);
  screen = sample_screen_new (metrics, language);
  anj_visit_set_text_size (anj_screen_get_visit (screen), ANJ_TEXT_125);
  anj_visit_set_text_size (anj_screen_get_visit (screen),
                           argc > 3 ? (AnjTextSize) atoi (argv[3]) : 0);
  anj_visit_set_theme (anj_screen_get_visit (screen), argc > 7 ? (AnjTheme) atoi (argv[7]) : 0);
  anj_visit_set_reach (anj_screen_get_visit (screen), argc > 8);
  if (g_getenv ("PICTURES_HARD") == NULL)
    paint_all (screen, argv[1]);
  paint_hard_cases (screen, argv[1]);
  paint_answers (screen, argv[1]);
  write_slip (screen, argv[1], "");
  write_slip (screen, argv[1], "waktu-tak-pasti");
  sample_screen_end (screen);
  return 0;
}
