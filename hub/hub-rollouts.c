/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-rollouts.h"

#include "core/anj-hex.h"
#include "core/anj-json.h"
#include "hub/hub-audit.h"
#include "hub/hub-feed.h"

#define ID_BYTES 4
/* of config_states: who stands for a terminal that has not answered yet, and who failed */
#define UNANSWERED "('told', 'probation')"
#define FAILED "('reverted', 'refused', 'other')"

static const HubMigration steps[] = {
  { "rollouts", 1,
    /* configs.published_us is 0 for a bundle that is only rolled out */
    "CREATE TABLE rollouts ("
    "  id TEXT PRIMARY KEY,"
    "  epoch INTEGER NOT NULL,"
    "  version INTEGER NOT NULL,"
    "  plan TEXT NOT NULL," /* JSON */
    "  state TEXT NOT NULL CHECK (state IN ('running', 'paused', 'stopped', 'finished')),"
    "  reason TEXT,"
    "  grp INTEGER NOT NULL DEFAULT 0," /* newest released; 0: none */
    "  released_us INTEGER NOT NULL DEFAULT 0,"
    "  n_told_before INTEGER NOT NULL DEFAULT 0,"
    "  n_fleet INTEGER NOT NULL DEFAULT 0,"
    "  admitted INTEGER NOT NULL DEFAULT 0,"
    "  admitted_us INTEGER NOT NULL DEFAULT 0,"
    "  started_us INTEGER NOT NULL,"
    "  started_by TEXT NOT NULL,"
    "  changed_us INTEGER NOT NULL,"
    "  UNIQUE (epoch, version),"
    "  FOREIGN KEY (epoch, version) REFERENCES configs (epoch, version)"
    ") WITHOUT ROWID, STRICT;"

    "CREATE TABLE rollout_groups ("
    "  rollout TEXT NOT NULL REFERENCES rollouts (id),"
    "  number INTEGER NOT NULL,"
    "  released_us INTEGER NOT NULL,"
    "  n_fleet INTEGER NOT NULL,"
    "  PRIMARY KEY (rollout, number)"
    ") WITHOUT ROWID, STRICT;"

    /* what each terminal makes of each bundle; told_us 0: no rollout told it */
    "CREATE TABLE config_states ("
    "  epoch INTEGER NOT NULL,"
    "  version INTEGER NOT NULL,"
    "  terminal TEXT NOT NULL REFERENCES terminals (id),"
    "  state TEXT NOT NULL CHECK"
    "    (state IN ('told', 'probation', 'kept', 'reverted', 'refused', 'other')),"
    "  grp INTEGER NOT NULL DEFAULT 0,"
    "  hardware TEXT NOT NULL DEFAULT '',"
    "  told_us INTEGER NOT NULL DEFAULT 0,"
    "  answered_us INTEGER NOT NULL DEFAULT 0,"
    "  reason TEXT,"
    "  PRIMARY KEY (epoch, version, terminal)"
    ") WITHOUT ROWID, STRICT;"
    "CREATE INDEX config_states_told ON config_states (epoch, version, told_us, state, grp);"
    "CREATE INDEX config_states_failed ON config_states (epoch, version, hardware)"
    "  WHERE state IN " FAILED ";"

    /* the signed reports: the newest of each terminal, and all that tell of a failure */
    "CREATE TABLE config_evidence ("
    "  terminal TEXT NOT NULL,"
    "  epoch INTEGER NOT NULL,"
    "  version INTEGER NOT NULL,"
    "  der BLOB NOT NULL,"
    "  PRIMARY KEY (terminal, epoch, version)"
    ") STRICT;" },
};

static const char *const state_names[] = {
  [HUB_ROLLOUT_RUNNING] = "running",
  [HUB_ROLLOUT_PAUSED] = "paused",
  [HUB_ROLLOUT_STOPPED] = "stopped",
  [HUB_ROLLOUT_FINISHED] = "finished",
};

/* what the audit calls the way from one state to another; NULL: there is none */
static const char *const ways[G_N_ELEMENTS (state_names)][G_N_ELEMENTS (state_names)] = {
  [HUB_ROLLOUT_RUNNING] = { [HUB_ROLLOUT_PAUSED] = "rollout-paused",
                            [HUB_ROLLOUT_STOPPED] = "rollout-stopped",
                            [HUB_ROLLOUT_FINISHED] = "rollout-finished" },
  [HUB_ROLLOUT_PAUSED] = { [HUB_ROLLOUT_RUNNING] = "rollout-resumed",
                           [HUB_ROLLOUT_STOPPED] = "rollout-stopped",
                           [HUB_ROLLOUT_FINISHED] = "rollout-finished" },
};

gboolean
hub_rollouts_migrate (HubStore *store, GError **error)
{
  return hub_store_migrate (store, steps, G_N_ELEMENTS (steps), error);
}

const char *
hub_rollout_state_name (HubRolloutState state)
{
  return state_names[state];
}

static HubRolloutState
parse_state (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (state_names); i++)
    if (g_strcmp0 (state_names[i], name) == 0)
      return (HubRolloutState) i;
  g_return_val_if_reached (HUB_ROLLOUT_STOPPED);
}

void
hub_rollout_free (HubRollout *self)
{
  g_free (self->id);
  g_clear_pointer (&self->plan, hub_rollout_plan_free);
  g_free (self->reason);
  g_free (self->started_by);
  g_free (self);
}

static HubRollout *
rollout_from_row (HubStmt *stmt, GError **error)
{
  g_autoptr (HubRollout) self = g_new0 (HubRollout, 1);
  const char *text = hub_stmt_text (stmt, 3);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (JsonObject) plan = anj_json_parse_object (bytes, error);

  if (plan == NULL || (self->plan = hub_rollout_plan_parse (plan, error)) == NULL)
    return NULL;
  self->id = g_strdup (hub_stmt_text (stmt, 0));
  self->epoch = (guint64) hub_stmt_int (stmt, 1);
  self->version = (guint64) hub_stmt_int (stmt, 2);
  self->state = parse_state (hub_stmt_text (stmt, 4));
  self->reason = g_strdup (hub_stmt_text (stmt, 5));
  self->group = (guint) MIN (hub_stmt_int (stmt, 6), self->plan->n_groups);
  self->released_us = hub_stmt_int (stmt, 7);
  self->n_told_before = (guint) hub_stmt_int (stmt, 8);
  self->n_fleet = (guint) hub_stmt_int (stmt, 9);
  self->admitted = (guint64) hub_stmt_int (stmt, 10);
  self->admitted_us = hub_stmt_int (stmt, 11);
  self->started_us = hub_stmt_int (stmt, 12);
  self->started_by = g_strdup (hub_stmt_text (stmt, 13));
  self->changed_us = hub_stmt_int (stmt, 14);
  return g_steal_pointer (&self);
}

GPtrArray *
hub_rollouts_list (HubStore *store, const char *id, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) hub_rollout_free);
  g_autoptr (HubStmt) stmt = hub_store_query (
      store, error,
      "SELECT id, epoch, version, plan, state, reason, grp, released_us, n_told_before, n_fleet,"
      " admitted, admitted_us, started_us, started_by, changed_us FROM rollouts"
      " WHERE ?1 IS NULL OR id = ?1 ORDER BY epoch DESC, version DESC",
      "t", id);
  gboolean row;

  if (stmt == NULL || !hub_stmt_next (stmt, &row, error))
    return NULL;
  while (row)
    {
      HubRollout *rollout = rollout_from_row (stmt, error);

      if (rollout == NULL)
        return NULL;
      g_ptr_array_add (list, rollout);
      if (!hub_stmt_next (stmt, &row, error))
        return NULL;
    }
  return g_steal_pointer (&list);
}

static JsonObject *
make_detail (const char *id, guint64 epoch, guint64 version)
{
  JsonObject *detail = json_object_new ();

  json_object_set_string_member (detail, "rollout", id);
  json_object_set_int_member (detail, "epoch", (gint64) epoch);
  json_object_set_int_member (detail, "version", (gint64) version);
  return detail;
}

char *
hub_rollouts_start (HubStore *store,
                    const AnjRandom *random,
                    HubRolloutPlan *plan,
                    const AnjConfig *config,
                    GBytes *bundle,
                    guint n_fleet,
                    const char *actor,
                    gint64 now_us,
                    GError **error)
{
  g_autoptr (HubRolloutPlan) owned = plan;
  g_autoptr (JsonObject) object = hub_rollout_plan_to_json (owned);
  g_autofree char *text = anj_json_object_to_text (object);
  g_autoptr (HubTransaction) transaction = hub_transaction_begin (store, error);
  gint64 epoch = (gint64) anj_config_epoch (config);
  gint64 version = (gint64) anj_config_version (config);
  guint8 bits[ID_BYTES];
  g_autofree char *hex = NULL;
  g_autofree char *id = NULL;
  JsonObject *detail;

  anj_random_fill (random, bits, sizeof bits);
  hex = anj_hex_encode (bits, sizeof bits);
  id = g_strconcat ("r-", hex, NULL);
  if (transaction == NULL ||
      !hub_store_run (store, error,
                      "INSERT INTO configs (epoch, version, bundle, published_us)"
                      " VALUES (?, ?, ?, 0)",
                      "iib", epoch, version, bundle) ||
      !hub_store_run (store, error,
                      "INSERT INTO rollouts (id, epoch, version, plan, state, n_fleet, started_us,"
                      " started_by, changed_us) VALUES (?, ?, ?, ?, 'running', ?, ?, ?, ?)",
                      "tiitiiti", id, epoch, version, text, (gint64) n_fleet, now_us, actor,
                      now_us))
    return NULL;
  detail = make_detail (id, (guint64) epoch, (guint64) version);
  json_object_set_object_member (detail, "plan", json_object_ref (object));
  if (!hub_audit_append (store, now_us, actor, "rollout-started", detail, error) ||
      !hub_transaction_commit (transaction, error))
    return NULL;
  return g_steal_pointer (&id);
}

static gboolean
count_told (HubStore *store, const HubRollout *rollout, gint64 *out_n, GError **error)
{
  return hub_store_get_int (store, error, 0, out_n,
                            "SELECT count(*) FROM config_states"
                            " WHERE epoch = ? AND version = ? AND told_us > 0",
                            "ii", (gint64) rollout->epoch, (gint64) rollout->version);
}

gboolean
hub_rollouts_release (HubStore *store,
                      const HubRollout *rollout,
                      guint n_fleet,
                      gint64 now_us,
                      GError **error)
{
  g_autoptr (HubTransaction) transaction = hub_transaction_begin (store, error);
  JsonObject *detail;
  gint64 n_told = 0;

  if (transaction == NULL || !count_told (store, rollout, &n_told, error) ||
      !hub_store_run (store, error,
                      "UPDATE rollouts SET grp = grp + 1, released_us = ?, n_told_before = ?,"
                      " n_fleet = ?, changed_us = ? WHERE id = ?",
                      "iiiit", now_us, n_told, (gint64) n_fleet, now_us, rollout->id) ||
      !hub_store_run (store, error,
                      "INSERT INTO rollout_groups (rollout, number, released_us, n_fleet)"
                      " VALUES (?, ?, ?, ?)",
                      "tiii", rollout->id, (gint64) rollout->group + 1, now_us, (gint64) n_fleet))
    return FALSE;
  detail = make_detail (rollout->id, rollout->epoch, rollout->version);
  json_object_set_int_member (detail, "group", rollout->group + 1);
  json_object_set_int_member (detail, "told", n_told);
  return hub_audit_append (store, now_us, "hub", "rollout-group-released", detail, error) &&
         hub_transaction_commit (transaction, error);
}

gboolean
hub_rollouts_set_admitted (HubStore *store,
                           const HubRollout *rollout,
                           guint64 admitted,
                           gint64 now_us,
                           GError **error)
{
  return hub_store_run (store, error,
                        "UPDATE rollouts SET admitted = ?, admitted_us = ? WHERE id = ?", "iit",
                        (gint64) admitted, now_us, rollout->id);
}

static gboolean
publish (HubStore *store, const HubRollout *rollout, gint64 now_us, GError **error)
{
  return hub_store_run (store, error,
                        "UPDATE configs SET published_us = ? WHERE epoch = ? AND version = ?"
                        " AND published_us = 0",
                        "iii", now_us, (gint64) rollout->epoch, (gint64) rollout->version) &&
         hub_feed_touch_all (store, error);
}

gboolean
hub_rollouts_change (HubStore *store,
                     const HubRollout *rollout,
                     HubRolloutState state,
                     const char *reason,
                     const char *actor,
                     gint64 now_us,
                     gboolean *out_changed,
                     GError **error)
{
  const char *way = ways[rollout->state][state];
  g_autoptr (HubTransaction) transaction = NULL;
  JsonObject *detail;
  gint64 n_told = 0;

  *out_changed = way != NULL;
  if (way == NULL)
    return TRUE;
  transaction = hub_transaction_begin (store, error);
  if (transaction == NULL ||
      !hub_store_run (store, error,
                      "UPDATE rollouts SET state = ?, reason = ?, changed_us = ? WHERE id = ?",
                      "ttit", state_names[state], reason, now_us, rollout->id))
    return FALSE;
  if (state == HUB_ROLLOUT_RUNNING &&
      (!count_told (store, rollout, &n_told, error) ||
       !hub_store_run (store, error,
                       "UPDATE rollouts SET released_us = ?, n_told_before = ? WHERE id = ?", "iit",
                       now_us, n_told, rollout->id)))
    return FALSE;
  if (state == HUB_ROLLOUT_FINISHED && hub_rollout_plan_is_for_all (rollout->plan) &&
      !publish (store, rollout, now_us, error))
    return FALSE;
  detail = make_detail (rollout->id, rollout->epoch, rollout->version);
  if (reason != NULL)
    json_object_set_string_member (detail, "reason", reason);
  return hub_audit_append (store, now_us, actor, way, detail, error) &&
         hub_transaction_commit (transaction, error);
}

gboolean
hub_rollouts_note_published (HubStore *store,
                             guint64 epoch,
                             guint64 version,
                             const char *actor,
                             gint64 now_us,
                             GError **error)
{
  g_autoptr (GPtrArray) list = hub_rollouts_list (store, /* id */ NULL, error);

  if (list == NULL)
    return FALSE;
  for (guint i = 0; i < list->len; i++)
    {
      const HubRollout *rollout = list->pdata[i];
      gboolean is_own = rollout->epoch == epoch && rollout->version == version;
      gboolean is_changed;

      if (!is_own &&
          (rollout->epoch > epoch || (rollout->epoch == epoch && rollout->version > version)))
        continue;
      if (!hub_rollouts_change (store, rollout, is_own ? HUB_ROLLOUT_FINISHED : HUB_ROLLOUT_STOPPED,
                                is_own ? "published" : "overtaken", actor, now_us, &is_changed,
                                error))
        return FALSE;
    }
  return TRUE;
}

gboolean
hub_rollouts_pause_all (HubStore *store, gint64 now_us, GError **error)
{
  g_autoptr (GPtrArray) list = hub_rollouts_list (store, /* id */ NULL, error);

  if (list == NULL)
    return FALSE;
  for (guint i = 0; i < list->len; i++)
    {
      gboolean is_changed;

      if (!hub_rollouts_change (store, list->pdata[i], HUB_ROLLOUT_PAUSED, "restored", "hub",
                                now_us, &is_changed, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
hub_rollouts_retry (HubStore *store,
                    const HubRollout *rollout,
                    const char *actor,
                    gint64 now_us,
                    guint *out_n,
                    GError **error)
{
  g_autoptr (HubTransaction) transaction = hub_transaction_begin (store, error);
  JsonObject *detail;

  if (transaction == NULL ||
      !hub_store_run (store, error,
                      "DELETE FROM config_states WHERE epoch = ? AND version = ?"
                      " AND (state = 'refused' OR (state IN " UNANSWERED " AND told_us <= ?))",
                      "iii", (gint64) rollout->epoch, (gint64) rollout->version,
                      now_us - rollout->plan->answer_us))
    return FALSE;
  *out_n = (guint) hub_store_n_changed (store);
  detail = make_detail (rollout->id, rollout->epoch, rollout->version);
  json_object_set_int_member (detail, "terminals", *out_n);
  return hub_audit_append (store, now_us, actor, "rollout-retried", detail, error) &&
         hub_transaction_commit (transaction, error);
}
