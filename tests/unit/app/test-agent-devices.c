/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <fcntl.h>
#include <gio/gunixfdlist.h>
#include <glib/gstdio.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "app/agent/anj-agent-error.h"
#include "core/anj-json.h"
#include "service-fixture.h"

/* A device that is no device: says what it was started for, then writes until nobody reads. */
static const char RECORDER[] = "#!/bin/sh\n"
                               "echo \"$1 $2\"\n"
                               "while echo .; do sleep 0.02; done 2>/dev/null\n";

typedef struct
{
  ServiceFixture base;
  char *recorder;
  char *dev_dir;
} Fixture;

static void
make_file (const char *folder, const char *name, const char *content, int mode)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *parent = g_path_get_dirname (path);

  g_assert_cmpint (g_mkdir_with_parents (parent, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, content, -1, NULL));
  g_assert_cmpint (g_chmod (path, mode), ==, 0);
}

static void
set_up (Fixture *self, gconstpointer user_data G_GNUC_UNUSED)
{
  AnjDevicesSetup devices = { 0 };
  const char *folder;

  terminal_fixture_init (&self->base.base);
  folder = self->base.base.agent.state_dir;
  make_file (folder, "bin/recorder", RECORDER, 0700);
  self->recorder = g_build_filename (folder, "bin", "recorder", NULL);
  self->dev_dir = g_build_filename (folder, "dev", NULL);
  devices.recorder = self->recorder;
  devices.dev_dir = self->dev_dir;
  service_fixture_begin (&self->base, &devices);
}

static void
tear_down (Fixture *self, gconstpointer user_data G_GNUC_UNUSED)
{
  service_fixture_end (&self->base);
  g_free (self->recorder);
  g_free (self->dev_dir);
}

static GDBusConnection *
connect_session (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  GDBusConnection *session = service_fixture_connect (&self->base, &error);

  g_assert_no_error (error);
  return session;
}

/* @wanted: the key of the refusal; %NULL: none. Returns: the stream, or -1 */
static int
open_device (GDBusConnection *session, const char *kind, const char *wanted)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GUnixFDList) fds = NULL;
  g_autoptr (GVariant) reply = NULL;
  int fd;

  g_dbus_connection_call_with_unix_fd_list (
      session, NULL, "/id/anjungan/Agent", "id.anjungan.Agent1", "OpenDevice",
      g_variant_new ("(s)", kind), NULL, G_DBUS_CALL_FLAGS_NONE, 5000, NULL, NULL,
      service_fixture_on_result, &result);
  service_fixture_await (&result);
  reply = g_dbus_connection_call_with_unix_fd_list_finish (session, &fds, result, &error);
  if (wanted != NULL)
    {
      g_autofree char *name = NULL;

      g_assert_nonnull (error);
      name = g_dbus_error_get_remote_error (error);
      g_assert_cmpstr (name, ==, "id.anjungan.Error.Unavailable");
      g_dbus_error_strip_remote_error (error);
      g_assert_cmpstr (error->message, ==, wanted);
      return -1;
    }
  g_assert_no_error (error);
  fd = g_unix_fd_list_get (fds, 0, &error);
  g_assert_no_error (error);
  return fd;
}

static void
assert_says (int fd, const char *wanted)
{
  char line[200];
  gsize n = 0;

  while (n < sizeof line && (n == 0 || line[n - 1] != '\n'))
    {
      g_assert_cmpint (read (fd, line + n, 1), ==, 1);
      n++;
    }
  line[n - 1] = '\0';
  g_assert_cmpstr (line, ==, wanted);
}

/* reads on until the writer has gone */
static void
assert_ends (int fd)
{
  char piece[4096];
  gssize n;

  do
    {
      struct pollfd look = { .fd = fd, .events = POLLIN };

      while (g_main_context_iteration (NULL, FALSE))
        ;
      n = poll (&look, 1, 10) > 0 ? read (fd, piece, sizeof piece) : 1;
    }
  while (n > 0);
  g_assert_cmpint (n, ==, 0);
  close (fd);
}

static gboolean
status_says (GDBusConnection *session, const char *member)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GBytes) bytes = NULL;
  JsonObject *status;
  const char *text;
  gboolean said;

  g_dbus_connection_call (session, NULL, "/id/anjungan/Agent", "id.anjungan.Agent1", "Status", NULL,
                          NULL, G_DBUS_CALL_FLAGS_NONE, 5000, NULL, service_fixture_on_result,
                          &result);
  service_fixture_await (&result);
  reply = g_dbus_connection_call_finish (session, result, &error);
  g_assert_no_error (error);
  g_variant_get (reply, "(&s)", &text);
  bytes = g_bytes_new (text, strlen (text));
  status = anj_json_parse_object (bytes, &error);
  g_assert_no_error (error);
  g_assert_true (json_object_has_member (status, member));
  said = json_object_get_boolean_member (status, member);
  json_object_unref (status);
  return said;
}

static void
test_none_there (Fixture *self, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GDBusConnection) session = connect_session (self);

  open_device (session, "camera", "no-device");
  open_device (session, "microphone", "no-device");
  open_device (session, "scanner", "no-device");
  g_assert_false (status_says (session, "camera"));
  g_assert_false (status_says (session, "microphone"));
}

static void
test_first_device_is_found (Fixture *self, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GDBusConnection) session = connect_session (self);
  g_autofree char *wanted = g_strdup_printf ("camera %s/video2", self->dev_dir);
  int fd;

  make_file (self->dev_dir, "video10", "", 0600);
  make_file (self->dev_dir, "video2", "", 0600);
  make_file (self->dev_dir, "videoloop", "", 0600);
  make_file (self->dev_dir, "snd/pcmC0D0p", "", 0600);
  g_assert_true (status_says (session, "camera"));
  g_assert_false (status_says (session, "microphone")); /* that card only plays */
  make_file (self->dev_dir, "snd/pcmC1D0c", "", 0600);
  g_assert_true (status_says (session, "microphone"));

  fd = open_device (session, "camera", NULL);
  assert_says (fd, wanted);
  close (fd);
  fd = open_device (session, "microphone", NULL);
  assert_says (fd, "microphone default");
  close (fd);
}

static void
test_second_session_is_told_that_it_is_busy (Fixture *self, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GDBusConnection) first = connect_session (self);
  g_autoptr (GDBusConnection) second = connect_session (self);
  g_autofree char *wanted = g_strdup_printf ("camera %s/video0", self->dev_dir);
  int fd;

  make_file (self->dev_dir, "video0", "", 0600);
  fd = open_device (first, "camera", NULL);
  open_device (second, "camera", "device-busy");
  assert_says (fd, wanted);
  close (fd);
}

static void
test_session_that_asks_again_gets_it_anew (Fixture *self, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GDBusConnection) session = connect_session (self);
  g_autofree char *wanted = g_strdup_printf ("camera %s/video0", self->dev_dir);
  int old, fd;

  make_file (self->dev_dir, "video0", "", 0600);
  old = open_device (session, "camera", NULL);
  fd = open_device (session, "camera", NULL);
  assert_ends (old);
  assert_says (fd, wanted);
  close (fd);
}

static void
test_session_that_ends_loses_it (Fixture *self, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GDBusConnection) first = connect_session (self);
  g_autoptr (GDBusConnection) second = connect_session (self);
  int fd;

  make_file (self->dev_dir, "video0", "", 0600);
  fd = open_device (first, "camera", NULL);
  g_dbus_connection_close_sync (first, NULL, NULL);
  assert_ends (fd); /* although we hold its stream and read */
  close (open_device (second, "camera", NULL));
}

/* descriptors of this process that are the same stream as @fd */
static guint
count_ends (int fd)
{
  g_autofree char *own = g_strdup_printf ("/proc/self/fd/%d", fd);
  char target[64] = { 0 };
  guint n_ends = 0;

  g_assert_cmpint (readlink (own, target, sizeof target - 1), >, 0);
  for (int i = 0; i < 256; i++)
    {
      g_autofree char *path = g_strdup_printf ("/proc/self/fd/%d", i);
      char other[64] = { 0 };

      n_ends += readlink (path, other, sizeof other - 1) > 0 && strcmp (target, other) == 0;
    }
  return n_ends;
}

static void
test_agent_keeps_no_end_of_the_stream (Fixture *self, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GDBusConnection) session = connect_session (self);
  gint64 end_us = g_get_monotonic_time () + 5 * G_USEC_PER_SEC;
  int fd;

  make_file (self->dev_dir, "video0", "", 0600);
  fd = open_device (session, "camera", NULL);
  /* agent and session are one process here: one end, the session's, as soon as D-Bus's own thread
   * has let go of the message that carried it */
  while (count_ends (fd) > 1 && g_get_monotonic_time () < end_us)
    g_thread_yield ();
  g_assert_cmpuint (count_ends (fd), ==, 1);
  close (fd);
}

static void
test_without_a_recorder_there_is_nothing (Fixture *self, gconstpointer user_data G_GNUC_UNUSED)
{
  AnjDevicesSetup setup = { .recorder = "/nonexistent", .camera = "test", .microphone = "test" };
  g_autoptr (AnjDevices) missing = anj_devices_new (&setup);
  g_autoptr (AnjDevices) there = NULL;
  g_autofree char *camera = NULL;
  g_autofree char *microphone = NULL;

  g_assert_null (anj_devices_find (missing, ANJ_DEVICE_CAMERA));
  setup.recorder = self->recorder;
  there = anj_devices_new (&setup);
  camera = anj_devices_find (there, ANJ_DEVICE_CAMERA);
  microphone = anj_devices_find (there, ANJ_DEVICE_MICROPHONE);
  g_assert_cmpstr (camera, ==, "test");
  g_assert_cmpstr (microphone, ==, "test");
}

#define add(name, test) g_test_add (name, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/devices/none there", test_none_there);
  add ("/devices/first device is found", test_first_device_is_found);
  add ("/devices/second session is told that it is busy",
       test_second_session_is_told_that_it_is_busy);
  add ("/devices/session that asks again gets it anew", test_session_that_asks_again_gets_it_anew);
  add ("/devices/session that ends loses it", test_session_that_ends_loses_it);
  add ("/devices/agent keeps no end of the stream", test_agent_keeps_no_end_of_the_stream);
  add ("/devices/without a recorder there is nothing", test_without_a_recorder_there_is_nothing);
  return g_test_run ();
}
