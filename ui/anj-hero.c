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
  GtkWidget *overlay = gtk_overlay_new ();
  GtkWidget *words = anj_parts_box (GTK_ORIENTATION_VERTICAL, metrics, 3, NULL);
  GtkWidget *label = anj_parts_label (sentence, "isi");
  int margin = anj_metrics_px (metrics, MARGIN_MM);
  /* large letters need the room of the picture */
  gboolean with_picture = metrics->text_size < ANJ_TEXT_150;
  int height = MIN (anj_metrics_px (metrics, HEIGHT_MM), metrics->height_px * 24 / 100);

  gtk_box_append (GTK_BOX (words), anj_parts_label (question, "pertanyaan"));
  gtk_box_append (GTK_BOX (words), label);
  if (with_picture)
    gtk_widget_set_margin_end (label, (int) (metrics->width_px * (1 - SENTENCE_WIDTH)));
  gtk_widget_set_margin_start (words, margin);
  gtk_widget_set_margin_end (words, margin);
  gtk_widget_set_margin_top (words, anj_metrics_px (metrics, 8));
  gtk_widget_set_valign (words, GTK_ALIGN_START);

  gtk_widget_add_css_class (overlay, "pendopo");
  gtk_widget_set_size_request (overlay, -1, with_picture ? height : -1);
  if (with_picture)
    gtk_overlay_set_child (GTK_OVERLAY (overlay), anj_vignette_new_filling ("beranda"));
  else
    gtk_widget_set_margin_bottom (words, anj_metrics_px (metrics, 5));
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), words);
  gtk_overlay_set_measure_overlay (GTK_OVERLAY (overlay), words, TRUE);
  return overlay;
}
