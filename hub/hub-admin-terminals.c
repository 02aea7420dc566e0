/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-admin-terminals.h"

#include "core/anj-json.h"
#include "core/anj-region.h"
#include "core/anj-secret.h"
#include "core/anj-time.h"
#include "hub/hub-audit.h"
#include "hub/hub-auth.h"
#include "hub/hub-fleet.h"
#include "hub/hub-losses.h"
#include "hub/hub-quarantine.h"
#include "hub/hub-terminals.h"

#define MAX_REASON_CHARS 200

/* token and audit row in one transaction */
static char *
issue_token (HubApp *app,
             const char *admin,
             const char *region,
             const char *replaced,
             gint64 expires_us,
             GError **error)
{
  g_autoptr (HubTransaction) transaction = hub_transaction_begin (app->store, error);
  g_autofree char *actor = g_strconcat ("admin ", admin, NULL);
  g_autofree char *expires = anj_time_format (expires_us);
  g_autoptr (AnjSecretString) token = NULL;
  gint64 now_us = hub_app_now_us (app);
  JsonObject *detail;

  if (transaction == NULL)
    return NULL;
  token = hub_token_issue (app->store, app->random, region, now_us, expires_us, error);
  if (token == NULL ||
      (replaced != NULL && !hub_token_set_replaced (app->store, token, replaced, error)))
    return NULL;
  detail = json_object_new ();
  json_object_set_string_member (detail, "region", region);
  if (replaced != NULL)
    json_object_set_string_member (detail, "replaces", replaced);
  json_object_set_string_member (detail, "expires", expires);
  if (!hub_audit_append (app->store, now_us, actor, "token-issued", detail, error) ||
      !hub_transaction_commit (transaction, error))
    return NULL;
  return g_steal_pointer (&token);
}

/* (transfer full) (nullable): whom the token shall replace, who may be let in at this moment; NULL
 * sets a refusal */
static HubPeer *
find_replaced (HubApp *app, HubRequest *request, const char *id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HubPeer) peer = hub_terminal_find (app->store, id, /* key_sha256 */ NULL, &error);

  if (error != NULL)
    hub_reply_error (request, "terminal", error);
  else if (peer == NULL)
    hub_reply_problem (request, HUB_PROBLEM_NOT_FOUND, "no such terminal");
  else if (hub_auth_check_terminal (app, request, peer))
    return g_steal_pointer (&peer);
  return NULL;
}

void
hub_admin_tokens_post (HubApp *app, HubRequest *request)
{
  g_autoptr (JsonObject) body = hub_request_json (request);
  g_autoptr (HubPeer) replaced = NULL;
  g_autoptr (AnjSecretString) token = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *expires = NULL;
  const char *region, *village, *replaces;
  gint64 hours, expires_us;
  JsonObject *reply;

  if (body == NULL)
    return;
  replaces = anj_json_get_string (body, "replaces", NULL);
  replaced = replaces != NULL ? find_replaced (app, request, replaces) : NULL;
  if (replaces != NULL && replaced == NULL)
    return;
  region = replaced != NULL ? replaced->region : anj_json_get_string (body, "region", NULL);
  hours = anj_json_get_int (body, "hours", HUB_TOKEN_DEFAULT_HOURS);
  if (anj_region_code_level (region) != ANJ_REGION_VILLAGE || hours < 1 ||
      hours > HUB_TOKEN_MAX_HOURS)
    {
      hub_reply_problem (request, HUB_PROBLEM_BAD_REQUEST,
                         "needs region (a village, 35.09.01.2001) or replaces (a terminal), and"
                         " hours from 1 to 72");
      return;
    }
  expires_us = hub_app_now_us (app) + hours * G_TIME_SPAN_HOUR;
  token = issue_token (app, request->peer->id, region, replaces, expires_us, &error);
  if (token == NULL)
    {
      hub_reply_error (request, "token", error);
      return;
    }
  expires = anj_time_format (expires_us);
  reply = json_object_new ();
  json_object_set_string_member (reply, "token", token);
  json_object_set_string_member (reply, "region", region);
  village = app->regions != NULL ? anj_region_table_name (app->regions, region) : NULL;
  if (village != NULL)
    json_object_set_string_member (reply, "village", village);
  json_object_set_string_member (reply, "expires", expires);
  json_object_set_string_member (reply, "hub", app->public_url);
  hub_reply_json (request, 201, reply);
}

void
hub_admin_terminals_get (HubApp *app, HubRequest *request)
{
  static const char *const states[] = { "active", "locked", "quarantined", "revoked", NULL };
  HubFleetQuery query = { .region = hub_request_query (request, "region"),
                          .state = hub_request_query (request, "state"),
                          .after = hub_request_query (request, "after") };
  g_autoptr (GError) error = NULL;
  JsonArray *array = NULL;

  query.is_silent = g_strcmp0 (hub_request_query (request, "silent"), "true") == 0;
  if (!hub_request_query_int (request, "limit", 1, HUB_FLEET_MAX_PAGE, &query.limit) ||
      (query.region != NULL && anj_region_code_level (query.region) == ANJ_REGION_NONE) ||
      (query.state != NULL && !g_strv_contains (states, query.state)))
    {
      hub_reply_problem (request, HUB_PROBLEM_BAD_REQUEST,
                         "limit is 1 to 5000, region a code like 35.09, state active, locked,"
                         " quarantined or revoked");
      return;
    }
  if (hub_presence_flush (app->presence, app->store, &error))
    array = hub_fleet_list (app, &query, &error);
  if (array == NULL)
    hub_reply_error (request, "terminals", error);
  else
    hub_reply_json_array (request, 200, array);
}

/* (transfer full) (nullable): NULL without error: there is none */
static JsonObject *
read_terminal (HubApp *app, const char *id, GError **error)
{
  const HubFleetQuery query = { .id = id };
  g_autoptr (JsonArray) array = NULL;
  g_autoptr (JsonArray) losses = NULL;
  JsonObject *terminal;

  if (!hub_presence_flush (app->presence, app->store, error))
    return NULL;
  array = hub_fleet_list (app, &query, error);
  if (array == NULL || json_array_get_length (array) == 0)
    return NULL;
  losses = hub_losses_to_json (app->store, id, error);
  if (losses == NULL)
    return NULL;
  terminal = json_object_ref (json_array_get_object_element (array, 0));
  if (json_array_get_length (losses) > 0)
    json_object_set_array_member (terminal, "losses", g_steal_pointer (&losses));
  return terminal;
}

static void
reply_terminal (HubApp *app, HubRequest *request)
{
  g_autoptr (GError) error = NULL;
  JsonObject *terminal = read_terminal (app, request->args[0], &error);

  if (terminal != NULL)
    hub_reply_json (request, 200, terminal);
  else if (error != NULL)
    hub_reply_error (request, "terminal", error);
  else
    hub_reply_problem (request, HUB_PROBLEM_NOT_FOUND, "no such terminal");
}

void
hub_admin_terminals_show (HubApp *app, HubRequest *request)
{
  reply_terminal (app, request);
}

/* (nullable): NULL sets a 400 */
static const char *
read_reason (HubRequest *request, JsonObject **out_body)
{
  const char *reason;

  if (g_bytes_get_size (request->body) == 0)
    return "";
  *out_body = hub_request_json (request);
  if (*out_body == NULL)
    return NULL;
  reason = anj_json_get_string (*out_body, "reason", "");
  if (g_utf8_strlen (reason, -1) <= MAX_REASON_CHARS)
    return reason;
  hub_reply_problem (request, HUB_PROBLEM_BAD_REQUEST, "reason: at most 200 characters");
  return NULL;
}

/* the log first: whatever happens next, no restore admits it again */
static gboolean
log_and_revoke (HubApp *app,
                HubRequest *request,
                const char *reason,
                gboolean *out_known,
                gboolean *out_already,
                GError **error)
{
  g_autofree char *actor = g_strconcat ("admin ", request->peer->id, NULL);
  const char *id = request->args[0];
  gint64 now_us = hub_app_now_us (app);
  HubTerminalState state;

  if (!hub_terminal_state (app->store, id, &state, error))
    return FALSE;
  *out_already = state == HUB_TERMINAL_REVOKED;
  if ((state == HUB_TERMINAL_ACTIVE || state == HUB_TERMINAL_QUARANTINED) &&
      !hub_terminal_log_add_revoked (app->terminal_log, id, reason, now_us, error))
    return FALSE;
  return hub_terminal_revoke (app->store, id, reason, actor, now_us, out_known, error);
}

/* (transfer full): kinds of the commands that it will never get any more */
static JsonArray *
read_undelivered (HubApp *app, const char *id, GError **error)
{
  g_autoptr (JsonArray) kinds = json_array_new ();
  g_autoptr (HubStmt)
      stmt = hub_store_query (app->store, error,
                              "SELECT kind FROM commands WHERE terminal = ? AND state IN"
                              " ('PENDING', 'SENT') AND expires_us > ? ORDER BY seq",
                              "ti", id, hub_app_now_us (app));
  gboolean row;

  if (stmt == NULL || !hub_stmt_next (stmt, &row, error))
    return NULL;
  while (row)
    {
      json_array_add_string_element (kinds, hub_stmt_text (stmt, 0));
      if (!hub_stmt_next (stmt, &row, error))
        return NULL;
    }
  return g_steal_pointer (&kinds);
}

void
hub_admin_terminals_revoke (HubApp *app, HubRequest *request)
{
  g_autoptr (JsonObject) body = NULL;
  g_autoptr (JsonObject) terminal = NULL;
  g_autoptr (GError) error = NULL;
  const char *reason = read_reason (request, &body);
  gboolean is_known = FALSE, is_already = FALSE;
  JsonArray *undelivered = NULL;

  if (reason == NULL)
    return;
  if (log_and_revoke (app, request, reason, &is_known, &is_already, &error) && is_known &&
      (undelivered = read_undelivered (app, request->args[0], &error)) != NULL)
    terminal = read_terminal (app, request->args[0], &error);
  if (terminal != NULL)
    {
      json_object_set_boolean_member (terminal, "already", is_already);
      json_object_set_array_member (terminal, "undelivered", undelivered);
    }
  else
    g_clear_pointer (&undelivered, json_array_unref);
  if (error != NULL)
    hub_reply_error (request, "revoke", error);
  else if (terminal == NULL)
    hub_reply_problem (request, HUB_PROBLEM_NOT_FOUND, "no such terminal");
  else
    {
      hub_reply_json (request, 200, json_object_ref (terminal));
      /* a held channel of the revoked one must end now */
      hub_app_wake (app, anj_json_get_string (terminal, "region", NULL));
    }
}

void
hub_admin_terminals_confirm (HubApp *app, HubRequest *request)
{
  g_autofree char *actor = g_strconcat ("admin ", request->peer->id, NULL);
  g_autoptr (GError) error = NULL;
  gboolean is_changed;

  if (hub_quarantine_end (app->store, request->args[0], actor, hub_app_now_us (app), &is_changed,
                          &error))
    reply_terminal (app, request);
  else
    hub_reply_error (request, "confirm", error);
}
