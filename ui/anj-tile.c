/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-tile.h"

#include "ui/anj-icon.h"
#include "ui/anj-parts.h"

#define SQUARE_MM 32
#define SQUARE_SMALL_MM 20
#define SQUARE_UPRIGHT_MM 21
#define SQUARE_LANDSCAPE_MM 20
#define SQUARE_LOW_MM 14
#define LOCK_MM 5.5
#define TOP_MM 5
#define TOP_UPRIGHT_MM 2

static GtkWidget *
make_note (const AnjMetrics *metrics, const char *note, gboolean centred)
{
  GtkWidget *box = anj_parts_box (GTK_ORIENTATION_HORIZONTAL, metrics, 2, "hijau");

  gtk_box_append (GTK_BOX (box), anj_icon_new ("rahasia", LOCK_MM));
  gtk_box_append (GTK_BOX (box), anj_parts_label (note, "kecil tebal"));
  gtk_widget_set_halign (box, centred ? GTK_ALIGN_CENTER : GTK_ALIGN_START);
  return box;
}

static GtkWidget *
make_words (const AnjMetrics *metrics, const char *word, const char *note, gboolean centred)
{
  GtkWidget *words = anj_parts_box (GTK_ORIENTATION_VERTICAL, metrics, centred ? 1 : 0, NULL);
  GtkWidget *label = anj_parts_label (word, "label");

  if (centred)
    {
      gtk_label_set_xalign (GTK_LABEL (label), 0.5f);
      gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
      gtk_label_set_max_width_chars (GTK_LABEL (label), 16);
    }
  gtk_box_append (GTK_BOX (words), label);
  if (note != NULL)
    gtk_box_append (GTK_BOX (words), make_note (metrics, note, centred));
  gtk_widget_set_hexpand (words, TRUE);
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  return words;
}

GtkWidget *
anj_tile_new (const AnjMetrics *metrics, const char *icon_name, const char *word, const char *note)
{
  gboolean beside = anj_metrics_is_landscape (metrics);
  gboolean in_line = !beside && metrics->text_size < ANJ_TEXT_150;
  double side = anj_metrics_is_small_landscape (metrics) ? SQUARE_LOW_MM
                : beside                                 ? SQUARE_LANDSCAPE_MM
                : metrics->text_size >= ANJ_TEXT_150     ? SQUARE_SMALL_MM
                : !anj_metrics_is_wide (metrics)         ? SQUARE_UPRIGHT_MM
                                                         : SQUARE_MM;
  GtkWidget *self = gtk_button_new ();
  GtkWidget *box = anj_parts_box (beside ? GTK_ORIENTATION_HORIZONTAL : GTK_ORIENTATION_VERTICAL,
                                  metrics, beside ? 3 : 2, NULL);
  GtkWidget *square = anj_parts_square (icon_name, side * 0.72, metrics, side, NULL);
  GtkWidget *words = make_words (metrics, word, note, !beside);

  gtk_box_append (GTK_BOX (box), square);
  gtk_box_append (GTK_BOX (box), words);
  /* pictures of neighbours stand in a line, however many lines their words take */
  gtk_widget_set_vexpand (words, in_line);
  gtk_widget_set_vexpand (self, FALSE);
  if (!in_line)
    gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  else if (note == NULL)
    gtk_widget_set_margin_top (
        square, anj_metrics_px (metrics, anj_metrics_is_wide (metrics) ? TOP_MM : TOP_UPRIGHT_MM));
  gtk_button_set_child (GTK_BUTTON (self), box);
  gtk_widget_set_focus_on_click (self, FALSE);
  anj_parts_add_classes (self, beside ? "kartu ubin ubin-baris" : "kartu ubin");
  anj_parts_set_name (self, word);
  return self;
}
