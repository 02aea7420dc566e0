/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-top-bar.h"

#include "core/anj-json.h"
#include "ui/anj-i18n.h"
#include "ui/anj-icon.h"
#include "ui/anj-parts.h"
#include "ui/anj-place.h"
#include "ui/anj-progress.h"
#include "ui/anj-svg.h"
#include "ui/anj-vignette.h"

#define HEIGHT_MM 25
#define EDGE_MM 4
#define LANDSCAPE_HEIGHT_MM 10.5
#define LANDSCAPE_HEIGHT_LARGE_MM 14
#define MOTIF_MM 23
/* white on a petal's line under the words stays above 10 : 1 */
#define MOTIF_OPACITY 0.09
/* of a theme of two colours, instead of motif and edge */
#define LINE_MM 0.8

struct _AnjTopBar
{
  GtkWidget parent_instance;

  AnjVisit *visit; /* (owned) */
  AnjMetrics metrics;
  GdkTexture *motif; /* (owned) (nullable) */
  GdkTexture *edge;  /* (owned) (nullable); NULL also on landscape, where there is none */

  /* (unowned): children */
  GtkWidget *row;
  GtkWidget *names;
  GtkWidget *progress;
  GtkWidget *state_icon;
  GtkWidget *state;
  GtkWidget *date;
};

G_DEFINE_FINAL_TYPE (AnjTopBar, anj_top_bar, GTK_TYPE_WIDGET)

static void
show_status (AnjTopBar *self)
{
  JsonObject *status = anj_visit_get_status (self->visit);
  gboolean online = status != NULL && anj_json_get_bool (status, "online", FALSE);
  const char *iso = status != NULL ? anj_json_get_string (status, "data_date", NULL) : NULL;
  g_autofree char *date = anj_place_short_date (iso, anj_visit_get_language (self->visit));
  /* translators: how old the data are; %s is a short date */
  g_autofree char *words = date != NULL ? g_strdup_printf (_ ("Data %s"), date) : NULL;

  anj_icon_set_name (ANJ_ICON (self->state_icon), online ? "tersambung" : "luring");
  gtk_label_set_label (GTK_LABEL (self->state), online ? _ ("Tersambung") : _ ("Tidak tersambung"));
  gtk_label_set_label (GTK_LABEL (self->date), words != NULL ? words : "");
  gtk_widget_set_visible (self->date, words != NULL && self->metrics.text_size < ANJ_TEXT_200);
}

static GtkWidget *
one_line (const char *text, const char *css_class)
{
  GtkWidget *label = anj_parts_label (text, css_class);

  gtk_label_set_wrap (GTK_LABEL (label), FALSE);
  return label;
}

static void
build (AnjTopBar *self)
{
  gboolean landscape = anj_metrics_is_landscape (&self->metrics);
  JsonObject *config = anj_visit_get_config (self->visit);
  g_autofree char *village = anj_place_village (config);
  g_autofree char *regency = anj_place_regency (config);
  gboolean large = anj_metrics_is_large_landscape (&self->metrics);
  double mark_mm = large ? 11 : landscape ? 8 : 14.5;
  GtkOrientation names = landscape ? GTK_ORIENTATION_HORIZONTAL : GTK_ORIENTATION_VERTICAL;
  GtkWidget *right = anj_parts_box (names, &self->metrics, landscape ? 4 : 0.5, NULL);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *mark = anj_vignette_new ("anjungan-mark-terang", mark_mm, mark_mm, 0);

  self->row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  self->names = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_add_css_class (self->row, "isi-kepala");
  gtk_widget_set_valign (mark, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (self->names, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (right, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (self->names, TRUE);

  /* a long name takes two lines, not the panel's edge */
  gtk_box_append (GTK_BOX (self->names),
                  landscape ? one_line (village, "desa") : anj_parts_label (village, "desa"));
  if (!landscape && self->metrics.text_size < ANJ_TEXT_200 && *regency != '\0')
    gtk_box_append (GTK_BOX (self->names), one_line (regency, "keterangan"));

  self->state_icon = anj_icon_new ("luring", large ? 7.5 : landscape ? 5.5 : 6);
  self->state = one_line ("", NULL);
  self->date = one_line ("", "keterangan");
  gtk_label_set_xalign (GTK_LABEL (self->date), 1);
  gtk_widget_add_css_class (line, "keadaan");
  gtk_widget_set_halign (line, GTK_ALIGN_END);
  gtk_box_append (GTK_BOX (line), self->state_icon);
  gtk_box_append (GTK_BOX (line), self->state);
  gtk_box_append (GTK_BOX (right), line);
  gtk_box_append (GTK_BOX (right), self->date);

  gtk_box_append (GTK_BOX (self->row), mark);
  gtk_box_append (GTK_BOX (self->row), self->names);
  gtk_box_append (GTK_BOX (self->row), right);
  gtk_widget_set_parent (self->row, GTK_WIDGET (self));
}

static GdkRGBA
named_color (AnjTopBar *self, const char *name)
{
  GdkRGBA color = { 0, 0, 0, 1 };

  gtk_style_context_lookup_color (gtk_widget_get_style_context (GTK_WIDGET (self)), name, &color);
  return color;
}

static void
ensure_textures (AnjTopBar *self)
{
  int motif = anj_metrics_px (&self->metrics, MOTIF_MM);
  int edge = anj_metrics_px (&self->metrics, EDGE_MM);

  if (self->motif == NULL)
    self->motif = anj_svg_render ("pictures/kawung-ubin.svg", motif, motif, NULL, NULL);
  if (self->edge == NULL && !anj_metrics_is_landscape (&self->metrics))
    self->edge = anj_svg_render ("pictures/tumpal.svg", edge, edge, NULL, NULL);
}

static void
tile (GtkSnapshot *snapshot, GdkTexture *texture, float y, float width, float height)
{
  int side = gdk_texture_get_width (texture);

  gtk_snapshot_push_repeat (
      snapshot, &GRAPHENE_RECT_INIT (0, y, width, height),
      &GRAPHENE_RECT_INIT (0, y, (float) side, (float) gdk_texture_get_height (texture)));
  gtk_snapshot_append_texture (
      snapshot, texture,
      &GRAPHENE_RECT_INIT (0, y, (float) side, (float) gdk_texture_get_height (texture)));
  gtk_snapshot_pop (snapshot);
}

static void
draw_cloth (AnjTopBar *self, GtkSnapshot *snapshot, float width, float height)
{
  GdkRGBA nila = named_color (self, "nila");

  ensure_textures (self);
  if (self->edge != NULL)
    {
      float edge = (float) gdk_texture_get_height (self->edge);

      height -= edge;
      tile (snapshot, self->edge, height, width, edge);
    }
  gtk_snapshot_append_color (snapshot, &nila, &GRAPHENE_RECT_INIT (0, 0, width, height));
  if (self->motif != NULL)
    {
      gtk_snapshot_push_opacity (snapshot, MOTIF_OPACITY);
      tile (snapshot, self->motif, 0, width, height);
      gtk_snapshot_pop (snapshot);
    }
}

static void
draw_line (AnjTopBar *self, GtkSnapshot *snapshot, float width, float height)
{
  GdkRGBA ground = named_color (self, "mori"), ink = named_color (self, "tinta");
  float line = (float) anj_metrics_px (&self->metrics, LINE_MM);

  gtk_snapshot_append_color (snapshot, &ground, &GRAPHENE_RECT_INIT (0, 0, width, height));
  gtk_snapshot_append_color (snapshot, &ink, &GRAPHENE_RECT_INIT (0, height - line, width, line));
}

static void
anj_top_bar_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  AnjTopBar *self = ANJ_TOP_BAR (widget);
  float width = (float) gtk_widget_get_width (widget);
  float height = (float) gtk_widget_get_height (widget);

  if (anj_metrics_has_two_colours (&self->metrics))
    draw_line (self, snapshot, width, height);
  else
    draw_cloth (self, snapshot, width, height);
  gtk_widget_snapshot_child (widget, self->row, snapshot);
}

static int
edge_px (AnjTopBar *self)
{
  return anj_metrics_is_landscape (&self->metrics) ? 0 : anj_metrics_px (&self->metrics, EDGE_MM);
}

static void
anj_top_bar_measure (GtkWidget *widget,
                     GtkOrientation orientation,
                     int for_size,
                     int *minimum,
                     int *natural,
                     int *minimum_baseline G_GNUC_UNUSED,
                     int *natural_baseline G_GNUC_UNUSED)
{
  AnjTopBar *self = ANJ_TOP_BAR (widget);
  double height_mm = anj_metrics_is_large_landscape (&self->metrics) ? LANDSCAPE_HEIGHT_LARGE_MM
                     : anj_metrics_is_landscape (&self->metrics)     ? LANDSCAPE_HEIGHT_MM
                                                                     : HEIGHT_MM;

  gtk_widget_measure (self->row, orientation, for_size, minimum, natural, NULL, NULL);
  if (orientation == GTK_ORIENTATION_VERTICAL)
    *minimum = *natural = MAX (*minimum, anj_metrics_px (&self->metrics, height_mm)) +
                          edge_px (self);
}

static GtkSizeRequestMode
anj_top_bar_get_request_mode (GtkWidget *widget G_GNUC_UNUSED)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
anj_top_bar_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  AnjTopBar *self = ANJ_TOP_BAR (widget);

  gtk_widget_allocate (self->row, width, height - edge_px (self), baseline, NULL);
}

static void
anj_top_bar_dispose (GObject *object)
{
  AnjTopBar *self = ANJ_TOP_BAR (object);

  g_clear_pointer (&self->row, gtk_widget_unparent);
  g_clear_object (&self->motif);
  g_clear_object (&self->edge);
  g_clear_object (&self->visit);

  G_OBJECT_CLASS (anj_top_bar_parent_class)->dispose (object);
}

static void
anj_top_bar_class_init (AnjTopBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = anj_top_bar_dispose;
  widget_class->measure = anj_top_bar_measure;
  widget_class->get_request_mode = anj_top_bar_get_request_mode;
  widget_class->size_allocate = anj_top_bar_size_allocate;
  widget_class->snapshot = anj_top_bar_snapshot;
}

static void
anj_top_bar_init (AnjTopBar *self)
{
  gtk_widget_add_css_class (GTK_WIDGET (self), "kepala");
}

GtkWidget *
anj_top_bar_new (AnjVisit *visit, const AnjMetrics *metrics)
{
  AnjTopBar *self = g_object_new (ANJ_TYPE_TOP_BAR, NULL);

  self->visit = g_object_ref (visit);
  self->metrics = *metrics;
  build (self);
  show_status (self);
  g_signal_connect_object (visit, "notify::status", G_CALLBACK (show_status), self,
                           G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

void
anj_top_bar_set_progress (AnjTopBar *self, guint step, guint n_steps)
{
  if (self->progress != NULL)
    gtk_box_remove (GTK_BOX (self->row), self->progress);
  self->progress = NULL;
  gtk_widget_set_visible (self->names, n_steps == 0);
  if (n_steps == 0)
    return;
  self->progress = anj_progress_new (&self->metrics, step, n_steps);
  gtk_widget_set_hexpand (self->progress, TRUE);
  gtk_widget_set_halign (self->progress, GTK_ALIGN_START);
  gtk_box_insert_child_after (GTK_BOX (self->row), self->progress, self->names);
}
