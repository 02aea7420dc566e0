/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The recorder itself, as the agent starts it, with GStreamer's test sources as devices. */

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib-unix.h>
#include <poll.h>
#include <string.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <turbojpeg.h>
#include <unistd.h>

#define RATE 16000
#define FRAME_MAX_BYTES (8 * 1024 * 1024)

typedef struct
{
  GSubprocess *recorder;
  int fd; /* -1: closed */
} Fixture;

static void
start (Fixture *self, const char *kind, const char *device)
{
  g_autoptr (GSubprocessLauncher)
      launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autoptr (GError) error = NULL;
  int ends[2];

  g_assert_true (g_unix_open_pipe (ends, FD_CLOEXEC, &error));
  g_subprocess_launcher_take_stdout_fd (launcher, ends[1]);
  /* neither a home to write to nor a registry */
  g_subprocess_launcher_setenv (launcher, "HOME", "/nonexistent", TRUE);
  g_subprocess_launcher_setenv (launcher, "XDG_CACHE_HOME", "/nonexistent", TRUE);
  self->recorder = g_subprocess_launcher_spawn (launcher, &error, g_getenv ("ANJ_RECORDER"), kind,
                                                device, NULL);
  g_assert_no_error (error);
  self->fd = ends[0];
}

static gboolean
read_exactly (int fd, void *data, gsize n_bytes)
{
  guint8 *bytes = data;

  while (n_bytes > 0)
    {
      gssize n_read = read (fd, bytes, n_bytes);

      if (n_read <= 0)
        return FALSE;
      bytes += n_read;
      n_bytes -= (gsize) n_read;
    }
  return TRUE;
}

/* how it ended after its reader closed */
static int
leave (Fixture *self)
{
  g_autoptr (GError) error = NULL;

  if (self->fd >= 0)
    close (self->fd);
  self->fd = -1;
  g_subprocess_wait (self->recorder, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (self->recorder));
  return g_subprocess_get_exit_status (self->recorder);
}

static void
tear_down (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  if (self->fd >= 0)
    close (self->fd);
  g_subprocess_force_exit (self->recorder);
  g_clear_object (&self->recorder);
}

/* (transfer full): the frame's JPEG */
static GBytes *
read_frame (Fixture *self)
{
  guint32 length;
  guint8 *data;

  g_assert_true (read_exactly (self->fd, &length, sizeof length));
  length = GUINT32_FROM_BE (length);
  g_assert_cmpuint (length, >, 0);
  g_assert_cmpuint (length, <, FRAME_MAX_BYTES);
  data = g_malloc (length);
  g_assert_true (read_exactly (self->fd, data, length));
  return g_bytes_new_take (data, length);
}

/* (transfer full): its pixels */
static GBytes *
decode (GBytes *jpeg, int *width, int *height)
{
  tjhandle handle = tjInitDecompress ();
  int subsampling, colours;
  gsize n_bytes;
  const guint8 *data = g_bytes_get_data (jpeg, &n_bytes);
  guint8 *pixels;

  g_assert_cmpint (
      tjDecompressHeader3 (handle, data, n_bytes, width, height, &subsampling, &colours), ==, 0);
  pixels = g_malloc ((gsize) *width * *height * 3);
  g_assert_cmpint (tjDecompress2 (handle, data, n_bytes, pixels, *width, 0, *height, TJPF_RGB, 0),
                   ==, 0);
  tjDestroy (handle);
  return g_bytes_new_take (pixels, (gsize) *width * *height * 3);
}

static void
test_camera_gives_whole_frames_that_move (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GBytes) first = NULL;
  int width, height;
  guint n_moved = 0;

  start (self, "camera", "test");
  for (int i = 0; i < 4; i++)
    {
      g_autoptr (GBytes) jpeg = read_frame (self);
      g_autoptr (GBytes) pixels = decode (jpeg, &width, &height);

      g_assert_cmpint (width, ==, 1280);
      g_assert_cmpint (height, ==, 960);
      if (first == NULL)
        first = g_bytes_ref (pixels);
      else
        n_moved += !g_bytes_equal (first, pixels);
    }
  g_assert_cmpuint (n_moved, ==, 3);
  g_assert_cmpint (leave (self), ==, EX_OK);
}

static void
test_camera_gives_at_most_eight_frames_a_second (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  gint64 begin_us;

  start (self, "camera", "test"); /* which gives sixteen */
  g_bytes_unref (read_frame (self));
  begin_us = g_get_monotonic_time ();
  for (int i = 0; i < 8; i++)
    g_bytes_unref (read_frame (self));
  g_assert_cmpint (g_get_monotonic_time () - begin_us, >, 700 * 1000);
}

static void
test_microphone_gives_sound_at_its_rate (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree gint16 *samples = g_new (gint16, RATE);
  gint64 begin_us;
  int loudest = 0;

  start (self, "microphone", "test");
  g_assert_true (read_exactly (self->fd, samples, sizeof *samples));
  begin_us = g_get_monotonic_time ();
  g_assert_true (read_exactly (self->fd, samples, RATE * sizeof *samples));
  g_assert_cmpint (g_get_monotonic_time () - begin_us, >, 800 * 1000);
  for (int i = 0; i < RATE; i++)
    loudest = MAX (loudest, ABS ((int) samples[i]));
  g_assert_cmpint (loudest, >, 10000);
  g_assert_cmpint (leave (self), ==, EX_OK);
}

static void
test_reader_that_never_reads_can_leave (Fixture *self, gconstpointer data)
{
  struct pollfd first;

  start (self, data, "test");
  first = (struct pollfd){ .fd = self->fd, .events = POLLIN };
  g_assert_cmpint (poll (&first, 1, 10000), ==, 1);
  g_assert_cmpint (leave (self), ==, EX_OK);
}

static void
test_device_that_is_not_there_is_told (Fixture *self, gconstpointer data)
{
  char byte;

  start (self, data, "/nonexistent/device");
  g_assert_cmpint (read (self->fd, &byte, 1), ==, 0);
  g_assert_cmpint (leave (self), ==, EX_UNAVAILABLE);
}

static void
test_unknown_kind_is_refused (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  start (self, "scanner", "test");
  g_assert_cmpint (leave (self), ==, EX_USAGE);
}

#define add(name, data, test) g_test_add (name, Fixture, data, NULL, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/recorder/camera gives whole frames that move", NULL,
       test_camera_gives_whole_frames_that_move);
  add ("/recorder/camera gives at most eight frames a second", NULL,
       test_camera_gives_at_most_eight_frames_a_second);
  add ("/recorder/microphone gives sound at its rate", NULL,
       test_microphone_gives_sound_at_its_rate);
  add ("/recorder/reader that never reads can leave/camera", "camera",
       test_reader_that_never_reads_can_leave);
  add ("/recorder/reader that never reads can leave/microphone", "microphone",
       test_reader_that_never_reads_can_leave);
  add ("/recorder/device that is not there is told/camera", "camera",
       test_device_that_is_not_there_is_told);
  add ("/recorder/device that is not there is told/microphone", "microphone",
       test_device_that_is_not_there_is_told);
  add ("/recorder/unknown kind is refused", NULL, test_unknown_kind_is_refused);
  return g_test_run ();
}
