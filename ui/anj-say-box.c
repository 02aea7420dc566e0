/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-say-box.h"

#include "ui/anj-icon.h"
#include "ui/anj-parts.h"

static const struct
{
  const char *icon_name;
  const char *css_class;
} LOOKS[] = {
  [ANJ_SAY_BOX_ERROR] = { "status-perlu-tindakan", "kotak-galat" },
  [ANJ_SAY_BOX_NOTE] = { "status-diterima", "kotak-galat kabar" },
};

/* on a panel that lies, where height is scarce: all in one paragraph */
static GtkWidget *
make_low_box (const AnjMetrics *metrics,
              AnjSayBoxKind kind,
              const char *heading,
              const char *what_to_do)
{
  GtkWidget *box = anj_parts_row (metrics, 3, LOOKS[kind].css_class);
  g_autofree char *said = g_strjoin (" ", heading, what_to_do, NULL);
  g_autofree char *marked = g_markup_printf_escaped (
      what_to_do != NULL ? "<b>%s</b> %s" : "<b>%s</b>", heading, what_to_do);
  GtkWidget *words = anj_parts_markup (marked,
                                       anj_metrics_is_small_landscape (metrics) ? "kecil" : "isi");

  anj_parts_row_add (box, anj_icon_new (LOOKS[kind].icon_name, 9));
  gtk_widget_set_hexpand (words, TRUE);
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  anj_parts_row_add (box, words);
  anj_parts_set_name (box, said);
  gtk_widget_set_focusable (box, TRUE);
  return box;
}

static GtkWidget *
make_box (const AnjMetrics *metrics,
          AnjSayBoxKind kind,
          const char *heading,
          const char *what_to_do)
{
  GtkWidget *box = anj_parts_row (metrics, 5, LOOKS[kind].css_class);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, anj_metrics_px (metrics, 1));
  g_autofree char *said = g_strjoin (" ", heading, what_to_do, NULL);

  anj_parts_row_add (box, anj_icon_new (LOOKS[kind].icon_name, 14));
  gtk_box_append (GTK_BOX (words), anj_parts_label (heading, "label"));
  if (what_to_do != NULL && *what_to_do != '\0')
    gtk_box_append (GTK_BOX (words),
                    anj_parts_label (what_to_do, anj_parts_under_heading (metrics)));
  gtk_widget_set_hexpand (words, TRUE);
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  anj_parts_row_add (box, words);
  anj_parts_set_name (box, said);
  gtk_widget_set_focusable (box, TRUE);
  return box;
}

GtkWidget *
anj_say_box_new (const AnjMetrics *metrics,
                 AnjSayBoxKind kind,
                 const char *heading,
                 const char *more)
{
  return anj_metrics_is_landscape (metrics) ? make_low_box (metrics, kind, heading, more)
                                            : make_box (metrics, kind, heading, more);
}
