/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "ui/anj-metrics.h"

G_BEGIN_DECLS

/* Small makers that every page uses: a label, a box, a button of this screen. All return
 * (transfer floating) widgets; @css_class may be several, parted by spaces. */

/* the sizes of the window @widget is in; before that, those of a 21.5" upright panel. */
const AnjMetrics *anj_parts_metrics_for (GtkWidget *widget);
/* @metrics: copied */
void anj_parts_set_metrics (GtkWidget *root, const AnjMetrics *metrics);

void anj_parts_add_classes (GtkWidget *widget, const char *css_classes);

/* left-aligned, wraps, never cut off */
GtkWidget *anj_parts_label (const char *text, const char *css_class);
GtkWidget *anj_parts_markup (const char *markup, const char *css_class);
/* @spacing_mm: of the metrics given */
GtkWidget *anj_parts_box (GtkOrientation orientation,
                          const AnjMetrics *metrics,
                          double spacing_mm,
                          const char *css_class);
/* a button with @icon_name (nullable) left of @word, both centred; takes no focus when touched */
GtkWidget *anj_parts_button (const char *icon_name, const char *word, const char *css_class);
/* the same with the icon right of the word */
GtkWidget *anj_parts_button_end (const char *word, const char *icon_name, const char *css_class);
/* a square in a colour of its own with an icon in it, as on tiles */
GtkWidget *anj_parts_square (const char *icon_name,
                             double icon_mm,
                             const AnjMetrics *metrics,
                             double side_mm,
                             const char *css_class);
/* names @widget for assistive technology */
void anj_parts_set_name (GtkWidget *widget, const char *name);

G_END_DECLS
