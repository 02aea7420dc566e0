/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef enum {
  ANJ_INK_IS_DARK,  /* a drawing on light ground */
  ANJ_INK_IS_LIGHT, /* a mark on dark ground: white and kunyit */
  ANJ_INK_IS_WHITE, /* a scene on dark ground, whose sun is no part of the drawing */
} AnjInk;

/**
 * anj_two_tone:
 * @surface: ARGB32, of a drawing in many colours
 * @ink: which of its parts are the drawing
 *
 * Makes it a drawing in the two colours that @widget's theme has, for themes of two colours.
 * Transparent parts stay so.
 */
void anj_two_tone (cairo_surface_t *surface, GtkWidget *widget, AnjInk ink);

G_END_DECLS
