/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The linter finds each defect that is planted before it, and nothing on a page without one. */

#include <string.h>

#include "lint-contrast.h"
#include "sample-screen.h"
#include "ui/anj-icon.h"
#include "ui/anj-parts.h"

#define WIDTH_PX 1080
#define HEIGHT_PX 1200
/* 10 px are 2.5 mm */
#define PX_PER_MM 4.0

typedef struct
{
  GtkWidget *window;
  GtkWidget *box;
  Lint lint;
} Fixture;

static GtkWidget *
make_button (const char *icon_name, const char *word, double width_mm, double height_mm)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_box_append (GTK_BOX (box), anj_icon_new (icon_name, 8));
  gtk_box_append (GTK_BOX (box), gtk_label_new (word));
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_set_size_request (button, (int) (width_mm * PX_PER_MM), (int) (height_mm * PX_PER_MM));
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  gtk_widget_set_valign (button, GTK_ALIGN_START);
  return button;
}

/* a question and a large button: nothing to be found */
static void
set_up (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  static const AnjMetrics METRICS = { .px_per_mm = PX_PER_MM,
                                      .width_px = WIDTH_PX,
                                      .height_px = HEIGHT_PX };
  GtkWidget *question = anj_parts_label ("Apa yang Anda perlukan?", "pertanyaan");

  self->window = gtk_window_new ();
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 20);
  gtk_box_append (GTK_BOX (self->box), question);
  gtk_box_append (GTK_BOX (self->box), make_button ("lanjut", "Lanjut", 60, 24));
  anj_parts_set_metrics (self->window, &METRICS);
  gtk_window_set_decorated (GTK_WINDOW (self->window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (self->window), WIDTH_PX, HEIGHT_PX);
  gtk_window_set_child (GTK_WINDOW (self->window), self->box);
  self->lint = (Lint){ .whole = self->box,
                       .language = "id",
                       .px_per_mm = PX_PER_MM,
                       .width_px = WIDTH_PX,
                       .height_px = HEIGHT_PX,
                       .findings = g_ptr_array_new_with_free_func (g_free) };
}

static void
tear_down (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_ptr_array_unref (self->lint.findings);
  gtk_window_destroy (GTK_WINDOW (self->window));
}

/* @rule: (nullable): the one that finds something, and no other does; %NULL: none */
static void
assert_found (Fixture *self, const char *rule)
{
  g_autoptr (GdkTexture) texture = sample_picture_paint (GTK_WINDOW (self->window));
  g_autoptr (SamplePicture) picture = sample_picture_new (texture);

  lint_targets (&self->lint);
  lint_letters (&self->lint);
  lint_choices (&self->lint);
  lint_unread (&self->lint);
  lint_contrasts (&self->lint, picture, 10, 7);
  lint_greys (&self->lint, picture);
  for (guint i = 0; i < self->lint.findings->len; i++)
    {
      const char *finding = self->lint.findings->pdata[i];

      if (rule == NULL || !g_str_has_prefix (finding, rule))
        g_test_fail_printf ("found too: %s", finding);
    }
  if (rule != NULL && self->lint.findings->len == 0)
    g_test_fail_printf ("%s finds nothing", rule);
}

static void
test_a_good_page (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  assert_found (self, NULL);
}

static void
test_a_primary_button_of_15_mm (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  GtkWidget *button = make_button ("kirim", "Kirim", 60, 15);

  gtk_widget_add_css_class (button, "utama");
  gtk_box_append (GTK_BOX (self->box), button);
  assert_found (self, "T1");
}

static void
test_another_button_of_15_mm (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  gtk_box_append (GTK_BOX (self->box), make_button ("kirim", "Kirim", 60, 15));
  assert_found (self, "T2");
}

static void
test_a_gap_of_2_mm (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  GtkWidget *button = make_button ("kirim", "Kirim", 60, 24);

  gtk_widget_set_margin_top (button, -12);
  gtk_box_append (GTK_BOX (self->box), button);
  assert_found (self, "T3");
}

static void
test_something_over_a_button (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  GtkWidget *over = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_widget_set_size_request (over, 100, 60);
  gtk_widget_set_margin_top (over, -60);
  gtk_box_append (GTK_BOX (self->box), over);
  assert_found (self, "T4");
}

static void
test_a_grey_label_on_white (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_markup (GTK_LABEL (label), "<span foreground='#999999'>Mohon tunggu</span>");
  gtk_box_append (GTK_BOX (self->box), label);
  assert_found (self, "T5");
}

static void
test_a_badge_without_icon (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  GtkWidget *badge = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  gtk_box_append (GTK_BOX (badge), gtk_label_new ("Menunggu"));
  gtk_widget_add_css_class (badge, "lencana");
  gtk_box_append (GTK_BOX (self->box), badge);
  assert_found (self, "T6");
}

static void
test_a_clipped_label (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  GtkWidget *overlay = gtk_overlay_new (), *fixed = gtk_fixed_new ();

  gtk_widget_set_size_request (overlay, WIDTH_PX, 100);
  gtk_fixed_put (GTK_FIXED (fixed), gtk_label_new ("Bantuan Anda sudah masuk."), WIDTH_PX - 100, 0);
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), fixed);
  gtk_box_append (GTK_BOX (self->box), overlay);
  assert_found (self, "T7");
}

static void
test_a_label_that_may_be_shortened (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  GtkWidget *label = gtk_label_new ("Bantuan Anda sudah masuk.");

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (self->box), label);
  assert_found (self, "T7");
}

static void
test_small_letters (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  GtkWidget *label = gtk_label_new ("Sumber: DTSEN");

  gtk_widget_add_css_class (label, "terlalu-kecil");
  gtk_box_append (GTK_BOX (self->box), label);
  assert_found (self, "T7");
}

static void
test_a_list_that_scrolls (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  GtkWidget *scrolled = gtk_scrolled_window_new (),
            *high = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_widget_set_size_request (high, -1, 2 * HEIGHT_PX);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), high);
  gtk_widget_set_size_request (scrolled, 100, 100);
  gtk_box_append (GTK_BOX (self->box), scrolled);
  assert_found (self, "T8");
}

/* tiles in two columns; a picture each */
static void
add_tiles (Fixture *self, const char *const *icons)
{
  GtkWidget *grid = gtk_grid_new ();

  gtk_grid_set_row_spacing (GTK_GRID (grid), 20);
  gtk_grid_set_column_spacing (GTK_GRID (grid), 20);
  for (int i = 0; icons[i] != NULL; i++)
    {
      g_autofree char *word = g_strdup_printf ("Ubin %c", 'A' + i);
      GtkWidget *tile = make_button (icons[i], word, 60, 44);

      gtk_widget_add_css_class (tile, "ubin");
      gtk_grid_attach (GTK_GRID (grid), tile, i % 2, i / 2, 1, 1);
    }
  gtk_box_append (GTK_BOX (self->box), grid);
}

static void
test_a_seventh_tile (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  const char *const icons[] = { "rumah",  "kartu", "jam",     "kamera",
                                "kertas", "suara", "telepon", NULL };

  add_tiles (self, icons);
  assert_found (self, "T9");
}

static void
test_two_questions (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  gtk_box_append (GTK_BOX (self->box), anj_parts_label ("Siapa nama Anda?", "pertanyaan"));
  assert_found (self, "T10");
}

static void
test_two_buttons_with_one_picture (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  gtk_box_append (GTK_BOX (self->box), make_button ("lanjut", "Berikut", 60, 24));
  assert_found (self, "G3");
}

static void
test_two_buttons_that_sound_alike (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  gtk_box_append (GTK_BOX (self->box), make_button ("kirim", "Lanjut", 60, 24));
  assert_found (self, "G3");
}

/* the same colour in grey: told apart by it alone */
static void
test_two_tiles_that_differ_by_colour_alone (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  const char *const icons[] = { "rumah", "rumah", NULL };
  g_autoptr (GPtrArray) tiles = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  g_autoptr (SamplePicture) picture = NULL;

  add_tiles (self, icons);
  tiles = lint_with_class (self->box, "ubin");
  gtk_widget_add_css_class (tiles->pdata[0], "merah-saja");
  gtk_widget_add_css_class (tiles->pdata[1], "hijau-saja");
  texture = sample_picture_paint (GTK_WINDOW (self->window));
  picture = sample_picture_new (texture);
  lint_greys (&self->lint, picture);
  g_assert_cmpuint (self->lint.findings->len, ==, 1);
  g_assert_true (g_str_has_prefix (self->lint.findings->pdata[0], "T6"));
}

static void
use_style (void)
{
  g_autoptr (GtkCssProvider) style = gtk_css_provider_new ();

  gtk_css_provider_load_from_data (style,
                                   "window { background-color: white; color: black; }"
                                   "label { font-size: 24px; }"
                                   ".terlalu-kecil { font-size: 12px; }"
                                   ".merah-saja { color: #a02020; }"
                                   ".hijau-saja { color: #005f20; }",
                                   -1);
  gtk_style_context_add_provider_for_display (gdk_display_get_default (),
                                              GTK_STYLE_PROVIDER (style),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    void (*test) (Fixture *self, gconstpointer data);
  } TESTS[] = {
    { "a-good-page-has-no-finding", test_a_good_page },
    { "a-primary-button-of-15-mm-is-found", test_a_primary_button_of_15_mm },
    { "another-button-of-15-mm-is-found", test_another_button_of_15_mm },
    { "a-gap-of-2-mm-is-found", test_a_gap_of_2_mm },
    { "something-over-a-button-is-found", test_something_over_a_button },
    { "a-grey-label-on-white-is-found", test_a_grey_label_on_white },
    { "a-badge-without-icon-is-found", test_a_badge_without_icon },
    { "a-clipped-label-is-found", test_a_clipped_label },
    { "a-label-that-may-be-shortened-is-found", test_a_label_that_may_be_shortened },
    { "small-letters-are-found", test_small_letters },
    { "a-list-that-scrolls-is-found", test_a_list_that_scrolls },
    { "a-seventh-tile-is-found", test_a_seventh_tile },
    { "two-questions-are-found", test_two_questions },
    { "two-buttons-with-one-picture-are-found", test_two_buttons_with_one_picture },
    { "two-buttons-that-sound-alike-are-found", test_two_buttons_that_sound_alike },
    { "two-tiles-that-differ-by-colour-alone-are-found",
      test_two_tiles_that_differ_by_colour_alone },
  };

  if (!sample_screen_init ())
    return 77;
  g_test_init (&argc, &argv, NULL);
  use_style ();
  for (gsize i = 0; i < G_N_ELEMENTS (TESTS); i++)
    {
      g_autofree char *path = g_strconcat ("/lint/rules/", TESTS[i].name, NULL);

      g_test_add (path, Fixture, NULL, set_up, TESTS[i].test, tear_down);
    }
  return g_test_run ();
}
