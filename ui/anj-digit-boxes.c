/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-digit-boxes.h"

#include <string.h>

#include "core/anj-secret.h"
#include "ui/anj-i18n.h"
#include "ui/anj-parts.h"

#define MASK_AFTER_MS 20000
#define MASK_CHARACTER "•"
/* of a masked number at either end */
#define N_SHOWN 4
/* font size to box width at which a digit still has air at its sides */
#define WIDEST_EM 1.35
#define FONT_SHARE 1.1

typedef struct
{
  double width_mm, height_mm, gap_mm, group_gap_mm, line_gap_mm;
} BoxSizes;

static const BoxSizes UPRIGHT = { 13.2, 26, 1.2, 5.2, 0 };
/* a PIN */
static const BoxSizes UPRIGHT_FEW = { 18, 26, 2.5, 8, 0 };
#define FEW 8
#define LOW_HEIGHT_MM 21.8
static const BoxSizes LANDSCAPE = { 11.4, 18, 1, 5, 2 };
static const BoxSizes LARGE_LANDSCAPE = { 15, 22, 1.2, 6, 4 };

struct _AnjDigitBoxes
{
  GtkWidget parent_instance;

  AnjMetrics metrics;
  BoxSizes sizes;
  guint n_boxes;
  guint n_group;
  guint n_per_line;
  char *text; /* (owned), wiped */
  AnjDigitMask mask;
  guint mask_source;
};

G_DEFINE_FINAL_TYPE (AnjDigitBoxes, anj_digit_boxes, GTK_TYPE_WIDGET)

static gboolean
is_masked (AnjDigitBoxes *self, guint index)
{
  return self->mask == ANJ_DIGIT_MASK_ALL || (self->mask == ANJ_DIGIT_MASK_MIDDLE &&
                                              index >= N_SHOWN && index < self->n_boxes - N_SHOWN);
}

/* what is seen, in its groups: "3509 •••• …" */
static void
tell_name (AnjDigitBoxes *self)
{
  g_autoptr (GString) name = g_string_new (NULL);
  guint length = (guint) strlen (self->text);
  /* translators: read out where the digits themselves may not be: how many of how many */
  g_autofree char *instead = g_strdup_printf (_ ("%u dari %u angka"), length, self->n_boxes);

  for (guint i = 0; i < length; i++)
    {
      if (i > 0 && i % self->n_group == 0)
        g_string_append_c (name, ' ');
      if (is_masked (self, i))
        g_string_append (name, MASK_CHARACTER);
      else
        g_string_append_c (name, self->text[i]);
    }
  anj_parts_set_name (GTK_WIDGET (self), length > 0 ? name->str : instead);
  anj_parts_set_secrecy (GTK_WIDGET (self), ANJ_SECRECY_HEADSET, instead);
  explicit_bzero (name->str, name->len);
}

void
anj_digit_boxes_set_mask (AnjDigitBoxes *self, AnjDigitMask mask)
{
  self->mask = mask;
  tell_name (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static gboolean
on_mask_due (gpointer user_data)
{
  AnjDigitBoxes *self = ANJ_DIGIT_BOXES (user_data);

  self->mask_source = 0;
  if (self->mask == ANJ_DIGIT_MASK_NONE)
    anj_digit_boxes_set_mask (self, ANJ_DIGIT_MASK_ALL);
  return G_SOURCE_REMOVE;
}

static void
restart_timer (AnjDigitBoxes *self)
{
  g_clear_handle_id (&self->mask_source, g_source_remove);
  if (*self->text != '\0')
    self->mask_source = g_timeout_add (MASK_AFTER_MS, on_mask_due, self);
}

static void
on_pressed (AnjDigitBoxes *self)
{
  if (self->mask == ANJ_DIGIT_MASK_MIDDLE)
    return;
  anj_digit_boxes_set_mask (self, ANJ_DIGIT_MASK_NONE);
  restart_timer (self);
}

static int
px (AnjDigitBoxes *self, double mm)
{
  return anj_metrics_px (&self->metrics, mm);
}

/* left edge of box @index in its line */
static int
box_x (AnjDigitBoxes *self, guint index)
{
  return (int) index * (px (self, self->sizes.width_mm) + px (self, self->sizes.gap_mm)) +
         (int) (index / self->n_group) *
             (px (self, self->sizes.group_gap_mm) - px (self, self->sizes.gap_mm));
}

static int
line_width (AnjDigitBoxes *self)
{
  return box_x (self, self->n_per_line - 1) + px (self, self->sizes.width_mm);
}

static void
anj_digit_boxes_measure (GtkWidget *widget,
                         GtkOrientation orientation,
                         int for_size G_GNUC_UNUSED,
                         int *minimum,
                         int *natural,
                         int *minimum_baseline G_GNUC_UNUSED,
                         int *natural_baseline G_GNUC_UNUSED)
{
  AnjDigitBoxes *self = ANJ_DIGIT_BOXES (widget);
  int n_lines = (int) ((self->n_boxes + self->n_per_line - 1) / self->n_per_line);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *minimum = *natural = line_width (self);
  else
    *minimum = *natural = n_lines * px (self, self->sizes.height_mm) +
                          (n_lines - 1) * px (self, self->sizes.line_gap_mm);
}

static GdkRGBA
named_color (GtkWidget *widget, const char *name)
{
  GdkRGBA color = { 0, 0, 0, 1 };

  gtk_style_context_lookup_color (gtk_widget_get_style_context (widget), name, &color);
  return color;
}

static void
draw_character (AnjDigitBoxes *self,
                GtkSnapshot *snapshot,
                const graphene_rect_t *box,
                const char *character)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), character);
  g_autoptr (PangoFontDescription) font = pango_font_description_from_string ("Noto Sans Bold");
  GdkRGBA color = named_color (GTK_WIDGET (self), "tinta");
  double size_px = MIN (anj_metrics_font_px (&self->metrics, ANJ_TYPE_ROLE_ANGKA) * FONT_SHARE,
                        box->size.width * WIDEST_EM);
  int width, height;

  pango_font_description_set_absolute_size (font, size_px * PANGO_SCALE);
  pango_layout_set_font_description (layout, font);
  pango_layout_get_pixel_size (layout, &width, &height);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (
      snapshot, &GRAPHENE_POINT_INIT (box->origin.x + (box->size.width - (float) width) / 2,
                                      box->origin.y + (box->size.height - (float) height) / 2));
  gtk_snapshot_append_layout (snapshot, layout, &color);
  gtk_snapshot_restore (snapshot);
}

static void
draw_box (AnjDigitBoxes *self, GtkSnapshot *snapshot, guint index, const graphene_rect_t *box)
{
  GtkWidget *widget = GTK_WIDGET (self);
  gsize length = strlen (self->text);
  gboolean filled = index < length, next = index == length;
  GdkRGBA ground = named_color (widget, next ? "kuning-muda" : "kertas");
  GdkRGBA line = named_color (widget, next ? "fokus" : filled ? "nila" : "garis");
  float border = (float) px (self, next ? 1 : 0.5);
  GskRoundedRect outline;

  gsk_rounded_rect_init_from_rect (&outline, box, (float) px (self, 2));
  gtk_snapshot_push_rounded_clip (snapshot, &outline);
  gtk_snapshot_append_color (snapshot, &ground, box);
  gtk_snapshot_pop (snapshot);
  gtk_snapshot_append_border (snapshot, &outline, (float[4]){ border, border, border, border },
                              (GdkRGBA[4]){ line, line, line, line });
  if (filled)
    {
      char digit[] = { self->text[index], '\0' };

      draw_character (self, snapshot, box, is_masked (self, index) ? MASK_CHARACTER : digit);
    }
}

static void
anj_digit_boxes_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  AnjDigitBoxes *self = ANJ_DIGIT_BOXES (widget);
  int left = (gtk_widget_get_width (widget) - line_width (self)) / 2;
  int width = px (self, self->sizes.width_mm), height = px (self, self->sizes.height_mm);

  if (gtk_widget_get_halign (widget) == GTK_ALIGN_START)
    left = 0;
  for (guint i = 0; i < self->n_boxes; i++)
    {
      int y = (int) (i / self->n_per_line) * (height + px (self, self->sizes.line_gap_mm));
      int x = left + box_x (self, i % self->n_per_line);

      draw_box (self, snapshot, i,
                &GRAPHENE_RECT_INIT ((float) x, (float) y, (float) width, (float) height));
    }
}

static void
anj_digit_boxes_dispose (GObject *object)
{
  AnjDigitBoxes *self = ANJ_DIGIT_BOXES (object);

  g_clear_handle_id (&self->mask_source, g_source_remove);

  G_OBJECT_CLASS (anj_digit_boxes_parent_class)->dispose (object);
}

static void
anj_digit_boxes_finalize (GObject *object)
{
  anj_secret_string_free (ANJ_DIGIT_BOXES (object)->text);

  G_OBJECT_CLASS (anj_digit_boxes_parent_class)->finalize (object);
}

static void
anj_digit_boxes_class_init (AnjDigitBoxesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = anj_digit_boxes_dispose;
  object_class->finalize = anj_digit_boxes_finalize;
  widget_class->measure = anj_digit_boxes_measure;
  widget_class->snapshot = anj_digit_boxes_snapshot;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_TEXT_BOX);
}

static void
anj_digit_boxes_init (AnjDigitBoxes *self)
{
  GtkGesture *touch = gtk_gesture_click_new ();

  self->text = g_strdup ("");
  g_signal_connect_swapped (touch, "pressed", G_CALLBACK (on_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (touch));
}

GtkWidget *
anj_digit_boxes_new (const AnjMetrics *metrics, guint n_boxes, guint n_group)
{
  AnjDigitBoxes *self = g_object_new (ANJ_TYPE_DIGIT_BOXES, NULL);
  gboolean landscape = anj_metrics_is_landscape (metrics);

  anj_parts_mark_field (GTK_WIDGET (self));
  self->metrics = *metrics;
  self->sizes = anj_metrics_is_large_landscape (metrics) ? LARGE_LANDSCAPE
                : landscape                              ? LANDSCAPE
                : n_boxes <= FEW                         ? UPRIGHT_FEW
                                                         : UPRIGHT;
  /* large words need the height */
  if (!landscape && metrics->text_size == ANJ_TEXT_200)
    self->sizes.height_mm = LOW_HEIGHT_MM;
  self->n_boxes = n_boxes;
  self->n_group = n_group;
  self->n_per_line = landscape && n_boxes > 8 ? n_boxes / 2 : n_boxes;
  /* a narrow upright panel: the boxes share what width there is */
  if (!landscape)
    {
      double room_mm = metrics->width_px / metrics->px_per_mm - 24;
      double wanted_mm = line_width (self) / metrics->px_per_mm;

      if (wanted_mm > room_mm)
        {
          self->sizes.group_gap_mm *= 0.6;
          self->sizes.gap_mm *= 0.6;
          self->sizes.width_mm *= room_mm / wanted_mm;
        }
    }
  anj_parts_mark_field (GTK_WIDGET (self));
  tell_name (self);
  return GTK_WIDGET (self);
}

void
anj_digit_boxes_set_text (AnjDigitBoxes *self, const char *text)
{
  char *old = self->text;

  self->text = g_strdup (text);
  anj_secret_string_free (old);
  restart_timer (self);
  anj_digit_boxes_set_mask (self, ANJ_DIGIT_MASK_NONE);
}

AnjDigitMask
anj_digit_boxes_get_mask (AnjDigitBoxes *self)
{
  return self->mask;
}
