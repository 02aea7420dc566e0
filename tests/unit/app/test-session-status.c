/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/session/anj-session.h"
#include "core/anj-json.h"
#include "session-fake-agent.h"

static void
on_done (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static AnjSession *
open_session (FakeAgent *agent)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  AnjSession *session;

  anj_session_new_async (agent->socket_path, &agent->clock, &agent->random, NULL, on_done, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  session = anj_session_new_finish (result, &error);
  g_assert_no_error (error);
  return session;
}

static void
end (AnjSession *session, FakeAgent *agent)
{
  while (g_main_context_iteration (NULL, FALSE))
    ; /* answers on their way hold the session */
  g_assert_finalize_object (session);
  fake_agent_free (agent);
}

static void
count (guint *counter)
{
  *counter += 1;
}

static void
test_a_new_status_is_there_before_the_signal (void)
{
  FakeAgent *agent = fake_agent_new ();
  AnjSession *session = open_session (agent);
  guint n_changed = 0;

  g_signal_connect_swapped (session, "status-changed", G_CALLBACK (count), &n_changed);
  g_assert_cmpint (anj_json_get_int (anj_session_get_status (session), "n", -1), ==, 0);
  fake_agent_emit_status_changed (agent);
  while (n_changed == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (anj_json_get_int (anj_session_get_status (session), "n", -1), ==, 1);
  end (session, agent);
}

/* it came before there was one; that it makes no CRITICAL is what counts */
static void
test_a_status_may_change_while_a_session_is_made (void)
{
  FakeAgent *agent = fake_agent_new ();
  AnjSession *session;

  agent->changes_early = TRUE;
  session = open_session (agent);
  g_assert_cmpint (anj_json_get_int (anj_session_get_status (session), "n", -1), ==, 0);
  end (session, agent);
}

/* a screen that is left is no screen any more: the agent need not wait for the process to end */
static void
test_painted_is_told_and_leaving_closes (void)
{
  FakeAgent *agent = fake_agent_new ();
  AnjSession *session = open_session (agent);
  GDBusInterfaceSkeleton *service = g_ptr_array_index (agent->services, 0);
  GDBusConnection *connection = g_dbus_interface_skeleton_get_connection (service);
  guint n_closed = 0;

  g_signal_connect_swapped (session, "closed", G_CALLBACK (count), &n_closed);
  anj_session_tell_painted (session);
  while (agent->n_painted == 0)
    g_main_context_iteration (NULL, TRUE);
  anj_session_close (session);
  while (!g_dbus_connection_is_closed (connection))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (n_closed, ==, 0);
  end (session, agent);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session/status/a-new-one-is-there-before-the-signal",
                   test_a_new_status_is_there_before_the_signal);
  g_test_add_func ("/session/status/may-change-while-a-session-is-made",
                   test_a_status_may_change_while_a_session_is_made);
  g_test_add_func ("/session/painted-is-told-and-leaving-closes",
                   test_painted_is_told_and_leaving_closes);
  return g_test_run ();
}
