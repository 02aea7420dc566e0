/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The printer is a pty: what a session writes comes out at the other end, where answers go in. */

#include <fcntl.h>
#include <gio/gunixfdlist.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <pty.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "core/anj-json.h"
#include "service-fixture.h"

#define ASK_PAPER "\x10\x04\x04"
#define HAS_PAPER 0x12
#define HAS_NO_PAPER 0x72

typedef struct
{
  ServiceFixture base;
  int printer;       /* the pty's other end */
  int line;          /* keeps the pty while nobody prints */
  char *path;        /* what the agent opens */
  GByteArray *paper; /* what came */
  guint8 answer;     /* to the question for paper; 0: none */
  guint watch_source;
} Fixture;

static gboolean
on_bytes (int fd, GIOCondition condition G_GNUC_UNUSED, gpointer user_data)
{
  Fixture *self = user_data;
  guint8 piece[4096];
  gssize n_bytes = read (fd, piece, sizeof piece);

  g_assert_cmpint (n_bytes, >, 0);
  g_byte_array_append (self->paper, piece, (guint) n_bytes);
  if (self->answer != 0 && memcmp (self->paper->data, ASK_PAPER, strlen (ASK_PAPER)) == 0 &&
      self->paper->len == strlen (ASK_PAPER))
    g_assert_cmpint (write (fd, &self->answer, 1), ==, 1);
  return G_SOURCE_CONTINUE;
}

/* @path: (nullable): what is configured; %NULL: the pty */
static void
begin (Fixture *self, const char *path)
{
  char name[64];

  terminal_fixture_init (&self->base.base);
  terminal_fixture_sync (&self->base.base);
  g_assert_cmpint (openpty (&self->printer, &self->line, name, NULL, NULL), ==, 0);
  self->path = g_strdup (path != NULL ? path : name);
  self->paper = g_byte_array_new ();
  self->watch_source = g_unix_fd_add (self->printer, G_IO_IN, on_bytes, self);
  service_fixture_begin (
      &self->base,
      &(AnjDevicesSetup){ .recorder = "/nonexistent", .printer = self->path, .printer_mm = 58 });
}

static void
set_up (Fixture *self, gconstpointer path)
{
  begin (self, path);
}

static void
tear_down (Fixture *self, gconstpointer path G_GNUC_UNUSED)
{
  service_fixture_end (&self->base);
  g_source_remove (self->watch_source);
  close (self->printer);
  close (self->line);
  g_free (self->path);
  g_byte_array_unref (self->paper);
}

static GDBusConnection *
connect_session (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  GDBusConnection *session = service_fixture_connect (&self->base, &error);

  g_assert_no_error (error);
  return session;
}

static GVariant *
call (GDBusConnection *session, const char *method, GVariant *args)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GVariant *reply;

  g_dbus_connection_call (session, NULL, "/id/anjungan/Agent", "id.anjungan.Agent1", method, args,
                          NULL, G_DBUS_CALL_FLAGS_NONE, 5000, NULL, service_fixture_on_result,
                          &result);
  service_fixture_await (&result);
  reply = g_dbus_connection_call_finish (session, result, &error);
  g_assert_no_error (error);
  return reply;
}

static void
send_case (Fixture *self, GDBusConnection *session)
{
  g_autoptr (GVariant) reserved = call (session, "Reserve", g_variant_new ("(s)", "complaint"));
  g_autoptr (GVariant) submitted = NULL;
  g_autofree char *header = NULL;
  const char *id, *region, *number;

  g_variant_get (reserved, "(&s&s&s)", &id, &region, &number);
  header = terminal_fixture_header (&self->base.base, id, number, FALSE, 7);
  submitted = call (session, "Submit",
                    g_variant_new ("(s@aya(sh))", header,
                                   g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, "sealed", 6, 1),
                                   NULL));
}

/* @wanted: name and key of the refusal; %NULL: none. Returns: what to print to, or -1 */
static int
open_printer (GDBusConnection *session, const char *wanted)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GUnixFDList) fds = NULL;
  g_autoptr (GVariant) reply = NULL;
  int fd;

  g_dbus_connection_call_with_unix_fd_list (
      session, NULL, "/id/anjungan/Agent", "id.anjungan.Agent1", "OpenDevice",
      g_variant_new ("(s)", "printer"), NULL, G_DBUS_CALL_FLAGS_NONE, 5000, NULL, NULL,
      service_fixture_on_result, &result);
  service_fixture_await (&result);
  reply = g_dbus_connection_call_with_unix_fd_list_finish (session, &fds, result, &error);
  if (wanted != NULL)
    {
      g_autofree char *name = error != NULL ? g_dbus_error_get_remote_error (error) : NULL;
      g_autofree char *said = NULL;

      g_assert_nonnull (name);
      g_dbus_error_strip_remote_error (error);
      said = g_strconcat (name + strlen ("id.anjungan.Error."), " ", error->message, NULL);
      g_assert_cmpstr (said, ==, wanted);
      return -1;
    }
  g_assert_no_error (error);
  fd = g_unix_fd_list_get (fds, 0, &error);
  g_assert_no_error (error);
  return fd;
}

/* until @n_bytes have come out of the pty */
static void
await_paper (Fixture *self, guint n_bytes)
{
  while (self->paper->len < n_bytes)
    g_main_context_iteration (NULL, TRUE);
}

/* closes the session's end and waits until D-Bus's own thread has let go of what carried it */
static void
finish (Fixture *self, int fd)
{
  int other = open (self->path, O_WRONLY | O_NOCTTY | O_NONBLOCK);

  close (fd);
  while (flock (other, LOCK_EX | LOCK_NB) != 0)
    g_thread_yield ();
  close (other);
}

static JsonObject *
get_status (GDBusConnection *session)
{
  g_autoptr (GVariant) reply = call (session, "Status", NULL);
  g_autoptr (GBytes) bytes = NULL;
  const char *text;

  g_variant_get (reply, "(&s)", &text);
  bytes = g_bytes_new (text, strlen (text));
  return anj_json_parse_object (bytes, NULL);
}

static void
test_every_byte_arrives_as_it_is (Fixture *self, gconstpointer path G_GNUC_UNUSED)
{
  g_autoptr (GDBusConnection) session = connect_session (self);
  g_autoptr (JsonObject) status = get_status (session);
  guint8 bytes[256];
  int fd;

  g_assert_cmpstr (json_object_get_string_member (status, "printer"), ==, "ready");
  g_assert_cmpint (json_object_get_int_member (status, "printer_mm"), ==, 58);
  for (guint i = 0; i < sizeof bytes; i++)
    bytes[i] = (guint8) i;
  send_case (self, session);
  fd = open_printer (session, NULL);
  await_paper (self, strlen (ASK_PAPER));
  g_assert_cmpint (write (fd, bytes, sizeof bytes), ==, sizeof bytes);
  await_paper (self, strlen (ASK_PAPER) + sizeof bytes);
  g_assert_cmpmem (self->paper->data + strlen (ASK_PAPER), self->paper->len - strlen (ASK_PAPER),
                   bytes, sizeof bytes);
  finish (self, fd);
}

static void
test_ticket_is_printed_once (Fixture *self, gconstpointer path G_GNUC_UNUSED)
{
  g_autoptr (GDBusConnection) session = connect_session (self);

  open_printer (session, "Invalid nothing-to-print");
  send_case (self, session);
  finish (self, open_printer (session, NULL));
  open_printer (session, "Invalid printed-already");
  send_case (self, session);
  finish (self, open_printer (session, NULL));
}

static void
test_second_session_waits_until_slip_is_out (Fixture *self, gconstpointer path G_GNUC_UNUSED)
{
  g_autoptr (GDBusConnection) first = connect_session (self);
  g_autoptr (GDBusConnection) second = connect_session (self);
  int fd;

  send_case (self, first);
  send_case (self, second);
  fd = open_printer (first, NULL);
  open_printer (second, "Unavailable device-busy");
  /* the lock goes with the descriptor, not with the connection: the slip still comes out */
  g_dbus_connection_close_sync (first, NULL, NULL);
  open_printer (second, "Unavailable device-busy");
  finish (self, fd);
  finish (self, open_printer (second, NULL)); /* being refused did not count as printed */
}

static void
test_no_paper_does_not_count_as_printed (Fixture *self, gconstpointer path G_GNUC_UNUSED)
{
  g_autoptr (GDBusConnection) session = connect_session (self);

  send_case (self, session);
  self->answer = HAS_NO_PAPER;
  open_printer (session, "Unavailable printer-paper");
  g_byte_array_set_size (self->paper, 0);
  self->answer = HAS_PAPER;
  finish (self, open_printer (session, NULL));
}

static void
test_printer_that_is_away_is_absent (Fixture *self, gconstpointer path G_GNUC_UNUSED)
{
  g_autoptr (GDBusConnection) session = connect_session (self);
  g_autoptr (JsonObject) status = get_status (session);

  g_assert_cmpstr (json_object_get_string_member (status, "printer"), ==, "none");
  g_assert_false (json_object_has_member (status, "printer_mm"));
  send_case (self, session);
  open_printer (session, "Unavailable printer-absent");
}

static void
test_no_slip_lands_in_a_file (void)
{
  g_autofree char *path = NULL;
  Fixture self = { 0 };
  int fd = g_file_open_tmp ("printer-XXXXXX", &path, NULL);

  close (fd);
  begin (&self, path);
  test_printer_that_is_away_is_absent (&self, NULL);
  tear_down (&self, NULL);
  g_remove (path);
}

#define add(name, path, test) g_test_add (name, Fixture, path, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/printer/every byte arrives as it is", NULL, test_every_byte_arrives_as_it_is);
  add ("/printer/ticket is printed once", NULL, test_ticket_is_printed_once);
  add ("/printer/second session waits until the slip is out", NULL,
       test_second_session_waits_until_slip_is_out);
  add ("/printer/no paper does not count as printed", NULL,
       test_no_paper_does_not_count_as_printed);
  add ("/printer/printer that is away is absent", "/nonexistent",
       test_printer_that_is_away_is_absent);
  g_test_add_func ("/printer/no slip lands in a file", test_no_slip_lands_in_a_file);
  return g_test_run ();
}
