/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "hub/hub-rollout-plan.h"

G_BEGIN_DECLS

/**
 * HubRolloutCounts:
 * @told: terminals that were told of the bundle; the others are parts of them
 * @kept: told so with their signature, after the probation
 * @failed: went back, refused it or run something else under its number, told so with their
 *   signature
 * @silent: have said nothing for so long that they count as gone
 * @pending: have not answered yet
 */
typedef struct
{
  guint told;
  guint kept;
  guint failed;
  guint silent;
  guint pending;
} HubRolloutCounts;

/**
 * HubRolloutProgress:
 * @now_us: µs UTC, as all times here
 * @group: the newest released group, 1 …; 0 before the first
 * @released_us: when that was
 * @n_fleet: terminals that the plan is for
 * @n_told_before: terminals that were told before this group was released
 * @admitted: ranks in the rollout's order below this one may be told
 * @admitted_us: when it moved last
 * @of_group: those who were told since @group was released
 * @n_pending: pending in any group
 * @hardware_told, @hardware_failed: of the hardware that fares worst
 *
 * How a running rollout stands.
 */
typedef struct
{
  gint64 now_us;
  guint group;
  gint64 released_us;
  guint n_fleet;
  guint n_told_before;
  guint64 admitted;
  gint64 admitted_us;
  HubRolloutCounts of_group;
  guint n_pending;
  guint hardware_told;
  guint hardware_failed;
} HubRolloutProgress;

typedef enum {
  HUB_ROLLOUT_WAIT,
  HUB_ROLLOUT_RELEASE, /* the next group */
  HUB_ROLLOUT_PAUSE,
  HUB_ROLLOUT_STOP,
  HUB_ROLLOUT_FINISH,
} HubRolloutAction;

/**
 * HubRolloutDecision:
 * @reason: (static) (nullable): why it pauses or stops: "errors", "errors-of-hardware", "silent",
 *   "too-few-kept", "nobody-told"
 */
typedef struct
{
  HubRolloutAction action;
  const char *reason;
} HubRolloutDecision;

/**
 * hub_rollout_decide:
 *
 * What to do with a running rollout; the heart of it, without clock, store or chance:
 *
 *              start                        last group full, quiet, kept
 *     (none) ────────► running ───────────────────────────────────────────► finished
 *                       │ ▲ │  ▲
 *                       │ └─┘  │ resume           too many failed
 *                       │ next │        ┌─────────────────────────────────► stopped
 *                       │ group│        │                                      ▲
 *                       ├──────┼────────┘                                      │
 *                       ▼      │                     an admin, or another      │
 *                      paused ─┴───────────────────────────────────────────────┘
 *             too many silent, too few kept,          bundle overtakes it
 *             nobody to tell, or an admin
 *
 * A group is full when its share of the fleet has been told, or at least half of that when nobody
 * online is left to tell. Then it soaks, and is judged when it has answered; past its deadline it
 * is judged by those who have. Shares of errors are of what the group is to become: one that fails
 * among the first to answer does not stop a rollout that a thousand may join. Terminals in the dark
 * are told when they come back, whatever group that is then.
 */
HubRolloutDecision
hub_rollout_decide (const HubRolloutPlan *plan, const HubRolloutProgress *progress);

/**
 * hub_rollout_admit:
 *
 * How far the line of who may be told moves on now: by about as many terminals as the group and
 * @at_once leave room for. It stands still while the window is closed in a zone: the first groups
 * are to be of the whole country.
 *
 * Returns: the new @admitted, never less; 2^32 lets everybody in
 */
guint64 hub_rollout_admit (const HubRolloutPlan *plan, const HubRolloutProgress *progress);

#define HUB_ROLLOUT_ALL_RANKS (G_GUINT64_CONSTANT (1) << 32)

G_END_DECLS
