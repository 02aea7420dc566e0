/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sample-picture.h"

static void
on_after_paint (gboolean *painted)
{
  *painted = TRUE;
}

static void
wait_for_frame (GtkWindow *window)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (window));
  gboolean painted = FALSE;
  gulong handler = g_signal_connect_swapped (clock, "after-paint", G_CALLBACK (on_after_paint),
                                             &painted);

  gtk_widget_queue_draw (GTK_WIDGET (window));
  while (!painted)
    g_main_context_iteration (NULL, TRUE);
  g_signal_handler_disconnect (clock, handler);
}

GdkTexture *
sample_picture_paint (GtkWindow *window)
{
  g_autoptr (GdkPaintable) paintable = NULL;
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  int width, height;

  gtk_window_present (window);
  while (!gtk_widget_get_mapped (GTK_WIDGET (window)) ||
         gtk_widget_get_width (GTK_WIDGET (window)) == 0)
    g_main_context_iteration (NULL, TRUE);
  /* a list that has to be parted tells so when it is laid out, and is laid out anew */
  wait_for_frame (window);
  wait_for_frame (window);
  width = gtk_widget_get_width (GTK_WIDGET (window));
  height = gtk_widget_get_height (GTK_WIDGET (window));
  paintable = gtk_widget_paintable_new (GTK_WIDGET (window));
  gdk_paintable_snapshot (paintable, snapshot, width, height);
  node = gtk_snapshot_free_to_node (snapshot);
  return gsk_renderer_render_texture (
      gtk_native_get_renderer (GTK_NATIVE (window)), node,
      &GRAPHENE_RECT_INIT (0.0f, 0.0f, (float) width, (float) height));
}

SamplePicture *
sample_picture_new (GdkTexture *texture)
{
  SamplePicture *self = g_new0 (SamplePicture, 1);

  self->width = gdk_texture_get_width (texture);
  self->height = gdk_texture_get_height (texture);
  self->pixels = g_new (guint32, (gsize) self->width * (gsize) self->height);
  gdk_texture_download (texture, (guchar *) self->pixels, (gsize) self->width * sizeof (guint32));
  return self;
}

void
sample_picture_free (SamplePicture *self)
{
  g_free (self->pixels);
  g_free (self);
}
