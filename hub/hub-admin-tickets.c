/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-admin-tickets.h"

#include "core/anj-json.h"
#include "core/anj-region.h"
#include "core/anj-ticket-number.h"
#include "hub/hub-attachment-store.h"
#include "hub/hub-audit.h"
#include "hub/hub-tickets.h"

#define COLUMNS                                                                                    \
  "SELECT region, number, kind, category, state, due, submitted, sensitive FROM tickets"

static const char *const states[] = { "received", "in_progress", "answered", "closed", NULL };
/* an officer does not put a case back to "received" */
static const char *const answer_states[] = { "in_progress", "answered", "closed", NULL };

static JsonObject *
ticket_to_json (HubStmt *stmt)
{
  static const char *const names[] = { "region", "number", "kind",      "category",
                                       "state",  "due",    "submitted", NULL };
  JsonObject *object = json_object_new ();

  for (int i = 0; names[i] != NULL; i++)
    json_object_set_string_member (object, names[i], hub_stmt_text (stmt, i));
  json_object_set_boolean_member (object, "sensitive", hub_stmt_int (stmt, 7) != 0);
  return object;
}

static JsonArray *
list_tickets (HubStore *store, const char *region, const char *state, GError **error)
{
  g_autoptr (JsonArray) array = json_array_new ();
  g_autofree char *inside = region != NULL ? g_strconcat (region, ".*", NULL) : NULL;
  g_autoptr (HubStmt) stmt = hub_store_query (
      store, error,
      COLUMNS " WHERE (?1 IS NULL OR region = ?1 OR region GLOB ?2) AND (?3 IS NULL OR state = ?3)"
              " ORDER BY due, region, number",
      "ttt", region, inside, state);
  gboolean row;

  if (stmt == NULL || !hub_stmt_next (stmt, &row, error))
    return NULL;
  while (row)
    {
      json_array_add_object_element (array, ticket_to_json (stmt));
      if (!hub_stmt_next (stmt, &row, error))
        return NULL;
    }
  return g_steal_pointer (&array);
}

void
hub_admin_tickets_get (HubApp *app, HubRequest *request)
{
  const char *region = hub_request_query (request, "region");
  const char *state = hub_request_query (request, "state");
  g_autoptr (GError) error = NULL;
  JsonArray *array;

  if (region != NULL && anj_region_code_level (region) == ANJ_REGION_NONE)
    {
      hub_reply_problem (request, HUB_PROBLEM_BAD_REQUEST, "region: a code such as 35.09");
      return;
    }
  if (state != NULL && !g_strv_contains (states, state))
    {
      hub_reply_problem (request, HUB_PROBLEM_BAD_REQUEST,
                         "state: received, in_progress, answered or closed");
      return;
    }
  array = list_tickets (app->store, region, state, &error);
  if (array == NULL)
    hub_reply_error (request, "tickets", error);
  else
    hub_reply_json_array (request, 200, array);
}

static gboolean
audit_ticket (HubApp *app,
              HubRequest *request,
              const char *event,
              const char *number,
              const char *state,
              GError **error)
{
  g_autofree char *actor = g_strconcat ("admin ", request->peer->id, NULL);
  JsonObject *detail = json_object_new ();

  json_object_set_string_member (detail, "region", request->args[0]);
  json_object_set_string_member (detail, "number", number);
  if (state != NULL)
    json_object_set_string_member (detail, "state", state);
  return hub_audit_append (app->store, hub_app_now_us (app), actor, event, detail, error);
}

static JsonObject *
read_case (HubApp *app, const char *region, const char *number, GError **error)
{
  HubStore *store = app->store;
  g_autoptr (HubStmt) stmt = hub_store_query (store, error,
                                              "SELECT s.header, s.payload, t.uuid FROM tickets AS t"
                                              " JOIN submissions AS s ON s.id = t.submission"
                                              " WHERE t.region = ? AND t.number = ?",
                                              "tt", region, number);
  g_autofree char *header = NULL;
  g_autofree char *payload = NULL;
  g_autoptr (JsonObject) state = NULL;
  JsonArray *attachments;
  JsonObject *object;
  gboolean row;

  if (stmt == NULL || !hub_stmt_next (stmt, &row, error) || !row)
    return NULL;
  header = g_strndup (sqlite3_column_blob (stmt, 0), (gsize) sqlite3_column_bytes (stmt, 0));
  payload = g_base64_encode (sqlite3_column_blob (stmt, 1), (gsize) sqlite3_column_bytes (stmt, 1));
  state = hub_ticket_state (store, region, number, error);
  if (state == NULL)
    return NULL;
  attachments = hub_attachment_list (store, app->attachments_dir, hub_stmt_text (stmt, 2), error);
  if (attachments == NULL)
    return NULL;
  object = json_object_new ();
  json_object_set_array_member (object, "attachments", attachments);
  json_object_set_string_member (object, "header", header);
  json_object_set_string_member (object, "payload", payload);
  json_object_set_member (object, "history", json_object_dup_member (state, "history"));
  json_object_set_string_member (object, "state", anj_json_get_string (state, "state", ""));
  json_object_set_string_member (object, "due", anj_json_get_string (state, "due", ""));
  return object;
}

void
hub_admin_ticket_show (HubApp *app, HubRequest *request)
{
  g_autofree char *number = anj_ticket_number_normalize (request->args[1]);
  g_autoptr (GError) error = NULL;
  JsonObject *object = number != NULL ? read_case (app, request->args[0], number, &error) : NULL;

  if (object == NULL && error == NULL)
    hub_reply_problem (request, HUB_PROBLEM_NOT_FOUND, "no such ticket");
  else if (object == NULL ||
           !audit_ticket (app, request, "ticket-viewed", number, /* state */ NULL, &error))
    {
      g_clear_pointer (&object, json_object_unref);
      hub_reply_error (request, "ticket", error);
    }
  else
    hub_reply_json (request, 200, object);
}

/* FALSE sets a 400; *out_answer stays NULL where there is none */
static gboolean
read_answer (HubRequest *request, JsonObject *body, const char **out_state, GBytes **out_answer)
{
  const char *text = anj_json_get_string (body, "answer", NULL);
  gsize n_bytes = 0;
  guchar *decoded;

  *out_state = anj_json_get_string (body, "state", "");
  if (!g_strv_contains (answer_states, *out_state))
    {
      hub_reply_problem (request, HUB_PROBLEM_BAD_REQUEST,
                         "state: in_progress, answered or closed");
      return FALSE;
    }
  if (text == NULL)
    return TRUE;
  decoded = g_base64_decode (text, &n_bytes);
  *out_answer = g_bytes_new_take (decoded, n_bytes);
  if (n_bytes > 0)
    return TRUE;
  hub_reply_problem (request, HUB_PROBLEM_BAD_REQUEST, "answer: base64 of the sealed answer");
  return FALSE;
}

static gboolean
store_answer (HubApp *app,
              HubRequest *request,
              const char *number,
              const char *state,
              GBytes *answer,
              gboolean *out_known,
              GError **error)
{
  g_autoptr (HubTransaction) transaction = hub_transaction_begin (app->store, error);

  if (transaction == NULL || !hub_ticket_answer (app->store, request->args[0], number, state,
                                                 answer, hub_app_now_us (app), out_known, error))
    return FALSE;
  if (!*out_known)
    return TRUE;
  return audit_ticket (app, request, "ticket-answered", number, state, error) &&
         hub_transaction_commit (transaction, error);
}

static void
reply_ticket_row (HubApp *app, HubRequest *request, const char *number)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HubStmt)
      stmt = hub_store_query (app->store, &error, COLUMNS " WHERE region = ? AND number = ?", "tt",
                              request->args[0], number);
  gboolean row;

  if (stmt == NULL || !hub_stmt_next (stmt, &row, &error))
    hub_reply_error (request, "ticket", error);
  else if (!row)
    hub_reply_problem (request, HUB_PROBLEM_NOT_FOUND, "no such ticket");
  else
    hub_reply_json (request, 200, ticket_to_json (stmt));
}

void
hub_admin_ticket_answer (HubApp *app, HubRequest *request)
{
  g_autoptr (JsonObject) body = hub_request_json (request);
  g_autofree char *number = anj_ticket_number_normalize (request->args[1]);
  g_autoptr (GBytes) answer = NULL;
  g_autoptr (GError) error = NULL;
  const char *state = NULL;
  gboolean is_known = FALSE;

  if (body == NULL || !read_answer (request, body, &state, &answer))
    return;
  if (number == NULL)
    hub_reply_problem (request, HUB_PROBLEM_NOT_FOUND, "no such ticket");
  else if (!store_answer (app, request, number, state, answer, &is_known, &error))
    hub_reply_error (request, "answer", error);
  else
    {
      reply_ticket_row (app, request, number);
      if (is_known)
        hub_app_wake (app, request->args[0]);
    }
}
