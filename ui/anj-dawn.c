/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-dawn.h"

#include "ui/anj-parts.h"
#include "ui/anj-svg.h"
#include "ui/anj-two-tone.h"
#include "ui/anj-vignette.h"

/* While the sun rises the sky and the land are drawings of their own that GTK keeps, so that only
 * the sun's square is painted anew in each frame; once it is up all of it is one drawing. */

#define RISE_US (2 * G_USEC_PER_SEC)

/* the drawings are scaled until they fill the room, the lower edge on the room's; @pavilion: where
 * it stands in the drawing, by the names of its parts of a transformation */
static const struct
{
  const char *picture;
  double width, height;
  double align_x;
  double sun_x, sun_y, sun_radius;
  double horizon_y;
  const char *const pavilion[7];
} VIEWS[] = {
  [ANJ_DAWN_TALL] = { "pictures/sapaan.svg",
                      1080,
                      1780,
                      0.5,
                      540,
                      1190,
                      250,
                      1600,
                      { "@X@", "0", "@Y@", "900", "@SKALA@", "1", NULL } },
  [ANJ_DAWN_LOW] = { "pictures/sapaan.svg",
                     1080,
                     1780,
                     0.5,
                     540,
                     1250,
                     195,
                     1600,
                     { "@X@", "119", "@Y@", "1023", "@SKALA@", "0.78", NULL } },
  [ANJ_DAWN_BROAD] = { "pictures/sapaan-lebar.svg",
                       1600,
                       1120,
                       1,
                       1210,
                       690,
                       195,
                       1110,
                       { "@X@", "756", "@Y@", "460", "@SKALA@", "0.84", NULL } },
};

struct _AnjDawn
{
  GtkWidget parent_instance;

  const AnjClock *clock;
  GtkWidget *child; /* (owned) */
  AnjDawnView view;
  gboolean risen;
  gint64 begun_us;
  guint tick;
  GskRenderNode *sky;  /* (owned) (nullable): these of the size below */
  GskRenderNode *land; /* (owned) (nullable): on the sky; %NULL when the sun is up: it is in it */
  cairo_surface_t *drawing; /* (owned) (nullable): the land, until the sun is up */
  int width_px;
  int height_px;
};

G_DEFINE_FINAL_TYPE (AnjDawn, anj_dawn, GTK_TYPE_WIDGET)

typedef cairo_surface_t CairoSurface;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CairoSurface, cairo_surface_destroy)

double
anj_dawn_height_at (gint64 elapsed_us)
{
  double left = 1 - CLAMP ((double) elapsed_us / RISE_US, 0, 1);

  return 1 - left * left;
}

/* the sun at @height, in pixels of a room of that size */
static void
place_sun (AnjDawn *self, double height, int width_px, int height_px, graphene_rect_t *out_box)
{
  double scale = MAX (width_px / VIEWS[self->view].width, height_px / VIEWS[self->view].height);
  double left = (width_px - VIEWS[self->view].width * scale) * VIEWS[self->view].align_x;
  double top = height_px - VIEWS[self->view].height * scale;
  double y = VIEWS[self->view].horizon_y +
             (VIEWS[self->view].sun_y - VIEWS[self->view].horizon_y) * height;
  double radius = VIEWS[self->view].sun_radius * scale;

  graphene_rect_init (out_box, (float) (left + VIEWS[self->view].sun_x * scale - radius),
                      (float) (top + y * scale - radius), (float) (2 * radius),
                      (float) (2 * radius));
}

static GdkRGBA
sun_color (AnjDawn *self)
{
  GdkRGBA color = { 0, 0, 0, 1 };

  gtk_style_context_lookup_color (gtk_widget_get_style_context (GTK_WIDGET (self)), "kunyit",
                                  &color);
  return color;
}

static GskRenderNode *
make_node (AnjDawn *self, cairo_surface_t *surface, int factor)
{
  GskRenderNode *node = gsk_cairo_node_new (
      &GRAPHENE_RECT_INIT (0.0f, 0.0f, (float) self->width_px, (float) self->height_px));
  cairo_t *cr = gsk_cairo_node_get_draw_context (node);

  cairo_surface_set_device_scale (surface, factor, factor);
  cairo_set_source_surface (cr, surface, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
  cairo_paint (cr);
  cairo_destroy (cr);
  return node;
}

/* the sun that is up, with @land before it; device pixels */
static cairo_surface_t *
draw_risen (AnjDawn *self, cairo_surface_t *land, int width, int height)
{
  cairo_surface_t *whole = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);
  cairo_t *cr = cairo_create (whole);
  GdkRGBA color = sun_color (self);
  graphene_rect_t box;
  graphene_point_t center;

  place_sun (self, 1, width, height, &box);
  graphene_rect_get_center (&box, &center);
  gdk_cairo_set_source_rgba (cr, &color);
  cairo_arc (cr, center.x, center.y, graphene_rect_get_width (&box) / 2, 0, 2 * G_PI);
  cairo_fill (cr);
  cairo_set_source_surface (cr, land, 0, 0);
  cairo_paint (cr);
  cairo_destroy (cr);
  return whole;
}

static void
clear_nodes (AnjDawn *self)
{
  g_clear_pointer (&self->sky, gsk_render_node_unref);
  g_clear_pointer (&self->land, gsk_render_node_unref);
}

static void
clear_all (AnjDawn *self)
{
  clear_nodes (self);
  g_clear_pointer (&self->drawing, cairo_surface_destroy);
}

/* one drawing of all, for good */
static void
make_risen_node (AnjDawn *self, int width, int height, int factor)
{
  GtkWidget *widget = GTK_WIDGET (self);
  g_autoptr (CairoSurface) risen = NULL;
  g_autoptr (CairoSurface) cloth = NULL;

  cairo_surface_set_device_scale (self->drawing, 1, 1);
  risen = draw_risen (self, self->drawing, width, height);
  g_clear_pointer (&self->drawing, cairo_surface_destroy);
  if (anj_metrics_has_two_colours (anj_parts_metrics_for (widget)))
    anj_two_tone (risen, widget, ANJ_INK_IS_LIGHT);
  cloth = anj_vignette_lay_on_cloth (widget, risen, width, height);
  self->sky = make_node (self, cloth, factor);
}

static void
ensure_nodes (AnjDawn *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  int factor = gtk_widget_get_scale_factor (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  g_autoptr (CairoSurface) cloth = NULL;

  if (self->width_px != width || self->height_px != height)
    clear_all (self);
  if (self->sky != NULL)
    return;
  self->width_px = width;
  self->height_px = height;
  if (self->drawing == NULL)
    self->drawing = anj_svg_draw (VIEWS[self->view].picture, width * factor, height * factor,
                                  VIEWS[self->view].pavilion);
  if (self->drawing == NULL)
    return;
  if (self->risen)
    {
      make_risen_node (self, width * factor, height * factor, factor);
      return;
    }
  cloth = anj_vignette_lay_on_cloth (widget, /* drawing */ NULL, width * factor, height * factor);
  self->sky = make_node (self, cloth, factor);
  self->land = make_node (self, self->drawing, factor);
}

static void
anj_dawn_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  AnjDawn *self = ANJ_DAWN (widget);

  if (gtk_widget_get_width (widget) <= 0 || gtk_widget_get_height (widget) <= 0)
    return;
  ensure_nodes (self);
  if (self->sky != NULL)
    gtk_snapshot_append_node (snapshot, self->sky);
  if (self->land != NULL)
    {
      gint64 elapsed_us = anj_clock_monotonic_us (self->clock) - self->begun_us;
      GdkRGBA color = sun_color (self);
      graphene_rect_t box;
      GskRoundedRect disc;

      place_sun (self, anj_dawn_height_at (elapsed_us), self->width_px, self->height_px, &box);
      gsk_rounded_rect_init_from_rect (&disc, &box, graphene_rect_get_width (&box) / 2);
      gtk_snapshot_push_rounded_clip (snapshot, &disc);
      gtk_snapshot_append_color (snapshot, &color, &box);
      gtk_snapshot_pop (snapshot);
      gtk_snapshot_append_node (snapshot, self->land);
    }
  gtk_widget_snapshot_child (widget, self->child, snapshot);
}

/* --- rising --- */

static gboolean
on_tick (GtkWidget *widget, GdkFrameClock *clock G_GNUC_UNUSED, gpointer user_data G_GNUC_UNUSED)
{
  AnjDawn *self = ANJ_DAWN (widget);

  gtk_widget_queue_draw (widget);
  if (anj_clock_monotonic_us (self->clock) - self->begun_us < RISE_US)
    return G_SOURCE_CONTINUE;
  self->tick = 0;
  self->risen = TRUE;
  clear_nodes (self);
  return G_SOURCE_REMOVE;
}

static gboolean
is_still (AnjDawn *self)
{
  gboolean animated = TRUE;

  g_object_get (gtk_widget_get_settings (GTK_WIDGET (self)), "gtk-enable-animations", &animated,
                NULL);
  return !animated || anj_metrics_has_two_colours (anj_parts_metrics_for (GTK_WIDGET (self)));
}

static void
anj_dawn_map (GtkWidget *widget)
{
  AnjDawn *self = ANJ_DAWN (widget);

  self->begun_us = anj_clock_monotonic_us (self->clock);
  if (is_still (self))
    self->risen = TRUE;
  if (!self->risen)
    self->tick = gtk_widget_add_tick_callback (widget, on_tick, NULL, NULL);
  GTK_WIDGET_CLASS (anj_dawn_parent_class)->map (widget);
}

static void
anj_dawn_unmap (GtkWidget *widget)
{
  AnjDawn *self = ANJ_DAWN (widget);

  if (self->tick > 0)
    gtk_widget_remove_tick_callback (widget, self->tick);
  self->tick = 0;
  GTK_WIDGET_CLASS (anj_dawn_parent_class)->unmap (widget);
}

/* --- object --- */

static void
anj_dawn_measure (GtkWidget *widget,
                  GtkOrientation orientation,
                  int for_size,
                  int *minimum,
                  int *natural,
                  int *minimum_baseline G_GNUC_UNUSED,
                  int *natural_baseline G_GNUC_UNUSED)
{
  gtk_widget_measure (ANJ_DAWN (widget)->child, orientation, for_size, minimum, natural, NULL,
                      NULL);
}

static void
anj_dawn_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  gtk_widget_allocate (ANJ_DAWN (widget)->child, width, height, baseline, NULL);
}

static GtkSizeRequestMode
anj_dawn_get_request_mode (GtkWidget *widget G_GNUC_UNUSED)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
anj_dawn_dispose (GObject *object)
{
  AnjDawn *self = ANJ_DAWN (object);

  g_clear_pointer (&self->child, gtk_widget_unparent);
  clear_all (self);

  G_OBJECT_CLASS (anj_dawn_parent_class)->dispose (object);
}

static void
anj_dawn_class_init (AnjDawnClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = anj_dawn_dispose;
  widget_class->get_request_mode = anj_dawn_get_request_mode;
  widget_class->measure = anj_dawn_measure;
  widget_class->size_allocate = anj_dawn_size_allocate;
  widget_class->snapshot = anj_dawn_snapshot;
  widget_class->map = anj_dawn_map;
  widget_class->unmap = anj_dawn_unmap;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
anj_dawn_init (AnjDawn *self)
{
  gtk_widget_add_css_class (GTK_WIDGET (self), "pendopo");
}

GtkWidget *
anj_dawn_new (const AnjClock *clock, AnjDawnView view, gboolean risen, GtkWidget *child)
{
  AnjDawn *self = g_object_new (ANJ_TYPE_DAWN, NULL);

  self->clock = clock;
  self->view = view;
  self->risen = risen;
  self->child = child;
  gtk_widget_set_parent (child, GTK_WIDGET (self));
  return GTK_WIDGET (self);
}
