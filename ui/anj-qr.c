/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-qr.h"

#include <qrencode.h>

#include "ui/anj-parts.h"

/* readers ask for four; the panel around a code is white too, but where everything is black */
#define QUIET_MODULES 2
#define QUIET_MODULES_ON_BLACK 4
#define DARK 1

struct _AnjQr
{
  GtkWidget parent_instance;

  QRcode *code; /* (owned) (nullable) */
  int size_px;
};

G_DEFINE_FINAL_TYPE (AnjQr, anj_qr, GTK_TYPE_WIDGET)

static void
anj_qr_measure (GtkWidget *widget,
                GtkOrientation orientation G_GNUC_UNUSED,
                int for_size G_GNUC_UNUSED,
                int *minimum,
                int *natural,
                int *minimum_baseline G_GNUC_UNUSED,
                int *natural_baseline G_GNUC_UNUSED)
{
  *minimum = *natural = ANJ_QR (widget)->size_px;
}

static void
anj_qr_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  static const GdkRGBA black = { 0, 0, 0, 1 }, white = { 1, 1, 1, 1 };
  AnjQr *self = ANJ_QR (widget);
  int side = MIN (gtk_widget_get_width (widget), gtk_widget_get_height (widget));
  int n = self->code != NULL ? self->code->width : 0; /* 0: the text does not fit a code */
  gboolean on_black = anj_parts_metrics_for (widget)->theme == ANJ_THEME_BLACK_YELLOW;
  int quiet = on_black ? QUIET_MODULES_ON_BLACK : QUIET_MODULES;
  int module = n > 0 ? side / (n + 2 * quiet) : 0;
  int left = (gtk_widget_get_width (widget) - module * n) / 2;
  int top = (gtk_widget_get_height (widget) - module * n) / 2;

  gtk_snapshot_append_color (snapshot, &white,
                             &GRAPHENE_RECT_INIT (0.0f, 0.0f, (float) gtk_widget_get_width (widget),
                                                  (float) gtk_widget_get_height (widget)));
  for (int y = 0; y < n; y++)
    for (int x = 0; x < n; x++)
      if ((self->code->data[y * n + x] & DARK) != 0)
        gtk_snapshot_append_color (snapshot, &black,
                                   &GRAPHENE_RECT_INIT ((float) (left + x * module),
                                                        (float) (top + y * module), (float) module,
                                                        (float) module));
}

static void
anj_qr_finalize (GObject *object)
{
  g_clear_pointer (&ANJ_QR (object)->code, QRcode_free);

  G_OBJECT_CLASS (anj_qr_parent_class)->finalize (object);
}

static void
anj_qr_class_init (AnjQrClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = anj_qr_finalize;
  widget_class->measure = anj_qr_measure;
  widget_class->snapshot = anj_qr_snapshot;
  gtk_widget_class_set_css_name (widget_class, "kode-qr");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
anj_qr_init (AnjQr *self)
{
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
  gtk_widget_set_halign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
}

GtkWidget *
anj_qr_new (const char *text, int size_px)
{
  AnjQr *self = g_object_new (ANJ_TYPE_QR, NULL);

  self->code = QRcode_encodeString (text, /* smallest version */ 0, QR_ECLEVEL_M, QR_MODE_8,
                                    /* case sensitive */ 1);
  self->size_px = size_px;
  return GTK_WIDGET (self);
}
