/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-answer-row.h"

#include "ui/anj-icon.h"
#include "ui/anj-parts.h"

#define SQUARE_MM 44
#define SQUARE_SMALL_MM 34
#define SQUARE_LANDSCAPE_MM 22
#define SQUARE_LOW_MM 15
#define TICK_MM 12

GtkWidget *
anj_answer_row_new (const AnjMetrics *metrics,
                    const char *icon_name,
                    const char *css_class,
                    const char *word,
                    const char *meaning,
                    gboolean selected)
{
  gboolean landscape = anj_metrics_is_landscape (metrics);
  gboolean low = anj_metrics_is_small_landscape (metrics);
  double side = low                                  ? SQUARE_LOW_MM
                : landscape                          ? SQUARE_LANDSCAPE_MM
                : metrics->text_size >= ANJ_TEXT_150 ? SQUARE_SMALL_MM
                                                     : SQUARE_MM;
  GtkWidget *self = gtk_button_new ();
  GtkWidget *box = anj_parts_box (GTK_ORIENTATION_HORIZONTAL, metrics, landscape ? 5 : 9, NULL);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_box_append (GTK_BOX (words), anj_parts_label (word, low ? "label" : "pertanyaan"));
  gtk_box_append (GTK_BOX (words), anj_parts_label (meaning, low ? "kecil kedua" : "isi kedua"));
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (box),
                  anj_parts_square (icon_name, side * 0.7, metrics, side, css_class));
  gtk_box_append (GTK_BOX (box), words);
  if (selected)
    {
      GtkWidget *tick = anj_icon_new ("status-diterima", TICK_MM);

      gtk_widget_add_css_class (tick, "nila");
      gtk_box_append (GTK_BOX (box), tick);
    }
  gtk_button_set_child (GTK_BUTTON (self), box);
  gtk_widget_set_focus_on_click (self, FALSE);
  anj_parts_add_classes (self, "kartu jawaban");
  if (selected)
    gtk_widget_add_css_class (self, "terpilih");
  anj_parts_set_name (self, word);
  return self;
}
