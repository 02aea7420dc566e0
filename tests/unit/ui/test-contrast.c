/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Contrast by the WCAG 2.2 formula, twice: of the pairs of colours that the themes put together,
 * and of the pixels of every page. And without colour: badges must still differ. */

#include "lint-cases.h"
#include "lint-contrast.h"
#include "sample-screen.h"
#include "ui/anj-badge.h"
#include "ui/anj-parts.h"
#include "ui/anj-style.h"

static const AnjMetrics METRICS = { .px_per_mm = 4.034, .width_px = 1080, .height_px = 1920 };

#define TEXT 10
#define DISABLED 7
#define NON_TEXT 3
#define ONLY_MORI 1

typedef struct
{
  const char *name;
  const char *sheet;
  AnjTheme theme;
  /* what all text has at least */
  double text, disabled;
} Theme;

static const Theme THEMES[] = {
  { "mori", "theme-mori.css", ANJ_THEME_MORI, TEXT, DISABLED },
  { "black-yellow", "theme-hitam-kuning.css", ANJ_THEME_BLACK_YELLOW, 14, 14 },
  { "white-black", "theme-putih-hitam.css", ANJ_THEME_WHITE_BLACK, 20.9, 20.9 },
};

/* what stands on what (visual.md § 2); the rules of two colours overrule the last ones */
static const struct
{
  const char *foreground, *background;
  int ratio;
  gboolean only_mori;
} PAIRS[] = {
  { "tinta", "mori", TEXT, FALSE },          { "tinta", "kertas", TEXT, FALSE },
  { "tinta2", "mori", TEXT, FALSE },         { "tinta2", "kertas", TEXT, FALSE },
  { "tinta", "soga-muda", TEXT, FALSE },     { "tinta2", "soga-muda", TEXT, FALSE },
  { "kertas", "nila", TEXT, FALSE },         { "nila", "kertas", TEXT, FALSE },
  { "nila", "nila-muda", TEXT, FALSE },      { "tinta", "nila-muda", TEXT, FALSE },
  { "kertas", "soga", TEXT, FALSE },         { "hijau", "hijau-muda", TEXT, FALSE },
  { "kuning", "kuning-muda", TEXT, FALSE },  { "merah", "merah-muda", TEXT, FALSE },
  { "abu", "abu-muda", TEXT, FALSE },        { "kertas", "hijau", TEXT, FALSE },
  { "mati", "abu-muda", DISABLED, FALSE },   { "garis", "mori", NON_TEXT, FALSE },
  { "garis", "kertas", NON_TEXT, FALSE },    { "fokus", "mori", NON_TEXT, FALSE },
  { "fokus", "kertas", NON_TEXT, FALSE },    { "tinta", "kunyit", TEXT, ONLY_MORI },
  { "kunyit", "soga", NON_TEXT, ONLY_MORI }, { "kunyit", "nila", NON_TEXT, ONLY_MORI },
};

/* of what is pressed, which themes of two colours name */
static const struct
{
  const char *foreground, *background;
} PRESSED[] = { { "tekan-kata", "tekan" }, { "tekan-utama-kata", "tekan-utama" } };

static void G_GNUC_PRINTF (1, 2) fail (const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  g_test_message ("%s", message);
  g_test_fail ();
}

/* --- the palette --- */

static double
named_luminance (const char *sheet, const char *name)
{
  g_autofree char *pattern = g_strdup_printf ("@define-color %s (#[0-9A-F]{6});", name);
  g_autoptr (GRegex) regex = g_regex_new (pattern, 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  g_autofree char *value = NULL;
  GdkRGBA color;

  if (!g_regex_match (regex, sheet, 0, &match))
    g_error ("no colour %s", name);
  value = g_match_info_fetch (match, 1);
  g_assert_true (gdk_rgba_parse (&color, value));
  return lint_luminance (color.red, color.green, color.blue);
}

static void
check_pair (const Theme *theme, const char *sheet, const char *on, const char *ground, double least)
{
  double ratio = lint_contrast (named_luminance (sheet, on), named_luminance (sheet, ground));

  if (ratio < least)
    fail ("%s: %s on %s is %.1f, not %.1f", theme->name, on, ground, ratio, least);
}

static void
test_every_pair_of_colours_has_contrast (gconstpointer data)
{
  const Theme *theme = data;
  g_autofree char *path = g_strconcat ("/id/anjungan/Kiosk/", theme->sheet, NULL);
  g_autoptr (GBytes) bytes = g_resources_lookup_data (path, 0, NULL);
  const char *sheet = g_bytes_get_data (bytes, NULL);
  gboolean mori = theme->theme == ANJ_THEME_MORI;

  for (guint i = 0; i < G_N_ELEMENTS (PAIRS); i++)
    if (mori || !PAIRS[i].only_mori)
      check_pair (theme, sheet, PAIRS[i].foreground, PAIRS[i].background,
                  PAIRS[i].ratio == TEXT       ? theme->text
                  : PAIRS[i].ratio == DISABLED ? theme->disabled
                                               : NON_TEXT);
  for (guint i = 0; !mori && i < G_N_ELEMENTS (PRESSED); i++)
    check_pair (theme, sheet, PRESSED[i].foreground, PRESSED[i].background, theme->text);
}

/* --- pixels --- */

static void
test_every_page_has_contrast (gconstpointer data)
{
  const Theme *theme = data;
  LintLook look = { .theme = theme->theme };
  AnjScreen *screen = lint_screen_new (&look);
  g_autoptr (GPtrArray) pages = lint_pages ();

  anj_visit_set_theme (anj_screen_get_visit (screen), theme->theme);
  for (guint i = 0; i < pages->len; i++)
    {
      g_autoptr (GPtrArray) findings = g_ptr_array_new_with_free_func (g_free);
      Lint lint = { .findings = findings };
      g_autoptr (GdkTexture) texture = NULL;
      g_autoptr (SamplePicture) picture = NULL;

      lint_open (screen, pages->pdata[i]);
      lint.whole = gtk_window_get_child (GTK_WINDOW (screen));
      texture = sample_picture_paint (GTK_WINDOW (screen));
      picture = sample_picture_new (texture);
      /* the five words of the help bar, at least */
      g_assert_cmpuint (lint_contrasts (&lint, picture, theme->text, theme->disabled), >=, 5);
      lint_greys (&lint, picture);
      for (guint f = 0; f < findings->len; f++)
        fail ("%s, %s: %s", theme->name, (char *) pages->pdata[i], (char *) findings->pdata[f]);
    }
  sample_screen_end (screen);
}

/* --- without colour --- */

#define BADGE_PX 40
static void
test_badges_differ_without_colour_and_word (gconstpointer data)
{
  const Theme *theme = data;
  AnjMetrics metrics = METRICS;
  g_autoptr (GtkCssProvider) style = gtk_css_provider_new ();
  GdkDisplay *display = gdk_display_get_default ();
  GtkWidget *window = gtk_window_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  GtkWidget *badges[ANJ_N_BADGES];
  g_autoptr (GdkTexture) texture = NULL;
  g_autoptr (SamplePicture) picture = NULL;
  GdkRectangle boxes[ANJ_N_BADGES];

  metrics.theme = theme->theme;
  anj_style_load (style, &metrics);
  gtk_style_context_add_provider_for_display (display, GTK_STYLE_PROVIDER (style),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  anj_parts_set_metrics (window, &metrics);
  anj_style_set_classes (window, &metrics);
  gtk_window_set_decorated (GTK_WINDOW (window), FALSE);
  gtk_window_set_child (GTK_WINDOW (window), box);
  for (guint i = 0; i < ANJ_N_BADGES; i++)
    {
      badges[i] = anj_badge_new (i);
      gtk_widget_set_halign (badges[i], GTK_ALIGN_START);
      gtk_box_append (GTK_BOX (box), badges[i]);
    }
  texture = sample_picture_paint (GTK_WINDOW (window));
  picture = sample_picture_new (texture);
  for (guint i = 0; i < ANJ_N_BADGES; i++)
    {
      graphene_rect_t bounds;

      g_assert_true (gtk_widget_compute_bounds (badges[i], window, &bounds));
      boxes[i] = (GdkRectangle){ (int) bounds.origin.x, (int) bounds.origin.y, BADGE_PX, BADGE_PX };
      for (guint other = 0; other < i; other++)
        if (lint_grey_difference (picture, &boxes[i], &boxes[other]) < LINT_LEAST_GREY_DIFFERENCE)
          fail ("%s: %s looks as %s does", theme->name, anj_badge_word (i), anj_badge_word (other));
    }
  gtk_style_context_remove_provider_for_display (display, GTK_STYLE_PROVIDER (style));
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
add (const char *what, const Theme *theme, GTestDataFunc test)
{
  g_autofree char *path = g_strdup_printf ("/contrast/%s/%s", what, theme->name);

  g_test_add_data_func (path, theme, test);
}

int
main (int argc, char **argv)
{
  if (!sample_screen_init ())
    return 77;
  g_test_init (&argc, &argv, NULL);
  /* GTK 4.8 measures a row with a baseline 2 px apart with and without a width, and says so */
  g_log_set_always_fatal (G_LOG_FATAL_MASK);
  for (guint i = 0; i < G_N_ELEMENTS (THEMES); i++)
    {
      add ("every-pair-of-colours-has-contrast", &THEMES[i],
           test_every_pair_of_colours_has_contrast);
      add ("every-word-on-every-page-has-contrast", &THEMES[i], test_every_page_has_contrast);
      add ("badges-differ-without-colour-and-word", &THEMES[i],
           test_badges_differ_without_colour_and_word);
    }
  return g_test_run ();
}
