/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-row.h"

#define SPACING 10
#define HEIGHT 50

typedef struct
{
  GtkWidget *row; /* (owned) */
  GtkWidget *first;
  GtkWidget *second;
} Fixture;

static GtkWidget *
add_box (Fixture *fixture, int width, int height)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_widget_set_size_request (box, width, height);
  anj_row_add (ANJ_ROW (fixture->row), box);
  return box;
}

static void
set_up (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  fixture->row = g_object_ref_sink (anj_row_new (SPACING));
  fixture->first = add_box (fixture, 100, HEIGHT);
  fixture->second = add_box (fixture, 60, HEIGHT - 20);
}

static void
tear_down (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_assert_finalize_object (fixture->row);
}

static int
width_of (Fixture *fixture)
{
  int minimum, natural;

  gtk_widget_measure (fixture->row, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
  g_assert_cmpint (minimum, <=, natural);
  return minimum;
}

static int
height_for (Fixture *fixture, int width)
{
  int minimum;

  gtk_widget_measure (fixture->row, GTK_ORIENTATION_VERTICAL, width, &minimum, NULL, NULL, NULL);
  return minimum;
}

static void
allocate (Fixture *fixture, int width)
{
  int height;

  g_assert_cmpint (width_of (fixture), <=, width);
  height = height_for (fixture, width);
  gtk_widget_allocate (fixture->row, width, height, -1, NULL);
}

static void
assert_place (Fixture *fixture, GtkWidget *child, int x, int width)
{
  graphene_rect_t bounds;

  g_assert_true (gtk_widget_compute_bounds (child, fixture->row, &bounds));
  g_assert_cmpint ((int) bounds.origin.x, ==, x);
  g_assert_cmpint ((int) bounds.size.width, ==, width);
}

static void
test_children_stand_side_by_side_with_a_gap (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_assert_cmpint (width_of (fixture), ==, 100 + SPACING + 60);
  allocate (fixture, 400);
  assert_place (fixture, fixture->first, 0, 100);
  assert_place (fixture, fixture->second, 100 + SPACING, 60);
}

static void
test_all_are_as_high_as_the_highest (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_assert_cmpint (height_for (fixture, 400), ==, HEIGHT);
  allocate (fixture, 400);
  g_assert_cmpint (gtk_widget_get_height (fixture->second), ==, HEIGHT);
}

static void
test_what_is_left_goes_to_those_that_expand (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  gtk_widget_set_hexpand (fixture->first, TRUE);
  allocate (fixture, 400);
  assert_place (fixture, fixture->first, 0, 400 - SPACING - 60);
  assert_place (fixture, fixture->second, 400 - 60, 60);

  gtk_widget_set_hexpand (fixture->second, TRUE);
  allocate (fixture, 401);
  assert_place (fixture, fixture->first, 0, 100 + 115);
  assert_place (fixture, fixture->second, 100 + 115 + SPACING, 60 + 116);
}

static void
test_a_hidden_child_takes_no_room (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  gtk_widget_set_visible (fixture->first, FALSE);
  g_assert_cmpint (width_of (fixture), ==, 60);
  g_assert_cmpint (height_for (fixture, 60), ==, HEIGHT - 20);
  allocate (fixture, 60);
  assert_place (fixture, fixture->second, 0, 60);
}

static void
test_words_wrap_into_the_width_that_is_left (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  GtkWidget *label = gtk_label_new ("Perbaiki data, usulkan, atau sanggah bantuan keluarga Anda.");
  int wide, narrow;

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  anj_row_add (ANJ_ROW (fixture->row), label);
  wide = height_for (fixture, 2000);
  narrow = height_for (fixture, width_of (fixture));
  g_assert_cmpint (wide, ==, HEIGHT);
  g_assert_cmpint (narrow, >, wide);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gtk_init ();

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/row/children stand side by side with a gap", test_children_stand_side_by_side_with_a_gap);
  ADD ("/row/all are as high as the highest", test_all_are_as_high_as_the_highest);
  ADD ("/row/what is left goes to those that expand", test_what_is_left_goes_to_those_that_expand);
  ADD ("/row/a hidden child takes no room", test_a_hidden_child_takes_no_room);
  ADD ("/row/words wrap into the width that is left", test_words_wrap_into_the_width_that_is_left);
#undef ADD
  return g_test_run ();
}
