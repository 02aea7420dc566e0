/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-telemetry.h"

#include "core/anj-json.h"
#include "hub/hub-guess-alarms.h"

static gboolean
check_body (HubApp *app, JsonObject *body, GError **error)
{
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), body);

  return anj_schema_check (app->telemetry_schema, node, error);
}

/* which configuration it runs comes by the channel, with its epoch; counts of look-ups are the
 * alarms' */
static gboolean
keep (HubApp *app, const char *terminal, JsonObject *body, GError **error)
{
  g_autoptr (HubTransaction) transaction = hub_transaction_begin (app->store, error);
  gint64 now_us = hub_app_now_us (app);
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *text = NULL;

  if (transaction == NULL || !hub_guess_note (app->store, terminal, body, now_us, error))
    return FALSE;
  json_object_remove_member (body, "look_ups");
  bytes = anj_json_object_to_bytes (body);
  text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  return hub_store_run (app->store, error,
                        "UPDATE terminals SET telemetry = ?, outbox = ?, told_us = ?, off_us = ?,"
                        " is_locked = ? WHERE id = ?",
                        "tiiiit", text, anj_json_get_int (body, "outbox", 0), now_us,
                        anj_json_get_bool (body, "stopping", FALSE) ? now_us : 0,
                        (gint64) anj_json_get_bool (body, "locked", FALSE), terminal) &&
         hub_transaction_commit (transaction, error);
}

void
hub_telemetry_post (HubApp *app, HubRequest *request)
{
  g_autoptr (JsonObject) body = hub_request_json (request);
  g_autoptr (GError) error = NULL;

  if (body == NULL)
    return;
  if (!check_body (app, body, &error) || !keep (app, request->peer->id, body, &error))
    hub_reply_error (request, "telemetry", error);
  else
    hub_reply_empty (request, 204);
}
