/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/agent/anj-agent-error.h"
#include "app/agent/anj-state-files.h"
#include "net/anj-http-client.h"
#include "service-fixture.h"

#define NOBODY 65534
#define MANY 150

static void
set_up (ServiceFixture *fixture, gconstpointer user_data)
{
  terminal_fixture_init (&fixture->base);
  if (GPOINTER_TO_INT (user_data))
    terminal_fixture_sync (&fixture->base);
  service_fixture_begin (fixture, &(AnjDevicesSetup){ .recorder = "/nonexistent" });
}

static void
tear_down (ServiceFixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  service_fixture_end (fixture);
}

static void
spin (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
begin (GDBusConnection *session, const char *method, GVariant *args, GAsyncResult **out_result)
{
  g_dbus_connection_call (session, NULL, "/id/anjungan/Agent", "id.anjungan.Agent1", method, args,
                          NULL, G_DBUS_CALL_FLAGS_NONE, 5000, NULL, service_fixture_on_result,
                          out_result);
}

static GVariant *
end (GDBusConnection *session, GAsyncResult **result, GError **error)
{
  g_autoptr (GAsyncResult) owned = NULL;

  service_fixture_await (result);
  owned = g_steal_pointer (result);
  return g_dbus_connection_call_finish (session, owned, error);
}

/* @wanted: name of the D-Bus error and its message, "" for success */
static GVariant *
call (GDBusConnection *session, const char *method, GVariant *args, const char *wanted)
{
  GAsyncResult *result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *name = NULL;
  g_autofree char *seen = NULL;
  GVariant *reply;

  begin (session, method, args, &result);
  reply = end (session, &result, &error);
  name = error != NULL ? g_dbus_error_get_remote_error (error) : NULL;
  if (error != NULL)
    g_dbus_error_strip_remote_error (error);
  seen = error != NULL ? g_strconcat (name, " ", error->message, NULL) : g_strdup ("");
  g_assert_cmpstr (seen, ==, wanted);
  return reply;
}

static GVariant *
open_args (void)
{
  guint8 bytes[32] = { 0 };

  return g_variant_new (
      "(@ay@ay)", g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, bytes, ANJ_CACHE_INDEX_BYTES, 1),
      g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, bytes, ANJ_CACHE_PROOF_BYTES, 1));
}

/* (transfer floating) */
static GVariant *
submit_args (const char *header, const char *payload)
{
  return g_variant_new (
      "(s@aya(sh))", header,
      g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, payload, strlen (payload), 1), NULL);
}

/* (transfer full): header for a fresh reservation of @session */
static char *
reserve (ServiceFixture *fixture, GDBusConnection *session)
{
  g_autoptr (GVariant) reply = call (session, "Reserve", g_variant_new ("(s)", "complaint"), "");
  const char *id, *region, *number;

  g_variant_get (reply, "(&s&s&s)", &id, &region, &number);
  g_assert_cmpstr (region, ==, AGENT_REGION);
  return terminal_fixture_header (&fixture->base, id, number, FALSE, 7);
}

static gint64
get_status_count (GDBusConnection *session, const char *member)
{
  g_autoptr (GVariant) reply = call (session, "Status", NULL, "");
  g_autoptr (JsonParser) parser = json_parser_new ();
  const char *text;

  g_variant_get (reply, "(&s)", &text);
  g_assert_true (json_parser_load_from_data (parser, text, -1, NULL));
  return json_object_get_int_member_with_default (
      json_node_get_object (json_parser_get_root (parser)), member, 0);
}

static void
test_not_synced (ServiceFixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GDBusConnection) session = service_fixture_connect (fixture, NULL);

  for (int i = 0; i < 20; i++) /* a miss counted each would be throttled by now */
    call (session, "Open", open_args (), "id.anjungan.Error.Unavailable not-synced");
  call (session, "Reserve", g_variant_new ("(s)", "complaint"),
        "id.anjungan.Error.Unavailable not-synced");
}

static void
test_misses_throttle (ServiceFixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GDBusConnection) session = service_fixture_connect (fixture, NULL);
  gboolean throttled = FALSE;

  for (int i = 0; i < 20 && !throttled; i++)
    {
      GAsyncResult *result = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (GVariant) reply = NULL;

      begin (session, "Open", open_args (), &result);
      reply = end (session, &result, &error);
      throttled = error != NULL && strstr (error->message, "throttled ") != NULL;
    }
  g_assert_true (throttled);
}

/* many screens at once get no more guesses than one */
static void
test_misses_throttle_all (ServiceFixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  GDBusConnection *sessions[8];
  GAsyncResult *results[G_N_ELEMENTS (sessions)][4] = { 0 };
  guint n_misses = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (sessions); i++)
    sessions[i] = service_fixture_connect (fixture, NULL);
  for (gsize j = 0; j < G_N_ELEMENTS (results[0]); j++)
    for (gsize i = 0; i < G_N_ELEMENTS (sessions); i++)
      begin (sessions[i], "Open", open_args (), &results[i][j]);
  for (gsize j = 0; j < G_N_ELEMENTS (results[0]); j++)
    for (gsize i = 0; i < G_N_ELEMENTS (sessions); i++)
      {
        g_autoptr (GError) error = NULL;
        g_autoptr (GVariant) reply = end (sessions[i], &results[i][j], &error);

        if (error == NULL)
          n_misses++;
        else
          g_assert_nonnull (strstr (error->message, "throttled "));
      }
  g_assert_cmpuint (n_misses, ==, 4); /* the fourth has the first wait */
  for (gsize i = 0; i < G_N_ELEMENTS (sessions); i++)
    g_object_unref (sessions[i]);
}

static void
test_submit (ServiceFixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GDBusConnection) session = service_fixture_connect (fixture, NULL);
  g_autofree char *header = reserve (fixture, session);
  g_autofree char *other = terminal_fixture_header (
      &fixture->base, "01890a5d-ac96-774b-bcce-b302099a8057", "ABC-2345-6", FALSE, 7);
  g_autoptr (GVariant) first = NULL;
  g_autoptr (GVariant) again = NULL;

  call (session, "Submit", submit_args (other, "sealed"), "id.anjungan.Error.Invalid not-reserved");
  call (session, "Submit", submit_args ("x", "sealed"), "id.anjungan.Error.Invalid not-reserved");
  first = call (session, "Submit", submit_args (header, "sealed"), "");
  again = call (session, "Submit", submit_args (header, "sealed"), "");
  call (session, "Submit", submit_args (header, "other bytes"),
        "id.anjungan.Error.Invalid not-reserved");
  g_assert_cmpint (get_status_count (session, "outbox"), ==, 1);
}

/* the second comes while the first is on its way to the disk */
static void
test_submit_twice_at_once (ServiceFixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GDBusConnection) session = service_fixture_connect (fixture, NULL);
  g_autofree char *header = reserve (fixture, session);
  GAsyncResult *results[4] = { NULL };

  for (gsize i = 0; i < G_N_ELEMENTS (results); i++)
    begin (session, "Submit", submit_args (header, i == 3 ? "other" : "sealed"), &results[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (results); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GVariant) reply = end (session, &results[i], &error);

      g_assert_true ((reply != NULL) == (i < 3));
    }
  g_assert_cmpint (get_status_count (session, "outbox"), ==, 1);
}

static void
test_closed_connection (ServiceFixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GDBusConnection) session = service_fixture_connect (fixture, NULL);
  g_autoptr (GDBusConnection) next = service_fixture_connect (fixture, NULL);
  g_autofree char *header = reserve (fixture, session);

  call (next, "Submit", submit_args (header, "sealed"), "id.anjungan.Error.Invalid not-reserved");
  g_assert_true (g_dbus_connection_close_sync (session, NULL, NULL));
  call (next, "Submit", submit_args (header, "sealed"), "id.anjungan.Error.Invalid not-reserved");
  g_assert_cmpint (get_status_count (next, "outbox"), ==, 0);
}

static void
test_reserve_is_limited (ServiceFixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GDBusConnection) session = service_fixture_connect (fixture, NULL);
  GAsyncResult *results[100] = { NULL };
  guint n_reserved = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (results); i++)
    begin (session, "Reserve", g_variant_new ("(s)", "complaint"), &results[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (results); i++)
    {
      g_autoptr (GVariant) reply = end (session, &results[i], NULL);

      n_reserved += reply != NULL;
    }
  g_assert_cmpuint (n_reserved, ==, 64);
}

static guint
count_fds (void)
{
  g_autoptr (GDir) folder = g_dir_open ("/proc/self/fd", 0, NULL);
  guint n_fds = 0;

  while (g_dir_read_name (folder) != NULL)
    n_fds++;
  return n_fds;
}

static void
test_many_connections (ServiceFixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  guint n_before = 0;

  for (guint i = 0; i < MANY; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GDBusConnection) session = service_fixture_connect (fixture, &error);

      g_assert_no_error (error); /* 32 at once are the limit: those that left do not count */
      get_status_count (session, "outbox");
      g_assert_true (g_dbus_connection_close_sync (session, NULL, NULL));
      g_clear_object (&session);
      spin ();
      if (i == MANY / 3)
        n_before = count_fds ();
    }
  g_assert_cmpuint (count_fds (), <=, n_before + 8);
}

static void
test_stale_socket (ServiceFixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *file = g_build_filename (fixture->base.agent.state_dir, "precious", NULL);
  g_autofree char *stale = g_build_filename (fixture->base.agent.state_dir, "stale.sock", NULL);
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  AnjAgentService *service;
  int fd = socket (AF_UNIX, SOCK_STREAM, 0);

  service = anj_agent_service_new (fixture->socket_path, fixture->uids, fixture->store,
                                   fixture->line, fixture->devices, &error);
  g_assert_null (service);
  g_assert_error (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_CONFIG);
  g_clear_error (&error);

  g_assert_true (g_file_set_contents (file, "x", 1, NULL));
  service = anj_agent_service_new (file, fixture->uids, fixture->store, fixture->line,
                                   fixture->devices, &error);
  g_assert_null (service);
  g_assert_error (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_CONFIG);
  g_assert_true (g_file_test (file, G_FILE_TEST_EXISTS));
  g_clear_error (&error);

  g_strlcpy (address.sun_path, stale, sizeof address.sun_path);
  g_assert_cmpint (bind (fd, (struct sockaddr *) &address, sizeof address), ==, 0);
  close (fd);
  service = anj_agent_service_new (stale, fixture->uids, fixture->store, fixture->line,
                                   fixture->devices, &error);
  g_assert_no_error (error);
  anj_agent_service_free (service);
}

/* In a child after fork(): system calls only. 0: let in, 1: refused, 2: something else. */
static int
say_hello_as (uid_t uid, const char *path)
{
  static const char hello[] = "\0AUTH EXTERNAL 3635353334\r\n";
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  char answer[64] = { 0 };
  int fd;

  strncpy (address.sun_path, path, sizeof address.sun_path - 1);
  fd = socket (AF_UNIX, SOCK_STREAM, 0);
  if (setresuid (uid, uid, uid) != 0 ||
      connect (fd, (struct sockaddr *) &address, sizeof address) != 0 ||
      write (fd, hello, sizeof hello - 1) < 0)
    return 2;
  /* GDBus hangs up on whom it does not authorize */
  return read (fd, answer, sizeof answer - 1) > 2 && strncmp (answer, "OK", 2) == 0 ? 0 : 1;
}

static void
on_child (GPid pid G_GNUC_UNUSED, int status, gpointer user_data)
{
  *(int *) user_data = WIFEXITED (status) ? WEXITSTATUS (status) : 3;
}

static void
test_foreign_user (ServiceFixture *fixture, gconstpointer user_data)
{
  gboolean is_allowed = GPOINTER_TO_INT (user_data) == 2;
  int outcome = -1;
  guint uid = NOBODY;
  pid_t pid;

  if (geteuid () != 0)
    {
      g_test_skip ("needs root to become somebody else");
      return;
    }
  if (is_allowed)
    g_array_append_val (fixture->uids, uid);
  /* even where the file's mode would let them in */
  g_assert_cmpint (g_chmod (fixture->base.agent.state_dir, 0711), ==, 0);
  g_assert_cmpint (g_chmod (fixture->socket_path, 0666), ==, 0);
  pid = fork ();
  if (pid == 0)
    _exit (say_hello_as (uid, fixture->socket_path));
  g_child_watch_add (pid, on_child, &outcome);
  while (outcome < 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (outcome, ==, is_allowed ? 0 : 1);
}

static void
test_offline_ticket (ServiceFixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GDBusConnection) session = service_fixture_connect (fixture, NULL);
  guint8 follow[ANJ_FOLLOW_BYTES] = { 0 };

  call (session, "Ticket",
        g_variant_new ("(ss@ay)", AGENT_REGION, "XXX",
                       g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, follow, sizeof follow, 1)),
        "id.anjungan.Error.Invalid ticket-invalid");
}

static void
test_lock (ServiceFixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (anj_state_lock (fixture->base.agent.state_dir, &error));
  g_assert_false (anj_state_lock (fixture->base.agent.state_dir, &error));
  g_assert_error (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_CONFIG);
}

/* one that shows nothing, as anjungan-ask, is no screen */
static void
test_screens (ServiceFixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  AnjConfigWatch *watch = anj_line_get_config_watch (fixture->line);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) screen = service_fixture_connect (fixture, &error);
  g_autoptr (GVariant) config = NULL;
  g_autoptr (GVariant) nothing = NULL;

  g_assert_no_error (error);
  config = call (screen, "Config", NULL, "");
  g_assert_false (anj_config_watch_has_screen (watch));
  nothing = call (screen, "Painted", NULL, "");
  g_assert_true (anj_config_watch_has_screen (watch));
  g_assert_true (g_dbus_connection_close_sync (screen, NULL, &error));
  while (anj_config_watch_has_screen (watch))
    g_main_context_iteration (NULL, TRUE);
}

#define ADD(path, synced, func)                                                                    \
  g_test_add (path, ServiceFixture, GINT_TO_POINTER (synced), set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  anj_http_client_global_init ();

  ADD ("/service/not-synced-is-unavailable-and-counts-nothing", 0, test_not_synced);
  ADD ("/service/misses-are-throttled", 1, test_misses_throttle);
  ADD ("/service/many-screens-guess-no-faster-than-one", 1, test_misses_throttle_all);
  ADD ("/service/submit-takes-what-was-reserved-once", 1, test_submit);
  ADD ("/service/submit-repeated-in-flight-succeeds", 1, test_submit_twice_at_once);
  ADD ("/service/closed-connection-forgets-what-it-reserved", 1, test_closed_connection);
  ADD ("/service/reservations-on-their-way-count", 1, test_reserve_is_limited);
  ADD ("/service/many-connections-leave-nothing-open", 1, test_many_connections);
  ADD ("/service/socket-is-replaced-only-when-stale", 0, test_stale_socket);
  ADD ("/service/foreign-user-is-refused", 0, test_foreign_user);
  ADD ("/service/allowed-user-is-let-in", 2, test_foreign_user);
  ADD ("/service/malformed-ticket-is-invalid", 1, test_offline_ticket);
  ADD ("/service/what-painted-is-a-screen-until-it-leaves", 1, test_screens);
  ADD ("/service/second-agent-is-refused", 0, test_lock);

  return g_test_run ();
}
