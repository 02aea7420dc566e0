/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-kept.h"

#define MIB ((gsize) 1024 * 1024)

typedef struct
{
  guint n_freed;
} Drawing;

static void
count_freed (gpointer drawing)
{
  ((Drawing *) drawing)->n_freed++;
}

static void
test_what_is_kept_is_found_again (void)
{
  static Drawing drawing;

  g_assert_null (anj_kept_find ("tile"));
  anj_kept_add ("tile", &drawing, MIB, count_freed);
  g_assert_true (anj_kept_find ("tile") == &drawing);
  g_assert_null (anj_kept_find ("tile 2"));
  g_assert_cmpuint (drawing.n_freed, ==, 0);
}

static void
test_the_first_under_a_name_stays (void)
{
  static Drawing first, second;

  anj_kept_add ("twice", &first, MIB, count_freed);
  anj_kept_add ("twice", &second, MIB, count_freed);
  g_assert_true (anj_kept_find ("twice") == &first);
  g_assert_cmpuint (first.n_freed, ==, 0);
  g_assert_cmpuint (second.n_freed, ==, 1);
}

static void
test_what_has_no_room_is_freed_at_once (void)
{
  static Drawing huge, small;

  anj_kept_add ("huge", &huge, 64 * MIB, count_freed);
  g_assert_null (anj_kept_find ("huge"));
  g_assert_cmpuint (huge.n_freed, ==, 1);
  anj_kept_add ("small", &small, 1, count_freed);
  g_assert_true (anj_kept_find ("small") == &small);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gtk_init ();

  g_test_add_func ("/kept/what is kept is found again", test_what_is_kept_is_found_again);
  g_test_add_func ("/kept/the first under a name stays", test_the_first_under_a_name_stays);
  g_test_add_func ("/kept/what has no room is freed at once",
                   test_what_has_no_room_is_freed_at_once);
  return g_test_run ();
}
