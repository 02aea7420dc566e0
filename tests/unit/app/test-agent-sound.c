/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <gio/gunixfdlist.h>
#include <glib/gstdio.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "core/anj-json.h"
#include "service-fixture.h"

/* what a card that plays and one that records are called */
#define PLAYS "snd/pcmC0D0p"
#define RECORDS "snd/pcmC1D0c"

typedef struct
{
  ServiceFixture base;
  char *dev_dir;
  char *sound; /* the file that is played on */
  char *jack;  /* is there while a headset is in */
  guint n_told;
} Fixture;

/* @user_data: the setting; NULL: a file of the test */
static void
set_up (Fixture *self, gconstpointer user_data)
{
  AnjDevicesSetup devices = { 0 };
  g_autofree char *sound_device = NULL;
  g_autofree char *jack = NULL;
  const char *folder;

  terminal_fixture_init (&self->base.base);
  folder = self->base.base.agent.state_dir;
  self->dev_dir = g_build_filename (folder, "dev", NULL);
  self->sound = g_build_filename (folder, "sound", NULL);
  self->jack = g_build_filename (folder, "jack", NULL);
  sound_device = g_strconcat ("test:", self->sound, NULL);
  jack = g_strconcat ("test:", self->jack, NULL);
  devices.recorder = "/nonexistent";
  devices.player = g_getenv ("ANJ_PLAYER");
  devices.dev_dir = self->dev_dir;
  devices.sound = user_data != NULL ? user_data : sound_device;
  devices.headset_jack = jack;
  service_fixture_begin (&self->base, &devices);
}

static void
tear_down (Fixture *self, gconstpointer user_data G_GNUC_UNUSED)
{
  service_fixture_end (&self->base);
  g_free (self->dev_dir);
  g_free (self->sound);
  g_free (self->jack);
}

static GDBusConnection *
connect_session (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  GDBusConnection *session = service_fixture_connect (&self->base, &error);

  g_assert_no_error (error);
  return session;
}

/* Returns: the session's end; -1: refused */
static int
open_sound (GDBusConnection *session)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GUnixFDList) fds = NULL;
  g_autoptr (GVariant) reply = NULL;

  g_dbus_connection_call_with_unix_fd_list (
      session, NULL, "/id/anjungan/Agent", "id.anjungan.Agent1", "OpenDevice",
      g_variant_new ("(s)", "sound"), NULL, G_DBUS_CALL_FLAGS_NONE, 5000, NULL, NULL,
      service_fixture_on_result, &result);
  service_fixture_await (&result);
  reply = g_dbus_connection_call_with_unix_fd_list_finish (session, &fds, result, &error);
  if (reply == NULL)
    {
      g_dbus_error_strip_remote_error (error);
      g_assert_cmpstr (error->message, ==, "no-device");
      return -1;
    }
  return g_unix_fd_list_get (fds, 0, NULL);
}

static gboolean
status_says (GDBusConnection *session, const char *member)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (JsonObject) status = NULL;
  const char *text;

  g_dbus_connection_call (session, NULL, "/id/anjungan/Agent", "id.anjungan.Agent1", "Status", NULL,
                          NULL, G_DBUS_CALL_FLAGS_NONE, 5000, NULL, service_fixture_on_result,
                          &result);
  service_fixture_await (&result);
  reply = g_dbus_connection_call_finish (session, result, NULL);
  g_assert_nonnull (reply);
  g_variant_get (reply, "(&s)", &text);
  bytes = g_bytes_new (text, strlen (text));
  status = anj_json_parse_object (bytes, NULL);
  g_assert_true (json_object_has_member (status, member));
  return json_object_get_boolean_member (status, member);
}

/* until the file that is played on holds @expected */
static void
wait_for_sound (Fixture *self, const char *expected)
{
  g_autofree char *heard = NULL;

  while (g_strcmp0 (heard, expected) != 0)
    {
      g_main_context_iteration (NULL, FALSE);
      g_clear_pointer (&heard, g_free);
      g_file_get_contents (self->sound, &heard, NULL, NULL);
    }
}

/* until a write to @fd says that nobody reads */
static void
wait_for_hangup (int fd)
{
  struct pollfd end = { .fd = fd, .events = 0 };

  while (poll (&end, 1, 1) == 0)
    g_main_context_iteration (NULL, FALSE);
  g_assert_true ((end.revents & POLLERR) != 0);
}

static void
test_plays (Fixture *self, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GDBusConnection) session = connect_session (self);
  int fd = open_sound (session);

  g_assert_true (status_says (session, "sound"));
  g_assert_cmpint (write (fd, "abcdefg", 7), ==, 7); /* three samples and a half */
  wait_for_sound (self, "abcdef");
  g_assert_cmpint (write (fd, "hij", 3), ==, 3);
  wait_for_sound (self, "abcdefghij");
  close (fd);
}

static void
test_newest_has_it (Fixture *self, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GDBusConnection) leaving = connect_session (self);
  g_autoptr (GDBusConnection) shown = connect_session (self);
  int old = open_sound (leaving);
  int fd = open_sound (shown);

  wait_for_hangup (old);
  g_assert_cmpint (write (fd, "ab", 2), ==, 2);
  wait_for_sound (self, "ab");
  close (old);
  close (fd);
}

static void
test_ends_with_its_session (Fixture *self, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GDBusConnection) session = connect_session (self);
  int fd = open_sound (session);

  g_dbus_connection_close_sync (session, NULL, NULL);
  wait_for_hangup (fd);
  close (fd);
}

static void
test_no_card (Fixture *self, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GDBusConnection) session = connect_session (self);
  g_autofree char *plays = g_build_filename (self->dev_dir, PLAYS, NULL);
  g_autofree char *records = g_build_filename (self->dev_dir, RECORDS, NULL);
  g_autofree char *folder = g_path_get_dirname (plays);

  g_assert_cmpint (open_sound (session), ==, -1);
  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (records, "", 0, NULL));
  g_assert_false (status_says (session, "sound"));
  g_assert_true (g_file_set_contents (plays, "", 0, NULL));
  g_assert_true (status_says (session, "sound"));
}

/* ALSA refuses: the session hears of it as of an end */
static void
test_card_that_fails (Fixture *self, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GDBusConnection) session = connect_session (self);
  g_autofree char *plays = g_build_filename (self->dev_dir, PLAYS, NULL);
  g_autofree char *folder = g_path_get_dirname (plays);
  int fd;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (plays, "", 0, NULL));
  fd = open_sound (session);
  wait_for_hangup (fd);
  close (fd);
}

static void
on_status_changed (GDBusConnection *session G_GNUC_UNUSED,
                   const char *sender G_GNUC_UNUSED,
                   const char *path G_GNUC_UNUSED,
                   const char *interface G_GNUC_UNUSED,
                   const char *signal G_GNUC_UNUSED,
                   GVariant *arguments G_GNUC_UNUSED,
                   gpointer user_data)
{
  ((Fixture *) user_data)->n_told++;
}

static void
wait_until_told (Fixture *self, guint n_times)
{
  while (self->n_told < n_times)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_headset (Fixture *self, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GDBusConnection) session = connect_session (self);
  guint id = g_dbus_connection_signal_subscribe (
      session, NULL, "id.anjungan.Agent1", "StatusChanged", NULL, NULL, G_DBUS_SIGNAL_FLAGS_NONE,
      on_status_changed, self, NULL);

  g_assert_false (status_says (session, "headset"));
  g_assert_true (g_file_set_contents (self->jack, "", 0, NULL));
  g_assert_false (status_says (session, "headset")); /* nobody watches yet */
  anj_devices_watch_headset (self->base.devices);
  wait_until_told (self, 1);
  g_assert_true (status_says (session, "headset"));
  g_assert_cmpint (g_remove (self->jack), ==, 0);
  wait_until_told (self, 2);
  g_assert_false (status_says (session, "headset"));
  g_assert_true (g_file_set_contents (self->jack, "", 0, NULL));
  wait_until_told (self, 3);
  g_assert_true (status_says (session, "headset"));
  g_dbus_connection_signal_unsubscribe (session, id);
}

#define add(name, sound, test) g_test_add (name, Fixture, sound, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/sound/what a session writes is played", NULL, test_plays);
  add ("/sound/newest session has it", NULL, test_newest_has_it);
  add ("/sound/ends with its session", NULL, test_ends_with_its_session);
  add ("/sound/is there only with a card that plays", "default", test_no_card);
  add ("/sound/card that fails ends the stream", "no-such-card", test_card_that_fails);
  add ("/sound/headset that comes and goes is told", NULL, test_headset);
  return g_test_run ();
}
