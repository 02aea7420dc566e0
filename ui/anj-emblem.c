/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-emblem.h"

#include "ui/anj-svg.h"

#define MIN_HEIGHT_MM 30
#define DISC_MM 58
#define TILE_MM 30
#define RADIUS_MM 6
#define RIM_MM 0.8
#define CLOTH_OPACITY 0.16
/* to what stands below it */
#define GAP_MM 5

struct _AnjEmblem
{
  GtkWidget parent_instance;

  AnjMetrics metrics;
  char *icon_name; /* (owned) */
  double height_mm;
  GdkTexture *tile; /* (owned) (nullable) */
  GdkTexture *icon; /* (owned) (nullable) */
  int icon_px;
};

G_DEFINE_FINAL_TYPE (AnjEmblem, anj_emblem, GTK_TYPE_WIDGET)

static void
anj_emblem_measure (GtkWidget *widget,
                    GtkOrientation orientation,
                    int for_size G_GNUC_UNUSED,
                    int *minimum,
                    int *natural,
                    int *minimum_baseline G_GNUC_UNUSED,
                    int *natural_baseline G_GNUC_UNUSED)
{
  AnjEmblem *self = ANJ_EMBLEM (widget);

  *minimum = *natural = 0;
  if (orientation == GTK_ORIENTATION_VERTICAL)
    *natural = anj_metrics_px (&self->metrics, self->height_mm);
}

static GdkRGBA
named_color (GtkWidget *widget, const char *name)
{
  GdkRGBA color = { 0, 0, 0, 1 };

  gtk_style_context_lookup_color (gtk_widget_get_style_context (widget), name, &color);
  return color;
}

/* cloth is ornament: a theme of two colours has none */
static void
draw_cloth (AnjEmblem *self, GtkSnapshot *snapshot, float width, float height)
{
  GtkWidget *widget = GTK_WIDGET (self);
  float tile = (float) anj_metrics_px (&self->metrics, TILE_MM);
  GdkRGBA ground = named_color (widget, "soga-muda"), line = named_color (widget, "soga");
  GskRoundedRect shape;

  if (self->tile == NULL)
    {
      g_autofree char *stroke = gdk_rgba_to_string (&line);
      const char *changes[] = { "#fff", stroke, "#FFFFFF", stroke, NULL };

      self->tile = anj_svg_render ("pictures/kawung-ubin.svg", (int) tile, (int) tile,
                                   /* color */ NULL, changes);
    }
  gsk_rounded_rect_init_from_rect (&shape, &GRAPHENE_RECT_INIT (0.0f, 0.0f, width, height),
                                   (float) anj_metrics_px (&self->metrics, RADIUS_MM));
  gtk_snapshot_push_rounded_clip (snapshot, &shape);
  gtk_snapshot_append_color (snapshot, &ground, &GRAPHENE_RECT_INIT (0.0f, 0.0f, width, height));
  if (self->tile != NULL)
    {
      gtk_snapshot_push_opacity (snapshot, CLOTH_OPACITY);
      for (float y = 0; y < height; y += tile)
        for (float x = 0; x < width; x += tile)
          gtk_snapshot_append_texture (snapshot, self->tile,
                                       &GRAPHENE_RECT_INIT (x, y, tile, tile));
      gtk_snapshot_pop (snapshot);
    }
  gtk_snapshot_pop (snapshot);
}

static void
draw_disc (AnjEmblem *self, GtkSnapshot *snapshot, float width, float height)
{
  GtkWidget *widget = GTK_WIDGET (self);
  float full = (float) anj_metrics_px (&self->metrics, DISC_MM);
  float side = MIN (full, height * 0.8f), icon = side * 0.66f;
  float rim = (float) anj_metrics_px (&self->metrics, RIM_MM);
  GdkRGBA white = named_color (widget, "kertas"), edge = named_color (widget, "kunyit-tua");
  GdkRGBA color = named_color (widget, "nila");
  graphene_rect_t box = GRAPHENE_RECT_INIT ((width - side) / 2, (height - side) / 2, side, side);
  GskRoundedRect disc;

  gsk_rounded_rect_init_from_rect (&disc, &box, side / 2);
  gtk_snapshot_push_rounded_clip (snapshot, &disc);
  gtk_snapshot_append_color (snapshot, &white, &box);
  gtk_snapshot_pop (snapshot);
  gtk_snapshot_append_border (snapshot, &disc, (float[4]){ rim, rim, rim, rim },
                              (GdkRGBA[4]){ edge, edge, edge, edge });
  if (self->icon == NULL || self->icon_px != (int) icon)
    {
      g_autofree char *path = g_strdup_printf ("icons/%s.svg", self->icon_name);

      g_clear_object (&self->icon);
      self->icon_px = (int) icon;
      self->icon = anj_svg_render (path, self->icon_px, self->icon_px, &color, NULL);
    }
  if (self->icon != NULL)
    gtk_snapshot_append_texture (
        snapshot, self->icon,
        &GRAPHENE_RECT_INIT ((width - icon) / 2, (height - icon) / 2, icon, icon));
}

static void
anj_emblem_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  AnjEmblem *self = ANJ_EMBLEM (widget);
  float width = (float) gtk_widget_get_width (widget);
  float height = (float) gtk_widget_get_height (widget);

  if (height < (float) anj_metrics_px (&self->metrics, MIN_HEIGHT_MM) || width <= 0)
    return;
  if (!anj_metrics_has_two_colours (&self->metrics))
    draw_cloth (self, snapshot, width, height);
  draw_disc (self, snapshot, width, height);
}

static void
anj_emblem_finalize (GObject *object)
{
  AnjEmblem *self = ANJ_EMBLEM (object);

  g_clear_object (&self->tile);
  g_clear_object (&self->icon);
  g_free (self->icon_name);

  G_OBJECT_CLASS (anj_emblem_parent_class)->finalize (object);
}

static void
anj_emblem_class_init (AnjEmblemClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = anj_emblem_finalize;
  widget_class->measure = anj_emblem_measure;
  widget_class->snapshot = anj_emblem_snapshot;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
anj_emblem_init (AnjEmblem *self)
{
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
}

/* --- above something else --- */

#define ANJ_TYPE_UNDER_EMBLEM (anj_under_emblem_get_type ())
G_DECLARE_FINAL_TYPE (AnjUnderEmblem, anj_under_emblem, ANJ, UNDER_EMBLEM, GtkWidget)

struct _AnjUnderEmblem
{
  GtkWidget parent_instance;

  GtkWidget *emblem; /* (unowned): child */
  GtkWidget *below;  /* (unowned): child */
  int gap_px;
  int min_height_px;
};

G_DEFINE_FINAL_TYPE (AnjUnderEmblem, anj_under_emblem, GTK_TYPE_WIDGET)

static void
anj_under_emblem_measure (GtkWidget *widget,
                          GtkOrientation orientation,
                          int for_size,
                          int *minimum,
                          int *natural,
                          int *minimum_baseline G_GNUC_UNUSED,
                          int *natural_baseline G_GNUC_UNUSED)
{
  gtk_widget_measure (ANJ_UNDER_EMBLEM (widget)->below, orientation, for_size, minimum, natural,
                      NULL, NULL);
}

static void
anj_under_emblem_size_allocate (GtkWidget *widget,
                                int width,
                                int height,
                                int baseline G_GNUC_UNUSED)
{
  AnjUnderEmblem *self = ANJ_UNDER_EMBLEM (widget);
  int wanted, needed, emblem;
  gboolean shown;

  gtk_widget_measure (self->emblem, GTK_ORIENTATION_VERTICAL, width, NULL, &wanted, NULL, NULL);
  gtk_widget_measure (self->below, GTK_ORIENTATION_VERTICAL, width, NULL, &needed, NULL, NULL);
  emblem = MIN (wanted, height - needed - self->gap_px);
  shown = emblem >= self->min_height_px;
  gtk_widget_set_child_visible (self->emblem, shown);
  if (shown)
    gtk_widget_size_allocate (self->emblem, &(GtkAllocation){ 0, 0, width, emblem }, -1);
  emblem = shown ? emblem + self->gap_px : 0;
  gtk_widget_size_allocate (self->below, &(GtkAllocation){ 0, emblem, width, height - emblem }, -1);
}

static GtkSizeRequestMode
anj_under_emblem_get_request_mode (GtkWidget *widget G_GNUC_UNUSED)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
anj_under_emblem_dispose (GObject *object)
{
  AnjUnderEmblem *self = ANJ_UNDER_EMBLEM (object);

  g_clear_pointer (&self->emblem, gtk_widget_unparent);
  g_clear_pointer (&self->below, gtk_widget_unparent);

  G_OBJECT_CLASS (anj_under_emblem_parent_class)->dispose (object);
}

static void
anj_under_emblem_class_init (AnjUnderEmblemClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = anj_under_emblem_dispose;
  widget_class->measure = anj_under_emblem_measure;
  widget_class->size_allocate = anj_under_emblem_size_allocate;
  widget_class->get_request_mode = anj_under_emblem_get_request_mode;
}

static void
anj_under_emblem_init (AnjUnderEmblem *self G_GNUC_UNUSED)
{
}

GtkWidget *
anj_emblem_new_above (const AnjMetrics *metrics,
                      const char *icon_name,
                      double height_mm,
                      GtkWidget *below)
{
  AnjUnderEmblem *self = g_object_new (ANJ_TYPE_UNDER_EMBLEM, NULL);

  self->gap_px = anj_metrics_px (metrics, GAP_MM);
  self->min_height_px = anj_metrics_px (metrics, MIN_HEIGHT_MM);
  self->emblem = anj_emblem_new (metrics, icon_name, height_mm);
  self->below = below;
  gtk_widget_set_parent (self->emblem, GTK_WIDGET (self));
  gtk_widget_set_parent (self->below, GTK_WIDGET (self));
  return GTK_WIDGET (self);
}

GtkWidget *
anj_emblem_new (const AnjMetrics *metrics, const char *icon_name, double height_mm)
{
  AnjEmblem *self = g_object_new (ANJ_TYPE_EMBLEM, NULL);

  self->metrics = *metrics;
  self->icon_name = g_strdup (icon_name);
  self->height_mm = height_mm;
  return GTK_WIDGET (self);
}
