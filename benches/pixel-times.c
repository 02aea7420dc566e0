/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <X11/Xlib.h>
#include <X11/Xutil.h>
#include <X11/extensions/XTest.h>
#include <X11/extensions/Xdamage.h>
#include <fcntl.h>
#include <glib.h>
#include <poll.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

/*
 * Times from what a resident does to what reaches the glass, seen from outside the programs. The X
 * server tells when something was drawn (its extension Damage), so nothing is asked of it
 * meanwhile; then the pixels are compared.
 *
 *   pixel-times launch X Y RRGGBB COMMAND…
 *                                 ms from fork to that colour at X, Y, and the pid; the command
 * goes on. Any colour but black: a dash pixel-times press X Y N       N times, a line each: ms from
 * a press at X, Y to changed pixels beside it pixel-times turn X Y LEFT TOP WIDTH HEIGHT RRGGBB ms
 * from the release of a click at X, Y until that part of the panel begins with that colour; a dash:
 * until it is changed
 */

#define SETTLE_MS 450 /* a screen ignores touches for 300 ms after it came, and after a touch */
#define HOLD_MS 80
#define LIMIT_US (3 * G_USEC_PER_SEC)
#define LAUNCH_LIMIT_US (20 * G_USEC_PER_SEC)
#define ANY_COLOUR (-1)

extern char **environ;

typedef struct
{
  Display *display;
  Damage damage;
  int damage_notify;
} Glass;

typedef struct
{
  int left, top;
  unsigned int width, height;
} Part;

/* --- the glass --- */

static gboolean
open_glass (Glass *glass)
{
  int error_base;

  glass->display = XOpenDisplay (NULL);
  if (glass->display == NULL ||
      !XDamageQueryExtension (glass->display, &glass->damage_notify, &error_base))
    return FALSE;
  glass->damage_notify += XDamageNotify;
  glass->damage = XDamageCreate (glass->display, DefaultRootWindow (glass->display),
                                 XDamageReportNonEmpty);
  return TRUE;
}

/* TRUE: something was drawn; it may have been anywhere */
static gboolean
wait_drawn (Glass *glass, gint64 end_us)
{
  struct pollfd server = { .fd = ConnectionNumber (glass->display), .events = POLLIN };
  XEvent event;

  for (;;)
    {
      gint64 left_us = end_us - g_get_monotonic_time ();

      while (XPending (glass->display) > 0)
        {
          XNextEvent (glass->display, &event);
          if (event.type != glass->damage_notify)
            continue;
          XDamageSubtract (glass->display, glass->damage, None, None);
          return TRUE;
        }
      if (left_us <= 0)
        return FALSE;
      poll (&server, 1, (int) (left_us / 1000) + 1);
    }
}

static void
forget_drawn (Glass *glass)
{
  XSync (glass->display, False);
  while (wait_drawn (glass, 0))
    ;
}

static XImage *
grab (Glass *glass, const Part *part)
{
  return XGetImage (glass->display, DefaultRootWindow (glass->display), part->left, part->top,
                    part->width, part->height, AllPlanes, ZPixmap);
}

static gboolean
is_changed (Glass *glass, const Part *part, XImage *before, long colour)
{
  XImage *now = grab (glass, part);
  gboolean is_it = colour == ANY_COLOUR
                       ? memcmp (before->data, now->data,
                                 (gsize) now->bytes_per_line * (gsize) now->height) != 0
                       : (long) (XGetPixel (now, 0, 0) & 0xffffff) == colour;

  XDestroyImage (now);
  return is_it;
}

/* ms from @start_us to the drawing that changed the part; negative: it never came */
static double
wait_changed (Glass *glass, const Part *part, XImage *before, long colour, gint64 start_us)
{
  while (wait_drawn (glass, start_us + LIMIT_US))
    {
      gint64 drawn_us = g_get_monotonic_time ();

      if (is_changed (glass, part, before, colour))
        return (double) (drawn_us - start_us) / 1000.0;
    }
  return -1;
}

/* --- a finger --- */

static void
move_to (Glass *glass, int x, int y)
{
  XTestFakeMotionEvent (glass->display, -1, x, y, CurrentTime);
  XSync (glass->display, False);
}

static void
press_button (Glass *glass, gboolean down)
{
  XTestFakeButtonEvent (glass->display, 1, down, CurrentTime);
  XFlush (glass->display);
}

static void
pause_ms (guint ms)
{
  g_usleep (ms * 1000);
}

/* --- the three times --- */

static gboolean
is_painted (Glass *glass, const Part *point, long colour)
{
  XImage *image = grab (glass, point);
  long seen = (long) (XGetPixel (image, 0, 0) & 0xffffff);

  XDestroyImage (image);
  return colour == ANY_COLOUR ? seen != 0 : seen == colour;
}

static int
time_launch (Glass *glass, const Part *point, long colour, char **command)
{
  gint64 start_us = g_get_monotonic_time ();
  gint64 drawn_us = 0;
  posix_spawn_file_actions_t actions;
  pid_t pid;

  /* it outlives us: our reader must not wait for its end */
  posix_spawn_file_actions_init (&actions);
  posix_spawn_file_actions_addopen (&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_adddup2 (&actions, STDOUT_FILENO, STDERR_FILENO);
  if (posix_spawnp (&pid, command[0], &actions, NULL, command, environ) != 0)
    return EX_NOINPUT;
  posix_spawn_file_actions_destroy (&actions);
  do
    {
      if (!wait_drawn (glass, start_us + LAUNCH_LIMIT_US))
        return EX_UNAVAILABLE;
      drawn_us = g_get_monotonic_time ();
    }
  while (!is_painted (glass, point, colour));
  g_print ("%.2f %d\n", (double) (drawn_us - start_us) / 1000.0, (int) pid);
  return EX_OK;
}

static int
time_presses (Glass *glass, int x, int y, int n_presses)
{
  /* inside what is pressed, off the word in its middle */
  Part part = { MAX (0, x - 48), MAX (0, y - 36), 24, 24 };
  double ms = 0;

  for (int i = 0; i < n_presses && ms >= 0; i++)
    {
      XImage *before = NULL;

      /* a program looks at what lies under the pointer when it moves */
      move_to (glass, x, y + i % 2);
      pause_ms (SETTLE_MS);
      before = grab (glass, &part);
      forget_drawn (glass);
      press_button (glass, TRUE);
      ms = wait_changed (glass, &part, before, ANY_COLOUR, g_get_monotonic_time ());
      pause_ms (HOLD_MS);
      press_button (glass, FALSE);
      g_print ("%.2f\n", ms);
      XDestroyImage (before);
    }
  return ms >= 0 ? EX_OK : EX_UNAVAILABLE;
}

static int
time_turn (Glass *glass, int x, int y, const Part *part, long colour)
{
  XImage *before = NULL;
  double ms;

  pause_ms (SETTLE_MS);
  move_to (glass, x, y);
  press_button (glass, TRUE);
  pause_ms (HOLD_MS);
  before = grab (glass, part);
  forget_drawn (glass);
  press_button (glass, FALSE);
  ms = wait_changed (glass, part, before, colour, g_get_monotonic_time ());
  g_print ("%.2f\n", ms);
  XDestroyImage (before);
  return ms >= 0 ? EX_OK : EX_UNAVAILABLE;
}

static long
read_colour (const char *text)
{
  return strcmp (text, "-") == 0 ? ANY_COLOUR : strtol (text, NULL, 16);
}

int
main (int argc, char **argv)
{
  Glass glass = { 0 };
  int status = EX_USAGE;

  if (!open_glass (&glass))
    {
      g_printerr ("pixel-times: no X display with the extension Damage: set DISPLAY\n");
      return EX_UNAVAILABLE;
    }
  if (argc >= 6 && strcmp (argv[1], "launch") == 0)
    {
      Part point = { atoi (argv[2]), atoi (argv[3]), 1, 1 };

      status = time_launch (&glass, &point, read_colour (argv[4]), argv + 5);
    }
  else if (argc == 5 && strcmp (argv[1], "press") == 0)
    {
      status = time_presses (&glass, atoi (argv[2]), atoi (argv[3]), atoi (argv[4]));
    }
  else if (argc == 9 && strcmp (argv[1], "turn") == 0)
    {
      Part part = { atoi (argv[4]), atoi (argv[5]), (unsigned int) atoi (argv[6]),
                    (unsigned int) atoi (argv[7]) };

      status = time_turn (&glass, atoi (argv[2]), atoi (argv[3]), &part, read_colour (argv[8]));
    }
  XCloseDisplay (glass.display);
  return status;
}
