/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-rollout-decision.h"

/* one terminal that falls silent may have lost its power; of a rare kind of hardware one that fails
 * may be broken */
#define MIN_SILENT 2
#define MIN_FAILED_OF_HARDWARE 2

static gboolean
is_above (guint part, guint whole, double percent)
{
  return part * 100.0 > percent * whole;
}

/* how many terminals this group adds */
static guint
count_increment (const HubRolloutPlan *plan, const HubRolloutProgress *progress)
{
  guint cap = MIN (hub_rollout_plan_cap (plan, progress->group, progress->n_fleet),
                   progress->n_fleet);

  return cap > progress->n_told_before ? cap - progress->n_told_before : 0;
}

/* since nobody more was let in the time of soaking has passed */
static gboolean
is_soaked (const HubRolloutPlan *plan, const HubRolloutProgress *progress)
{
  return progress->now_us - MAX (progress->released_us, progress->admitted_us) >= plan->soak_us;
}

static gboolean
is_full (const HubRolloutPlan *plan, const HubRolloutProgress *progress)
{
  guint increment = count_increment (plan, progress);

  if (progress->of_group.told >= increment)
    return TRUE;
  return progress->admitted >= HUB_ROLLOUT_ALL_RANKS &&
         hub_rollout_plan_open_since (plan, progress->now_us) >= plan->soak_us &&
         progress->of_group.told * 2 >= increment;
}

static HubRolloutDecision
decide (HubRolloutAction action, const char *reason)
{
  return (HubRolloutDecision){ action, reason };
}

static HubRolloutDecision
judge_group (const HubRolloutPlan *plan, const HubRolloutProgress *progress)
{
  const HubRolloutCounts *counts = &progress->of_group;

  if (counts->told == 0 && count_increment (plan, progress) > 0)
    return decide (HUB_ROLLOUT_PAUSE, "nobody-told");
  if (counts->kept * 2 < counts->told ||
      is_above (counts->failed, counts->kept + counts->failed, 100 - plan->success_percent))
    return decide (HUB_ROLLOUT_PAUSE, "too-few-kept");
  return decide (progress->group == plan->n_groups ? HUB_ROLLOUT_FINISH : HUB_ROLLOUT_RELEASE,
                 NULL);
}

/* as of all terminals, the share counts of what the hardware's part is to become */
static gboolean
does_hardware_fail (const HubRolloutPlan *plan, const HubRolloutProgress *progress)
{
  guint n_told = progress->n_told_before + progress->of_group.told;
  guint n_full = MAX (n_told, progress->n_told_before + count_increment (plan, progress));
  guint64 size = (guint64) progress->hardware_told * n_full / MAX (n_told, 1);

  return progress->hardware_failed >= MIN_FAILED_OF_HARDWARE &&
         is_above (progress->hardware_failed, (guint) size, plan->errors_percent);
}

HubRolloutDecision
hub_rollout_decide (const HubRolloutPlan *plan, const HubRolloutProgress *progress)
{
  const HubRolloutCounts *group = &progress->of_group;
  guint size;

  if (progress->group == 0)
    return decide (HUB_ROLLOUT_RELEASE, NULL);
  size = MAX (group->told, count_increment (plan, progress));
  if (is_above (group->failed, size, plan->errors_percent))
    return decide (HUB_ROLLOUT_STOP, "errors");
  if (does_hardware_fail (plan, progress))
    return decide (HUB_ROLLOUT_STOP, "errors-of-hardware");
  if (group->silent >= MIN_SILENT && is_above (group->silent, size, plan->errors_percent))
    return decide (HUB_ROLLOUT_PAUSE, "silent");
  if (progress->now_us - progress->released_us >= plan->deadline_us ||
      (is_full (plan, progress) && is_soaked (plan, progress) &&
       !is_above (progress->n_pending, size, plan->errors_percent)))
    return judge_group (plan, progress);
  return decide (HUB_ROLLOUT_WAIT, NULL);
}

guint64
hub_rollout_admit (const HubRolloutPlan *plan, const HubRolloutProgress *progress)
{
  guint increment = progress->group > 0 ? count_increment (plan, progress) : 0;
  guint64 room = increment > progress->of_group.told ? increment - progress->of_group.told : 0;
  guint64 step;

  room = MIN (room, plan->at_once - MIN (plan->at_once, progress->n_pending));
  if (room == 0 || hub_rollout_plan_open_since (plan, progress->now_us) < 0)
    return progress->admitted;
  step = HUB_ROLLOUT_ALL_RANKS * room / MAX (progress->n_fleet, 1) + 1;
  return MIN (progress->admitted + step, HUB_ROLLOUT_ALL_RANKS);
}
