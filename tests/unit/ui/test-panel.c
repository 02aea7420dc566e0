/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-panel.h"

#define FALLBACK 4.0

static void
assert_near (double px_per_mm, double wanted)
{
  g_assert_cmpfloat_with_epsilon (px_per_mm, wanted, 0.03);
}

static void
test_panels_that_know_themselves_are_believed (void)
{
  assert_near (anj_panel_px_per_mm (1920, 1080, 476, 268), 4.034);
  assert_near (anj_panel_px_per_mm (1080, 1920, 268, 476), 4.034);
  assert_near (anj_panel_px_per_mm (1280, 800, 217, 136), 5.884);
  assert_near (anj_panel_px_per_mm (1366, 768, 344, 194), 3.955);
}

static void
test_a_turned_panel_that_tells_its_size_lying_is_understood (void)
{
  assert_near (anj_panel_px_per_mm (1080, 1920, 476, 268), 4.034);
  assert_near (anj_panel_px_per_mm (1080, 1920, 344, 194), 5.575);
}

static void
test_a_panel_without_size_gets_four (void)
{
  g_assert_cmpfloat (anj_panel_px_per_mm (1920, 1080, 0, 0), ==, FALLBACK);
  g_assert_cmpfloat (anj_panel_px_per_mm (1920, 1080, 476, 0), ==, FALLBACK);
  g_assert_cmpfloat (anj_panel_px_per_mm (1920, 1080, -1, -1), ==, FALLBACK);
}

static void
test_a_panel_that_cannot_be_gets_four (void)
{
  /* an aspect instead of a size, as televisions tell it, in mm and in cm */
  g_assert_cmpfloat (anj_panel_px_per_mm (1920, 1080, 160, 90), ==, FALLBACK);
  g_assert_cmpfloat (anj_panel_px_per_mm (1920, 1080, 16, 9), ==, FALLBACK);
  g_assert_cmpfloat (anj_panel_px_per_mm (1920, 1080, 1600, 900), ==, FALLBACK);
  /* pixels that are not square, either way round */
  g_assert_cmpfloat (anj_panel_px_per_mm (1920, 1080, 476, 356), ==, FALLBACK);
}

static AnjMetrics
measure (const char *size, double px_per_mm, GError **error)
{
  AnjMetrics metrics = { .px_per_mm = 0 };

  if (!anj_panel_measure (gdk_display_get_default (), size, px_per_mm, &metrics, error))
    metrics.px_per_mm = 0;
  return metrics;
}

static void
test_what_the_settings_say_goes_before_what_the_panel_says (void)
{
  g_autoptr (GError) error = NULL;
  AnjMetrics metrics = measure ("1280x800", 5.884, &error);

  g_assert_no_error (error);
  g_assert_cmpfloat (metrics.px_per_mm, ==, 5.884);
  g_assert_cmpint (metrics.width_px, ==, 1280);
  g_assert_cmpint (metrics.height_px, ==, 800);
}

static void
test_a_size_that_is_none_is_refused (void)
{
  const struct
  {
    const char *size;
    double px_per_mm;
  } cases[] = {
    { "1280", 0 },       { "1280x800x", 0 }, { "10x10", 0 },     { "9999x800", 0 },
    { "1280x800", 0.5 }, { "1280x800", 41 }, { "1280x800", -4 }, { NULL, G_MAXDOUBLE }
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      measure (cases[i].size, cases[i].px_per_mm, &error);
      g_assert_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE);
    }
}

static void
test_low_power_moves_nothing (void)
{
  GtkSettings *settings = gtk_settings_get_default ();
  gboolean animated = FALSE;

  g_object_get (settings, "gtk-enable-animations", &animated, NULL);
  g_assert_true (animated);
  anj_panel_set_low_power (gdk_display_get_default ());
  g_object_get (settings, "gtk-enable-animations", &animated, NULL);
  g_assert_false (animated);
}

int
main (int argc, char **argv)
{
  if (!gtk_init_check ())
    return 77;
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/panel/panels-that-know-themselves-are-believed",
                   test_panels_that_know_themselves_are_believed);
  g_test_add_func ("/panel/a-turned-panel-that-tells-its-size-lying-is-understood",
                   test_a_turned_panel_that_tells_its_size_lying_is_understood);
  g_test_add_func ("/panel/a-panel-without-size-gets-four", test_a_panel_without_size_gets_four);
  g_test_add_func ("/panel/a-panel-that-cannot-be-gets-four",
                   test_a_panel_that_cannot_be_gets_four);
  g_test_add_func ("/panel/what-the-settings-say-goes-before-what-the-panel-says",
                   test_what_the_settings_say_goes_before_what_the_panel_says);
  g_test_add_func ("/panel/a-size-that-is-none-is-refused", test_a_size_that_is_none_is_refused);
  g_test_add_func ("/panel/low-power-moves-nothing", test_low_power_moves_nothing);
  return g_test_run ();
}
