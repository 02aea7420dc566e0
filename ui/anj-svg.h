/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * anj_svg_render:
 * @name: path below resources/, "icons/jam.svg"
 * @width_px: device pixels
 * @height_px: device pixels
 * @color: (nullable): stands in for `currentColor`
 * @replacements: (nullable) (array zero-terminated=1): pairs of a text in the file and what stands
 *   in its place, escaped here
 *
 * GTK 4.8 does not give its CSS colour to a stroked SVG, so the text of the file is changed before
 * it is drawn. "@W@" and "@H@" in the file become the size.
 *
 * Returns: (transfer full) (nullable): %NULL when there is no such picture (a bug; logged)
 */
GdkTexture *anj_svg_render (const char *name,
                            int width_px,
                            int height_px,
                            const GdkRGBA *color,
                            const char *const *replacements);

/* (transfer full) (nullable): the same as ARGB32 pixels: GTK 4.8's cairo renderer converts a
 * texture anew for every frame, a surface is drawn as it lies */
cairo_surface_t *
anj_svg_draw (const char *name, int width_px, int height_px, const char *const *replacements);

G_END_DECLS
