/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-hero.h"

#include "ui/anj-parts.h"
#include "ui/anj-vignette.h"

#define HEIGHT_MM 112
#define MARGIN_MM 12
/* the sentence keeps off the roof */
#define SENTENCE_WIDTH 0.53

GtkWidget *
anj_hero_new (const AnjMetrics *metrics, const char *question, const char *sentence)
{
  GtkWidget *words = anj_parts_box (GTK_ORIENTATION_VERTICAL, metrics, 3, NULL);
  GtkWidget *label = anj_parts_label (sentence, "isi");
  GtkWidget *self = NULL;
  int margin = anj_metrics_px (metrics, MARGIN_MM);
  int height = MIN (anj_metrics_px (metrics, HEIGHT_MM), metrics->height_px * 24 / 100);
  /* large letters need the room of the picture */
  gboolean with_picture = metrics->text_size < ANJ_TEXT_150;

  gtk_box_append (GTK_BOX (words), anj_parts_label (question, "pertanyaan"));
  gtk_box_append (GTK_BOX (words), label);
  gtk_widget_set_margin_start (words, margin);
  gtk_widget_set_margin_end (words, margin);
  gtk_widget_set_margin_top (words, anj_metrics_px (metrics, 8));
  gtk_widget_set_margin_bottom (words, anj_metrics_px (metrics, 5));
  if (with_picture)
    {
      gtk_widget_set_margin_end (label, (int) (metrics->width_px * (1 - SENTENCE_WIDTH)));
      self = anj_vignette_new_behind ("beranda", words);
      gtk_widget_set_size_request (self, -1, height);
    }
  else
    {
      self = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
      gtk_box_append (GTK_BOX (self), words);
    }
  gtk_widget_add_css_class (self, "pendopo");
  return self;
}
