/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-text-field.h"

#include <string.h>

#include "core/anj-secret.h"
#include "ui/anj-parts.h"

#define MIN_HEIGHT_MM 13
#define MIN_HEIGHT_LANDSCAPE_MM 9
/* with its frame a target of its own */
#define MIN_HEIGHT_LOW_MM 14.2
#define NATURAL_HEIGHT_MM 60
#define CARET_MM 1

struct _AnjTextField
{
  GtkWidget parent_instance;

  AnjMetrics metrics;
  char *text; /* (owned), wiped */
  char *hint; /* (owned) */
  gboolean active;
};

G_DEFINE_FINAL_TYPE (AnjTextField, anj_text_field, GTK_TYPE_WIDGET)

static void
anj_text_field_measure (GtkWidget *widget,
                        GtkOrientation orientation,
                        int for_size G_GNUC_UNUSED,
                        int *minimum,
                        int *natural,
                        int *minimum_baseline G_GNUC_UNUSED,
                        int *natural_baseline G_GNUC_UNUSED)
{
  AnjTextField *self = ANJ_TEXT_FIELD (widget);

  double minimum_mm = anj_metrics_is_small_landscape (&self->metrics) ? MIN_HEIGHT_LOW_MM
                      : anj_metrics_is_landscape (&self->metrics)     ? MIN_HEIGHT_LANDSCAPE_MM
                                                                      : MIN_HEIGHT_MM;

  *minimum = anj_metrics_px (&self->metrics, minimum_mm);
  *natural = orientation == GTK_ORIENTATION_VERTICAL
                 ? anj_metrics_px (&self->metrics, NATURAL_HEIGHT_MM)
                 : *minimum;
}

static PangoLayout *
make_layout (AnjTextField *self, const char *text, int width)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);

  pango_layout_set_width (layout, width * PANGO_SCALE);
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  return layout;
}

static void
draw_caret (AnjTextField *self, GtkSnapshot *snapshot, PangoLayout *layout)
{
  PangoRectangle place;
  GdkRGBA color = { 0, 0, 0, 1 };

  pango_layout_get_cursor_pos (layout, (int) strlen (pango_layout_get_text (layout)), &place, NULL);
  gtk_style_context_lookup_color (gtk_widget_get_style_context (GTK_WIDGET (self)), "fokus",
                                  &color);
  gtk_snapshot_append_color (snapshot, &color,
                             &GRAPHENE_RECT_INIT ((float) (place.x / PANGO_SCALE + 1),
                                                  (float) (place.y / PANGO_SCALE),
                                                  (float) anj_metrics_px (&self->metrics, CARET_MM),
                                                  (float) (place.height / PANGO_SCALE)));
}

/* whole lines of the beginning that do not fit */
static int
hidden_height (PangoLayout *layout, int height)
{
  int n_lines = pango_layout_get_line_count (layout), text_height, line_height;

  pango_layout_get_pixel_size (layout, NULL, &text_height);
  line_height = MAX (text_height / n_lines, 1);
  return line_height * (n_lines - MIN (n_lines, MAX (height / line_height, 1)));
}

static void
anj_text_field_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  AnjTextField *self = ANJ_TEXT_FIELD (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  gboolean empty = *self->text == '\0';
  g_autoptr (PangoLayout) layout = make_layout (self, self->text, width);
  GdkRGBA color = { 0, 0, 0, 1 };

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &color);
  gtk_snapshot_push_clip (snapshot,
                          &GRAPHENE_RECT_INIT (0.0f, 0.0f, (float) width, (float) height));
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot,
                          &GRAPHENE_POINT_INIT (0, (float) -hidden_height (layout, height)));
  if (empty)
    {
      g_autoptr (PangoLayout) hint = make_layout (self, self->hint, width);
      GdkRGBA second = color;

      gtk_style_context_lookup_color (gtk_widget_get_style_context (widget), "mati", &second);
      gtk_snapshot_append_layout (snapshot, hint, &second);
    }
  else
    {
      gtk_snapshot_append_layout (snapshot, layout, &color);
    }
  if (self->active)
    draw_caret (self, snapshot, layout);
  gtk_snapshot_restore (snapshot);
  gtk_snapshot_pop (snapshot);
}

static void
anj_text_field_finalize (GObject *object)
{
  AnjTextField *self = ANJ_TEXT_FIELD (object);

  anj_secret_string_free (self->text);
  g_free (self->hint);

  G_OBJECT_CLASS (anj_text_field_parent_class)->finalize (object);
}

static void
anj_text_field_class_init (AnjTextFieldClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = anj_text_field_finalize;
  widget_class->measure = anj_text_field_measure;
  widget_class->snapshot = anj_text_field_snapshot;
  gtk_widget_class_set_css_name (widget_class, "kolom-tulis");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_TEXT_BOX);
}

static void
anj_text_field_init (AnjTextField *self)
{
  self->text = g_strdup ("");
}

GtkWidget *
anj_text_field_new (const AnjMetrics *metrics, const char *hint)
{
  AnjTextField *self = g_object_new (ANJ_TYPE_TEXT_FIELD, NULL);

  anj_parts_mark_field (GTK_WIDGET (self));
  self->metrics = *metrics;
  self->hint = g_strdup (hint);
  self->active = TRUE;
  anj_text_field_set_text (self, "");
  return GTK_WIDGET (self);
}

void
anj_text_field_set_text (AnjTextField *self, const char *text)
{
  char *old = NULL;

  g_return_if_fail (ANJ_IS_TEXT_FIELD (self));

  old = self->text;
  self->text = g_strdup (text);
  anj_secret_string_free (old);
  anj_parts_set_name (GTK_WIDGET (self), *self->text != '\0' ? self->text : self->hint);
  anj_parts_set_secrecy (GTK_WIDGET (self),
                         *self->text != '\0' ? ANJ_SECRECY_HEADSET : ANJ_SECRECY_NONE,
                         /* instead */ NULL);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* nothing before it, or a sentence that ended */
void
anj_text_field_set_active (AnjTextField *self, gboolean active)
{
  g_return_if_fail (ANJ_IS_TEXT_FIELD (self));

  self->active = active;
  if (active)
    gtk_widget_remove_css_class (GTK_WIDGET (self), "diam");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self), "diam");
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static gboolean
begins_sentence (const char *text)
{
  const char *end = text + strlen (text);
  gboolean space = FALSE;

  while (end > text)
    {
      gunichar c = 0;

      end = g_utf8_prev_char (end);
      c = g_utf8_get_char (end);
      if (c == '\n')
        return TRUE;
      if (!g_unichar_isspace (c))
        return space && (c == '.' || c == '!' || c == '?');
      space = TRUE;
    }
  return TRUE;
}

char *
anj_text_field_type (const char *text, guint n_max, gunichar character)
{
  char letter[7] = { 0 };

  if (character == '\b')
    {
      const char *last = *text != '\0' ? g_utf8_prev_char (text + strlen (text)) : text;

      return g_strndup (text, (gsize) (last - text));
    }
  if (g_utf8_strlen (text, -1) >= (glong) n_max)
    return NULL;
  if (begins_sentence (text))
    character = g_unichar_toupper (character);
  g_unichar_to_utf8 (character, letter);
  return g_strconcat (text, letter, NULL);
}
