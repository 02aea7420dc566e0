/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-icon.h"

#include "ui/anj-kept.h"
#include "ui/anj-parts.h"
#include "ui/anj-svg.h"

/* an icon beside words is no smaller than they are */
#define EM_SHARE 0.95

struct _AnjIcon
{
  GtkWidget parent_instance;

  char *icon_name; /* (owned) (nullable) */
  double size_mm;
  GdkTexture *texture; /* (owned) (nullable): of the colour and size below */
  GdkRGBA color;
  int size_px;
};

G_DEFINE_FINAL_TYPE (AnjIcon, anj_icon, GTK_TYPE_WIDGET)

typedef enum {
  PROP_ICON_NAME = 1,
  PROP_SIZE_MM,
} AnjIconProperty;

static GParamSpec *properties[PROP_SIZE_MM + 1];

static void
anj_icon_measure (GtkWidget *widget,
                  GtkOrientation orientation G_GNUC_UNUSED,
                  int for_size G_GNUC_UNUSED,
                  int *minimum,
                  int *natural,
                  int *minimum_baseline G_GNUC_UNUSED,
                  int *natural_baseline G_GNUC_UNUSED)
{
  const AnjMetrics *metrics = anj_parts_metrics_for (widget);
  int size_px = anj_metrics_px (metrics, ANJ_ICON (widget)->size_mm);

  /* lying there is no height to give */
  if (!anj_metrics_is_landscape (metrics))
    {
      PangoFontDescription *font = pango_context_get_font_description (
          gtk_widget_get_pango_context (widget));

      size_px = MAX (size_px,
                     (int) (pango_font_description_get_size (font) * EM_SHARE / PANGO_SCALE));
    }
  *minimum = *natural = size_px;
}

/* drawn once for all that have it in this colour and size; (transfer full) (nullable) */
static GdkTexture *
find_texture (const char *icon_name, int size_px, const GdkRGBA *color)
{
  g_autofree char *name = g_strdup_printf ("icons/%s.svg", icon_name);
  g_autofree char *hue = gdk_rgba_to_string (color);
  g_autofree char *key = g_strdup_printf ("%s %d %s", name, size_px, hue);
  GdkTexture *texture = anj_kept_find (key);

  if (texture != NULL)
    return g_object_ref (texture);
  texture = anj_svg_render (name, size_px, size_px, color, /* replacements */ NULL);
  if (texture != NULL)
    anj_kept_add (key, g_object_ref (texture), (gsize) size_px * (gsize) size_px * 4,
                  g_object_unref);
  return texture;
}

static void
ensure_texture (AnjIcon *self, int size_px)
{
  GdkRGBA color;

  gtk_style_context_get_color (gtk_widget_get_style_context (GTK_WIDGET (self)), &color);
  if (self->texture != NULL && self->size_px == size_px && gdk_rgba_equal (&color, &self->color))
    return;
  g_clear_object (&self->texture);
  self->texture = find_texture (self->icon_name, size_px, &color);
  self->size_px = size_px;
  self->color = color;
}

static void
anj_icon_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  AnjIcon *self = ANJ_ICON (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  int size = MIN (width, height);

  if (self->icon_name == NULL || size <= 0)
    return;
  ensure_texture (self, size * gtk_widget_get_scale_factor (widget));
  if (self->texture != NULL)
    gtk_snapshot_append_texture (snapshot, self->texture,
                                 &GRAPHENE_RECT_INIT ((float) ((width - size) / 2),
                                                      (float) ((height - size) / 2), (float) size,
                                                      (float) size));
}

static void
anj_icon_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  AnjIcon *self = ANJ_ICON (object);

  switch ((AnjIconProperty) prop_id)
    {
    case PROP_ICON_NAME:
      g_value_set_string (value, self->icon_name);
      break;
    case PROP_SIZE_MM:
      g_value_set_double (value, self->size_mm);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
anj_icon_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  AnjIcon *self = ANJ_ICON (object);

  switch ((AnjIconProperty) prop_id)
    {
    case PROP_ICON_NAME:
      anj_icon_set_name (self, g_value_get_string (value));
      break;
    case PROP_SIZE_MM:
      self->size_mm = g_value_get_double (value);
      gtk_widget_queue_resize (GTK_WIDGET (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
anj_icon_finalize (GObject *object)
{
  AnjIcon *self = ANJ_ICON (object);

  g_clear_object (&self->texture);
  g_free (self->icon_name);

  G_OBJECT_CLASS (anj_icon_parent_class)->finalize (object);
}

static void
anj_icon_class_init (AnjIconClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = anj_icon_get_property;
  object_class->set_property = anj_icon_set_property;
  object_class->finalize = anj_icon_finalize;
  widget_class->measure = anj_icon_measure;
  widget_class->snapshot = anj_icon_snapshot;

  properties[PROP_ICON_NAME] = g_param_spec_string ("icon-name", NULL, NULL, NULL,
                                                    G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY |
                                                        G_PARAM_STATIC_STRINGS);
  properties[PROP_SIZE_MM] = g_param_spec_double ("size-mm", NULL, NULL, 1, 200, 10,
                                                  G_PARAM_READWRITE | G_PARAM_CONSTRUCT |
                                                      G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  gtk_widget_class_set_css_name (widget_class, "ikon");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
anj_icon_init (AnjIcon *self)
{
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
  gtk_widget_set_halign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
}

GtkWidget *
anj_icon_new (const char *icon_name, double size_mm)
{
  return g_object_new (ANJ_TYPE_ICON, "icon-name", icon_name, "size-mm", size_mm, NULL);
}

void
anj_icon_set_name (AnjIcon *self, const char *icon_name)
{
  g_return_if_fail (ANJ_IS_ICON (self));

  if (g_strcmp0 (icon_name, self->icon_name) == 0)
    return;
  g_free (self->icon_name);
  self->icon_name = g_strdup (icon_name);
  g_clear_object (&self->texture);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ICON_NAME]);
}
