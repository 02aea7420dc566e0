/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * POST /v1/commands/{id} (an input that begins with '{') and PUT /v1/commands/{id}/log (any other),
 * where the terminal was told to send its log.
 *
 * Promises: what is kept of a detail is no longer than it may be; a log is kept as it came; a
 * refusal changes nothing.
 */

#include <stdlib.h>

#include "hub/hub-command-queue.h"
#include "hub/hub-commands.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/hub.h"

static FuzzHub *hub;
static char *command;

static void
forget (void)
{
  g_free (command);
  fuzz_hub_free (hub);
}

int
LLVMFuzzerInitialize (int *argc G_GNUC_UNUSED, char ***argv G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  HubCommandOrder order = { .kind = ANJ_REMOTE_LOGS, .admin = "admin" };

  hub = fuzz_hub_new ();
  order.terminal = hub->server.terminal->id;
  order.now_us = hub->server.now_us;
  order.expires_us = hub->server.now_us + G_TIME_SPAN_HOUR;
  command = hub_command_queue_add (hub->server.app.store, &hub->server.random, &order, &error);
  g_assert_no_error (error);
  fuzz_hub_keep (hub);
  atexit (forget);
  return 0;
}

static void
check_report (void)
{
  g_assert_cmpint (
      fuzz_hub_count (hub, "SELECT count(*) FROM commands WHERE length (detail) > " G_STRINGIFY (
                               HUB_COMMAND_MAX_DETAIL)),
      ==, 0);
}

static void
check_log (GBytes *body)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) kept = hub_command_queue_read_log (hub->server.app.store, command, &error);

  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (kept, body));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize n_bytes)
{
  gboolean is_report = n_bytes > 0 && data[0] == '{';
  HubRequest *made = fuzz_hub_request (data, n_bytes);
  g_autoptr (HubRequest) request = NULL;

  fuzz_hub_rewind (hub);
  made->args[0] = g_strdup (command);
  request = fuzz_hub_run (hub, is_report ? hub_commands_report : hub_commands_put_log, made);
  if (request->status == 204)
    {
      fuzz_note_taken ();
      if (is_report)
        check_report ();
      else
        check_log (request->body);
    }
  else
    {
      g_assert_cmpuint (request->status, ==, 400);
      g_assert_cmpuint (hub->n_commits, ==, 0);
    }
  return 0;
}
