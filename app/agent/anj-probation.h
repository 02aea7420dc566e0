/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a terminal is good for. */
typedef enum {
  ANJ_HEALTH_SCREEN,  /* a screen has painted what the configuration says */
  ANJ_HEALTH_LOOK_UP, /* a look-up answers in time */
  ANJ_HEALTH_LINE,    /* the hub answers */
  ANJ_N_HEALTH,
} AnjHealth;

/* "screen", "look-up", "line" */
const char *anj_health_name (AnjHealth health);

/**
 * AnjProof:
 * @ANJ_PROOF_NONE: it was not seen under the new configuration, and could have been
 * @ANJ_PROOF_GOOD: it was seen
 * @ANJ_PROOF_EXCUSED: it cannot be seen now, and not for the configuration's sake: a visit of
 * before goes on, or the network is not there
 */
typedef enum {
  ANJ_PROOF_NONE,
  ANJ_PROOF_GOOD,
  ANJ_PROOF_EXCUSED,
} AnjProof;

typedef enum {
  ANJ_PROBATION_NONE,
  ANJ_PROBATION_RUNNING,
  ANJ_PROBATION_KEPT,
  ANJ_PROBATION_REVERTED,
} AnjProbationState;

/* how long all must be good at a stretch: what breaks a moment after it worked is still seen */
#define ANJ_PROBATION_SETTLE_US (G_GINT64_CONSTANT (5) * G_USEC_PER_SEC)
/* how long each proof may take, from the beginning or from its last excuse */
#define ANJ_PROBATION_PROOF_US (G_GINT64_CONSTANT (50) * G_USEC_PER_SEC)
/* how often the agent may start on one configuration without living through ANJ_PROBATION_PROOF_US;
 * the start that took it counts */
#define ANJ_PROBATION_STARTS_MAX 3

/**
 * AnjProbation:
 *
 * A new configuration on trial, judged by what comes in as arguments; no clock and no files of its
 * own.
 *
 *              begin                all good for a while
 *     none ───────────► running ──────────────────────────────► kept
 *                          │
 *                          │ a proof is due and neither good nor excused
 *                          └──────────────────────────────────► reverted
 */
typedef struct
{
  AnjProbationState state;
  guint needs;          /* bits 1 << AnjHealth: as good as before is good enough */
  gint64 good_since_us; /* -1: something lacks */
  gint64 due_us[ANJ_N_HEALTH];
  AnjHealth fault; /* once reverted: the proof that lacked */
} AnjProbation;

/**
 * anj_probation_begin:
 * @needs: bits 1 << AnjHealth of all that was good under the configuration before
 * @now_us: monotonic
 *
 * Also after a restart in the middle: the time begins anew, what counts starts is
 * %ANJ_PROBATION_STARTS_MAX.
 */
void anj_probation_begin (AnjProbation *self, guint needs, gint64 now_us);

/* to be called every second or so while it is running, and whenever a proof comes */
AnjProbationState
anj_probation_judge (AnjProbation *self, const AnjProof proofs[ANJ_N_HEALTH], gint64 now_us);

G_END_DECLS
