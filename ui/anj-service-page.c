/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-service-page.h"

#include "ui/anj-i18n.h"
#include "ui/anj-parts.h"

struct _AnjServicePage
{
  AnjPage parent_instance;
};

G_DEFINE_FINAL_TYPE (AnjServicePage, anj_service_page, ANJ_TYPE_PAGE)

static GtkWidget *
centred (const char *text, const char *css_class)
{
  GtkWidget *label = anj_parts_label (text, css_class);

  gtk_label_set_xalign (GTK_LABEL (label), 0.5f);
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
  return label;
}

static void
anj_service_page_constructed (GObject *object)
{
  AnjPage *self = ANJ_PAGE (object);
  const AnjMetrics *metrics = NULL;
  GtkWidget *box = NULL;
  gboolean landscape;

  G_OBJECT_CLASS (anj_service_page_parent_class)->constructed (object);

  metrics = anj_page_get_metrics (self);
  landscape = anj_metrics_is_landscape (metrics);
  box = anj_parts_box (GTK_ORIENTATION_VERTICAL, metrics, landscape ? 4 : 8, NULL);
  gtk_box_append (GTK_BOX (box), anj_parts_square ("status-menunggu", landscape ? 20 : 40, metrics,
                                                   landscape ? 34 : 64, NULL));
  gtk_box_append (GTK_BOX (box), centred (_ ("Layar ini sedang disiapkan"), "pertanyaan"));
  gtk_box_append (GTK_BOX (box),
                  centred (_ ("Mohon tunggu sebentar, atau temui petugas di meja."), "isi"));
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  anj_page_set_content (self, box);
}

static void
anj_service_page_class_init (AnjServicePageClass *klass)
{
  G_OBJECT_CLASS (klass)->constructed = anj_service_page_constructed;
}

static void
anj_service_page_init (AnjServicePage *self G_GNUC_UNUSED)
{
}
