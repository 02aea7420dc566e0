/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/anj-sources.h"
#include "hub/hub-rollout-decision.h"
#include "hub/hub-store.h"

G_BEGIN_DECLS

/*
 * Rollouts in the store. All that a rollout is stands there, each step in one transaction with its
 * audit row: a hub that is killed goes on where it was. Caller holds the store's lock.
 */

typedef enum {
  HUB_ROLLOUT_RUNNING,
  HUB_ROLLOUT_PAUSED,
  HUB_ROLLOUT_STOPPED,
  HUB_ROLLOUT_FINISHED,
} HubRolloutState;

/* "running", … */
const char *hub_rollout_state_name (HubRolloutState state);

/**
 * HubRollout:
 * @id: (owned): "r-" and 8 hex digits
 * @plan: (owned)
 * @reason: (owned) (nullable): why it stands as it does: a #HubRolloutDecision's, "admin",
 *   "published", "overtaken", "restored"
 * @group: the newest released one; 0: none yet
 * @released_us: when it was released, or resumed: what is judged began then
 * @n_told_before: terminals told before that
 * @n_fleet: terminals that it is for, counted then
 * @admitted: ranks of its order below this one may be told
 * @admitted_us: when that moved last
 *
 * Times are µs UTC.
 */
typedef struct
{
  char *id;
  guint64 epoch;
  guint64 version;
  HubRolloutPlan *plan;
  HubRolloutState state;
  char *reason;
  guint group;
  gint64 released_us;
  guint n_told_before;
  guint n_fleet;
  guint64 admitted;
  gint64 admitted_us;
  gint64 started_us;
  char *started_by;
  gint64 changed_us;
} HubRollout;

void hub_rollout_free (HubRollout *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubRollout, hub_rollout_free)

/* the tables of rollouts, after the server's own */
gboolean hub_rollouts_migrate (HubStore *store, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * hub_rollouts_list:
 * @id: (nullable): only this one
 *
 * Returns: (transfer full) (element-type HubRollout): the newest bundle's first
 */
GPtrArray *
hub_rollouts_list (HubStore *store, const char *id, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * hub_rollouts_start:
 * @plan: (transfer full)
 * @config: what @bundle holds; newer than any that the store knows
 * @n_fleet: terminals that it is for
 *
 * Keeps the bundle, unpublished, and a running rollout of it without a group.
 *
 * Returns: (transfer full): its id
 */
char *hub_rollouts_start (HubStore *store,
                          const AnjRandom *random,
                          HubRolloutPlan *plan,
                          const AnjConfig *config,
                          GBytes *bundle,
                          guint n_fleet,
                          const char *actor,
                          gint64 now_us,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* how @rollout, which runs, stands now */
gboolean hub_rollouts_read_progress (HubStore *store,
                                     const HubRollout *rollout,
                                     gint64 now_us,
                                     HubRolloutProgress *out_progress,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* releases the next group, for a fleet of @n_fleet */
gboolean hub_rollouts_release (HubStore *store,
                               const HubRollout *rollout,
                               guint n_fleet,
                               gint64 now_us,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

gboolean hub_rollouts_set_admitted (HubStore *store,
                                    const HubRollout *rollout,
                                    guint64 admitted,
                                    gint64 now_us,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * hub_rollouts_change:
 * @reason: (nullable): why
 * @actor: "admin NAME" or "hub"
 * @out_changed: FALSE: from its state there is no way to @state
 *
 * Pauses, resumes, stops, finishes. Resumed, its group is judged by who is told from now on. A
 * finished one that is for the whole fleet is published.
 */
gboolean hub_rollouts_change (HubStore *store,
                              const HubRollout *rollout,
                              HubRolloutState state,
                              const char *reason,
                              const char *actor,
                              gint64 now_us,
                              gboolean *out_changed,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* in the transaction that publishes (@epoch, @version) to all: its own rollout is finished, those
 * of older bundles are stopped */
gboolean hub_rollouts_note_published (HubStore *store,
                                      guint64 epoch,
                                      guint64 version,
                                      const char *actor,
                                      gint64 now_us,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* after a restore: those that ran pause, "restored"; what became of them since the backup is gone
 */
gboolean
hub_rollouts_pause_all (HubStore *store, gint64 now_us, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * hub_rollouts_retry:
 * @out_n: (out): how many
 *
 * Forgets that terminals refused the bundle or fell silent: they are told anew. One that went back
 * never takes the same bundle again.
 */
gboolean hub_rollouts_retry (HubStore *store,
                             const HubRollout *rollout,
                             const char *actor,
                             gint64 now_us,
                             guint *out_n,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
