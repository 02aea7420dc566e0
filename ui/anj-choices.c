/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-choices.h"

#include "ui/anj-emblem.h"
#include "ui/anj-i18n.h"
#include "ui/anj-icon.h"
#include "ui/anj-pager.h"
#include "ui/anj-parts.h"

#define GAP_MM 5
#define GAP_LANDSCAPE_MM 3
#define ARROW_MM 13
#define TICK_MM 12
#define TICK_LANDSCAPE_MM 8
#define ROW_SQUARE_MM 26
#define ROW_SQUARE_LANDSCAPE_MM 20
#define ROW_SQUARE_LOW_MM 12
/* of pictures on a large panel that lies */
#define GROWTH_LARGE 1.6
/* on a page of the list (T9) */
#define MOST_CHOICES 7
#define TICK_KEY "anj-tick"
#define INDEX_KEY "anj-index"

static GtkWidget *
make_card_words (const AnjMetrics *metrics, const AnjChoiceCard *card, gboolean centred)
{
  GtkWidget *words = anj_parts_box (GTK_ORIENTATION_VERTICAL, metrics, 1, NULL);
  GtkWidget *labels[] = { anj_parts_label (card->word, "nama-ubin"), NULL };

  if (card->sentence != NULL && *card->sentence != '\0')
    labels[1] = anj_parts_label (card->sentence, "makna");
  for (gsize i = 0; i < G_N_ELEMENTS (labels) && labels[i] != NULL; i++)
    {
      if (centred)
        {
          gtk_label_set_xalign (GTK_LABEL (labels[i]), 0.5f);
          gtk_label_set_justify (GTK_LABEL (labels[i]), GTK_JUSTIFY_CENTER);
        }
      gtk_box_append (GTK_BOX (words), labels[i]);
    }
  gtk_widget_set_valign (words, centred ? GTK_ALIGN_START : GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (words, TRUE);
  return words;
}

static GtkWidget *
make_button (GtkWidget *child, const char *css_classes, const char *name)
{
  GtkWidget *self = gtk_button_new ();

  gtk_button_set_child (GTK_BUTTON (self), child);
  gtk_widget_set_focus_on_click (self, FALSE);
  gtk_widget_set_hexpand (self, TRUE);
  anj_parts_add_classes (self, css_classes);
  anj_parts_set_name (self, name);
  return self;
}

GtkWidget *
anj_choice_card_new (const AnjMetrics *metrics, double square_mm, const AnjChoiceCard *card)
{
  gboolean landscape = anj_metrics_is_landscape (metrics);
  gboolean is_tile = landscape && card->is_tile;
  double grown_mm = anj_metrics_is_large_landscape (metrics) ? square_mm * GROWTH_LARGE : square_mm;
  double side_mm = metrics->text_size >= ANJ_TEXT_150 ? square_mm * 0.7 : grown_mm;
  GtkWidget *box = anj_parts_box (is_tile ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL,
                                  metrics,
                                  is_tile     ? 2
                                  : landscape ? 4
                                              : 8,
                                  NULL);

  gtk_box_append (GTK_BOX (box), anj_parts_square (card->icon_name, side_mm * 0.68, metrics,
                                                   side_mm, card->css_class));
  gtk_box_append (GTK_BOX (box), make_card_words (metrics, card, is_tile));
  if (!landscape)
    {
      GtkWidget *arrow = anj_icon_new ("rincian", ARROW_MM);

      gtk_widget_add_css_class (arrow, "panah");
      gtk_box_append (GTK_BOX (box), arrow);
    }
  return make_button (box, "kartu pilihan", card->word);
}

GtkWidget *
anj_choice_row_new (const AnjMetrics *metrics, const char *icon_name, const char *word)
{
  gboolean landscape = anj_metrics_is_landscape (metrics);
  double side_mm = anj_metrics_is_small_landscape (metrics) ? ROW_SQUARE_LOW_MM
                   : landscape                              ? ROW_SQUARE_LANDSCAPE_MM
                                                            : ROW_SQUARE_MM;
  GtkWidget *box = anj_parts_box (GTK_ORIENTATION_HORIZONTAL, metrics, landscape ? 3 : 6, NULL);
  GtkWidget *label = anj_parts_label (word, "label");
  GtkWidget *tick = anj_icon_new ("status-diterima", landscape ? TICK_LANDSCAPE_MM : TICK_MM);
  GtkWidget *self = NULL;

  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (tick, "nila");
  gtk_box_append (GTK_BOX (box),
                  anj_parts_square (icon_name, side_mm * 0.72, metrics, side_mm, NULL));
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), tick);
  self = make_button (box, "kartu baris-pilihan", word);
  g_object_set_data (G_OBJECT (self), TICK_KEY, tick);
  anj_choice_row_set_selected (self, FALSE);
  return self;
}

void
anj_choice_row_set_selected (GtkWidget *row, gboolean selected)
{
  GtkWidget *tick = g_object_get_data (G_OBJECT (row), TICK_KEY);

  /* the tick keeps its room: words must not break anew under the finger */
  gtk_widget_set_opacity (tick, selected ? 1 : 0);
  if (selected)
    {
      gtk_widget_add_css_class (row, "terpilih");
      return;
    }
  /* the voice tells that it is so no longer */
  if (gtk_widget_has_css_class (row, "terpilih"))
    gtk_widget_add_css_class (row, "urung");
  gtk_widget_remove_css_class (row, "terpilih");
}

GtkWidget *
anj_choices_new (const AnjMetrics *metrics,
                 GtkWidget *const *choices,
                 guint n_choices,
                 guint n_columns,
                 double max_mm)
{
  double gap_mm = anj_metrics_is_landscape (metrics) ? GAP_LANDSCAPE_MM : GAP_MM;
  GtkWidget *self = anj_pager_new (metrics, gap_mm, max_mm);

  for (guint i = 0; i < n_choices; i += n_columns)
    {
      GtkWidget *row = anj_parts_box (GTK_ORIENTATION_HORIZONTAL, metrics, gap_mm, NULL);

      gtk_box_set_homogeneous (GTK_BOX (row), TRUE);
      if (n_choices > MOST_CHOICES && i > 0 && i / n_columns % (MOST_CHOICES / n_columns) == 0)
        anj_pager_begin_page (ANJ_PAGER (self));
      for (guint column = 0; column < n_columns; column++)
        if (i + column < n_choices)
          gtk_box_append (GTK_BOX (row), choices[i + column]);
        else if (anj_metrics_is_landscape (metrics))
          gtk_box_append (GTK_BOX (row), gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0));
      anj_pager_append (ANJ_PAGER (self), row);
    }
  return self;
}

GtkWidget *
anj_choices_new_cards (AnjPage *page,
                       const AnjChoiceCard *cards,
                       guint n_cards,
                       const AnjChoiceLayout *layout,
                       void (*on_chosen) (AnjPage *page, GtkWidget *card))
{
  const AnjMetrics *metrics = anj_page_get_metrics (page);
  gboolean landscape = anj_metrics_is_landscape (metrics);
  gboolean beside = landscape && (metrics->text_size < ANJ_TEXT_150 || cards[0].is_tile);
  g_autoptr (GPtrArray) widgets = g_ptr_array_new ();

  for (guint i = 0; i < n_cards; i++)
    {
      AnjChoiceCard card = cards[i];
      GtkWidget *widget = NULL;

      card.word = _ (card.word);
      card.sentence = landscape && layout->brief_landscape ? NULL : _ (card.sentence);
      widget = anj_choice_card_new (
          metrics, landscape ? layout->square_landscape_mm : layout->square_mm, &card);
      g_object_set_data (G_OBJECT (widget), INDEX_KEY, GUINT_TO_POINTER (i));
      g_signal_connect_swapped (widget, "clicked", G_CALLBACK (on_chosen), page);
      g_ptr_array_add (widgets, widget);
    }
  return anj_choices_new (metrics, (GtkWidget *const *) widgets->pdata, n_cards,
                          beside ? layout->n_columns_landscape : 1, layout->max_row_mm);
}

guint
anj_choice_card_get_index (GtkWidget *card)
{
  return GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (card), INDEX_KEY));
}

void
anj_choices_show (AnjPage *page, GtkWidget *choices, const char *emblem, double emblem_mm)
{
  const AnjMetrics *metrics = anj_page_get_metrics (page);

  if (anj_metrics_is_landscape (metrics))
    anj_page_set_content (page, choices);
  else
    anj_page_set_content (page, anj_emblem_new_above (metrics, emblem, emblem_mm, choices));
}
