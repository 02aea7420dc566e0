/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-ticket-panel.h"

#include "ui/anj-i18n.h"
#include "ui/anj-parts.h"
#include "ui/anj-qr.h"

/* with the white around it, a quarter: the code itself is as large as a phone wants it */
#define QR_MM 90
#define QR_NARROW_MM 60
#define QR_SMALL_MM 44
#define QR_LANDSCAPE_MM 46
#define QR_WITH_BUTTON_MM 40

GtkWidget *
anj_ticket_panel_new (const AnjMetrics *metrics,
                      const AnjTicket *ticket,
                      const char *number_word,
                      GtkWidget *below)
{
  gboolean landscape = anj_metrics_is_landscape (metrics);
  double low_mm = anj_metrics_is_large_landscape (metrics) ? QR_NARROW_MM
                  : below != NULL                          ? QR_WITH_BUTTON_MM
                                                           : QR_LANDSCAPE_MM;
  double high_mm = metrics->text_size < ANJ_TEXT_200 ? QR_MM : QR_NARROW_MM;
  double qr_mm = landscape ? low_mm : anj_metrics_is_wide (metrics) ? high_mm : QR_SMALL_MM;
  GtkWidget *self = anj_parts_box (GTK_ORIENTATION_HORIZONTAL, metrics, 6, "panel-tiket");
  GtkWidget *words = anj_parts_box (GTK_ORIENTATION_VERTICAL, metrics, 1, NULL);
  g_autofree char *address = g_strjoin ("/", ticket->region, ticket->number, NULL);
  GtkWidget *number = anj_parts_label (ticket->number, "nomor");
  GtkWidget *pin = anj_parts_label (ticket->pin, "nomor pin");
  /* the largest letters, where there is little room for them */
  gboolean tight = metrics->text_size >= ANJ_TEXT_200 && anj_metrics_is_upright_narrow (metrics);
  const char *head_class = tight ? "kecil kedua" : "isi kedua";
  GtkWidget *pin_word = anj_parts_label (_ ("PIN, jangan diberitahukan"), head_class);
  GtkWidget *qr = anj_qr_new (address, anj_metrics_px (metrics, qr_mm));
  GtkWidget *code = anj_parts_box (GTK_ORIENTATION_VERTICAL, metrics, 1, NULL);
  GtkWidget *caption = anj_parts_label (_ ("Boleh difoto dengan HP"), "kecil kedua");

  gtk_label_set_wrap (GTK_LABEL (number), FALSE);
  gtk_label_set_wrap (GTK_LABEL (pin), FALSE);
  anj_parts_set_name (qr, _ ("Kode QR"));
  /* read out only for who asks: a stranger may stand near */
  anj_parts_set_secrecy (number, ANJ_SECRECY_ASKED, _ ("Sentuh Suara untuk mendengar nomor."));
  anj_parts_set_secrecy (pin, ANJ_SECRECY_ASKED, NULL);
  gtk_box_append (GTK_BOX (words), anj_parts_label (number_word, head_class));
  gtk_box_append (GTK_BOX (words), number);
  gtk_widget_set_margin_top (pin_word, anj_metrics_px (metrics, landscape || tight ? 1 : 5));
  gtk_box_append (GTK_BOX (words), pin_word);
  gtk_box_append (GTK_BOX (words), pin);
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (self), words);
  gtk_box_append (GTK_BOX (code), qr);
  gtk_label_set_xalign (GTK_LABEL (caption), 0.5f);
  gtk_label_set_justify (GTK_LABEL (caption), GTK_JUSTIFY_CENTER);
  gtk_widget_set_visible (caption, !landscape && !tight);
  gtk_box_append (GTK_BOX (code), caption);
  if (below != NULL)
    gtk_box_append (GTK_BOX (code), below);
  gtk_widget_set_valign (code, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (self), code);
  return self;
}
