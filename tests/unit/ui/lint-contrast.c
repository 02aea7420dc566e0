/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "lint-contrast.h"

#include <math.h>

#include "ui/anj-icon.h"
#include "widget-walk.h"

#define NON_TEXT 3
#define GREY_STEP 40

static double
linear (double channel)
{
  return channel <= 0.04045 ? channel / 12.92 : pow ((channel + 0.055) / 1.055, 2.4);
}

double
lint_luminance (double red, double green, double blue)
{
  return 0.2126 * linear (red) + 0.7152 * linear (green) + 0.0722 * linear (blue);
}

double
lint_contrast (double one, double other)
{
  return (MAX (one, other) + 0.05) / (MIN (one, other) + 0.05);
}

static double
pixel_luminance (guint32 pixel)
{
  return lint_luminance (((pixel >> 16) & 0xff) / 255.0, ((pixel >> 8) & 0xff) / 255.0,
                         (pixel & 0xff) / 255.0);
}

typedef struct
{
  guint32 color;
  guint n;
} Count;

/* each so many pixels one is enough to know what a box stands on */
#define GROUND_STEP 3

/* the colour that most pixels of the box have */
static guint32
find_ground (const SamplePicture *picture, const GdkRectangle *box)
{
  g_autoptr (GHashTable) counts = g_hash_table_new (NULL, NULL);
  Count most = { 0, 0 };

  for (int y = box->y; y < box->y + box->height; y += GROUND_STEP)
    for (int x = box->x; x < box->x + box->width; x += GROUND_STEP)
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
  guint32 before = find_ground (picture, box);
  double ground = pixel_luminance (before), best = 1;

  for (int y = box->y; y < box->y + box->height; y++)
    for (int x = box->x; x < box->x + box->width; x++)
      {
        guint32 pixel = picture->pixels[y * picture->width + x];

        if (pixel != before)
          best = MAX (best, lint_contrast (ground, pixel_luminance (pixel)));
        before = pixel;
      }
  return best;
}

static gboolean
is_off (GtkWidget *widget)
{
  for (; widget != NULL; widget = gtk_widget_get_parent (widget))
    if (gtk_widget_has_css_class (widget, "mati"))
      return TRUE;
  return FALSE;
}

static gboolean
find_box (Lint *self, GtkWidget *widget, const SamplePicture *picture, GdkRectangle *out_box)
{
  graphene_rect_t bounds;
  GdkRectangle whole = { 0, 0, picture->width, picture->height };

  if (!gtk_widget_compute_bounds (widget, self->whole, &bounds))
    return FALSE;
  *out_box = (GdkRectangle){ (int) floorf (bounds.origin.x), (int) floorf (bounds.origin.y),
                             (int) ceilf (bounds.size.width), (int) ceilf (bounds.size.height) };
  return gdk_rectangle_intersect (out_box, &whole, out_box) && out_box->width > 2 &&
         out_box->height > 2;
}

static gboolean
is_seen_through (GtkWidget *widget, gconstpointer what G_GNUC_UNUSED)
{
  return gtk_widget_get_opacity (widget) < 1 || !gtk_widget_get_mapped (widget);
}

static gboolean
is_word_or_icon (GtkWidget *widget, gconstpointer what G_GNUC_UNUSED)
{
  return (GTK_IS_LABEL (widget) && *gtk_label_get_text (GTK_LABEL (widget)) != '\0') ||
         ANJ_IS_ICON (widget);
}

guint
lint_contrasts (Lint *self, const SamplePicture *picture, double text, double disabled)
{
  g_autoptr (GPtrArray) found = widget_walk (self->whole, is_word_or_icon, NULL, is_seen_through);
  guint n = 0;

  for (guint i = 0; i < found->len; i++)
    {
      GtkWidget *widget = found->pdata[i];
      double least = !GTK_IS_LABEL (widget) ? NON_TEXT : is_off (widget) ? disabled : text;
      GdkRectangle box;
      double ratio;

      if (!find_box (self, widget, picture, &box))
        continue;
      n++;
      ratio = best_contrast (picture, &box);
      if (ratio < least)
        lint_add (self, "T5", widget, "contrast %.1f, not %.1f", ratio, least);
    }
  return n;
}

/* --- without colour --- */

static int
grey (guint32 pixel)
{
  return (int) ((((pixel >> 16) & 0xff) * 77 + ((pixel >> 8) & 0xff) * 150 + (pixel & 0xff) * 29) /
                256);
}

double
lint_grey_difference (const SamplePicture *picture,
                      const GdkRectangle *one,
                      const GdkRectangle *other)
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

/* the first icon in @widget, as it is seen */
static gboolean
find_icon_box (Lint *self, GtkWidget *widget, const SamplePicture *picture, GdkRectangle *out_box)
{
  g_autoptr (GPtrArray) icons = lint_icons (widget);

  return icons->len > 0 && find_box (self, icons->pdata[0], picture, out_box);
}

static gboolean
have_one_word (GtkWidget *one, GtkWidget *other)
{
  g_autofree char *name = lint_name (one);
  g_autofree char *other_name = lint_name (other);

  return g_str_equal (name, other_name);
}

static void
check_greys (Lint *self, const SamplePicture *picture, const char *css_class)
{
  g_autoptr (GPtrArray) found = lint_with_class (self->whole, css_class);

  for (guint i = 0; i < found->len; i++)
    for (guint j = 0; j < i; j++)
      {
        GdkRectangle one, other;
        g_autofree char *name = lint_name (found->pdata[j]);

        if (have_one_word (found->pdata[i], found->pdata[j]) ||
            !find_icon_box (self, found->pdata[i], picture, &one) ||
            !find_icon_box (self, found->pdata[j], picture, &other))
          continue;
        one.width = other.width = MIN (one.width, other.width);
        one.height = other.height = MIN (one.height, other.height);
        if (lint_grey_difference (picture, &one, &other) < LINT_LEAST_GREY_DIFFERENCE)
          lint_add (self, "T6", found->pdata[i], "looks as %s without colour", name);
      }
}

void
lint_greys (Lint *self, const SamplePicture *picture)
{
  check_greys (self, picture, "ubin");
  check_greys (self, picture, "lencana");
}
