/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "hub/hub-app.h"

G_BEGIN_DECLS

#define HUB_ROLLOUT_ENGINE_EVERY_US (G_GINT64_CONSTANT (2) * G_USEC_PER_SEC)

/**
 * HubRolloutEngine:
 *
 * Drives the rollouts of a serving hub: looks at each that runs, does what hub_rollout_decide()
 * says, lets more terminals in and wakes them. It remembers only whom it woke: all else is the
 * store's.
 */
typedef struct _HubRolloutEngine HubRolloutEngine;

/* @app: (unowned): outlives it */
HubRolloutEngine *hub_rollout_engine_new (HubApp *app);
void hub_rollout_engine_free (HubRolloutEngine *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubRolloutEngine, hub_rollout_engine_free)

/* Every second: takes the store's lock, works every %HUB_ROLLOUT_ENGINE_EVERY_US by the monotonic
 * clock. */
void hub_rollout_engine_tick (HubRolloutEngine *self);

/* one look at all rollouts, with the store's lock held */
gboolean hub_rollout_engine_run (HubRolloutEngine *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
