/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "anj-hub"

#include "hub/hub-rollout-engine.h"

#include "core/anj-zone.h"
#include "hub/hub-config-offer.h"

#define N_ZONES (ANJ_ZONE_LAST_HOURS - ANJ_ZONE_FIRST_HOURS + 1)

/**
 * Woken:
 * @group: released then
 * @admitted: ranks below this one were woken
 * @zones: bits: whose window was open then
 *
 * How far the waiting terminals of a rollout were told to ask again.
 */
typedef struct
{
  guint group;
  guint64 admitted;
  guint zones;
} Woken;

struct _HubRolloutEngine
{
  HubApp *app;       /* (unowned) */
  GHashTable *woken; /* (owned) (element-type utf8 Woken): by rollout */
  gint64 next_monotonic_us;
};

HubRolloutEngine *
hub_rollout_engine_new (HubApp *app)
{
  HubRolloutEngine *self = g_new0 (HubRolloutEngine, 1);

  self->app = app;
  self->woken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

void
hub_rollout_engine_free (HubRolloutEngine *self)
{
  g_hash_table_unref (self->woken);
  g_free (self);
}

typedef struct
{
  const HubRollout *rollout;
  Woken before;
  Woken now;
} Wanted;

static gboolean
wants (gpointer user_data, const HubPeer *peer)
{
  const Wanted *wanted = user_data;
  guint zone = 1u << (anj_zone_hours (peer->region) - ANJ_ZONE_FIRST_HOURS);
  guint32 rank;

  if ((wanted->now.zones & zone) == 0)
    return FALSE;
  rank = hub_rollout_rank (wanted->rollout->id, peer->id);
  return rank < wanted->now.admitted &&
         (rank >= wanted->before.admitted || (wanted->before.zones & zone) == 0);
}

static guint
list_open_zones (const HubRolloutPlan *plan, gint64 now_us)
{
  static const char *const regions[N_ZONES] = { "31", "51", "91" };
  guint zones = 0;

  for (guint i = 0; i < N_ZONES; i++)
    if (hub_rollout_plan_is_open (plan, regions[i], now_us))
      zones |= 1u << i;
  return zones;
}

/* those whose turn has come since the last time; a new group's room is for all who wait */
static void
wake (HubRolloutEngine *self, const HubRollout *rollout, gint64 now_us)
{
  Woken *before = g_hash_table_lookup (self->woken, rollout->id);
  Wanted wanted = { .rollout = rollout,
                    .now = { rollout->group, rollout->admitted,
                             list_open_zones (rollout->plan, now_us) } };

  if (before != NULL && before->group == rollout->group)
    wanted.before = *before;
  if (self->app->wake_some != NULL && (wanted.now.admitted != wanted.before.admitted ||
                                       (wanted.now.zones & ~wanted.before.zones) != 0))
    self->app->wake_some (self->app->wake_data, wants, &wanted);
  g_hash_table_replace (self->woken, g_strdup (rollout->id),
                        g_memdup2 (&wanted.now, sizeof wanted.now));
}

static gboolean
release (HubRolloutEngine *self,
         const HubRollout *rollout,
         const AnjConfig *config,
         gint64 now_us,
         GError **error)
{
  guint n_fleet;

  if (!hub_config_offer_count_fleet (self->app->store, rollout->plan, config, &n_fleet, error) ||
      !hub_rollouts_release (self->app->store, rollout, n_fleet, now_us, error))
    return FALSE;
  g_message ("rollout %s: group %u of %u is released", rollout->id, rollout->group + 1,
             rollout->plan->n_groups);
  return TRUE;
}

static gboolean
change (HubRolloutEngine *self,
        const HubRollout *rollout,
        HubRolloutState state,
        const char *reason,
        gint64 now_us,
        GError **error)
{
  gboolean is_changed;

  if (!hub_rollouts_change (self->app->store, rollout, state, reason, "hub", now_us, &is_changed,
                            error))
    return FALSE;
  g_message ("rollout %s: %s%s%s", rollout->id, hub_rollout_state_name (state),
             reason != NULL ? ": " : "", reason != NULL ? reason : "");
  return TRUE;
}

/* @out_changed: whether the store says something new */
static gboolean
step (HubRolloutEngine *self, const HubConfigEntry *entry, gboolean *out_changed, GError **error)
{
  const HubRollout *rollout = entry->rollout;
  gint64 now_us = hub_app_now_us (self->app);
  HubRolloutProgress progress;
  HubRolloutDecision decision;
  guint64 admitted;

  if (!hub_rollouts_read_progress (self->app->store, rollout, now_us, &progress, error))
    return FALSE;
  decision = hub_rollout_decide (rollout->plan, &progress);
  *out_changed = decision.action != HUB_ROLLOUT_WAIT;
  switch (decision.action)
    {
    case HUB_ROLLOUT_RELEASE:
      return release (self, rollout, entry->config, now_us, error);
    case HUB_ROLLOUT_PAUSE:
      return change (self, rollout, HUB_ROLLOUT_PAUSED, decision.reason, now_us, error);
    case HUB_ROLLOUT_STOP:
      return change (self, rollout, HUB_ROLLOUT_STOPPED, decision.reason, now_us, error);
    case HUB_ROLLOUT_FINISH:
      return change (self, rollout, HUB_ROLLOUT_FINISHED, NULL, now_us, error);
    case HUB_ROLLOUT_WAIT:
    default:
      admitted = hub_rollout_admit (rollout->plan, &progress);
      *out_changed = admitted != rollout->admitted;
      return !*out_changed ||
             hub_rollouts_set_admitted (self->app->store, rollout, admitted, now_us, error);
    }
}

static gboolean
is_running (const HubConfigEntry *entry)
{
  return entry->rollout != NULL && !entry->is_published &&
         entry->rollout->state == HUB_ROLLOUT_RUNNING;
}

gboolean
hub_rollout_engine_run (HubRolloutEngine *self, GError **error)
{
  GPtrArray *entries = hub_config_state_entries (self->app->config);
  const AnjConfig *before;
  gboolean is_any_changed = FALSE;

  for (guint i = 0; i < entries->len; i++)
    {
      const HubConfigEntry *entry = entries->pdata[i];
      gboolean is_changed;

      if (!is_running (entry))
        continue;
      if (!step (self, entry, &is_changed, error))
        return FALSE;
      is_any_changed = is_any_changed || is_changed;
    }
  before = hub_config_state_current (self->app->config);
  if (is_any_changed && !hub_config_state_reload (self->app->config, error))
    return FALSE;
  if (hub_config_state_current (self->app->config) != before)
    hub_app_wake (self->app, /* region */ NULL); /* one is finished, and for all */
  entries = hub_config_state_entries (self->app->config);
  for (guint i = 0; i < entries->len; i++)
    {
      const HubConfigEntry *entry = entries->pdata[i];

      if (is_running (entry))
        wake (self, entry->rollout, hub_app_now_us (self->app));
    }
  return TRUE;
}

void
hub_rollout_engine_tick (HubRolloutEngine *self)
{
  gint64 now_us = anj_clock_monotonic_us (self->app->clock);
  g_autoptr (GError) error = NULL;

  if (now_us < self->next_monotonic_us)
    return;
  self->next_monotonic_us = now_us + HUB_ROLLOUT_ENGINE_EVERY_US;
  hub_store_lock (self->app->store);
  if (!hub_rollout_engine_run (self, &error))
    g_message ("rollouts: %s", error->message);
  hub_store_unlock (self->app->store);
}
