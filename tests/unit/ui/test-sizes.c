/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "ui/anj-style.h"

static const AnjMetrics UPRIGHT_21 = { .px_per_mm = 4.034, .width_px = 1080, .height_px = 1920 };
static const AnjMetrics UPRIGHT_15 = { .px_per_mm = 5.560, .width_px = 1080, .height_px = 1920 };
static const AnjMetrics LANDSCAPE_10 = { .px_per_mm = 5.884, .width_px = 1280, .height_px = 800 };

static void
assert_near (double value, double wanted)
{
  g_assert_cmpfloat_with_epsilon (value, wanted, 0.6);
}

static void
test_millimetres_round_to_pixels_and_never_vanish (void)
{
  g_assert_cmpint (anj_metrics_px (&UPRIGHT_21, 12), ==, 48);
  g_assert_cmpint (anj_metrics_px (&UPRIGHT_15, 12), ==, 67);
  g_assert_cmpint (anj_metrics_px (&UPRIGHT_21, 0.01), ==, 1);
  g_assert_cmpint (anj_metrics_px (&UPRIGHT_21, 0), ==, 0);
}

static void
test_font_sizes_are_those_of_the_design (void)
{
  assert_near (anj_metrics_font_px (&UPRIGHT_21, ANJ_TYPE_ROLE_KECIL), 24);
  assert_near (anj_metrics_font_px (&UPRIGHT_21, ANJ_TYPE_ROLE_PERTANYAAN), 52);
  assert_near (anj_metrics_font_px (&UPRIGHT_15, ANJ_TYPE_ROLE_PERTANYAAN), 64);
  assert_near (anj_metrics_font_px (&UPRIGHT_15, ANJ_TYPE_ROLE_ISI), 38);
  assert_near (anj_metrics_font_px (&LANDSCAPE_10, ANJ_TYPE_ROLE_ISI), 40);
  /* a small landscape panel asks in smaller letters */
  assert_near (anj_metrics_font_px (&LANDSCAPE_10, ANJ_TYPE_ROLE_PERTANYAAN), 55);
}

static void
test_large_text_grows_less_where_it_is_large_already (void)
{
  AnjMetrics large = UPRIGHT_21;

  large.text_size = ANJ_TEXT_200;
  assert_near (anj_metrics_font_px (&large, ANJ_TYPE_ROLE_ISI),
               2.0 * anj_metrics_font_px (&UPRIGHT_21, ANJ_TYPE_ROLE_ISI));
  assert_near (anj_metrics_font_px (&large, ANJ_TYPE_ROLE_LABEL),
               1.6 * anj_metrics_font_px (&UPRIGHT_21, ANJ_TYPE_ROLE_LABEL));
  assert_near (anj_metrics_font_px (&large, ANJ_TYPE_ROLE_NOMOR),
               anj_metrics_font_px (&UPRIGHT_21, ANJ_TYPE_ROLE_NOMOR));
}

static void
test_only_a_large_upright_panel_is_wide (void)
{
  g_assert_true (anj_metrics_is_wide (&UPRIGHT_21));
  g_assert_false (anj_metrics_is_wide (&UPRIGHT_15));
  g_assert_false (anj_metrics_is_wide (&LANDSCAPE_10));
  g_assert_true (anj_metrics_is_landscape (&LANDSCAPE_10));
}

static void
test_templates_are_filled_with_pixels (void)
{
  g_autofree char *filled = anj_style_fill (
      "a { padding: 12mm -0.6mm 0; font-size: $isi; } b { font-size: 8.0cap; }", &UPRIGHT_21);

  g_assert_cmpstr (filled, ==,
                   "a { padding: 48px -2px 0; font-size: 30.51px; } b { font-size: 45.2px; }");
}

static void
test_names_with_units_in_them_stay (void)
{
  g_autofree char *filled = anj_style_fill (".t200mmx { color: #12mmff; } .comma { opacity: 0.5; }",
                                            &UPRIGHT_21);

  g_assert_cmpstr (filled, ==, ".t200mmx { color: #12mmff; } .comma { opacity: 0.5; }");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/metrics/millimetres-round-to-pixels-and-never-vanish",
                   test_millimetres_round_to_pixels_and_never_vanish);
  g_test_add_func ("/metrics/font-sizes-are-those-of-the-design",
                   test_font_sizes_are_those_of_the_design);
  g_test_add_func ("/metrics/large-text-grows-less-where-it-is-large-already",
                   test_large_text_grows_less_where_it_is_large_already);
  g_test_add_func ("/metrics/only-a-large-upright-panel-is-wide",
                   test_only_a_large_upright_panel_is_wide);
  g_test_add_func ("/style/templates-are-filled-with-pixels",
                   test_templates_are_filled_with_pixels);
  g_test_add_func ("/style/names-with-units-in-them-stay", test_names_with_units_in_them_stay);
  return g_test_run ();
}
