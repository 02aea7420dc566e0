/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-vignette.h"

#include "ui/anj-kept.h"
#include "ui/anj-parts.h"
#include "ui/anj-svg.h"
#include "ui/anj-two-tone.h"

#define MOTIF_MM 45
#define MOTIF_OPACITY 0.09

struct _AnjVignette
{
  GtkWidget parent_instance;

  char *name; /* (owned) */
  double width_mm;
  double height_mm;
  double min_height_mm;
  GtkWidget *child; /* (unowned) (nullable): stands on it; the picture then fills the room */
  char **words;     /* (owned) (nullable) */
  cairo_surface_t *picture; /* (owned) (nullable): of the size below */
  int width_px;
  int height_px;
};

G_DEFINE_FINAL_TYPE (AnjVignette, anj_vignette, GTK_TYPE_WIDGET)

static void
anj_vignette_measure (GtkWidget *widget,
                      GtkOrientation orientation,
                      int for_size,
                      int *minimum,
                      int *natural,
                      int *minimum_baseline G_GNUC_UNUSED,
                      int *natural_baseline G_GNUC_UNUSED)
{
  AnjVignette *self = ANJ_VIGNETTE (widget);
  gboolean upright = orientation == GTK_ORIENTATION_VERTICAL;

  if (self->child != NULL)
    {
      gtk_widget_measure (self->child, orientation, for_size, minimum, natural, NULL, NULL);
      return;
    }
  *natural = anj_metrics_px (anj_parts_metrics_for (widget),
                             upright ? self->height_mm : self->width_mm);
  *minimum = self->min_height_mm > 0 ? 0 : *natural;
}

static void
anj_vignette_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  AnjVignette *self = ANJ_VIGNETTE (widget);

  if (self->child != NULL)
    gtk_widget_allocate (self->child, width, height, baseline, NULL);
}

static GtkSizeRequestMode
anj_vignette_get_request_mode (GtkWidget *widget)
{
  AnjVignette *self = ANJ_VIGNETTE (widget);

  return self->child != NULL ? GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH : GTK_SIZE_REQUEST_CONSTANT_SIZE;
}

/* the largest size of the right ratio that fits, at most the natural one */
static void
fit (AnjVignette *self, int *width, int *height)
{
  const AnjMetrics *metrics = anj_parts_metrics_for (GTK_WIDGET (self));
  double natural_width = anj_metrics_px (metrics, self->width_mm);
  double natural_height = anj_metrics_px (metrics, self->height_mm);
  double scale = MIN (*width / natural_width, *height / natural_height);

  scale = MIN (scale, 1.0);
  *width = (int) (natural_width * scale);
  *height = (int) (natural_height * scale);
  if (*height < anj_metrics_px (metrics, self->min_height_mm))
    *width = *height = 0;
}

typedef cairo_surface_t CairoSurface;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CairoSurface, cairo_surface_destroy)

/* The tile is repeated here, pixel for pixel: as a pattern of the SVG it is resampled over the
 * whole screen, a third of the start-up time. */
cairo_surface_t *
anj_vignette_lay_on_cloth (GtkWidget *widget, cairo_surface_t *drawing, int width, int height)
{
  int side = anj_metrics_px (anj_parts_metrics_for (widget), MOTIF_MM);
  gboolean plain = anj_metrics_has_two_colours (anj_parts_metrics_for (widget));
  g_autoptr (CairoSurface)
      tile = plain ? NULL : anj_svg_draw ("pictures/kawung-ubin.svg", side, side, NULL);
  cairo_surface_t *cloth = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
  cairo_t *cr = cairo_create (cloth);
  GdkRGBA ground = { 0, 0, 0, 1 };

  gtk_style_context_lookup_color (gtk_widget_get_style_context (widget), plain ? "mori" : "nila",
                                  &ground);
  gdk_cairo_set_source_rgba (cr, &ground);
  cairo_paint (cr);
  if (tile != NULL)
    {
      cairo_set_source_surface (cr, tile, 0, 0);
      cairo_pattern_set_extend (cairo_get_source (cr), CAIRO_EXTEND_REPEAT);
      cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
      cairo_paint_with_alpha (cr, MOTIF_OPACITY);
    }
  if (drawing != NULL)
    {
      cairo_set_source_surface (cr, drawing, 0, 0);
      cairo_paint (cr);
    }
  cairo_destroy (cr);
  return cloth;
}

/* what stands behind a page, and the marks that are named for it, are drawn on dark ground */
static AnjInk
ink (AnjVignette *self)
{
  if (self->child != NULL)
    return ANJ_INK_IS_WHITE;
  return g_str_has_suffix (self->name, "-terang") ? ANJ_INK_IS_LIGHT : ANJ_INK_IS_DARK;
}

/* A texture node is converted anew for every frame by GTK 4.8's cairo renderer, 8 MB for a full
 * screen; a cairo surface is drawn as it lies. What stands behind a page covers all of it. */
static cairo_surface_t *
draw_picture (AnjVignette *self, int width, int height, int factor)
{
  g_autofree char *path = g_strdup_printf ("pictures/%s.svg", self->name);
  g_autoptr (CairoSurface) drawing = anj_svg_draw (path, width * factor, height * factor,
                                                   (const char *const *) self->words);
  cairo_surface_t *picture;

  if (drawing == NULL)
    return NULL;
  if (anj_metrics_has_two_colours (anj_parts_metrics_for (GTK_WIDGET (self))))
    anj_two_tone (drawing, GTK_WIDGET (self), ink (self));
  if (self->child == NULL)
    picture = cairo_surface_reference (drawing);
  else
    picture = anj_vignette_lay_on_cloth (GTK_WIDGET (self), drawing, width * factor,
                                         height * factor);
  cairo_surface_set_device_scale (picture, factor, factor);
  return picture;
}

/* drawn once for all pages that show it: its words are the same for every resident */
static cairo_surface_t *
find_picture (AnjVignette *self, int width, int height, int factor)
{
  g_autofree char *words = self->words != NULL ? g_strjoinv (" ", self->words) : g_strdup ("");
  g_autofree char *key = g_strdup_printf ("%s %d×%d×%d %d %d %s", self->name, width, height, factor,
                                          anj_parts_metrics_for (GTK_WIDGET (self))->theme,
                                          self->child != NULL, words);
  cairo_surface_t *picture = anj_kept_find (key);

  if (picture != NULL)
    return cairo_surface_reference (picture);
  picture = draw_picture (self, width, height, factor);
  if (picture != NULL)
    anj_kept_add (key, cairo_surface_reference (picture),
                  (gsize) cairo_image_surface_get_stride (picture) *
                      (gsize) cairo_image_surface_get_height (picture),
                  (GDestroyNotify) cairo_surface_destroy);
  return picture;
}

static void
paint_picture (AnjVignette *self, GtkSnapshot *snapshot, int left, int width, int height)
{
  cairo_t *cr = gtk_snapshot_append_cairo (
      snapshot, &GRAPHENE_RECT_INIT ((float) left, 0.0f, (float) width, (float) height));

  cairo_set_source_surface (cr, self->picture, left, 0);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
  cairo_paint (cr);
  cairo_destroy (cr);
}

static void
anj_vignette_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  AnjVignette *self = ANJ_VIGNETTE (widget);
  int full_width = gtk_widget_get_width (widget);
  int width = full_width, height = gtk_widget_get_height (widget);

  if (self->child == NULL)
    fit (self, &width, &height);
  if (width <= 0 || height <= 0)
    return;
  if (self->picture == NULL || self->width_px != width || self->height_px != height)
    {
      g_clear_pointer (&self->picture, cairo_surface_destroy);
      self->picture = find_picture (self, width, height, gtk_widget_get_scale_factor (widget));
      self->width_px = width;
      self->height_px = height;
    }
  if (self->picture != NULL)
    paint_picture (self, snapshot, (full_width - width) / 2, width, height);
  if (self->child != NULL)
    gtk_widget_snapshot_child (widget, self->child, snapshot);
}

static void
anj_vignette_dispose (GObject *object)
{
  g_clear_pointer (&ANJ_VIGNETTE (object)->child, gtk_widget_unparent);

  G_OBJECT_CLASS (anj_vignette_parent_class)->dispose (object);
}

static void
anj_vignette_finalize (GObject *object)
{
  AnjVignette *self = ANJ_VIGNETTE (object);

  g_clear_pointer (&self->picture, cairo_surface_destroy);
  g_free (self->name);
  g_strfreev (self->words);

  G_OBJECT_CLASS (anj_vignette_parent_class)->finalize (object);
}

static void
anj_vignette_class_init (AnjVignetteClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = anj_vignette_finalize;
  G_OBJECT_CLASS (klass)->dispose = anj_vignette_dispose;
  widget_class->measure = anj_vignette_measure;
  widget_class->size_allocate = anj_vignette_size_allocate;
  widget_class->get_request_mode = anj_vignette_get_request_mode;
  widget_class->snapshot = anj_vignette_snapshot;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
anj_vignette_init (AnjVignette *self G_GNUC_UNUSED)
{
}

GtkWidget *
anj_vignette_new_behind (const char *name, GtkWidget *child)
{
  AnjVignette *self = g_object_new (ANJ_TYPE_VIGNETTE, NULL);

  self->name = g_strdup (name);
  self->child = child;
  gtk_widget_set_parent (child, GTK_WIDGET (self));
  return GTK_WIDGET (self);
}

GtkWidget *
anj_vignette_new (const char *name, double width_mm, double height_mm, double min_height_mm)
{
  AnjVignette *self = g_object_new (ANJ_TYPE_VIGNETTE, NULL);

  self->name = g_strdup (name);
  self->width_mm = width_mm;
  self->height_mm = height_mm;
  self->min_height_mm = min_height_mm;
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
  return GTK_WIDGET (self);
}

void
anj_vignette_set_words (AnjVignette *self, const char *const *words)
{
  g_strfreev (self->words);
  self->words = g_strdupv ((char **) words);
  g_clear_pointer (&self->picture, cairo_surface_destroy);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
