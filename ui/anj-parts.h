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
/* the class of words under a bold label: bold too, until they are as large as it */
const char *anj_parts_under_heading (const AnjMetrics *metrics);
/* an AnjRow: where words that wrap stand beside something */
GtkWidget *anj_parts_row (const AnjMetrics *metrics, double spacing_mm, const char *css_class);
/* at the end */
void anj_parts_row_add (GtkWidget *row, GtkWidget *child);
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
/* names @widget for assistive technology, and for the voice where it is drawn by hand */
void anj_parts_set_name (GtkWidget *widget, const char *name);
/* (transfer none) (nullable) */
const char *anj_parts_get_name (GtkWidget *widget);

/* What the voice makes of a widget and all that is in it (ui/anj-speech-text.h). */

/* said instead of the texts in it; "": nothing, it is decoration */
void anj_parts_say (GtkWidget *widget, const char *text);
/* (transfer none) (nullable): %NULL: its own texts */
const char *anj_parts_get_said (GtkWidget *widget);
/* "jv": whatever language the screen has; for what stands in a language of its own */
void anj_parts_set_language (GtkWidget *widget, const char *language);
/* (transfer none) (nullable): of @widget or what it is in; %NULL: the screen's */
const char *anj_parts_get_language (GtkWidget *widget);

/* what the keys of a pad write into: each key is said, so it is not read again after each */
void anj_parts_mark_field (GtkWidget *widget);
gboolean anj_parts_is_field (GtkWidget *widget);

/**
 * AnjSecrecy:
 * @ANJ_SECRECY_HEADSET: only into a headset: digits of NIK and No. KK, names, amounts of one's own
 * @ANJ_SECRECY_ASKED: aloud too, once *Suara* is touched where it is shown: a number and a PIN that
 *   were just given
 */
typedef enum {
  ANJ_SECRECY_NONE,
  ANJ_SECRECY_HEADSET,
  ANJ_SECRECY_ASKED,
} AnjSecrecy;

/* for a headset alone */
void anj_parts_mark_secret (GtkWidget *widget);
/* @instead: (nullable): said in its place where it may not be said */
void anj_parts_set_secrecy (GtkWidget *widget, AnjSecrecy secrecy, const char *instead);
/* of @widget itself or what it is in; @out_marked: (transfer none) (nullable): the one marked */
AnjSecrecy anj_parts_get_secrecy (GtkWidget *widget, GtkWidget **out_marked);
/* (transfer none) (nullable): of a widget that is marked */
const char *anj_parts_get_instead (GtkWidget *marked);

G_END_DECLS
