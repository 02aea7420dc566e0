/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "hub/hub-rollouts.h"

G_BEGIN_DECLS

/* most terminals that a rollout lists by name */
#define HUB_ROLLOUT_MAX_LISTED 200

/**
 * hub_rollout_to_json:
 * @with_terminals: also who failed, fell silent or has not answered, at most
 *   %HUB_ROLLOUT_MAX_LISTED of them
 *
 * Returns: (transfer full): {id, epoch, version, state, reason?, plan, fleet, group, started,
 *   started_by, changed, groups: [{number, percent, size, released?, told, probation, kept,
 * reverted, refused, other, silent, waiting}], terminals?: [{terminal, region, group, state,
 * reason?, hardware?, told, answered?}]}; `told` of a group is the sum of what follows it
 */
JsonObject *hub_rollout_to_json (HubStore *store,
                                 const HubRollout *rollout,
                                 gboolean with_terminals,
                                 gint64 now_us,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
