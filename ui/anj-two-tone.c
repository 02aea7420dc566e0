/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-two-tone.h"

/* up to @dark it is dark, from @light on light, between them an edge; of 255 */
static const struct
{
  guint dark, light;
} LIMITS[] = {
  [ANJ_INK_IS_DARK] = { 132, 172 },
  [ANJ_INK_IS_LIGHT] = { 132, 172 },
  [ANJ_INK_IS_WHITE] = { 200, 228 },
};

static GdkRGBA
named_color (GtkWidget *widget, const char *name)
{
  GdkRGBA color = { 0, 0, 0, 1 };

  gtk_style_context_lookup_color (gtk_widget_get_style_context (widget), name, &color);
  return color;
}

/* 0 dark … 255 light, of a colour that is multiplied by its alpha */
static guint
lightness (guint32 pixel, guint alpha, AnjInk ink)
{
  guint red = (pixel >> 16) & 0xff, green = (pixel >> 8) & 0xff, blue = pixel & 0xff;
  guint luma = (red * 77 + green * 150 + blue * 29) / 256 * 255 / alpha;

  guint dark = LIMITS[ink].dark, light = LIMITS[ink].light;

  return luma <= dark ? 0 : luma >= light ? 255 : (luma - dark) * 255 / (light - dark);
}

static guint32
mix (float ink, float ground, guint ink_share, guint alpha)
{
  return (guint32) ((ink * (float) ink_share + ground * (float) (alpha - ink_share)) + 0.5f);
}

void
anj_two_tone (cairo_surface_t *surface, GtkWidget *widget, AnjInk ink_is)
{
  GdkRGBA ink = named_color (widget, "tinta"), ground = named_color (widget, "mori");
  int width = cairo_image_surface_get_width (surface);
  int height = cairo_image_surface_get_height (surface);
  int stride = cairo_image_surface_get_stride (surface);
  guchar *data = cairo_image_surface_get_data (surface);

  cairo_surface_flush (surface);
  for (int y = 0; y < height; y++)
    {
      guint32 *row = (guint32 *) (gpointer) (data + (gsize) y * (gsize) stride);

      for (int x = 0; x < width; x++)
        {
          guint alpha = row[x] >> 24, light, share;

          if (alpha == 0)
            continue;
          light = lightness (row[x], alpha, ink_is);
          share = (ink_is == ANJ_INK_IS_DARK ? 255 - light : light) * alpha / 255;
          row[x] = alpha << 24 | mix (ink.red, ground.red, share, alpha) << 16 |
                   mix (ink.green, ground.green, share, alpha) << 8 |
                   mix (ink.blue, ground.blue, share, alpha);
        }
    }
  cairo_surface_mark_dirty (surface);
}
