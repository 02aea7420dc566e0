/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-hero.h"

#include "ui/anj-parts.h"
#include "ui/anj-vignette.h"

#define HEIGHT_MM 112
#define MARGIN_MM 12
/* of the panel's height */
#define SHARE 0.24
#define SHARE_NARROW 0.2
/* words keep off the roof */
#define SENTENCE_WIDTH 0.53

GtkWidget *
anj_hero_new (const AnjMetrics *metrics, const char *question, const char *sentence)
{
  GtkWidget *words = anj_parts_box (GTK_ORIENTATION_VERTICAL, metrics, 3, NULL);
  GtkWidget *heading = anj_parts_label (question, "pertanyaan");
  GtkWidget *label = anj_parts_label (sentence, "isi");
  GtkWidget *self = NULL;
  int margin = anj_metrics_px (metrics, MARGIN_MM);
  gboolean wide = anj_metrics_is_wide (metrics);
  double share = wide ? SHARE : SHARE_NARROW;
  int height = MIN (anj_metrics_px (metrics, HEIGHT_MM), (int) (metrics->height_px * share));
  /* large letters need the room of the picture, then that of the sentence */
  gboolean with_picture = metrics->text_size < (wide ? ANJ_TEXT_150 : ANJ_TEXT_125);
  gboolean with_sentence = metrics->text_size < ANJ_TEXT_150;
  gboolean roomy = wide && with_sentence;
  int beside_roof = (int) (metrics->width_px * (1 - SENTENCE_WIDTH));

  gtk_box_append (GTK_BOX (words), heading);
  gtk_widget_set_visible (label, with_sentence);
  gtk_box_append (GTK_BOX (words), label);
  gtk_widget_set_margin_start (words, margin);
  gtk_widget_set_margin_end (words, margin);
  gtk_widget_set_margin_top (words, anj_metrics_px (metrics, roomy ? 8 : wide ? 3 : 5));
  gtk_widget_set_margin_bottom (words, anj_metrics_px (metrics, roomy ? 5 : wide ? 2 : 3));
  if (with_picture)
    {
      gtk_widget_set_margin_end (label, beside_roof);
      if (!wide)
        gtk_widget_set_margin_end (heading, beside_roof);
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
