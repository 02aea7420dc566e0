/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "anj-ui"

#include "ui/anj-svg.h"

#include <librsvg/rsvg.h>

#define RESOURCE_PREFIX "/id/anjungan/Kiosk/"

static void
put (GString *svg, const char *what, const char *value)
{
  g_autofree char *escaped = g_markup_escape_text (value, -1);

  g_string_replace (svg, what, escaped, /* no limit */ 0);
}

static void
put_number (GString *svg, const char *what, int value)
{
  g_autofree char *text = g_strdup_printf ("%d", value);

  put (svg, what, text);
}

static cairo_surface_t *
draw (const GString *svg, int width_px, int height_px, GError **error)
{
  RsvgHandle *handle = rsvg_handle_new_from_data ((const guint8 *) svg->str, svg->len, error);
  RsvgRectangle place = { .width = width_px, .height = height_px };
  cairo_surface_t *surface = NULL;
  cairo_t *cr = NULL;
  gboolean drawn;

  if (handle == NULL)
    return NULL;
  surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width_px, height_px);
  cr = cairo_create (surface);
  drawn = rsvg_handle_render_document (handle, cr, &place, error);
  cairo_destroy (cr);
  g_object_unref (handle);
  if (!drawn)
    g_clear_pointer (&surface, cairo_surface_destroy);
  return surface;
}

static void
put_color (GString *svg, const GdkRGBA *color)
{
  g_autofree char *hex = g_strdup_printf ("#%02x%02x%02x", (int) (color->red * 255 + 0.5),
                                          (int) (color->green * 255 + 0.5),
                                          (int) (color->blue * 255 + 0.5));

  put (svg, "currentColor", hex);
}

static cairo_surface_t *
fill_and_draw (const char *name,
               int width_px,
               int height_px,
               const GdkRGBA *color,
               const char *const *replacements)
{
  g_autofree char *path = g_strconcat (RESOURCE_PREFIX, name, NULL);
  g_autoptr (GError) local_error = NULL;
  g_autoptr (GBytes) bytes = g_resources_lookup_data (path, 0, &local_error);
  g_autoptr (GString) svg = NULL;
  cairo_surface_t *surface = NULL;

  g_return_val_if_fail (width_px > 0 && height_px > 0, NULL);

  if (bytes == NULL)
    {
      g_warning ("no picture %s: %s", name, local_error->message);
      return NULL;
    }
  svg = g_string_new_len (g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes));
  put_number (svg, "@W@", width_px);
  put_number (svg, "@H@", height_px);
  if (color != NULL)
    put_color (svg, color);
  for (guint i = 0; replacements != NULL && replacements[i] != NULL; i += 2)
    put (svg, replacements[i], replacements[i + 1]);

  surface = draw (svg, width_px, height_px, &local_error);
  if (surface == NULL)
    g_warning ("cannot draw %s: %s", name, local_error->message);
  return surface;
}

GdkTexture *
anj_svg_render (const char *name,
                int width_px,
                int height_px,
                const GdkRGBA *color,
                const char *const *replacements)
{
  cairo_surface_t *surface = fill_and_draw (name, width_px, height_px, color, replacements);
  g_autoptr (GBytes) pixels = NULL;
  gsize stride;

  if (surface == NULL)
    return NULL;
  cairo_surface_flush (surface);
  stride = (gsize) cairo_image_surface_get_stride (surface);
  pixels = g_bytes_new_with_free_func (cairo_image_surface_get_data (surface),
                                       stride * (gsize) height_px,
                                       (GDestroyNotify) cairo_surface_destroy, surface);
  return gdk_memory_texture_new (width_px, height_px, GDK_MEMORY_DEFAULT, pixels, stride);
}

cairo_surface_t *
anj_svg_draw (const char *name, int width_px, int height_px, const char *const *replacements)
{
  return fill_and_draw (name, width_px, height_px, /* color */ NULL, replacements);
}
