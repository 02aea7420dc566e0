/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

#include "kiosk-config/anj-config.h"

G_BEGIN_DECLS

#define HUB_ROLLOUT_MAX_GROUPS 10

/**
 * HubRolloutPlan:
 * @groups_ppm: the share of the fleet that has been told when each group is full, in millionths,
 *   rising; the last is all
 * @success_percent: how many of a group's terminals that answer have to keep it before the next
 * group is released; half of all that were told have to
 * @errors_percent: more of them may not go back or refuse it, nor fall silent
 * @soak_us: how long nothing new may have happened before the next group is released
 * @answer_us: a terminal that was told and says nothing for so long is silent
 * @deadline_us: a group is judged after so long by those who answered
 * @at_once: terminals that are told and have not answered, at most
 * @window_from, @window_to: minutes of the village's day between which terminals are told; equal:
 *   always
 * @regions, @labels, @hardware: (owned) (nullable): as in the configuration's `selector`
 *
 * What an admin asks of a rollout. Immutable.
 */
typedef struct
{
  guint n_groups;
  guint groups_ppm[HUB_ROLLOUT_MAX_GROUPS];
  double success_percent;
  double errors_percent;
  gint64 soak_us;
  gint64 answer_us;
  gint64 deadline_us;
  guint at_once;
  guint window_from;
  guint window_to;
  char **regions;
  char **labels;
  char **hardware;
} HubRolloutPlan;

/**
 * hub_rollout_plan_parse:
 * @object: {"regions"?, "labels"?, "hardware"?: [text], "groups"?: [percent], "success"?,
 * "errors"?: percent, "soak_s"?, "answer_s"?, "deadline_s"?, "at_once"?, "window"?: "HH:MM-HH:MM"}
 * @error: %ANJ_ERROR_INVALID names the member and what is allowed
 *
 * Returns: (transfer full): the plan, with defaults for what is missing
 */
HubRolloutPlan *
hub_rollout_plan_parse (JsonObject *object, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void hub_rollout_plan_free (HubRolloutPlan *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubRolloutPlan, hub_rollout_plan_free)

/* (transfer full): with every member but what is empty; hub_rollout_plan_parse() reads it */
JsonObject *hub_rollout_plan_to_json (const HubRolloutPlan *self);

/* whether the plan is for the whole fleet */
gboolean hub_rollout_plan_is_for_all (const HubRolloutPlan *self);
/* whether it is for the terminal at @place */
gboolean hub_rollout_plan_is_for (const HubRolloutPlan *self, const AnjConfigPlace *place);
/* whether a terminal may be in both: only regions that lie apart say that none can */
gboolean hub_rollout_plan_overlaps (const HubRolloutPlan *self, const HubRolloutPlan *other);

/**
 * hub_rollout_plan_cap:
 * @group: 1 … n_groups
 * @n_fleet: terminals that the plan is for
 *
 * Returns: how many terminals have been told when @group is full: its share rounded down, at least
 *   one; G_MAXUINT for the last group
 */
guint hub_rollout_plan_cap (const HubRolloutPlan *self, guint group, guint n_fleet);

/* whether terminals of the village may be told at this moment */
gboolean hub_rollout_plan_is_open (const HubRolloutPlan *self, const char *region, gint64 now_us);
/* for how long the window has been open in all zones, µs; -1: it is not; G_MAXINT64: always */
gint64 hub_rollout_plan_open_since (const HubRolloutPlan *self, gint64 now_us);

/**
 * hub_rollout_rank:
 *
 * Where the terminal stands in the order of the rollout: the first four bytes of SHA-256 (@rollout,
 * a slash, @terminal). Another order for each rollout, the same on every asking; who is enrolled
 * later has a rank as well.
 */
guint32 hub_rollout_rank (const char *rollout, const char *terminal);

G_END_DECLS
