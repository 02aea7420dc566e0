/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-pager.h"

#define N_ITEMS 7

typedef struct
{
  AnjMetrics metrics;
  GtkWidget *pager; /* (owned) */
  GtkWidget *items[N_ITEMS];
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  fixture->metrics = (AnjMetrics){ .px_per_mm = 4.0, .width_px = 1080, .height_px = 1920 };
  fixture->pager = g_object_ref_sink (anj_pager_new (&fixture->metrics, 4, 60));
  for (guint i = 0; i < N_ITEMS; i++)
    {
      fixture->items[i] = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
      gtk_widget_set_size_request (fixture->items[i], 100, 200);
      anj_pager_append (ANJ_PAGER (fixture->pager), fixture->items[i]);
    }
}

static void
tear_down (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_assert_finalize_object (fixture->pager);
}

static void
allocate (Fixture *fixture, int height)
{
  int minimum;

  gtk_widget_measure (fixture->pager, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  gtk_widget_measure (fixture->pager, GTK_ORIENTATION_VERTICAL, 980, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, <=, height);
  gtk_widget_allocate (fixture->pager, 980, height, -1, NULL);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
}

static guint
n_shown (Fixture *fixture)
{
  guint n = 0;

  for (guint i = 0; i < N_ITEMS; i++)
    n += gtk_widget_get_child_visible (fixture->items[i]) ? 1 : 0;
  return n;
}

static void
test_all_that_fits_is_one_page (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  allocate (fixture, N_ITEMS * 200 + (N_ITEMS - 1) * 16);
  g_assert_cmpuint (anj_pager_get_n_pages (ANJ_PAGER (fixture->pager)), ==, 1);
  g_assert_cmpuint (n_shown (fixture), ==, N_ITEMS);
}

static void
test_no_item_is_cut (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  graphene_rect_t bounds;

  allocate (fixture, 900);
  g_assert_cmpuint (anj_pager_get_n_pages (ANJ_PAGER (fixture->pager)), >, 1);
  for (guint i = 0; i < N_ITEMS; i++)
    if (gtk_widget_get_child_visible (fixture->items[i]))
      {
        g_assert_true (gtk_widget_compute_bounds (fixture->items[i], fixture->pager, &bounds));
        g_assert_cmpfloat (bounds.origin.y + bounds.size.height, <=, 900);
      }
}

static void
test_every_item_is_on_a_page (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  for (guint i = 0; i < N_ITEMS; i++)
    {
      anj_pager_show_item (ANJ_PAGER (fixture->pager), i);
      allocate (fixture, 900);
      g_assert_true (gtk_widget_get_child_visible (fixture->items[i]));
    }
}

static void
click_buttons (GtkWidget *widget)
{
  if (GTK_IS_BUTTON (widget))
    g_signal_emit_by_name (widget, "clicked");
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    click_buttons (child);
}

/* a hand on the keys is quicker than a frame */
static void
test_nothing_turns_before_it_is_laid_out (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GtkWidget) bar = g_object_ref (anj_pager_take_bar (ANJ_PAGER (fixture->pager)));

  click_buttons (bar);
  allocate (fixture, 900);
  g_assert_true (gtk_widget_get_child_visible (fixture->items[0]));
}

int
main (int argc, char **argv)
{
  if (!gtk_init_check ())
    return 77;
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/pager/all-that-fits-is-one-page", Fixture, NULL, set_up,
              test_all_that_fits_is_one_page, tear_down);
  g_test_add ("/pager/no-item-is-cut", Fixture, NULL, set_up, test_no_item_is_cut, tear_down);
  g_test_add ("/pager/every-item-is-on-a-page", Fixture, NULL, set_up, test_every_item_is_on_a_page,
              tear_down);
  g_test_add ("/pager/nothing-turns-before-it-is-laid-out", Fixture, NULL, set_up,
              test_nothing_turns_before_it_is_laid_out, tear_down);
  return g_test_run ();
}
