/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <gtk/gtk.h>

/* The smallest GTK4 window with two pages of twelve keys, each of which leads to the other page:
 * what the screen's times and memory are held against. Not to be edited together with the product.
 */

static void
on_destroy (GtkWidget *window G_GNUC_UNUSED, gpointer loop)
{
  g_main_loop_quit (loop);
}

static void
on_clicked (GtkButton *key)
{
  GtkWidget *page = gtk_widget_get_parent (GTK_WIDGET (key));
  GtkStack *stack = GTK_STACK (gtk_widget_get_parent (page));

  gtk_stack_set_visible_child_name (
      stack,
      g_str_equal (gtk_stack_get_visible_child_name (stack), "digits") ? "letters" : "digits");
}

static void
add_page (GtkStack *stack, const char *name, const char *keys)
{
  GtkWidget *grid = gtk_grid_new ();

  gtk_grid_set_row_homogeneous (GTK_GRID (grid), TRUE);
  gtk_grid_set_column_homogeneous (GTK_GRID (grid), TRUE);
  for (int i = 0; i < 12; i++)
    {
      const char label[] = { keys[i], '\0' };
      GtkWidget *key = gtk_button_new_with_label (label);

      if (i == 11)
        g_signal_connect (key, "clicked", G_CALLBACK (on_clicked), NULL);
      gtk_grid_attach (GTK_GRID (grid), key, i % 3, i / 3, 1, 1);
    }
  gtk_stack_add_named (stack, grid, name);
}

int
main (void)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  GtkWidget *window;
  GtkWidget *stack;

  gtk_init ();
  window = gtk_window_new ();
  stack = gtk_stack_new ();
  add_page (GTK_STACK (stack), "digits", "123456789*0#");
  add_page (GTK_STACK (stack), "letters", "abcdefghijkl");
  gtk_window_set_child (GTK_WINDOW (window), stack);
  gtk_window_set_default_size (GTK_WINDOW (window), 1080, 1920);
  gtk_window_fullscreen (GTK_WINDOW (window));
  g_signal_connect (window, "destroy", G_CALLBACK (on_destroy), loop);
  gtk_window_present (GTK_WINDOW (window));
  g_main_loop_run (loop);
  return 0;
}
