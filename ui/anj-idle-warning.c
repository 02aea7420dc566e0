/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-idle-warning.h"

#include <math.h>

#include "ui/anj-i18n.h"
#include "ui/anj-parts.h"

#define RING_MM 79
#define RING_LANDSCAPE_MM 34
#define RING_WIDTH 0.105

struct _AnjIdleWarning
{
  GtkWidget parent_instance;

  guint n_seconds;
  guint seconds_left;
  GtkWidget *box;      /* (unowned): child */
  GtkWidget *ring;     /* (unowned) */
  GtkWidget *sentence; /* (unowned) */
};

G_DEFINE_FINAL_TYPE (AnjIdleWarning, anj_idle_warning, GTK_TYPE_WIDGET)

enum {
  STAY,
  LEAVE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
set_source (cairo_t *cr, GtkWidget *widget, const char *name)
{
  GdkRGBA color = { 0, 0, 0, 1 };

  gtk_style_context_lookup_color (gtk_widget_get_style_context (widget), name, &color);
  gdk_cairo_set_source_rgba (cr, &color);
}

static void
draw_number (AnjIdleWarning *self, cairo_t *cr, GtkWidget *area, int width, int height)
{
  g_autofree char *number = g_strdup_printf ("%u", self->seconds_left);
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (area, number);
  g_autoptr (PangoFontDescription) font = pango_font_description_from_string ("Noto Sans Bold");
  int text_width, text_height;

  pango_font_description_set_absolute_size (font, MIN (width, height) * 0.36 * PANGO_SCALE);
  pango_layout_set_font_description (layout, font);
  pango_layout_get_pixel_size (layout, &text_width, &text_height);
  set_source (cr, area, "tinta");
  cairo_move_to (cr, (width - text_width) / 2.0, (height - text_height) / 2.0);
  pango_cairo_show_layout (cr, layout);
}

static void
draw_ring (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer user_data)
{
  AnjIdleWarning *self = ANJ_IDLE_WARNING (user_data);
  double side = MIN (width, height), line = side * RING_WIDTH;
  double radius = (side - line) / 2, top = -G_PI_2;
  double part = (double) self->seconds_left / MAX (self->n_seconds, 1);

  cairo_set_line_width (cr, line);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  set_source (cr, GTK_WIDGET (area), "garis2");
  cairo_arc (cr, width / 2.0, height / 2.0, radius, 0, 2 * G_PI);
  cairo_stroke (cr);
  set_source (cr, GTK_WIDGET (area), "nila");
  cairo_arc (cr, width / 2.0, height / 2.0, radius, top, top + 2 * G_PI * part);
  cairo_stroke (cr);
  draw_number (self, cr, GTK_WIDGET (area), width, height);
}

static void
on_stay (AnjIdleWarning *self)
{
  g_signal_emit (self, signals[STAY], 0);
}

static void
on_leave (AnjIdleWarning *self)
{
  g_signal_emit (self, signals[LEAVE], 0);
}

static GtkWidget *
centred (const char *text, const char *css_class)
{
  GtkWidget *label = anj_parts_label (text, css_class);

  gtk_label_set_xalign (GTK_LABEL (label), 0.5f);
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
  return label;
}

static void
build (AnjIdleWarning *self, const AnjMetrics *metrics)
{
  gboolean landscape = anj_metrics_is_landscape (metrics);
  int ring_px = anj_metrics_px (metrics, landscape ? RING_LANDSCAPE_MM : RING_MM);
  GtkWidget *stay = anj_parts_button ("status-diterima", _ ("Ya, lanjutkan"), "utama besar");
  GtkWidget *leave = anj_parts_button ("mulai-lagi", _ ("Tidak, hapus semua"), NULL);

  self->box = anj_parts_box (GTK_ORIENTATION_VERTICAL, metrics, landscape ? 2 : 5, "dialog");
  self->ring = gtk_drawing_area_new ();
  gtk_widget_set_size_request (self->ring, ring_px, ring_px);
  gtk_widget_set_halign (self->ring, GTK_ALIGN_CENTER);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (self->ring), draw_ring, self, NULL);
  self->sentence = centred ("", "isi");
  g_signal_connect_swapped (stay, "clicked", G_CALLBACK (on_stay), self);
  g_signal_connect_swapped (leave, "clicked", G_CALLBACK (on_leave), self);

  gtk_box_append (GTK_BOX (self->box), self->ring);
  gtk_box_append (GTK_BOX (self->box), centred (_ ("Masih di sini?"), "pertanyaan"));
  gtk_box_append (GTK_BOX (self->box), self->sentence);
  gtk_box_append (GTK_BOX (self->box), stay);
  gtk_box_append (GTK_BOX (self->box), leave);
  gtk_widget_set_size_request (
      self->box, anj_metrics_px (metrics, MIN (226, metrics->width_px / metrics->px_per_mm * 0.84)),
      -1);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

static void
anj_idle_warning_dispose (GObject *object)
{
  g_clear_pointer (&ANJ_IDLE_WARNING (object)->box, gtk_widget_unparent);

  G_OBJECT_CLASS (anj_idle_warning_parent_class)->dispose (object);
}

static void
anj_idle_warning_class_init (AnjIdleWarningClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = anj_idle_warning_dispose;
  signals[STAY] = g_signal_new ("stay", ANJ_TYPE_IDLE_WARNING, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 0);
  signals[LEAVE] = g_signal_new ("leave", ANJ_TYPE_IDLE_WARNING, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
anj_idle_warning_init (AnjIdleWarning *self)
{
  gtk_widget_set_halign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
}

GtkWidget *
anj_idle_warning_new (const AnjMetrics *metrics, guint n_seconds)
{
  AnjIdleWarning *self = g_object_new (ANJ_TYPE_IDLE_WARNING, NULL);

  self->n_seconds = n_seconds;
  build (self, metrics);
  anj_idle_warning_set_seconds_left (self, n_seconds);
  return GTK_WIDGET (self);
}

void
anj_idle_warning_set_seconds_left (AnjIdleWarning *self, guint seconds_left)
{
  g_autofree char *sentence =
      /* translators: %u is the number of seconds left */
      g_strdup_printf (ngettext ("Layar akan dikosongkan dalam %u detik.",
                                 "Layar akan dikosongkan dalam %u detik.", seconds_left),
                       seconds_left);

  self->seconds_left = seconds_left;
  gtk_label_set_label (GTK_LABEL (self->sentence), sentence);
  gtk_widget_queue_draw (self->ring);
}
