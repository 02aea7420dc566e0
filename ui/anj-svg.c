/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "anj-ui"

#include "ui/anj-svg.h"

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

static void
on_size_prepared (GdkPixbufLoader *loader,
                  int width G_GNUC_UNUSED,
                  int height G_GNUC_UNUSED,
                  gpointer user_data)
{
  const int *size = user_data;

  gdk_pixbuf_loader_set_size (loader, size[0], size[1]);
}

static GdkTexture *
load (const GString *svg, int width_px, int height_px, GError **error)
{
  g_autoptr (GdkPixbufLoader) loader = gdk_pixbuf_loader_new_with_type ("svg", error);
  int size[] = { width_px, height_px };
  gboolean written = FALSE;

  if (loader == NULL)
    return NULL;
  g_signal_connect (loader, "size-prepared", G_CALLBACK (on_size_prepared), size);
  written = gdk_pixbuf_loader_write (loader, (const guchar *) svg->str, svg->len, error);
  if (!gdk_pixbuf_loader_close (loader, written ? error : NULL) || !written)
    return NULL;
  return gdk_texture_new_for_pixbuf (gdk_pixbuf_loader_get_pixbuf (loader));
}

GdkTexture *
anj_svg_render (const char *name,
                int width_px,
                int height_px,
                const GdkRGBA *color,
                const char *const *replacements)
{
  g_autofree char *path = g_strconcat (RESOURCE_PREFIX, name, NULL);
  g_autoptr (GError) local_error = NULL;
  g_autoptr (GBytes) bytes = g_resources_lookup_data (path, 0, &local_error);
  g_autoptr (GString) svg = NULL;
  GdkTexture *texture = NULL;

  g_return_val_if_fail (width_px > 0 && height_px > 0, NULL);

  if (bytes == NULL)
    {
      g_warning ("no picture %s: %s", name, local_error->message);
      return NULL;
    }
  svg = g_string_new_len (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  put_number (svg, "@W@", width_px);
  put_number (svg, "@H@", height_px);
  if (color != NULL)
    {
      g_autofree char *hex = g_strdup_printf ("#%02x%02x%02x", (int) (color->red * 255 + 0.5),
                                              (int) (color->green * 255 + 0.5),
                                              (int) (color->blue * 255 + 0.5));

      put (svg, "currentColor", hex);
    }
  for (guint i = 0; replacements != NULL && replacements[i] != NULL; i += 2)
    put (svg, replacements[i], replacements[i + 1]);

  texture = load (svg, width_px, height_px, &local_error);
  if (texture == NULL)
    g_warning ("cannot draw %s: %s", name, local_error->message);
  return texture;
}

cairo_surface_t *
anj_svg_draw (const char *name, int width_px, int height_px, const char *const *replacements)
{
  g_autoptr (GdkTexture)
      texture = anj_svg_render (name, width_px, height_px, /* color */ NULL, replacements);
  cairo_surface_t *surface = NULL;

  if (texture == NULL)
    return NULL;
  surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width_px, height_px);
  gdk_texture_download (texture, cairo_image_surface_get_data (surface),
                        (gsize) cairo_image_surface_get_stride (surface));
  cairo_surface_mark_dirty (surface);
  return surface;
}
