/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <math.h>

#include "lint-finding.h"
#include "ui/anj-code-pad.h"
#include "ui/anj-keypad.h"

/* a size is the sum of what is round to whole pixels: content, padding, borders */
#define ROUNDING_PX 2.0
#define GAP_MM 3.0
#define BETWEEN_CENTRES_MM 20.0
/* keys stand closer (visual.md § 5) */
#define KEY_GAP_MM 2.6
/* from an edge to where a finger must be felt */
#define INSIDE_PX 2

typedef struct
{
  double width_mm, height_mm;
} Least;

typedef struct
{
  GtkWidget *button;
  graphene_rect_t place;
} Target;

static const Least TILE = { 60, 40 };
static const Least PRIMARY = { 20, 20 };
static const Least OTHER = { 12.7, 17.8 };
static const Least LETTER_UPRIGHT = { 15.4, 20 };
static const Least LETTER_LYING = { 15.8, 17.8 };

static gboolean
is_letter_key (GtkWidget *button)
{
  return lint_is_key (button) && gtk_widget_get_ancestor (button, ANJ_TYPE_KEYPAD) == NULL &&
         gtk_widget_get_ancestor (button, ANJ_TYPE_CODE_PAD) == NULL;
}

static const Least *
least_for (Lint *self, GtkWidget *button)
{
  /* a tile that lies is a row */
  if (gtk_widget_has_css_class (button, "ubin") && !gtk_widget_has_css_class (button, "ubin-baris"))
    return &TILE;
  if (is_letter_key (button))
    return self->width_px > self->height_px ? &LETTER_LYING : &LETTER_UPRIGHT;
  if (gtk_widget_get_ancestor (button, ANJ_TYPE_KEYPAD) != NULL ||
      gtk_widget_has_css_class (button, "kartu") || gtk_widget_has_css_class (button, "mulai") ||
      (gtk_widget_has_css_class (button, "utama") &&
       !gtk_widget_has_css_class (button, "sedang-tombol")))
    return &PRIMARY;
  return &OTHER;
}

/* T1, T2 */
static void
check_size (Lint *self, const Target *target)
{
  const Least *least = least_for (self, target->button);
  const graphene_size_t *size = &target->place.size;

  if (size->width + ROUNDING_PX < least->width_mm * self->px_per_mm ||
      size->height + ROUNDING_PX < least->height_mm * self->px_per_mm)
    lint_add (self, least == &OTHER ? "T2" : "T1", target->button,
              "%.1f × %.1f mm, not %.1f × %.1f", size->width / self->px_per_mm,
              size->height / self->px_per_mm, least->width_mm, least->height_mm);
}

static double
between_centres (const graphene_rect_t *a, const graphene_rect_t *b)
{
  graphene_point_t one, other;

  graphene_rect_get_center (a, &one);
  graphene_rect_get_center (b, &other);
  return hypot (one.x - other.x, one.y - other.y);
}

/* T3: between two that lie beside or above each other */
static void
check_gap (Lint *self, const Target *one, const Target *other)
{
  gboolean keys = lint_is_key (one->button) && lint_is_key (other->button);
  double least_gap_mm = keys ? KEY_GAP_MM : GAP_MM;
  double least_apart_mm = keys ? least_for (self, one->button)->width_mm + KEY_GAP_MM
                               : BETWEEN_CENTRES_MM;
  const graphene_rect_t *a = &one->place, *b = &other->place;
  double across = MAX (a->origin.x, b->origin.x) -
                  MIN (a->origin.x + a->size.width, b->origin.x + b->size.width);
  double down = MAX (a->origin.y, b->origin.y) -
                MIN (a->origin.y + a->size.height, b->origin.y + b->size.height);
  double apart = between_centres (a, b);
  g_autofree char *name = NULL;

  if (MAX (across, down) + ROUNDING_PX >= least_gap_mm * self->px_per_mm &&
      apart + ROUNDING_PX >= least_apart_mm * self->px_per_mm)
    return;
  name = lint_name (other->button);
  lint_add (self, "T3", one->button,
            "%.1f mm from %s, centres %.1f mm apart, not %.1f mm and %.1f mm",
            MAX (across, down) / self->px_per_mm, name, apart / self->px_per_mm, least_gap_mm,
            least_apart_mm);
}

/* T4: in the middle, and where the finger comes from any side */
static void
check_touch (Lint *self, const Target *target)
{
  const graphene_rect_t *place = &target->place;
  double right = place->size.width - INSIDE_PX, down = place->size.height - INSIDE_PX;
  const double points[][2] = {
    { place->size.width / 2, place->size.height / 2 },
    { place->size.width / 2, INSIDE_PX },
    { place->size.width / 2, down },
    { INSIDE_PX, place->size.height / 2 },
    { right, place->size.height / 2 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (points); i++)
    {
      GtkWidget *hit = gtk_widget_pick (self->whole, place->origin.x + points[i][0],
                                        place->origin.y + points[i][1], GTK_PICK_INSENSITIVE);
      g_autofree char *name = NULL;

      if (hit != NULL && (hit == target->button || gtk_widget_is_ancestor (hit, target->button)))
        continue;
      name = hit != NULL ? lint_name (hit) : g_strdup ("nothing");
      lint_add (self, "T4", target->button, "%s is touched %.0f, %.0f px in it", name, points[i][0],
                points[i][1]);
      return;
    }
}

void
lint_targets (Lint *self)
{
  g_autoptr (GPtrArray) buttons = lint_buttons (self);
  g_autofree Target *targets = g_new0 (Target, buttons->len + 1);
  guint n = 0;

  for (guint i = 0; i < buttons->len; i++)
    if (gtk_widget_compute_bounds (buttons->pdata[i], self->whole, &targets[n].place))
      targets[n++].button = buttons->pdata[i];
  for (guint i = 0; i < n; i++)
    {
      check_size (self, &targets[i]);
      check_touch (self, &targets[i]);
      for (guint other = 0; other < i; other++)
        check_gap (self, &targets[i], &targets[other]);
    }
}
