/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <ftw.h>
#include <gio/gio.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

typedef struct
{
  char *folder;        /* (owned) */
  char *file;          /* (owned): in it */
  char *alsa_conf;     /* (owned) (nullable): instead of ALSA's own */
  GSubprocess *player; /* (owned) */
  int fd;              /* of its standard input (play) or output (jack) */
} Fixture;

static void
set_up (Fixture *self, gconstpointer user_data G_GNUC_UNUSED)
{
  self->folder = g_dir_make_tmp ("anjungan-player-XXXXXX", NULL);
  self->file = g_build_filename (self->folder, "file", NULL);
  self->fd = -1;
}

static int
remove_one (const char *path,
            const struct stat *info G_GNUC_UNUSED,
            int flag G_GNUC_UNUSED,
            struct FTW *place G_GNUC_UNUSED)
{
  return g_remove (path);
}

static void
tear_down (Fixture *self, gconstpointer user_data G_GNUC_UNUSED)
{
  if (self->fd >= 0)
    close (self->fd);
  g_subprocess_force_exit (self->player);
  g_clear_object (&self->player);
  nftw (self->folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
  g_free (self->alsa_conf);
  g_free (self->folder);
  g_free (self->file);
}

static void
start (Fixture *self, const char *verb, const char *device)
{
  g_autoptr (GSubprocessLauncher)
      launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  gboolean is_play = strcmp (verb, "play") == 0;
  g_autoptr (GError) error = NULL;
  int ends[2];

  g_assert_true (g_unix_open_pipe (ends, FD_CLOEXEC, NULL));
  if (is_play)
    g_subprocess_launcher_take_stdin_fd (launcher, ends[0]);
  else
    g_subprocess_launcher_take_stdout_fd (launcher, ends[1]);
  self->fd = ends[is_play];
  g_subprocess_launcher_setenv (launcher, "HOME", "/nonexistent", TRUE);
  if (self->alsa_conf != NULL)
    {
      g_subprocess_launcher_setenv (launcher, "ALSA_CONFIG_PATH", self->alsa_conf, TRUE);
      g_subprocess_launcher_setenv (launcher, "ANJ_TEST_JACK", self->file, TRUE);
    }
  self->player = g_subprocess_launcher_spawn (launcher, &error, g_getenv ("ANJ_PLAYER"), verb,
                                              device, NULL);
  g_assert_no_error (error);
}

static int
leave (Fixture *self)
{
  if (self->fd >= 0)
    close (self->fd);
  self->fd = -1;
  g_assert_true (g_subprocess_wait (self->player, NULL, NULL));
  g_assert_true (g_subprocess_get_if_exited (self->player));
  return g_subprocess_get_exit_status (self->player);
}

/* @device: with %s for the file */
static void
assert_played (Fixture *self, const char *before, const char *after)
{
  g_autofree char *device = g_strconcat (before, self->file, after, NULL);
  g_autofree char *heard = NULL;
  gint16 samples[3000];
  gsize n_bytes;

  for (gsize i = 0; i < G_N_ELEMENTS (samples); i++)
    samples[i] = GINT16_TO_LE ((gint16) (i * 11));
  start (self, "play", device);
  g_assert_cmpint (write (self->fd, samples, sizeof samples), ==, sizeof samples);
  g_assert_cmpint (leave (self), ==, EX_OK);
  g_assert_true (g_file_get_contents (self->file, &heard, &n_bytes, NULL));
  g_assert_cmpmem (heard, n_bytes, samples, sizeof samples);
}

static void
test_file (Fixture *self, gconstpointer user_data G_GNUC_UNUSED)
{
  assert_played (self, "test:", "");
}

/* ALSA's own device that writes a file: all of its ways but the card's */
static void
test_device (Fixture *self, gconstpointer user_data G_GNUC_UNUSED)
{
  assert_played (self, "file:'", "',raw");
}

static void
test_no_device (Fixture *self, gconstpointer user_data G_GNUC_UNUSED)
{
  start (self, "play", "no-such-device");
  g_assert_cmpint (leave (self), ==, EX_UNAVAILABLE);
}

static void
assert_says (Fixture *self, const char *wanted)
{
  char line[16] = "";
  gsize n = 0;

  while (n < sizeof line - 1 && (n == 0 || line[n - 1] != '\n'))
    {
      g_assert_cmpint (read (self->fd, line + n, 1), ==, 1);
      n++;
    }
  g_assert_cmpstr (line, ==, wanted);
}

static void
test_test_jack (Fixture *self, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autofree char *jack = g_strconcat ("test:", self->file, NULL);

  start (self, "jack", jack);
  assert_says (self, "out\n");
  g_assert_true (g_file_set_contents (self->file, "", 0, NULL));
  assert_says (self, "in\n");
  g_assert_cmpint (g_remove (self->file), ==, 0);
  assert_says (self, "out\n");
}

/* a card of the test's own: alsa-jack.c */
static void
test_control (Fixture *self, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autofree char *conf = g_strdup_printf (
      "ctl.anjtest.type anjtest\nctl_type.anjtest.lib \"%s\"\n", g_getenv ("ANJ_ALSA_JACK"));

  self->alsa_conf = g_build_filename (self->folder, "alsa.conf", NULL);
  g_assert_true (g_file_set_contents (self->alsa_conf, conf, -1, NULL));
  start (self, "jack", "anjtest/Headphone Jack");
  assert_says (self, "out\n");
  g_assert_true (g_file_set_contents (self->file, "", 0, NULL));
  assert_says (self, "in\n");
  g_assert_cmpint (g_remove (self->file), ==, 0);
  assert_says (self, "out\n");
  g_assert_cmpint (leave (self), ==, EX_OK); /* that nobody reads is seen without news */
}

static void
test_no_jack (Fixture *self, gconstpointer user_data)
{
  start (self, "jack", user_data);
  g_assert_cmpint (leave (self), ==, EX_UNAVAILABLE);
}

static void
test_usage (Fixture *self, gconstpointer user_data G_GNUC_UNUSED)
{
  start (self, "shout", "default");
  g_assert_cmpint (leave (self), ==, EX_USAGE);
}

#define add(name, data, test) g_test_add (name, Fixture, data, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/player/plays into a file", NULL, test_file);
  add ("/player/plays through alsa", NULL, test_device);
  add ("/player/device that is not there is told", NULL, test_no_device);
  add ("/player/unknown verb is refused", NULL, test_usage);
  add ("/jack/file that comes and goes is told", NULL, test_test_jack);
  add ("/jack/control of a card is told", NULL, test_control);
  add ("/jack/card that is not there is told", "hw:9/Headphone Jack", test_no_jack);
  add ("/jack/name without card is refused", "Headphone Jack", test_no_jack);
  return g_test_run ();
}
