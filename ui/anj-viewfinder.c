/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-viewfinder.h"

#define MIN_HEIGHT_MM 26
#define NATURAL_HEIGHT_MM 90
#define INSET_MM 8
#define ARM_MM 14
#define LINE_MM 2.4

struct _AnjViewfinder
{
  GtkWidget parent_instance;

  AnjMetrics metrics;
  GdkTexture *picture; /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (AnjViewfinder, anj_viewfinder, GTK_TYPE_WIDGET)

/* the largest place of @picture's shape within @width × @height */
static graphene_rect_t
fit (GdkTexture *picture, float width, float height)
{
  float scale = MIN (width / (float) gdk_texture_get_width (picture),
                     height / (float) gdk_texture_get_height (picture));
  float w = scale * (float) gdk_texture_get_width (picture);
  float h = scale * (float) gdk_texture_get_height (picture);

  return GRAPHENE_RECT_INIT ((width - w) / 2, (height - h) / 2, w, h);
}

static void
draw_corners (AnjViewfinder *self, cairo_t *cr, double width, double height)
{
  const AnjMetrics *metrics = &self->metrics;
  double inset = MIN (anj_metrics_px (metrics, INSET_MM), height / 8);
  double arm = MIN (anj_metrics_px (metrics, ARM_MM), height / 5);
  GdkRGBA colour;

  gtk_style_context_get_color (gtk_widget_get_style_context (GTK_WIDGET (self)), &colour);
  gdk_cairo_set_source_rgba (cr, &colour);
  cairo_set_line_width (cr, anj_metrics_px (metrics, LINE_MM));
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  for (int i = 0; i < 4; i++)
    {
      double x = i % 2 == 0 ? inset : width - inset;
      double y = i / 2 == 0 ? inset : height - inset;
      double dx = i % 2 == 0 ? arm : -arm;
      double dy = i / 2 == 0 ? arm : -arm;

      cairo_move_to (cr, x + dx, y);
      cairo_line_to (cr, x, y);
      cairo_line_to (cr, x, y + dy);
      cairo_stroke (cr);
    }
}

static void
anj_viewfinder_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  AnjViewfinder *self = ANJ_VIEWFINDER (widget);
  float width = (float) gtk_widget_get_width (widget);
  float height = (float) gtk_widget_get_height (widget);
  graphene_rect_t place;
  cairo_t *cr = NULL;

  if (self->picture == NULL)
    return;
  place = fit (self->picture, width, height);
  gtk_snapshot_append_texture (snapshot, self->picture, &place);
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  draw_corners (self, cr, width, height);
  cairo_destroy (cr);
}

static void
anj_viewfinder_measure (GtkWidget *widget,
                        GtkOrientation orientation,
                        int for_size G_GNUC_UNUSED,
                        int *minimum,
                        int *natural,
                        int *minimum_baseline G_GNUC_UNUSED,
                        int *natural_baseline G_GNUC_UNUSED)
{
  const AnjMetrics *metrics = &ANJ_VIEWFINDER (widget)->metrics;
  double shape = orientation == GTK_ORIENTATION_HORIZONTAL ? 4.0 / 3 : 1;

  *minimum = anj_metrics_px (metrics, MIN_HEIGHT_MM * shape);
  *natural = anj_metrics_px (metrics, NATURAL_HEIGHT_MM * shape);
}

GtkWidget *
anj_viewfinder_new (const AnjMetrics *metrics)
{
  AnjViewfinder *self = g_object_new (ANJ_TYPE_VIEWFINDER, NULL);

  self->metrics = *metrics;
  return GTK_WIDGET (self);
}

void
anj_viewfinder_set_picture (AnjViewfinder *self, GdkTexture *picture)
{
  g_set_object (&self->picture, picture);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
anj_viewfinder_dispose (GObject *object)
{
  g_clear_object (&ANJ_VIEWFINDER (object)->picture);
  G_OBJECT_CLASS (anj_viewfinder_parent_class)->dispose (object);
}

static void
anj_viewfinder_class_init (AnjViewfinderClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = anj_viewfinder_dispose;
  widget_class->measure = anj_viewfinder_measure;
  widget_class->snapshot = anj_viewfinder_snapshot;
  gtk_widget_class_set_css_name (widget_class, "bidikan");
}

static void
anj_viewfinder_init (AnjViewfinder *self)
{
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}
