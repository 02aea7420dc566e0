/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "ui/anj-metrics.h"

G_BEGIN_DECLS

/* Style sheets are written in millimetres (resources/style*.css.in) and become pixels at start, for
 * CSS's own mm follow the font's dpi and not the panel. In a template:
 *   12mm, -0.6mm       pixels
 *   $isi, $label, …    font size of a role, with the text size
 *   8.0cap             font size of a cap height of 8.0 mm, growing like "label"
 *   5.8teks            font size of a cap height of 5.8 mm, growing like "isi" */

/**
 * anj_style_fill:
 * @template: a style sheet in millimetres
 *
 * Returns: (transfer full): the style sheet in pixels
 */
char *anj_style_fill (const char *template, const AnjMetrics *metrics);

/**
 * anj_style_load:
 * @provider: gets the theme's colours and all style sheets for @metrics, replacing what it had
 */
void anj_style_load (GtkCssProvider *provider, const AnjMetrics *metrics);

/* classes of the window for @metrics: t100 … t200, luas (upright and wide), sedang
 * (upright and not), land, lega (land and large), tegak (upright), hk (yellow on black), ph (black
 * on white), dua (either of them) */
void anj_style_set_classes (GtkWidget *window, const AnjMetrics *metrics);

G_END_DECLS
