/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-rollout-json.h"

#include "core/anj-time.h"

#define PPM_A_PERCENT 10000.0

static void
add_time (JsonObject *object, const char *member, gint64 time_us)
{
  g_autofree char *text = NULL;

  if (time_us <= 0)
    return;
  text = anj_time_format (time_us);
  json_object_set_string_member (object, member, text);
}

static JsonArray *
make_groups (const HubRollout *rollout)
{
  static const char *const counts[] = { "told",    "probation", "kept",   "reverted",
                                        "refused", "other",     "silent", "waiting" };
  JsonArray *groups = json_array_new ();

  for (guint number = 1; number <= rollout->plan->n_groups; number++)
    {
      JsonObject *group = json_object_new ();
      guint size = MIN (hub_rollout_plan_cap (rollout->plan, number, rollout->n_fleet),
                        rollout->n_fleet);

      json_object_set_int_member (group, "number", number);
      json_object_set_double_member (group, "percent",
                                     rollout->plan->groups_ppm[number - 1] / PPM_A_PERCENT);
      json_object_set_int_member (group, "size", size);
      for (gsize i = 0; i < G_N_ELEMENTS (counts); i++)
        json_object_set_int_member (group, counts[i], 0);
      json_array_add_object_element (groups, group);
    }
  return groups;
}

static void
count_up (JsonObject *group, const char *member, gint64 n)
{
  json_object_set_int_member (group, member, json_object_get_int_member (group, member) + n);
}

/* a state of the store as it is told: who has not answered is waiting, or silent */
static const char *
name_state (const char *state, gboolean is_old)
{
  gboolean is_probation = g_str_equal (state, "probation");

  if (!is_probation && !g_str_equal (state, "told"))
    return state;
  return is_old ? "silent" : is_probation ? "probation" : "waiting";
}

static gboolean
add_counts (HubStore *store,
            const HubRollout *rollout,
            JsonArray *groups,
            gint64 now_us,
            GError **error)
{
  g_autoptr (HubStmt) stmt = hub_store_query (
      store, error,
      "SELECT grp, state, told_us <= ?, count(*) FROM config_states"
      " WHERE epoch = ? AND version = ? AND told_us > 0 GROUP BY 1, 2, 3",
      "iii", now_us - rollout->plan->answer_us, (gint64) rollout->epoch, (gint64) rollout->version);
  gboolean row;

  if (stmt == NULL || !hub_stmt_next (stmt, &row, error))
    return FALSE;
  while (row)
    {
      guint number = (guint) CLAMP (hub_stmt_int (stmt, 0), 1, rollout->plan->n_groups);
      JsonObject *group = json_array_get_object_element (groups, number - 1);

      count_up (group, "told", hub_stmt_int (stmt, 3));
      count_up (group, name_state (hub_stmt_text (stmt, 1), hub_stmt_int (stmt, 2) != 0),
                hub_stmt_int (stmt, 3));
      if (!hub_stmt_next (stmt, &row, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
add_releases (HubStore *store, const HubRollout *rollout, JsonArray *groups, GError **error)
{
  g_autoptr (HubStmt) stmt = hub_store_query (
      store, error, "SELECT number, released_us FROM rollout_groups WHERE rollout = ?", "t",
      rollout->id);
  gboolean row;

  if (stmt == NULL || !hub_stmt_next (stmt, &row, error))
    return FALSE;
  while (row)
    {
      gint64 number = hub_stmt_int (stmt, 0);

      if (number >= 1 && number <= rollout->plan->n_groups)
        add_time (json_array_get_object_element (groups, (guint) number - 1), "released",
                  hub_stmt_int (stmt, 1));
      if (!hub_stmt_next (stmt, &row, error))
        return FALSE;
    }
  return TRUE;
}

static JsonObject *
terminal_to_json (HubStmt *stmt)
{
  JsonObject *object = json_object_new ();
  const char *reason = hub_stmt_text (stmt, 4);
  const char *hardware = hub_stmt_text (stmt, 5);

  json_object_set_string_member (object, "terminal", hub_stmt_text (stmt, 0));
  json_object_set_string_member (object, "region", hub_stmt_text (stmt, 1));
  json_object_set_int_member (object, "group", hub_stmt_int (stmt, 2));
  json_object_set_string_member (object, "state",
                                 name_state (hub_stmt_text (stmt, 3), hub_stmt_int (stmt, 8) != 0));
  if (reason != NULL)
    json_object_set_string_member (object, "reason", reason);
  if (hardware != NULL && *hardware != '\0')
    json_object_set_string_member (object, "hardware", hardware);
  add_time (object, "told", hub_stmt_int (stmt, 6));
  add_time (object, "answered", hub_stmt_int (stmt, 7));
  return object;
}

static JsonArray *
list_terminals (HubStore *store, const HubRollout *rollout, gint64 now_us, GError **error)
{
  g_autoptr (JsonArray) array = json_array_new ();
  g_autoptr (HubStmt) stmt = hub_store_query (
      store, error,
      "SELECT s.terminal, t.region, s.grp, s.state, s.reason, s.hardware, s.told_us, s.answered_us,"
      " s.told_us <= ? FROM config_states s JOIN terminals t ON t.id = s.terminal"
      " WHERE s.epoch = ? AND s.version = ? AND s.told_us > 0 AND s.state <> 'kept'"
      " ORDER BY s.state IN ('told', 'probation'), s.told_us, s.terminal LIMIT ?",
      "iiii", now_us - rollout->plan->answer_us, (gint64) rollout->epoch, (gint64) rollout->version,
      (gint64) HUB_ROLLOUT_MAX_LISTED);
  gboolean row;

  if (stmt == NULL || !hub_stmt_next (stmt, &row, error))
    return NULL;
  while (row)
    {
      json_array_add_object_element (array, terminal_to_json (stmt));
      if (!hub_stmt_next (stmt, &row, error))
        return NULL;
    }
  return g_steal_pointer (&array);
}

JsonObject *
hub_rollout_to_json (HubStore *store,
                     const HubRollout *rollout,
                     gboolean with_terminals,
                     gint64 now_us,
                     GError **error)
{
  g_autoptr (JsonObject) object = json_object_new ();
  JsonArray *groups = make_groups (rollout);
  JsonArray *terminals;

  json_object_set_string_member (object, "id", rollout->id);
  json_object_set_int_member (object, "epoch", (gint64) rollout->epoch);
  json_object_set_int_member (object, "version", (gint64) rollout->version);
  json_object_set_string_member (object, "state", hub_rollout_state_name (rollout->state));
  if (rollout->reason != NULL)
    json_object_set_string_member (object, "reason", rollout->reason);
  json_object_set_object_member (object, "plan", hub_rollout_plan_to_json (rollout->plan));
  json_object_set_int_member (object, "fleet", rollout->n_fleet);
  json_object_set_int_member (object, "group", rollout->group);
  if (rollout->state == HUB_ROLLOUT_RUNNING && rollout->group > 0 &&
      rollout->group < rollout->plan->n_groups)
    add_time (object, "next",
              MAX (rollout->released_us, rollout->admitted_us) + rollout->plan->soak_us);
  add_time (object, "started", rollout->started_us);
  json_object_set_string_member (object, "started_by", rollout->started_by);
  add_time (object, "changed", rollout->changed_us);
  json_object_set_array_member (object, "groups", groups);
  if (!add_counts (store, rollout, groups, now_us, error) ||
      !add_releases (store, rollout, groups, error))
    return NULL;
  if (with_terminals)
    {
      terminals = list_terminals (store, rollout, now_us, error);
      if (terminals == NULL)
        return NULL;
      json_object_set_array_member (object, "terminals", terminals);
    }
  return g_steal_pointer (&object);
}
