/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Contrast by the WCAG 2.2 formula, twice: of the pairs of colours that the themes put together,
 * and of the pixels of every page. And without colour: badges must still differ. */

#include <math.h>

#include "sample-picture.h"
#include "sample-screen.h"
#include "ui/anj-badge.h"
#include "ui/anj-icon.h"
#include "ui/anj-journey.h"
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

static double
linear (double channel)
{
  return channel <= 0.04045 ? channel / 12.92 : pow ((channel + 0.055) / 1.055, 2.4);
}

static double
luminance (double red, double green, double blue)
{
  return 0.2126 * linear (red) + 0.7152 * linear (green) + 0.0722 * linear (blue);
}

static double
contrast (double one, double other)
{
  return (MAX (one, other) + 0.05) / (MIN (one, other) + 0.05);
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
  return luminance (color.red, color.green, color.blue);
}

static void
check_pair (const Theme *theme, const char *sheet, const char *on, const char *ground, double least)
{
  double ratio = contrast (named_luminance (sheet, on), named_luminance (sheet, ground));

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

static double
pixel_luminance (guint32 pixel)
{
  return luminance (((pixel >> 16) & 0xff) / 255.0, ((pixel >> 8) & 0xff) / 255.0,
                    (pixel & 0xff) / 255.0);
}

typedef struct
{
  guint32 color;
  guint n;
} Count;

/* the colour that most pixels of the box have */
static guint32
find_ground (const SamplePicture *picture, const GdkRectangle *box)
{
  g_autoptr (GHashTable) counts = g_hash_table_new (NULL, NULL);
  Count most = { 0, 0 };

  for (int y = box->y; y < box->y + box->height; y++)
    for (int x = box->x; x < box->x + box->width; x++)
      {
        guint32 pixel = picture->pixels[y * picture->width + x];
        guint n = GPOINTER_TO_UINT (g_hash_table_lookup (counts, GUINT_TO_POINTER (pixel))) + 1;

        g_hash_table_insert (counts, GUINT_TO_POINTER (pixel), GUINT_TO_POINTER (n));
        if (n > most.n)
          most = (Count){ pixel, n };
      }
  return most.color;
}

/* of the pixel that differs most from the ground */
static double
best_contrast (const SamplePicture *picture, const GdkRectangle *box)
{
  double ground = pixel_luminance (find_ground (picture, box)), best = 1;

  for (int y = box->y; y < box->y + box->height; y++)
    for (int x = box->x; x < box->x + box->width; x++)
      best = MAX (best,
                  contrast (ground, pixel_luminance (picture->pixels[y * picture->width + x])));
  return best;
}

typedef struct
{
  const Theme *theme;
  const char *page;
  AnjScreen *screen;
  const SamplePicture *picture;
  guint n_seen;
} Walk;

static gboolean
is_off (GtkWidget *widget)
{
  for (; widget != NULL; widget = gtk_widget_get_parent (widget))
    if (gtk_widget_has_css_class (widget, "mati"))
      return TRUE;
  return FALSE;
}

static gboolean
find_box (const Walk *walk, GtkWidget *widget, GdkRectangle *out_box)
{
  graphene_rect_t bounds;
  GdkRectangle whole = { 0, 0, walk->picture->width, walk->picture->height };

  if (!gtk_widget_compute_bounds (widget, GTK_WIDGET (walk->screen), &bounds))
    return FALSE;
  *out_box = (GdkRectangle){ (int) floorf (bounds.origin.x), (int) floorf (bounds.origin.y),
                             (int) ceilf (bounds.size.width), (int) ceilf (bounds.size.height) };
  return gdk_rectangle_intersect (out_box, &whole, out_box) && out_box->width > 2 &&
         out_box->height > 2;
}

static void
check_widget (Walk *walk, GtkWidget *widget)
{
  gboolean is_text = GTK_IS_LABEL (widget);
  double least = !is_text ? NON_TEXT : is_off (widget) ? walk->theme->disabled : walk->theme->text;
  GdkRectangle box;
  double ratio;

  if ((is_text && *gtk_label_get_text (GTK_LABEL (widget)) == '\0') ||
      (!is_text && !ANJ_IS_ICON (widget)) || !find_box (walk, widget, &box))
    return;
  walk->n_seen++;
  ratio = best_contrast (walk->picture, &box);
  if (ratio < least)
    fail ("%s, %s: «%s» has %.1f, not %.1f", walk->theme->name, walk->page,
          is_text ? gtk_label_get_text (GTK_LABEL (widget)) : "icon", ratio, least);
}

static void
check_all (Walk *walk, GtkWidget *widget)
{
  if (!gtk_widget_get_mapped (widget) || gtk_widget_get_opacity (widget) < 1)
    return;
  check_widget (walk, widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    check_all (walk, child);
}

static void
test_every_word_on_every_page_has_contrast (gconstpointer data)
{
  const Theme *theme = data;
  AnjScreen *screen = sample_screen_new (METRICS, "id");
  AnjVisit *visit = anj_screen_get_visit (screen);
  guint n_pages;
  const AnjJourneyPage *pages = anj_journey_pages (&n_pages);

  anj_visit_set_theme (visit, theme->theme);
  for (guint i = 0; i < n_pages; i++)
    {
      Walk walk = { .theme = theme, .page = pages[i].id, .screen = screen };
      g_autoptr (GdkTexture) texture = NULL;
      g_autoptr (SamplePicture) picture = NULL;

      sample_visit_begin_for (visit, pages[i].id);
      sample_visit_choose (visit, "PKH");
      anj_screen_show_page (screen, pages[i].id);
      texture = sample_picture_paint (GTK_WINDOW (screen));
      walk.picture = picture = sample_picture_new (texture);
      check_all (&walk, GTK_WIDGET (screen));
      /* the five words of the help bar, at least */
      g_assert_cmpuint (walk.n_seen, >=, 5);
    }
  sample_screen_end (screen);
}

/* --- without colour --- */

#define N_CLASSES (ANJ_CLASS_EXCLUDED + 1)
#define BADGE_PX 40
/* of the pixels of an icon */
#define LEAST_DIFFERENCE 0.03
#define GREY_STEP 40

static int
grey (guint32 pixel)
{
  return (int) ((((pixel >> 16) & 0xff) * 77 + ((pixel >> 8) & 0xff) * 150 + (pixel & 0xff) * 29) /
                256);
}

/* the start of the badge: its outline and its icon, without the word */
static double
difference (const SamplePicture *picture, const GdkRectangle *one, const GdkRectangle *other)
{
  guint n_different = 0;

  for (int y = 0; y < one->height; y++)
    for (int x = 0; x < one->width; x++)
      {
        int here = grey (picture->pixels[(one->y + y) * picture->width + one->x + x]);
        int there = grey (picture->pixels[(other->y + y) * picture->width + other->x + x]);

        n_different += ABS (here - there) > GREY_STEP;
      }
  return (double) n_different / (one->width * one->height);
}

static void
test_badges_differ_without_colour_and_word (gconstpointer data)
{
  const Theme *theme = data;
  AnjMetrics metrics = METRICS;
  g_autoptr (GtkCssProvider) style = gtk_css_provider_new ();
  GdkDisplay *display = gdk_display_get_default ();
  GtkWidget *window = gtk_window_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  GtkWidget *badges[N_CLASSES];
  g_autoptr (GdkTexture) texture = NULL;
  g_autoptr (SamplePicture) picture = NULL;
  GdkRectangle boxes[N_CLASSES];

  metrics.theme = theme->theme;
  anj_style_load (style, &metrics);
  gtk_style_context_add_provider_for_display (display, GTK_STYLE_PROVIDER (style),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  anj_parts_set_metrics (window, &metrics);
  anj_style_set_classes (window, &metrics);
  gtk_window_set_decorated (GTK_WINDOW (window), FALSE);
  gtk_window_set_child (GTK_WINDOW (window), box);
  for (guint i = 0; i < N_CLASSES; i++)
    {
      badges[i] = anj_badge_new (i);
      gtk_widget_set_halign (badges[i], GTK_ALIGN_START);
      gtk_box_append (GTK_BOX (box), badges[i]);
    }
  texture = sample_picture_paint (GTK_WINDOW (window));
  picture = sample_picture_new (texture);
  for (guint i = 0; i < N_CLASSES; i++)
    {
      graphene_rect_t bounds;

      g_assert_true (gtk_widget_compute_bounds (badges[i], window, &bounds));
      boxes[i] = (GdkRectangle){ (int) bounds.origin.x, (int) bounds.origin.y, BADGE_PX, BADGE_PX };
      for (guint other = 0; other < i; other++)
        if (difference (picture, &boxes[i], &boxes[other]) < LEAST_DIFFERENCE)
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
      add ("every-word-on-every-page-has-contrast", &THEMES[i],
           test_every_word_on_every_page_has_contrast);
      add ("badges-differ-without-colour-and-word", &THEMES[i],
           test_badges_differ_without_colour_and_word);
    }
  return g_test_run ();
}
