/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-telemetry.h"

#include <string.h>

#include "core/anj-json.h"

#define MAX_TEXT 64

typedef struct
{
  const char *name;
  gboolean is_number;
} Member;

static const Member members[] = {
  { "outbox", TRUE },   { "config_version", TRUE }, { "data_date", FALSE },     { "key", FALSE },
  { "version", FALSE }, { "free_bytes", TRUE },     { "throttle_level", TRUE },
};

/* null stands for "not known" */
static gboolean
is_good_member (const char *name, JsonNode *node)
{
  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    if (g_str_equal (members[i].name, name))
      {
        if (JSON_NODE_HOLDS_NULL (node))
          return TRUE;
        if (!JSON_NODE_HOLDS_VALUE (node))
          return FALSE;
        if (members[i].is_number)
          return json_node_get_value_type (node) == G_TYPE_INT64 && json_node_get_int (node) >= 0;
        return json_node_get_value_type (node) == G_TYPE_STRING &&
               strlen (json_node_get_string (node)) <= MAX_TEXT;
      }
  return FALSE;
}

static gboolean
check_members (JsonObject *body, HubRequest *request)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init (&iter, body);
  while (json_object_iter_next (&iter, &name, &node))
    if (!is_good_member (name, node))
      {
        g_autofree char *detail = g_strdup_printf (
            "member \"%.32s\" is not known or not of its type", name);

        hub_reply_problem (request, HUB_PROBLEM_BAD_REQUEST, detail);
        return FALSE;
      }
  return TRUE;
}

void
hub_telemetry_post (HubApp *app, HubRequest *request)
{
  g_autoptr (JsonObject) body = hub_request_json (request);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GBytes) bytes = NULL;

  if (body == NULL || !check_members (body, request))
    return;
  bytes = anj_json_object_to_bytes (body);
  text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  if (!hub_store_run (app->store, &error,
                      "UPDATE terminals SET telemetry = ?, outbox = ?, config_version = ?"
                      " WHERE id = ?",
                      "tiit", text, anj_json_get_int (body, "outbox", 0),
                      anj_json_get_int (body, "config_version", 0), request->peer->id))
    hub_reply_error (request, "telemetry", error);
  else
    hub_reply_empty (request, 204);
}
