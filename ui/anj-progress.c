/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-progress.h"

#include "ui/anj-i18n.h"
#include "ui/anj-parts.h"

GtkWidget *
anj_progress_new (const AnjMetrics *metrics, guint step, guint n_steps)
{
  GtkWidget *self = anj_parts_box (GTK_ORIENTATION_HORIZONTAL, metrics, 5, "kemajuan");
  GtkWidget *bars = anj_parts_box (GTK_ORIENTATION_HORIZONTAL, metrics, 2.5, NULL);
  /* translators: %u is the number of a step, then of how many */
  g_autofree char *words = g_strdup_printf (_ ("Langkah %u dari %u"), step, n_steps);
  GtkWidget *label = anj_parts_label (words, NULL);

  gtk_label_set_wrap (GTK_LABEL (label), FALSE);
  gtk_box_append (GTK_BOX (self), label);
  gtk_box_set_homogeneous (GTK_BOX (bars), TRUE);
  gtk_widget_set_valign (bars, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (bars, TRUE);
  for (guint i = 1; i <= n_steps; i++)
    {
      GtkWidget *bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

      anj_parts_add_classes (bar, i < step ? "batang sudah" : i == step ? "batang kini" : "batang");
      gtk_widget_set_hexpand (bar, TRUE);
      gtk_box_append (GTK_BOX (bars), bar);
    }
  gtk_box_append (GTK_BOX (self), bars);
  return self;
}
