/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/player/anj-jack.h"

#include <alsa/asoundlib.h>
#include <errno.h>
#include <gio/gio.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

static gboolean
fail (GError **error, const char *what, const char *why)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "%s: %s", what, why);
  return FALSE;
}

/* FALSE: nobody reads it */
static gboolean
tell (int fd, gboolean is_in)
{
  const char *line = is_in ? "in\n" : "out\n";

  return write (fd, line, strlen (line)) == (gssize) strlen (line);
}

/* a card's control */

typedef struct
{
  snd_ctl_t *card;
  snd_ctl_elem_value_t *control;
  int fd;
  int told; /* -1: nothing yet */
} Watch;

/* reads the control and tells when it is news; negative: ALSA's error; 0: nobody reads */
static int
look (Watch *watch)
{
  int code = snd_ctl_elem_read (watch->card, watch->control);
  int is_in;

  if (code < 0)
    return code;
  is_in = snd_ctl_elem_value_get_boolean (watch->control, 0) != 0;
  if (is_in == watch->told)
    return 1;
  watch->told = is_in;
  return tell (watch->fd, is_in);
}

/* until the card has news of any control, or nobody reads any more */
static int
wait_for_news (Watch *watch)
{
  struct pollfd look_at[] = { { .events = 0 }, { .fd = watch->fd } };
  snd_ctl_event_t *event = NULL;
  int code = snd_ctl_poll_descriptors (watch->card, look_at, 1);

  if (code != 1)
    return code < 0 ? code : -EIO;
  if (poll (look_at, G_N_ELEMENTS (look_at), /* timeout */ -1) < 0)
    return errno == EINTR ? 1 : -errno;
  if (look_at[1].revents != 0)
    return 0;
  snd_ctl_event_alloca (&event);
  code = snd_ctl_read (watch->card, event);
  return code == -EAGAIN ? 1 : code;
}

/* Returns: as look() */
static int
run_watch (Watch *watch, const char *name)
{
  int code = snd_ctl_subscribe_events (watch->card, 1);

  snd_ctl_elem_value_set_interface (watch->control, SND_CTL_ELEM_IFACE_CARD);
  snd_ctl_elem_value_set_name (watch->control, name);
  if (code >= 0)
    code = look (watch);
  while (code > 0)
    {
      code = wait_for_news (watch);
      if (code > 0)
        code = look (watch);
    }
  return code;
}

static gboolean
run_card (const char *jack, int fd, GError **error)
{
  const char *slash = strchr (jack, '/');
  g_autofree char *card = NULL;
  Watch watch = { .fd = fd, .told = -1 };
  int code;

  if (slash == NULL)
    return fail (error, jack, "is not CARD/CONTROL");
  card = g_strndup (jack, (gsize) (slash - jack));
  snd_ctl_elem_value_alloca (&watch.control);
  code = snd_ctl_open (&watch.card, card, SND_CTL_NONBLOCK);
  if (code >= 0)
    {
      code = run_watch (&watch, slash + 1);
      snd_ctl_close (watch.card);
    }
  return code < 0 ? fail (error, jack, snd_strerror (code)) : TRUE;
}

/* a file */

typedef struct
{
  const char *path;
  GMainLoop *loop;
  int fd;
  int told; /* -1: nothing yet */
} FileWatch;

/* tells when it is news: a file that is renamed into its place comes twice. FALSE: nobody reads */
static gboolean
look_at_file (FileWatch *watch)
{
  int is_there = g_file_test (watch->path, G_FILE_TEST_EXISTS);

  if (is_there == watch->told)
    return TRUE;
  watch->told = is_there;
  return tell (watch->fd, is_there);
}

static void
on_file (GFileMonitor *monitor G_GNUC_UNUSED,
         GFile *file G_GNUC_UNUSED,
         GFile *other G_GNUC_UNUSED,
         GFileMonitorEvent event,
         gpointer user_data)
{
  FileWatch *watch = user_data;

  if (event != G_FILE_MONITOR_EVENT_CREATED && event != G_FILE_MONITOR_EVENT_DELETED)
    return;
  if (!look_at_file (watch))
    g_main_loop_quit (watch->loop);
}

static gboolean
run_file (const char *path, int fd, GError **error)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileMonitor)
      monitor = g_file_monitor_file (file, G_FILE_MONITOR_NONE, /* cancellable */ NULL, error);
  FileWatch watch = { .path = path, .loop = loop, .fd = fd, .told = -1 };

  if (monitor == NULL)
    return FALSE;
  g_signal_connect (monitor, "changed", G_CALLBACK (on_file), &watch);
  if (look_at_file (&watch))
    g_main_loop_run (loop);
  return TRUE;
}

gboolean
anj_jack_run (const char *jack, int fd, GError **error)
{
  return g_str_has_prefix (jack, ANJ_JACK_TEST_PREFIX)
             ? run_file (jack + strlen (ANJ_JACK_TEST_PREFIX), fd, error)
             : run_card (jack, fd, error);
}
