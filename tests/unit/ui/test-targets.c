/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is written with is large enough and far enough apart for a trembling finger (T1 to T3 of the
 * design): keypad keys 20 × 20 mm, any other target 12.7 × 17.8 mm, gaps of 3 mm. Measured on the
 * glass, on every panel, in every text size. */

#include <gtk/gtk.h>

#include "sample-screen.h"
#include "ui/anj-code-pad.h"
#include "ui/anj-keypad.h"

#define KEY_MM 20.0
#define TARGET_WIDTH_MM 12.7
#define TARGET_HEIGHT_MM 17.8
#define GAP_MM 3.0
/* sizes are whole pixels */
#define ROUNDING_PX 1.0

typedef struct
{
  const char *name;
  double px_per_mm;
  int width_px, height_px;
} Panel;

static const Panel PANELS[] = {
  { "21.5-upright", 4.034, 1080, 1920 },   { "15.6-upright", 5.560, 1080, 1920 },
  { "15.6-hd-upright", 3.955, 768, 1366 }, { "10.1", 5.884, 1280, 800 },
  { "15.6", 5.560, 1920, 1080 },           { "21.5", 4.034, 1920, 1080 },
};

static const char *const PAGES[] = {
  "nik", "kk", "ikuti-nomor", "ikuti-pin", "cerita", "sanggah-siapa",
};

typedef struct
{
  AnjScreen *screen;
  GtkWidget *whole;
  const char *page;
  const char *panel;
  double px_per_mm;
  GArray *places; /* (element-type graphene_rect_t) */
  guint n_bad;
} Ruler;

static void
complain (Ruler *self, const char *what, const graphene_rect_t *place)
{
  AnjVisit *visit = anj_screen_get_visit (self->screen);

  g_test_message ("%s, %s, size %d: %s: %.1f × %.1f mm at %.0f, %.0f mm", self->page, self->panel,
                  anj_visit_get_text_size (visit), what, place->size.width / self->px_per_mm,
                  place->size.height / self->px_per_mm, place->origin.x / self->px_per_mm,
                  place->origin.y / self->px_per_mm);
  self->n_bad++;
}

static gboolean
is_digit_key (GtkWidget *button)
{
  return gtk_widget_get_ancestor (button, ANJ_TYPE_KEYPAD) != NULL;
}

static void
measure_button (Ruler *self, GtkWidget *button)
{
  graphene_rect_t place;
  double width_mm = is_digit_key (button) ? KEY_MM : TARGET_WIDTH_MM;
  double height_mm = is_digit_key (button) ? KEY_MM : TARGET_HEIGHT_MM;

  if (!gtk_widget_compute_bounds (button, self->whole, &place))
    return;
  if (place.size.width + ROUNDING_PX < width_mm * self->px_per_mm ||
      place.size.height + ROUNDING_PX < height_mm * self->px_per_mm)
    complain (self, "too small", &place);
  g_array_append_val (self->places, place);
}

static void
measure_buttons (Ruler *self, GtkWidget *widget)
{
  if (!gtk_widget_get_visible (widget) || !gtk_widget_get_child_visible (widget))
    return;
  if (GTK_IS_BUTTON (widget))
    measure_button (self, widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    measure_buttons (self, child);
}

/* between two that lie beside or above each other */
static void
measure_gap (Ruler *self, const graphene_rect_t *a, const graphene_rect_t *b)
{
  double across = MAX (a->origin.x, b->origin.x) -
                  MIN (a->origin.x + a->size.width, b->origin.x + b->size.width);
  double down = MAX (a->origin.y, b->origin.y) -
                MIN (a->origin.y + a->size.height, b->origin.y + b->size.height);

  if (MAX (across, down) + ROUNDING_PX < GAP_MM * self->px_per_mm)
    complain (self, "too near to another", b);
}

/* as on the glass, without one */
static GtkWidget *
lay_out (AnjScreen *screen, const Panel *panel)
{
  GtkWidget *whole = gtk_window_get_child (GTK_WINDOW (screen));
  int width, height;

  anj_screen_measure (screen, &width, &height);
  gtk_widget_allocate (whole, panel->width_px, MAX (height, panel->height_px), -1, NULL);
  return whole;
}

static guint
measure_page (AnjScreen *screen, const Panel *panel, const char *page)
{
  g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (graphene_rect_t));
  Ruler ruler = { screen, NULL, page, panel->name, panel->px_per_mm, places, 0 };

  sample_visit_begin_for (anj_screen_get_visit (screen), page);
  anj_screen_show_page (screen, page);
  ruler.whole = lay_out (screen, panel);
  measure_buttons (&ruler, ruler.whole);
  g_assert_cmpuint (places->len, >, 5);
  for (guint i = 0; i < places->len; i++)
    for (guint j = 0; j < i; j++)
      measure_gap (&ruler, &g_array_index (places, graphene_rect_t, j),
                   &g_array_index (places, graphene_rect_t, i));
  return ruler.n_bad;
}

static void
test_targets_are_large_and_apart (gconstpointer data)
{
  const Panel *panel = data;
  AnjMetrics metrics = { .px_per_mm = panel->px_per_mm,
                         .width_px = panel->width_px,
                         .height_px = panel->height_px };
  AnjScreen *screen = sample_screen_new (metrics, "id");
  guint n_bad = 0;

  for (AnjTextSize size = ANJ_TEXT_100; size <= ANJ_TEXT_200; size++)
    {
      anj_visit_set_text_size (anj_screen_get_visit (screen), size);
      for (gsize i = 0; i < G_N_ELEMENTS (PAGES); i++)
        n_bad += measure_page (screen, panel, PAGES[i]);
    }
  sample_screen_end (screen);
  if (n_bad > 0)
    g_test_fail_printf ("%u are not", n_bad);
}

int
main (int argc, char **argv)
{
  if (!sample_screen_init ())
    return 77;
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (PANELS); i++)
    {
      g_autofree char *name = g_strconcat ("/targets/are-large-and-apart/", PANELS[i].name, NULL);

      g_test_add_data_func (name, &PANELS[i], test_targets_are_large_and_apart);
    }
  return g_test_run ();
}
