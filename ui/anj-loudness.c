/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-loudness.h"

#include <math.h>

#define N_BARS 20
#define LOWEST_DB -50.0
#define HEIGHT_MM 10
#define MIN_WIDTH_MM 40
/* of a bar's place */
#define BAR_SHARE 0.65

struct _AnjLoudness
{
  GtkWidget parent_instance;

  AnjMetrics metrics;
  guint n_full;
};

G_DEFINE_FINAL_TYPE (AnjLoudness, anj_loudness, GTK_TYPE_WIDGET)

/* how many of the bars a peak fills; the ear's way, by decibels */
static guint
count_bars (double peak)
{
  double share = peak > 0 ? 1 - 20 * log10 (peak) / LOWEST_DB : 0;

  return (guint) lrint (CLAMP (share, 0, 1) * N_BARS);
}

static void
anj_loudness_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  const AnjLoudness *self = ANJ_LOUDNESS (widget);
  float step = (float) gtk_widget_get_width (widget) / N_BARS;
  float height = (float) gtk_widget_get_height (widget);
  GdkRGBA full, empty;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &full);
  empty = full;
  empty.alpha *= 0.18f;
  for (guint i = 0; i < N_BARS; i++)
    gtk_snapshot_append_color (
        snapshot, i < self->n_full ? &full : &empty,
        &GRAPHENE_RECT_INIT ((float) i * step, 0, step * (float) BAR_SHARE, height));
}

static void
anj_loudness_measure (GtkWidget *widget,
                      GtkOrientation orientation,
                      int for_size G_GNUC_UNUSED,
                      int *minimum,
                      int *natural,
                      int *minimum_baseline G_GNUC_UNUSED,
                      int *natural_baseline G_GNUC_UNUSED)
{
  double mm = orientation == GTK_ORIENTATION_HORIZONTAL ? MIN_WIDTH_MM : HEIGHT_MM;

  *minimum = *natural = anj_metrics_px (&ANJ_LOUDNESS (widget)->metrics, mm);
}

GtkWidget *
anj_loudness_new (const AnjMetrics *metrics)
{
  AnjLoudness *self = g_object_new (ANJ_TYPE_LOUDNESS, NULL);

  self->metrics = *metrics;
  return GTK_WIDGET (self);
}

void
anj_loudness_set_peak (AnjLoudness *self, double peak)
{
  guint n_full = count_bars (peak);

  if (n_full == self->n_full)
    return;
  self->n_full = n_full;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
anj_loudness_class_init (AnjLoudnessClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->measure = anj_loudness_measure;
  widget_class->snapshot = anj_loudness_snapshot;
  gtk_widget_class_set_css_name (widget_class, "kenyaringan");
}

static void
anj_loudness_init (AnjLoudness *self G_GNUC_UNUSED)
{
}
