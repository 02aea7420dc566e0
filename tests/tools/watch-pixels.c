/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <X11/Xlib.h>
#include <X11/Xutil.h>
#include <X11/extensions/XTest.h>
#include <fcntl.h>
#include <glib.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

/*
 * What reaches the glass, seen from outside the programs: used by the tests for flashes and by the
 * benchmarks for times. Samples the root window as fast as the X server answers.
 *
 *   watch-pixels launch COMMAND…   ms from fork to the first picture in the middle column, and the
 *                                  pid; the command goes on
 *   watch-pixels press X Y         ms from a button press at X, Y to a change of the pixels there
 *   watch-pixels flash MS X        watches column X for MS ms: number of samples, of black samples
 */

extern char **environ;

static XImage *
grab (Display *display, int x, int y, unsigned int width, unsigned int height)
{
  return XGetImage (display, DefaultRootWindow (display), x, y, width, height, AllPlanes, ZPixmap);
}

static gboolean
is_column_black (Display *display, int x)
{
  int height = DisplayHeight (display, DefaultScreen (display));
  XImage *image = grab (display, x, 0, 1, (unsigned int) height);
  gboolean is_black = TRUE;

  for (int y = 0; y < height && is_black; y++)
    is_black = (XGetPixel (image, 0, y) & 0xffffff) == 0;
  XDestroyImage (image);
  return is_black;
}

static int
watch_launch (Display *display, char **command)
{
  int x = DisplayWidth (display, DefaultScreen (display)) / 2;
  gint64 start_us = g_get_monotonic_time ();
  posix_spawn_file_actions_t actions;
  pid_t pid;

  /* it outlives us: our reader must not wait for its end */
  posix_spawn_file_actions_init (&actions);
  posix_spawn_file_actions_addopen (&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_adddup2 (&actions, STDOUT_FILENO, STDERR_FILENO);
  if (posix_spawnp (&pid, command[0], &actions, NULL, command, environ) != 0)
    return EX_NOINPUT;
  posix_spawn_file_actions_destroy (&actions);
  while (is_column_black (display, x))
    if (g_get_monotonic_time () - start_us > 20 * G_USEC_PER_SEC)
      return EX_UNAVAILABLE;
  g_print ("%.2f %d\n", (double) (g_get_monotonic_time () - start_us) / 1000.0, (int) pid);
  return EX_OK;
}

static gboolean
is_same (XImage *before, XImage *now)
{
  return memcmp (before->data, now->data,
                 (gsize) before->bytes_per_line * (gsize) before->height) == 0;
}

static int
watch_press (Display *display, int x, int y)
{
  const unsigned int side = 24;
  int left = MAX (0, x - (int) side * 2);
  int top = MAX (0, y - (int) side * 2);
  XImage *before;
  gint64 start_us;
  gboolean is_changed = FALSE;

  XTestFakeMotionEvent (display, -1, x, y, CurrentTime);
  XSync (display, False);
  g_usleep (500000);
  before = grab (display, left, top, side, side);
  XTestFakeButtonEvent (display, 1, True, CurrentTime);
  XFlush (display);
  start_us = g_get_monotonic_time ();
  while (!is_changed && g_get_monotonic_time () - start_us < 2 * G_USEC_PER_SEC)
    {
      XImage *now = grab (display, left, top, side, side);

      is_changed = !is_same (before, now);
      XDestroyImage (now);
    }
  g_print ("%.2f\n", (double) (g_get_monotonic_time () - start_us) / 1000.0);
  XTestFakeButtonEvent (display, 1, False, CurrentTime);
  XSync (display, False);
  XDestroyImage (before);
  return is_changed ? EX_OK : EX_UNAVAILABLE;
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
  if (argc >= 3 && strcmp (argv[1], "launch") == 0)
    status = watch_launch (display, argv + 2);
  else if (argc == 4 && strcmp (argv[1], "press") == 0)
    status = watch_press (display, atoi (argv[2]), atoi (argv[3]));
  else if (argc == 4 && strcmp (argv[1], "flash") == 0)
    status = watch_flash (display, atoi (argv[2]), atoi (argv[3]));
  XCloseDisplay (display);
  return status;
}
