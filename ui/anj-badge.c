/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-badge.h"

#include "ui/anj-i18n.h"
#include "ui/anj-icon.h"
#include "ui/anj-parts.h"

#define ICON_MM 7.4

static const struct
{
  const char *word;
  const char *icon_name;
  const char *css_class;
} BADGES[] = {
  [ANJ_CLASS_NONE] = { N_ ("Tidak terdaftar"), "status-tidak-terdaftar", "tidak" },
  [ANJ_CLASS_PAID] = { N_ ("Menerima"), "status-diterima", "menerima" },
  [ANJ_CLASS_PENDING] = { N_ ("Menunggu"), "status-menunggu", "menunggu" },
  [ANJ_CLASS_FAILED] = { N_ ("Perlu tindakan"), "status-perlu-tindakan", "tindakan" },
  [ANJ_CLASS_EXCLUDED] = { N_ ("Berhenti"), "status-berhenti", "berhenti" },
};

const char *
anj_badge_word (AnjProgrammeClass klass)
{
  return _ (BADGES[klass].word);
}

GtkWidget *
anj_badge_new (AnjProgrammeClass klass)
{
  GtkWidget *self = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *word = gtk_label_new (anj_badge_word (klass));

  gtk_box_append (GTK_BOX (self), anj_icon_new (BADGES[klass].icon_name, ICON_MM));
  gtk_box_append (GTK_BOX (self), word);
  gtk_widget_add_css_class (self, "lencana");
  gtk_widget_add_css_class (self, BADGES[klass].css_class);
  gtk_widget_set_halign (self, GTK_ALIGN_START);
  gtk_widget_set_valign (self, GTK_ALIGN_CENTER);
  return self;
}
