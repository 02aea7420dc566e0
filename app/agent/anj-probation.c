/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/agent/anj-probation.h"

const char *
anj_health_name (AnjHealth health)
{
  static const char *const names[ANJ_N_HEALTH] = { "screen", "look-up", "line" };

  return names[health];
}

void
anj_probation_begin (AnjProbation *self, guint needs, gint64 now_us)
{
  *self = (AnjProbation){ .state = ANJ_PROBATION_RUNNING, .needs = needs, .good_since_us = -1 };
  for (guint i = 0; i < ANJ_N_HEALTH; i++)
    self->due_us[i] = now_us + ANJ_PROBATION_PROOF_US;
}

AnjProbationState
anj_probation_judge (AnjProbation *self, const AnjProof proofs[ANJ_N_HEALTH], gint64 now_us)
{
  gboolean is_whole = TRUE;

  for (AnjHealth i = 0; self->state == ANJ_PROBATION_RUNNING && i < ANJ_N_HEALTH; i++)
    {
      if ((self->needs & 1u << i) == 0 || proofs[i] == ANJ_PROOF_GOOD)
        continue;
      is_whole = FALSE;
      if (proofs[i] == ANJ_PROOF_EXCUSED)
        self->due_us[i] = now_us + ANJ_PROBATION_PROOF_US;
      else if (now_us >= self->due_us[i])
        {
          self->state = ANJ_PROBATION_REVERTED;
          self->fault = i;
        }
    }
  if (!is_whole)
    self->good_since_us = -1;
  else if (self->good_since_us < 0)
    self->good_since_us = now_us;
  if (self->state == ANJ_PROBATION_RUNNING && is_whole &&
      now_us - self->good_since_us >= ANJ_PROBATION_SETTLE_US)
    self->state = ANJ_PROBATION_KEPT;
  return self->state;
}
