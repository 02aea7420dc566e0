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

/**
 * AnjChoiceLayout:
 * @square_mm: side of a card's picture; @square_landscape_mm: the same on a panel that lies
 * @max_row_mm: a row of cards may grow to this height
 * @n_columns_landscape: beside each other, where letters are not large or the cards are tiles
 * @brief_landscape: lying there is room for the word only
 */
typedef struct
{
  double square_mm;
  double square_landscape_mm;
  double max_row_mm;
  guint n_columns_landscape;
  gboolean brief_landscape;
} AnjChoiceLayout;

/* @cards: words and sentences not translated yet. @on_chosen: of a touched @card.
 * Returns: (transfer floating): an AnjPager with a card each */
GtkWidget *anj_choices_new_cards (AnjPage *page,
                                  const AnjChoiceCard *cards,
                                  guint n_cards,
                                  const AnjChoiceLayout *layout,
                                  void (*on_chosen) (AnjPage *page, GtkWidget *card));
/* which of the cards that anj_choices_new_cards() got */
guint anj_choice_card_get_index (GtkWidget *card);

/* makes @choices all that @page shows; above them an emblem, where it does not cost them room */
void anj_choices_show (AnjPage *page, GtkWidget *choices, const char *emblem, double emblem_mm);

G_END_DECLS
