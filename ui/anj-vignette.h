/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * AnjVignette:
 *
 * A page's picture, one of resources/pictures/NAME.svg. Decoration: no focus, not spoken. It is the
 * first thing to shrink when a page runs out of room.
 */
#define ANJ_TYPE_VIGNETTE (anj_vignette_get_type ())
G_DECLARE_FINAL_TYPE (AnjVignette, anj_vignette, ANJ, VIGNETTE, GtkWidget)

/* fills whatever room it gets; the picture itself says how it is cut. @child: stands on it and says
 * how much room is needed */
GtkWidget *anj_vignette_new_behind (const char *name, GtkWidget *child);
/**
 * anj_vignette_new:
 * @width_mm: natural size; keeps the ratio when it must shrink
 * @min_height_mm: below this it is not drawn at all; 0: never shrinks
 */
GtkWidget *
anj_vignette_new (const char *name, double width_mm, double height_mm, double min_height_mm);
/* pairs of a text in the picture and what stands in its place; NULL-terminated. The picture is kept
 * as long as the program lives (ui/anj-kept.h): never anything that a resident told, or that is
 * recorded of one */
void anj_vignette_set_words (AnjVignette *self, const char *const *words);

/* (transfer full): nila with the kawung motif (the ground without one, where the theme of @widget
 * has two colours), then @drawing (nullable) on it; sizes in device pixels */
cairo_surface_t *
anj_vignette_lay_on_cloth (GtkWidget *widget, cairo_surface_t *drawing, int width, int height);

G_END_DECLS
