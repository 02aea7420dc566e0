/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What a window shows, as pixels. */

typedef struct
{
  int width, height;
  guint32 *pixels; /* (owned): 0xAARRGGBB, row by row */
} SamplePicture;

/* (transfer full): lays @window out, on the display, and paints it */
GdkTexture *sample_picture_paint (GtkWindow *window);
/* (transfer full): the pixels of @texture */
SamplePicture *sample_picture_new (GdkTexture *texture);
void sample_picture_free (SamplePicture *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SamplePicture, sample_picture_free)

G_END_DECLS
