/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-commands.h"

#include "core/anj-json.h"
#include "hub/hub-command-queue.h"

static gboolean
parse_state (const char *text, HubCommandReport *out)
{
  static const char *const names[] = {
    [HUB_COMMAND_ACKED] = "acked", [HUB_COMMAND_DONE] = "done", [HUB_COMMAND_FAILED] = "failed"
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_strcmp0 (text, names[i]) == 0)
      {
        *out = (HubCommandReport) i;
        return TRUE;
      }
  return FALSE;
}

static void
reply (HubRequest *request, gboolean is_good, gboolean is_known, const GError *error)
{
  if (!is_good)
    hub_reply_error (request, "command", error);
  else if (!is_known)
    hub_reply_problem (request, HUB_PROBLEM_COMMAND_UNKNOWN, NULL);
  else
    hub_reply_empty (request, 204);
}

void
hub_commands_report (HubApp *app, HubRequest *request)
{
  g_autoptr (JsonObject) body = hub_request_json (request);
  g_autoptr (GError) error = NULL;
  HubCommandReport report;
  gboolean is_known = FALSE, is_good;

  if (body == NULL)
    return;
  if (!parse_state (anj_json_get_string (body, "state", NULL), &report))
    {
      hub_reply_problem (request, HUB_PROBLEM_BAD_REQUEST, "state is acked, done or failed");
      return;
    }
  is_good = hub_command_queue_report (app->store, request->peer->id, request->args[0], report,
                                      anj_json_get_string (body, "detail", NULL),
                                      hub_app_now_us (app), &is_known, &error);
  reply (request, is_good, is_known, error);
}

void
hub_commands_put_log (HubApp *app, HubRequest *request)
{
  g_autoptr (GError) error = NULL;
  gboolean is_known = FALSE, is_good;

  if (!g_utf8_validate (g_bytes_get_data (request->body, NULL),
                        (gssize) g_bytes_get_size (request->body), NULL))
    {
      hub_reply_problem (request, HUB_PROBLEM_BAD_REQUEST, "a log is UTF-8");
      return;
    }
  is_good = hub_command_queue_keep_log (app->store, request->peer->id, request->args[0],
                                        request->body, hub_app_now_us (app), &is_known, &error);
  reply (request, is_good, is_known, error);
}
