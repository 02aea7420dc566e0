/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-badge.h"

#include "ui/anj-i18n.h"
#include "ui/anj-icon.h"
#include "ui/anj-parts.h"
#include "ui/anj-programme.h"

#define ICON_MM 7.4

static const struct
{
  const char *word;
  const char *icon_name;
  const char *css_class;
} BADGES[] = {
  [ANJ_BADGE_NONE] = { N_ ("Tidak terdaftar"), "status-tidak-terdaftar", "tidak" },
  [ANJ_BADGE_PAID] = { N_ ("Menerima"), "status-diterima", "menerima" },
  [ANJ_BADGE_SENT] = { N_ ("Sedang dikirim"), "jam", "dikirim" },
  [ANJ_BADGE_PENDING] = { N_ ("Menunggu"), "status-menunggu", "menunggu" },
  [ANJ_BADGE_FAILED] = { N_ ("Perlu tindakan"), "status-perlu-tindakan", "tindakan" },
  [ANJ_BADGE_EXCLUDED] = { N_ ("Berhenti"), "status-berhenti", "berhenti" },
};

AnjBadge
anj_badge_of (JsonObject *programme)
{
  switch (anj_programme_class (programme))
    {
    case ANJ_CLASS_PAID:
      return anj_programme_is_under_way (programme) ? ANJ_BADGE_SENT : ANJ_BADGE_PAID;
    case ANJ_CLASS_PENDING:
      return ANJ_BADGE_PENDING;
    case ANJ_CLASS_FAILED:
      return ANJ_BADGE_FAILED;
    case ANJ_CLASS_EXCLUDED:
      return ANJ_BADGE_EXCLUDED;
    case ANJ_CLASS_NONE:
    default:
      return ANJ_BADGE_NONE;
    }
}

const char *
anj_badge_word (AnjBadge badge)
{
  return _ (BADGES[badge].word);
}

const char *
anj_badge_css_class (AnjBadge badge)
{
  return BADGES[badge].css_class;
}

GtkWidget *
anj_badge_new (AnjBadge badge)
{
  GtkWidget *self = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *word = gtk_label_new (anj_badge_word (badge));

  gtk_box_append (GTK_BOX (self), anj_icon_new (BADGES[badge].icon_name, ICON_MM));
  gtk_box_append (GTK_BOX (self), word);
  gtk_widget_add_css_class (self, "lencana");
  gtk_widget_add_css_class (self, BADGES[badge].css_class);
  gtk_widget_set_halign (self, GTK_ALIGN_START);
  gtk_widget_set_valign (self, GTK_ALIGN_CENTER);
  return self;
}
