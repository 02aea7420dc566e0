/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-timeline.h"

#include "ui/anj-icon.h"
#include "ui/anj-parts.h"

#define DISC_MM 13
#define DISC_LOW_MM 11
#define ICON_MM 11
#define ICON_LOW_MM 9
#define LINE_MM 1.2
#define DASH_MM 1.5
#define ROW_MAX_MM 46
#define ROW_MAX_WIDE_MM 60
#define ROW_MAX_LANDSCAPE_MM 16

typedef struct
{
  GtkWidget *row;  /* (unowned): child */
  GtkWidget *disc; /* (unowned): in the row */
  AnjStepState state;
} Step;

struct _AnjTimeline
{
  GtkWidget parent_instance;

  AnjMetrics metrics;
  GArray *steps; /* (element-type Step) */
  gboolean leads_on;
  AnjStepState next; /* where it leads on to */
  int gap_px;        /* and how far beneath that stands */
};

G_DEFINE_FINAL_TYPE (AnjTimeline, anj_timeline, GTK_TYPE_WIDGET)

static const struct
{
  const char *icon_name;
  const char *css_class;
} LOOKS[] = {
  [ANJ_STEP_DONE] = { "status-diterima", "hijau" },
  [ANJ_STEP_NOW] = { "status-diproses", "nila" },
  [ANJ_STEP_AHEAD] = { "status-menunggu", "kuning" },
  [ANJ_STEP_STOPPED] = { "status-perlu-tindakan", "merah" },
};

static int
row_min_height (GtkWidget *row, int width)
{
  int minimum = 0;

  gtk_widget_measure (row, GTK_ORIENTATION_VERTICAL, width, &minimum, NULL, NULL, NULL);
  return minimum;
}

static void
anj_timeline_measure (GtkWidget *widget,
                      GtkOrientation orientation,
                      int for_size,
                      int *minimum,
                      int *natural,
                      int *minimum_baseline G_GNUC_UNUSED,
                      int *natural_baseline G_GNUC_UNUSED)
{
  AnjTimeline *self = ANJ_TIMELINE (widget);
  double row_mm = anj_metrics_is_landscape (&self->metrics) ? ROW_MAX_LANDSCAPE_MM
                  : anj_metrics_is_wide (&self->metrics)    ? ROW_MAX_WIDE_MM
                                                            : ROW_MAX_MM;
  int row_max = anj_metrics_px (&self->metrics, row_mm);

  *minimum = *natural = 0;
  for (guint i = 0; i < self->steps->len; i++)
    {
      GtkWidget *row = g_array_index (self->steps, Step, i).row;
      int row_min = 0, row_nat = 0;

      gtk_widget_measure (row, orientation, for_size, &row_min, &row_nat, NULL, NULL);
      if (orientation == GTK_ORIENTATION_HORIZONTAL)
        {
          *minimum = MAX (*minimum, row_min);
          *natural = MAX (*natural, row_nat);
        }
      else
        {
          gboolean last = i + 1 == self->steps->len && !self->leads_on;

          *minimum += row_min;
          *natural += last ? row_min : MAX (row_min, row_max);
        }
    }
}

static void
anj_timeline_size_allocate (GtkWidget *widget, int width, int height, int baseline G_GNUC_UNUSED)
{
  AnjTimeline *self = ANJ_TIMELINE (widget);
  guint n = self->steps->len;
  int spare = height, y = 0;

  for (guint i = 0; i < n; i++)
    spare -= row_min_height (g_array_index (self->steps, Step, i).row, width);
  for (guint i = 0; i < n; i++)
    {
      GtkWidget *row = g_array_index (self->steps, Step, i).row;
      int row_height = row_min_height (row, width);

      gtk_widget_size_allocate (row, &(GtkAllocation){ 0, y, width, row_height }, -1);
      y += row_height + (n > 1 ? MAX (spare, 0) / (int) (n - 1) : 0);
    }
}

/* from under the disc of @from down to @end */
static void
draw_line (AnjTimeline *self, GtkSnapshot *snapshot, const Step *from, float end, AnjStepState to)
{
  GtkWidget *widget = GTK_WIDGET (self);
  int width = anj_metrics_px (&self->metrics, LINE_MM);
  int dash = anj_metrics_px (&self->metrics, DASH_MM);
  graphene_rect_t top;
  GdkRGBA color;
  float x, y;

  if (!gtk_widget_compute_bounds (from->disc, widget, &top))
    return;
  gtk_style_context_lookup_color (gtk_widget_get_style_context (widget), "garis", &color);
  x = top.origin.x + (top.size.width - (float) width) / 2;
  y = top.origin.y + top.size.height;
  if (from->state == ANJ_STEP_DONE && to != ANJ_STEP_AHEAD)
    {
      gtk_snapshot_append_color (snapshot, &color,
                                 &GRAPHENE_RECT_INIT (x, y, (float) width, end - y));
      return;
    }
  for (; y + (float) dash <= end; y += (float) (2 * dash))
    gtk_snapshot_append_color (snapshot, &color,
                               &GRAPHENE_RECT_INIT (x, y, (float) width, (float) dash));
}

static void
anj_timeline_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  AnjTimeline *self = ANJ_TIMELINE (widget);

  for (guint i = 0; i + 1 < self->steps->len; i++)
    {
      const Step *to = &g_array_index (self->steps, Step, i + 1);
      graphene_rect_t disc;

      if (gtk_widget_compute_bounds (to->disc, widget, &disc))
        draw_line (self, snapshot, &g_array_index (self->steps, Step, i), disc.origin.y, to->state);
    }
  if (self->leads_on && self->steps->len > 0)
    draw_line (self, snapshot, &g_array_index (self->steps, Step, self->steps->len - 1),
               (float) (gtk_widget_get_height (widget) + self->gap_px), self->next);
  GTK_WIDGET_CLASS (anj_timeline_parent_class)->snapshot (widget, snapshot);
}

static void
anj_timeline_dispose (GObject *object)
{
  GtkWidget *child = NULL;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  g_array_set_size (ANJ_TIMELINE (object)->steps, 0);

  G_OBJECT_CLASS (anj_timeline_parent_class)->dispose (object);
}

static void
anj_timeline_finalize (GObject *object)
{
  g_array_unref (ANJ_TIMELINE (object)->steps);

  G_OBJECT_CLASS (anj_timeline_parent_class)->finalize (object);
}

static GtkSizeRequestMode
anj_timeline_get_request_mode (GtkWidget *widget G_GNUC_UNUSED)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
anj_timeline_class_init (AnjTimelineClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = anj_timeline_dispose;
  G_OBJECT_CLASS (klass)->finalize = anj_timeline_finalize;
  widget_class->get_request_mode = anj_timeline_get_request_mode;
  widget_class->measure = anj_timeline_measure;
  widget_class->size_allocate = anj_timeline_size_allocate;
  widget_class->snapshot = anj_timeline_snapshot;
}

static void
anj_timeline_init (AnjTimeline *self)
{
  self->steps = g_array_new (FALSE, FALSE, sizeof (Step));
}

GtkWidget *
anj_timeline_new (const AnjMetrics *metrics)
{
  AnjTimeline *self = g_object_new (ANJ_TYPE_TIMELINE, NULL);

  self->metrics = *metrics;
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_START);
  gtk_widget_set_vexpand (GTK_WIDGET (self), TRUE);
  return GTK_WIDGET (self);
}

void
anj_timeline_add (AnjTimeline *self,
                  AnjStepState state,
                  const char *icon_name,
                  const char *heading,
                  const char *under)
{
  const AnjMetrics *metrics = &self->metrics;
  GtkWidget *row = anj_parts_box (GTK_ORIENTATION_HORIZONTAL, metrics, 6, NULL);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gboolean low = anj_metrics_is_landscape (metrics);
  GtkWidget *disc = anj_parts_square (icon_name != NULL ? icon_name : LOOKS[state].icon_name,
                                      low ? ICON_LOW_MM : ICON_MM, metrics,
                                      low ? DISC_LOW_MM : DISC_MM, "bulatan");
  Step step = { row, disc, state };

  g_return_if_fail (ANJ_IS_TIMELINE (self));

  gtk_widget_set_valign (disc, GTK_ALIGN_START);
  /* "kotak" gives tiles their ground; a disc has its own */
  gtk_widget_remove_css_class (disc, "kotak");
  gtk_widget_add_css_class (disc, icon_name != NULL ? "nila" : LOOKS[state].css_class);
  gtk_box_append (GTK_BOX (row), disc);
  gtk_box_append (GTK_BOX (words), anj_parts_label (heading, "label langkah"));
  if (under != NULL && *under != '\0')
    gtk_box_append (GTK_BOX (words), anj_parts_label (under, low ? "kecil kedua" : "isi kedua"));
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (row), words);
  gtk_widget_set_parent (row, GTK_WIDGET (self));
  g_array_append_val (self->steps, step);
}

void
anj_timeline_lead_on (AnjTimeline *self, AnjStepState next, double gap_mm)
{
  g_return_if_fail (ANJ_IS_TIMELINE (self));

  self->leads_on = TRUE;
  self->next = next;
  self->gap_px = anj_metrics_px (&self->metrics, gap_mm);
}
