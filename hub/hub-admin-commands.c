/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-admin-commands.h"

#include "core/anj-json.h"
#include "core/anj-region.h"
#include "core/anj-time.h"
#include "hub/hub-audit.h"
#include "hub/hub-command-queue.h"
#include "hub/hub-terminals.h"

/* a region is answered with this many commands; `count` says how many there are */
#define MAX_REPLY 1000
#define MAX_NAMED 1000

/* what an admin asks for */
typedef struct
{
  AnjRemoteKind kind;
  JsonArray *named;   /* (unowned) (nullable) */
  const char *region; /* (unowned) (nullable) */
  gint64 hours;
  gboolean is_preview; /* only how many it would be */
} Wish;

/* what comes of it */
typedef struct
{
  GPtrArray *terminals; /* (owned) (element-type utf8) */
  GHashTable *set;      /* (owned) (element-type utf8): the same */
} Targets;

static void
targets_clear (Targets *self)
{
  g_clear_pointer (&self->set, g_hash_table_unref);
  g_clear_pointer (&self->terminals, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Targets, targets_clear)

/* (nullable): what is wrong with it */
static const char *
read_wish (JsonObject *body, Wish *out)
{
  out->named = anj_json_get_array (body, "terminals");
  out->region = anj_json_get_string (body, "region", NULL);
  out->hours = anj_json_get_int (body, "hours", HUB_COMMAND_DEFAULT_HOURS);
  out->is_preview = anj_json_get_bool (body, "preview", FALSE);
  if (!anj_remote_kind_parse (anj_json_get_string (body, "kind", NULL), &out->kind))
    return "kind is lock, unlock, wipe, restart, sync, renew or logs";
  if ((out->named != NULL) == (out->region != NULL))
    return "needs terminals (a list of ids) or region";
  if (out->named != NULL &&
      (json_array_get_length (out->named) == 0 || json_array_get_length (out->named) > MAX_NAMED))
    return "terminals: 1 to 1000 ids";
  if (out->region != NULL && anj_region_code_level (out->region) == ANJ_REGION_NONE)
    return "region is a code like 35.09";
  /* all records of a province fetched again at once would be an outage of its own */
  if (out->region != NULL && out->kind == ANJ_REMOTE_WIPE &&
      anj_region_code_level (out->region) == ANJ_REGION_PROVINCE)
    return "wipe takes terminals, or a regency at most";
  if (out->hours < 1 || out->hours > HUB_COMMAND_MAX_HOURS)
    return "hours: 1 to 2160";
  return NULL;
}

/* @id may be named twice */
static void
add_target (Targets *targets, const char *id)
{
  if (g_hash_table_contains (targets->set, id))
    return;
  g_ptr_array_add (targets->terminals, g_strdup (id));
  g_hash_table_add (targets->set,
                    g_ptr_array_index (targets->terminals, targets->terminals->len - 1));
}

/* *out_bad: (transfer full) (nullable): an id that no command reaches */
static gboolean
find_named (HubStore *store, JsonArray *named, Targets *targets, char **out_bad, GError **error)
{
  for (guint i = 0; i < json_array_get_length (named); i++)
    {
      JsonNode *node = json_array_get_element (named, i);
      const char *id = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : NULL;
      g_autoptr (HubStmt) stmt = hub_store_query (
          store, error, "SELECT 1 FROM terminals WHERE id = ? AND state = 'active'", "t", id);
      gboolean row;

      if (stmt == NULL || !hub_stmt_next (stmt, &row, error))
        return FALSE;
      if (!row)
        {
          *out_bad = g_strdup (id != NULL ? id : "?");
          return TRUE;
        }
      add_target (targets, id);
    }
  return TRUE;
}

static gboolean
find_region (HubStore *store, const char *region, Targets *targets, GError **error)
{
  g_autoptr (HubStmt)
      stmt = hub_store_query (store, error,
                              "SELECT id FROM terminals WHERE state = 'active' AND (region = ?1 OR"
                              " (region > ?1 || '.' AND region < ?1 || '/')) ORDER BY region, id",
                              "t", region);
  gboolean row;

  if (stmt == NULL || !hub_stmt_next (stmt, &row, error))
    return FALSE;
  while (row)
    {
      add_target (targets, hub_stmt_text (stmt, 0));
      if (!hub_stmt_next (stmt, &row, error))
        return FALSE;
    }
  return TRUE;
}

static JsonObject *
describe (const Wish *wish, guint count, gint64 expires_us)
{
  JsonObject *detail = json_object_new ();
  g_autofree char *expires = anj_time_format (expires_us);

  json_object_set_string_member (detail, "kind", anj_remote_kind_name (wish->kind));
  json_object_set_string_member (detail, "expires", expires);
  json_object_set_int_member (detail, "count", count);
  if (wish->region != NULL)
    json_object_set_string_member (detail, "region", wish->region);
  else
    json_object_set_array_member (detail, "terminals", json_array_ref (wish->named));
  return detail;
}

/* all commands and their audit row in one transaction; (transfer full): ids, the first ones */
static GPtrArray *
queue_all (HubApp *app, const char *admin, const Wish *wish, const Targets *targets, GError **error)
{
  g_autoptr (HubTransaction) transaction = hub_transaction_begin (app->store, error);
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *actor = g_strconcat ("admin ", admin, NULL);
  gint64 now_us = hub_app_now_us (app);
  HubCommandOrder order = { .kind = wish->kind,
                            .admin = admin,
                            .now_us = now_us,
                            .expires_us = now_us + wish->hours * G_TIME_SPAN_HOUR };

  if (transaction == NULL)
    return NULL;
  for (guint i = 0; i < targets->terminals->len; i++)
    {
      char *id;

      order.terminal = targets->terminals->pdata[i];
      id = hub_command_queue_add (app->store, app->random, &order, error);
      if (id == NULL)
        return NULL;
      g_ptr_array_add (ids, id);
    }
  if (!hub_audit_append (app->store, now_us, actor, "command-queued",
                         describe (wish, ids->len, order.expires_us), error) ||
      !hub_transaction_commit (transaction, error))
    return NULL;
  return g_steal_pointer (&ids);
}

static gboolean
is_target (gpointer user_data, const HubPeer *peer)
{
  const Targets *targets = user_data;

  return g_hash_table_contains (targets->set, peer->id);
}

/* (transfer full) (nullable) */
static JsonObject *
read_one (HubStore *store, const char *id, GError **error)
{
  g_autoptr (JsonArray) array = hub_command_queue_list (store, /* terminal */ NULL, id, error);

  if (array == NULL || json_array_get_length (array) == 0)
    return NULL;
  return json_object_ref (json_array_get_object_element (array, 0));
}

static JsonObject *
make_reply (HubApp *app, GPtrArray *ids, GError **error)
{
  g_autoptr (JsonObject) reply = json_object_new ();
  JsonArray *array = json_array_new ();

  json_object_set_int_member (reply, "count", ids->len);
  json_object_set_array_member (reply, "commands", array);
  for (guint i = 0; i < MIN (ids->len, MAX_REPLY); i++)
    {
      JsonObject *command = read_one (app->store, ids->pdata[i], error);

      if (command == NULL)
        return NULL;
      json_array_add_object_element (array, command);
    }
  return g_steal_pointer (&reply);
}

/* whom the wish is for; FALSE: a reply says why, or @error */
static gboolean
find_targets (HubApp *app, HubRequest *request, const Wish *wish, Targets *targets, GError **error)
{
  g_autofree char *bad = NULL;
  g_autofree char *detail = NULL;

  if (wish->named != NULL ? !find_named (app->store, wish->named, targets, &bad, error)
                          : !find_region (app->store, wish->region, targets, error))
    return FALSE;
  if (bad != NULL)
    detail = g_strdup_printf ("%s is no terminal, or revoked", bad);
  else if (targets->terminals->len == 0)
    detail = g_strdup_printf ("no active terminal is in region %s", wish->region);
  if (detail == NULL)
    return TRUE;
  hub_reply_problem (request, HUB_PROBLEM_NOT_FOUND, detail);
  return FALSE;
}

static void
reply_count (HubRequest *request, gint64 count)
{
  JsonObject *reply = json_object_new ();

  json_object_set_int_member (reply, "count", count);
  hub_reply_json (request, 200, reply);
}

void
hub_admin_commands_post (HubApp *app, HubRequest *request)
{
  g_autoptr (JsonObject) body = hub_request_json (request);
  g_autoptr (GPtrArray) ids = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (Targets) targets = { g_ptr_array_new_with_free_func (g_free),
                               g_hash_table_new (g_str_hash, g_str_equal) };
  JsonObject *reply = NULL;
  const char *fault;
  Wish wish;

  if (body == NULL)
    return;
  fault = read_wish (body, &wish);
  if (fault != NULL)
    {
      hub_reply_problem (request, HUB_PROBLEM_BAD_REQUEST, fault);
      return;
    }
  if (find_targets (app, request, &wish, &targets, &error))
    {
      if (wish.is_preview)
        {
          reply_count (request, targets.terminals->len);
          return;
        }
      ids = queue_all (app, request->peer->id, &wish, &targets, &error);
    }
  else if (error == NULL)
    return;
  if (ids != NULL)
    reply = make_reply (app, ids, &error);
  if (reply == NULL)
    {
      hub_reply_error (request, "command", error);
      return;
    }
  hub_reply_json (request, 201, reply);
  if (app->wake_some != NULL)
    app->wake_some (app->wake_data, is_target, &targets);
}

static gboolean
cancel (HubApp *app, const char *admin, const char *id, gboolean *out_changed, GError **error)
{
  g_autoptr (HubTransaction) transaction = hub_transaction_begin (app->store, error);
  g_autofree char *actor = g_strconcat ("admin ", admin, NULL);
  gint64 now_us = hub_app_now_us (app);
  JsonObject *detail;

  if (transaction == NULL || !hub_command_queue_cancel (app->store, id, now_us, out_changed, error))
    return FALSE;
  if (!*out_changed)
    return TRUE;
  detail = json_object_new ();
  json_object_set_string_member (detail, "command", id);
  return hub_audit_append (app->store, now_us, actor, "command-cancelled", detail, error) &&
         hub_transaction_commit (transaction, error);
}

void
hub_admin_commands_cancel (HubApp *app, HubRequest *request)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) command = NULL;
  gboolean is_changed = FALSE;

  if (hub_command_queue_upkeep (app->store, hub_app_now_us (app), &error) &&
      cancel (app, request->peer->id, request->args[0], &is_changed, &error))
    command = read_one (app->store, request->args[0], &error);
  if (error != NULL)
    hub_reply_error (request, "cancel", error);
  else if (command == NULL)
    hub_reply_problem (request, HUB_PROBLEM_COMMAND_UNKNOWN, NULL);
  else if (!is_changed)
    {
      g_autofree char *detail = g_strdup_printf ("it is %s already",
                                                 anj_json_get_string (command, "state", "over"));

      hub_reply_problem (request, HUB_PROBLEM_COMMAND_OVER, detail);
    }
  else
    hub_reply_json (request, 200, g_steal_pointer (&command));
}

void
hub_admin_commands_get (HubApp *app, HubRequest *request)
{
  const char *region = hub_request_query (request, "region");
  g_autoptr (GError) error = NULL;
  JsonArray *array = NULL;

  if (region != NULL && anj_region_code_level (region) == ANJ_REGION_NONE)
    {
      hub_reply_problem (request, HUB_PROBLEM_BAD_REQUEST, "region is a code like 35.09");
      return;
    }
  if (hub_command_queue_upkeep (app->store, hub_app_now_us (app), &error))
    array = hub_command_queue_orders (app->store, region, &error);
  if (array == NULL)
    hub_reply_error (request, "orders", error);
  else
    hub_reply_json_array (request, 200, array);
}

static gboolean
cancel_region (HubApp *app,
               const char *admin,
               const char *region,
               AnjRemoteKind kind,
               gint64 *out_n,
               GError **error)
{
  g_autoptr (HubTransaction) transaction = hub_transaction_begin (app->store, error);
  g_autofree char *actor = g_strconcat ("admin ", admin, NULL);
  gint64 now_us = hub_app_now_us (app);
  JsonObject *detail;

  if (transaction == NULL ||
      !hub_command_queue_cancel_region (app->store, region, kind, now_us, out_n, error))
    return FALSE;
  if (*out_n == 0)
    return TRUE;
  detail = json_object_new ();
  json_object_set_string_member (detail, "kind", anj_remote_kind_name (kind));
  json_object_set_string_member (detail, "region", region);
  json_object_set_int_member (detail, "count", *out_n);
  return hub_audit_append (app->store, now_us, actor, "command-cancelled", detail, error) &&
         hub_transaction_commit (transaction, error);
}

void
hub_admin_commands_cancel_region (HubApp *app, HubRequest *request)
{
  g_autoptr (JsonObject) body = hub_request_json (request);
  g_autoptr (GError) error = NULL;
  AnjRemoteKind kind;
  const char *region;
  gint64 n = 0;

  if (body == NULL)
    return;
  region = anj_json_get_string (body, "region", NULL);
  if (!anj_remote_kind_parse (anj_json_get_string (body, "kind", NULL), &kind) ||
      anj_region_code_level (region) == ANJ_REGION_NONE)
    hub_reply_problem (request, HUB_PROBLEM_BAD_REQUEST, "needs kind and region");
  else if (cancel_region (app, request->peer->id, region, kind, &n, &error))
    reply_count (request, n);
  else
    hub_reply_error (request, "cancel", error);
}

/* what one terminal does is looked at by somebody: the audit names them */
static gboolean
note_read (HubApp *app, const char *admin, const char *id, GError **error)
{
  g_autofree char *actor = g_strconcat ("admin ", admin, NULL);
  JsonObject *detail = json_object_new ();

  json_object_set_string_member (detail, "command", id);
  return hub_audit_append (app->store, hub_app_now_us (app), actor, "log-read", detail, error);
}

void
hub_admin_commands_log (HubApp *app, HubRequest *request)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) log = hub_command_queue_read_log (app->store, request->args[0], &error);

  if (log != NULL && !note_read (app, request->peer->id, request->args[0], &error))
    g_clear_pointer (&log, g_bytes_unref);
  if (error != NULL)
    hub_reply_error (request, "log", error);
  else if (log == NULL)
    hub_reply_problem (request, HUB_PROBLEM_NOT_FOUND, "no log of this command is kept");
  else
    hub_reply_bytes (request, 200, "text/plain; charset=utf-8", log);
}

void
hub_admin_terminal_commands (HubApp *app, HubRequest *request)
{
  g_autoptr (GError) error = NULL;
  JsonArray *array = NULL;
  HubTerminalState state = HUB_TERMINAL_UNKNOWN;

  if (hub_command_queue_upkeep (app->store, hub_app_now_us (app), &error) &&
      hub_terminal_state (app->store, request->args[0], &state, &error))
    array = hub_command_queue_list (app->store, request->args[0], /* id */ NULL, &error);
  if (array == NULL)
    hub_reply_error (request, "commands", error);
  else if (state == HUB_TERMINAL_UNKNOWN)
    {
      json_array_unref (array);
      hub_reply_problem (request, HUB_PROBLEM_NOT_FOUND, "no such terminal");
    }
  else
    hub_reply_json_array (request, 200, array);
}
