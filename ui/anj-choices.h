/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "ui/anj-page.h"

G_BEGIN_DECLS

/* Large answers beneath or beside each other, and the list that holds them. */

/**
 * AnjChoiceCard:
 * @css_class: ground of the picture: "hijau", "nila", "soga"; %NULL: pale
 * @sentence: (nullable): what it means
 * @is_tile: on a lying panel the picture stands above the word
 */
typedef struct
{
  const char *icon_name;
  const char *css_class;
  const char *word;
  const char *sentence;
  gboolean is_tile;
} AnjChoiceCard;

/* A card that opens something.
 * @square_mm: side of its picture at 100 %. Returns: (transfer floating) a button */
GtkWidget *
anj_choice_card_new (const AnjMetrics *metrics, double square_mm, const AnjChoiceCard *card);

/* A row to be chosen among several. Returns: (transfer floating) a button */
GtkWidget *anj_choice_row_new (const AnjMetrics *metrics, const char *icon_name, const char *word);
/* frame, ground and tick of @row */
void anj_choice_row_set_selected (GtkWidget *row, gboolean selected);

/**
 * anj_choices_new:
 * @n_columns: from 1
 * @max_mm: a row of choices may grow to this height
 *
 * A list that never scrolls: what does not fit is on its next page.
 *
 * Returns: (transfer floating): an AnjPager
 */
GtkWidget *anj_choices_new (const AnjMetrics *metrics,
                            GtkWidget *const *choices,
                            guint n_choices,
                            guint n_columns,
                            double max_mm);
/* makes @choices all that @page shows; above them an emblem, where it does not cost them room */
void anj_choices_show (AnjPage *page, GtkWidget *choices, const char *emblem, double emblem_mm);

G_END_DECLS
