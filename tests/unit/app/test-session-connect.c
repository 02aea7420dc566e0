/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/session/anj-session.h"

static void
on_done (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static void
test_no_agent (void)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  anj_session_new_async ("/nonexistent/agent.sock", NULL, NULL, NULL, on_done, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (anj_session_new_finish (result, &error));
  g_assert_error (error, ANJ_SESSION_ERROR, ANJ_SESSION_ERROR_UNAVAILABLE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session/connect/an-absent-agent-is-unavailable", test_no_agent);
  return g_test_run ();
}
