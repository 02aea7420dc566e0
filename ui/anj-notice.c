/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-notice.h"

#include "ui/anj-i18n.h"
#include "ui/anj-icon.h"
#include "ui/anj-parts.h"

#define WIDTH_MM 226
/* of the panel, where that is narrower */
#define WIDTH_SHARE 0.84

GtkWidget *
anj_notice_new (const AnjMetrics *metrics,
                const char *icon_name,
                const char *heading,
                const char *sentence,
                void (*on_close) (gpointer user_data),
                gpointer user_data)
{
  gboolean landscape = anj_metrics_is_landscape (metrics);
  GtkWidget *box = anj_parts_box (GTK_ORIENTATION_VERTICAL, metrics, landscape ? 3 : 6, "dialog");
  GtkWidget *close = anj_parts_button ("status-diterima", _ ("Baik"), "utama");
  const char *texts[] = { heading, sentence };
  double width_mm = MIN (WIDTH_MM, metrics->width_px / metrics->px_per_mm * WIDTH_SHARE);

  gtk_box_append (GTK_BOX (box), anj_parts_square (icon_name, landscape ? 16 : 30, metrics,
                                                   landscape ? 26 : 50, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      GtkWidget *label = anj_parts_label (texts[i], i == 0 ? "pertanyaan" : "isi");

      gtk_label_set_xalign (GTK_LABEL (label), 0.5f);
      gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
      gtk_box_append (GTK_BOX (box), label);
    }
  g_signal_connect_swapped (close, "clicked", G_CALLBACK (on_close), user_data);
  gtk_widget_set_margin_top (close, anj_metrics_px (metrics, landscape ? 1 : 4));
  gtk_box_append (GTK_BOX (box), close);
  gtk_widget_set_size_request (box, anj_metrics_px (metrics, width_mm), -1);
  gtk_widget_set_halign (box, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  return box;
}
