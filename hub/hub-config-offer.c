/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-config-offer.h"

#include "core/anj-json.h"
#include "hub/hub-config-evidence.h"
#include "hub/hub-terminal-place.h"

/* who asks; what the hub knows of it is read when it is first needed */
typedef struct
{
  HubApp *app;
  const HubPeer *peer;
  HubTerminalPlace *place; /* (owned) (nullable) */
} Asker;

static void
asker_clear (Asker *self)
{
  g_clear_pointer (&self->place, hub_terminal_place_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Asker, asker_clear)

static const AnjConfigPlace *
get_place (Asker *self, GError **error)
{
  if (self->place == NULL)
    self->place = hub_terminal_place_read (self->app->store, self->peer->id, self->peer->region,
                                           error);
  return self->place != NULL ? &self->place->place : NULL;
}

/* how many may have been told by now */
static gboolean
has_room (HubStore *store, const HubRollout *rollout, gboolean *out_has, GError **error)
{
  guint cap = hub_rollout_plan_cap (rollout->plan, rollout->group, rollout->n_fleet);
  gint64 n_told = 0;

  *out_has = cap == G_MAXUINT;
  if (*out_has)
    return TRUE;
  if (!hub_store_get_int (store, error, 0, &n_told,
                          "SELECT count(*) FROM config_states"
                          " WHERE epoch = ? AND version = ? AND told_us > 0",
                          "ii", (gint64) rollout->epoch, (gint64) rollout->version))
    return FALSE;
  *out_has = n_told < cap;
  return TRUE;
}

/* whether a terminal that was not told yet may be told now */
static gboolean
lets_in (Asker *asker, const HubRollout *rollout, gboolean *out_lets, GError **error)
{
  const AnjConfigPlace *place;

  *out_lets = FALSE;
  if (rollout->group == 0 ||
      (rollout->state != HUB_ROLLOUT_RUNNING && rollout->state != HUB_ROLLOUT_FINISHED) ||
      hub_rollout_rank (rollout->id, asker->peer->id) >= rollout->admitted ||
      !hub_rollout_plan_is_open (rollout->plan, asker->peer->region, hub_app_now_us (asker->app)))
    return TRUE;
  place = get_place (asker, error);
  if (place == NULL)
    return FALSE;
  return !hub_rollout_plan_is_for (rollout->plan, place) ||
         has_room (asker->app->store, rollout, out_lets, error);
}

static gboolean
is_for (Asker *asker, const AnjConfig *config, gboolean *out_is, GError **error)
{
  const AnjConfigPlace *place;

  *out_is = !json_object_has_member (anj_config_document (config), "selector");
  if (*out_is)
    return TRUE;
  place = get_place (asker, error);
  if (place != NULL)
    *out_is = anj_config_is_for (config, place);
  return place != NULL;
}

/* @note: who is let in is told: note it */
static gboolean
is_offered (Asker *asker,
            const HubConfigEntry *entry,
            gboolean note,
            gboolean *out_is,
            GError **error)
{
  const AnjConfig *config = entry->config;
  HubEvidence evidence = HUB_EVIDENCE_NONE;
  const AnjConfigPlace *place;

  if (!is_for (asker, config, out_is, error))
    return FALSE;
  if (!*out_is)
    return TRUE;
  if (!hub_config_evidence_read (asker->app->store, anj_config_epoch (config),
                                 anj_config_version (config), asker->peer->id, &evidence, error))
    return FALSE;
  *out_is = !hub_evidence_is_failure (evidence) &&
            (entry->is_published || evidence != HUB_EVIDENCE_NONE);
  if (*out_is || evidence != HUB_EVIDENCE_NONE || entry->rollout == NULL)
    return TRUE;
  if (!lets_in (asker, entry->rollout, out_is, error))
    return FALSE;
  if (!*out_is || !note)
    return TRUE;
  place = get_place (asker, error);
  return place != NULL && hub_config_evidence_add_told (asker->app->store, config, asker->peer->id,
                                                        entry->rollout->group, place->hardware,
                                                        hub_app_now_us (asker->app), error);
}

static gboolean
is_newer (const AnjConfig *config, guint64 epoch, guint64 version)
{
  return anj_config_epoch (config) > epoch ||
         (anj_config_epoch (config) == epoch && anj_config_version (config) > version);
}

gboolean
hub_config_offer_find (HubApp *app,
                       const HubPeer *terminal,
                       guint64 epoch,
                       guint64 version,
                       const AnjConfig **out_config,
                       GError **error)
{
  g_auto (Asker) asker = { .app = app, .peer = terminal };
  GPtrArray *entries = hub_config_state_entries (app->config);

  *out_config = NULL;
  for (guint i = 0; i < entries->len; i++)
    {
      const HubConfigEntry *entry = entries->pdata[i];
      gboolean is_it;

      if (!is_newer (entry->config, epoch, version))
        break;
      if (!is_offered (&asker, entry, /* note */ TRUE, &is_it, error))
        return FALSE;
      if (is_it)
        {
          *out_config = entry->config;
          break;
        }
    }
  return TRUE;
}

/* what it runs, or was told of */
static gboolean
had (HubApp *app, const HubPeer *terminal, guint64 version, gboolean *out_had, GError **error)
{
  gint64 n = 0;
  gboolean ok = hub_store_get_int (
      app->store, error, 0, &n,
      "SELECT (SELECT count(*) FROM terminals WHERE id = ?1 AND config_version = ?2)"
      " + (SELECT count(*) FROM config_states s JOIN configs c USING (epoch, version)"
      "    LEFT JOIN rollouts r USING (epoch, version)"
      "    WHERE s.terminal = ?1 AND s.version = ?2"
      "     AND (c.published_us > 0 OR r.state <> 'stopped'))",
      "ti", terminal->id, (gint64) version);

  *out_had = n > 0;
  return ok;
}

gboolean
hub_config_offer_may_fetch (HubApp *app,
                            const HubPeer *terminal,
                            guint64 version,
                            gboolean *out_may,
                            GError **error)
{
  g_auto (Asker) asker = { .app = app, .peer = terminal };
  GPtrArray *entries = hub_config_state_entries (app->config);

  if (!had (app, terminal, version, out_may, error))
    return FALSE;
  for (guint i = 0; i < entries->len && !*out_may; i++)
    {
      const HubConfigEntry *entry = entries->pdata[i];

      if (anj_config_version (entry->config) == version &&
          !is_offered (&asker, entry, /* note */ FALSE, out_may, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
hub_config_offer_count_fleet (HubStore *store,
                              const HubRolloutPlan *plan,
                              const AnjConfig *config,
                              guint *out_n,
                              GError **error)
{
  gboolean is_all = hub_rollout_plan_is_for_all (plan) &&
                    !json_object_has_member (anj_config_document (config), "selector");
  g_autoptr (HubStmt) stmt = NULL;
  gint64 n_all = 0;
  gboolean row;

  *out_n = 0;
  if (is_all)
    {
      if (!hub_store_get_int (store, error, 0, &n_all,
                              "SELECT count(*) FROM terminals WHERE state = 'active'", ""))
        return FALSE;
      *out_n = (guint) n_all;
      return TRUE;
    }
  stmt = hub_store_query (store, error,
                          "SELECT id, region, telemetry FROM terminals WHERE state = 'active'", "");
  if (stmt == NULL || !hub_stmt_next (stmt, &row, error))
    return FALSE;
  while (row)
    {
      g_autoptr (HubTerminalPlace) place = hub_terminal_place_new (
          hub_stmt_text (stmt, 0), hub_stmt_text (stmt, 1), hub_stmt_text (stmt, 2));

      if (hub_rollout_plan_is_for (plan, &place->place) &&
          anj_config_is_for (config, &place->place))
        (*out_n)++;
      if (!hub_stmt_next (stmt, &row, error))
        return FALSE;
    }
  return TRUE;
}
