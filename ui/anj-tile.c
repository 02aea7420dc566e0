/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-tile.h"

#include "ui/anj-icon.h"
#include "ui/anj-parts.h"

#define SQUARE_MM 32
#define SQUARE_SMALL_MM 20
#define SQUARE_LANDSCAPE_MM 18
#define LOCK_MM 5.5

static GtkWidget *
make_note (const AnjMetrics *metrics, const char *note)
{
  GtkWidget *box = anj_parts_box (GTK_ORIENTATION_HORIZONTAL, metrics, 2, "hijau");

  gtk_box_append (GTK_BOX (box), anj_icon_new ("rahasia", LOCK_MM));
  gtk_box_append (GTK_BOX (box), anj_parts_label (note, "kecil tebal"));
  gtk_widget_set_halign (box, GTK_ALIGN_CENTER);
  return box;
}

GtkWidget *
anj_tile_new (const AnjMetrics *metrics, const char *icon_name, const char *word, const char *note)
{
  gboolean landscape = anj_metrics_is_landscape (metrics);
  double side = landscape                            ? SQUARE_LANDSCAPE_MM
                : metrics->text_size >= ANJ_TEXT_150 ? SQUARE_SMALL_MM
                                                     : SQUARE_MM;
  GtkWidget *self = gtk_button_new ();
  GtkWidget *box = anj_parts_box (GTK_ORIENTATION_VERTICAL, metrics, landscape ? 1 : 2, NULL);
  GtkWidget *label = anj_parts_label (word, "label");

  gtk_label_set_xalign (GTK_LABEL (label), 0.5f);
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 16);
  gtk_box_append (GTK_BOX (box), anj_parts_square (icon_name, side * 0.72, metrics, side, NULL));
  gtk_box_append (GTK_BOX (box), label);
  if (note != NULL)
    gtk_box_append (GTK_BOX (box), make_note (metrics, note));
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  gtk_button_set_child (GTK_BUTTON (self), box);
  gtk_widget_set_focus_on_click (self, FALSE);
  anj_parts_add_classes (self, "kartu ubin");
  anj_parts_set_name (self, word);
  return self;
}
