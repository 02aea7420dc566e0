/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <X11/Xlib.h>
#include <X11/Xutil.h>
#include <glib.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

/*
 * What reaches the glass, seen from outside the programs. Samples the root window as fast as the X
 * server answers.
 *
 *   watch-pixels flash MS X   watches column X for MS ms: number of samples, of black samples
 */

static gboolean
is_column_black (Display *display, int x)
{
  int height = DisplayHeight (display, DefaultScreen (display));
  XImage *image = XGetImage (display, DefaultRootWindow (display), x, 0, 1, (unsigned int) height,
                             AllPlanes, ZPixmap);
  gboolean is_black = TRUE;

  for (int y = 0; y < height && is_black; y++)
    is_black = (XGetPixel (image, 0, y) & 0xffffff) == 0;
  XDestroyImage (image);
  return is_black;
}

static int
watch_flash (Display *display, int duration_ms, int x)
{
  gint64 end_us = g_get_monotonic_time () + (gint64) duration_ms * 1000;
  guint n_samples = 0;
  guint n_black = 0;

  while (g_get_monotonic_time () < end_us)
    {
      n_samples++;
      n_black += is_column_black (display, x) ? 1 : 0;
    }
  g_print ("%u %u\n", n_samples, n_black);
  return EX_OK;
}

int
main (int argc, char **argv)
{
  Display *display = XOpenDisplay (NULL);
  int status = EX_USAGE;

  if (display == NULL)
    {
      g_printerr ("watch-pixels: no X display: set DISPLAY\n");
      return EX_UNAVAILABLE;
    }
  if (argc == 4 && strcmp (argv[1], "flash") == 0)
    status = watch_flash (display, atoi (argv[2]), atoi (argv[3]));
  XCloseDisplay (display);
  return status;
}
