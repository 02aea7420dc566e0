/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <gtk/gtk.h>

/* The smallest GTK4 window with twelve keys: what the screen's first frame and memory are held
 * against. Not to be edited together with the product. */

static void
on_destroy (GtkWidget *window G_GNUC_UNUSED, gpointer loop)
{
  g_main_loop_quit (loop);
}

int
main (void)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  GtkWidget *window;
  GtkWidget *grid;
  const char *keys[] = { "1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#" };

  gtk_init ();
  window = gtk_window_new ();
  grid = gtk_grid_new ();
  gtk_grid_set_row_homogeneous (GTK_GRID (grid), TRUE);
  gtk_grid_set_column_homogeneous (GTK_GRID (grid), TRUE);
  for (int i = 0; i < 12; i++)
    gtk_grid_attach (GTK_GRID (grid), gtk_button_new_with_label (keys[i]), i % 3, i / 3, 1, 1);
  gtk_window_set_child (GTK_WINDOW (window), grid);
  gtk_window_set_default_size (GTK_WINDOW (window), 1080, 1920);
  gtk_window_fullscreen (GTK_WINDOW (window));
  g_signal_connect (window, "destroy", G_CALLBACK (on_destroy), loop);
  gtk_window_present (GTK_WINDOW (window));
  g_main_loop_run (loop);
  return 0;
}
