/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "lint-finding.h"
#include "widget-walk.h"

#define ROUNDING_PX 1.0
/* a letter may hang over its place, in parts of the font size */
#define OVERHANG 0.15
/* no letter that a resident is to read is smaller (visual.md § 3) */
#define LEAST_CAP_MM 3.5
/* of Noto Sans, in parts of the font size */
#define CAP_HEIGHT 0.714
/* a font size is a whole number of 1/1024 px, and is rounded for the panel */
#define CAP_ROUNDING_MM 0.05
/* letters may touch each other's line, no more */
#define OVERLAP_PX 3.0

static double
cap_mm (Lint *self, GtkWidget *label)
{
  PangoFontDescription *font = pango_context_get_font_description (
      gtk_widget_get_pango_context (label));

  return pango_font_description_get_size (font) * CAP_HEIGHT / PANGO_SCALE / self->px_per_mm;
}

static gboolean
find_ink (Lint *self, GtkWidget *label, graphene_rect_t *out_ink)
{
  PangoRectangle ink;
  graphene_point_t origin;
  int x, y;

  gtk_label_get_layout_offsets (GTK_LABEL (label), &x, &y);
  pango_layout_get_pixel_extents (gtk_label_get_layout (GTK_LABEL (label)), &ink, NULL);
  if (ink.width == 0 || ink.height == 0 ||
      !gtk_widget_compute_point (label, self->whole,
                                 &GRAPHENE_POINT_INIT ((float) (x + ink.x), (float) (y + ink.y)),
                                 &origin))
    return FALSE;
  *out_ink = GRAPHENE_RECT_INIT (origin.x, origin.y, (float) ink.width, (float) ink.height);
  return TRUE;
}

static gboolean
is_inside (const graphene_rect_t *what, const graphene_rect_t *where, double over_px)
{
  return what->origin.x >= where->origin.x - over_px &&
         what->origin.y >= where->origin.y - over_px &&
         what->origin.x + what->size.width <= where->origin.x + where->size.width + over_px &&
         what->origin.y + what->size.height <= where->origin.y + where->size.height + over_px;
}

/* in its own place, in what is touched, on the panel */
static void
check_inside (Lint *self, GtkWidget *label, const graphene_rect_t *ink)
{
  graphene_rect_t panel = GRAPHENE_RECT_INIT (0, 0, (float) self->width_px,
                                              (float) self->height_px);

  double over_px = cap_mm (self, label) * self->px_per_mm / CAP_HEIGHT * OVERHANG;

  for (GtkWidget *around = label; around != NULL && around != self->whole;
       around = gtk_widget_get_parent (around))
    {
      graphene_rect_t box;

      if (around != label && !GTK_IS_BUTTON (around))
        continue;
      if (gtk_widget_compute_bounds (around, self->whole, &box) && !is_inside (ink, &box, over_px))
        {
          lint_add (self, "T7", label,
                    "letters from %.0f, %.0f to %.0f, %.0f px, %s from %.0f, %.0f to %.0f, %.0f",
                    ink->origin.x, ink->origin.y, ink->origin.x + ink->size.width,
                    ink->origin.y + ink->size.height, G_OBJECT_TYPE_NAME (around), box.origin.x,
                    box.origin.y, box.origin.x + box.size.width, box.origin.y + box.size.height);
          return;
        }
    }
  if (!is_inside (ink, &panel, ROUNDING_PX))
    lint_add (self, "T7", label, "off the panel: from %.0f, %.0f to %.0f, %.0f px", ink->origin.x,
              ink->origin.y, ink->origin.x + ink->size.width, ink->origin.y + ink->size.height);
}

static void
check_label (Lint *self, GtkWidget *label, const graphene_rect_t *ink)
{
  double height_mm = cap_mm (self, label);

  if (gtk_label_get_ellipsize (GTK_LABEL (label)) != PANGO_ELLIPSIZE_NONE)
    lint_add (self, "T7", label, "may be shortened");
  if (height_mm + CAP_ROUNDING_MM < LEAST_CAP_MM)
    lint_add (self, "T7", label, "capitals of %.2f mm, not %.1f", height_mm, LEAST_CAP_MM);
  check_inside (self, label, ink);
}

static gboolean
overlap (const graphene_rect_t *a, const graphene_rect_t *b)
{
  graphene_rect_t both;

  return graphene_rect_intersection (a, b, &both) && both.size.width > OVERLAP_PX &&
         both.size.height > OVERLAP_PX;
}

static gboolean
scrolls (GtkAdjustment *adjustment)
{
  return gtk_adjustment_get_upper (adjustment) >
         gtk_adjustment_get_page_size (adjustment) + ROUNDING_PX;
}

/* T8 */
static gboolean
is_scrolling (GtkWidget *widget, gconstpointer what G_GNUC_UNUSED)
{
  return GTK_IS_SCROLLED_WINDOW (widget) &&
         (scrolls (gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (widget))) ||
          scrolls (gtk_scrolled_window_get_hadjustment (GTK_SCROLLED_WINDOW (widget))));
}

static gboolean
is_shown_label (GtkWidget *widget, gconstpointer what G_GNUC_UNUSED)
{
  return GTK_IS_LABEL (widget) && *gtk_label_get_text (GTK_LABEL (widget)) != '\0';
}

static gboolean
is_seen_through (GtkWidget *widget, gconstpointer what G_GNUC_UNUSED)
{
  return gtk_widget_get_opacity (widget) < 0.5;
}

void
lint_letters (Lint *self)
{
  g_autoptr (GPtrArray) labels = widget_walk (self->whole, is_shown_label, NULL, is_seen_through);
  g_autoptr (GPtrArray) scrolling = widget_walk (self->whole, is_scrolling, NULL, NULL);
  g_autofree graphene_rect_t *inks = g_new0 (graphene_rect_t, labels->len + 1);

  for (guint i = 0; i < labels->len; i++)
    {
      if (!find_ink (self, labels->pdata[i], &inks[i]))
        continue;
      check_label (self, labels->pdata[i], &inks[i]);
      for (guint other = 0; other < i; other++)
        if (overlap (&inks[i], &inks[other]))
          {
            g_autofree char *name = lint_name (labels->pdata[other]);

            lint_add (self, "T7", labels->pdata[i], "lies on %s", name);
          }
    }
  for (guint i = 0; i < scrolling->len; i++)
    lint_add (self, "T8", scrolling->pdata[i], "scrolls");
}
