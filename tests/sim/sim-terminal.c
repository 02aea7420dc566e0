/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "tests/sim/sim-terminal.h"

#define ALL_NEEDS ((1u << ANJ_N_HEALTH) - 1)
/* a screen is up, a look-up answered and a poll made after so long */
#define PROOF_US (2 * G_TIME_SPAN_SECOND)

gboolean
sim_config_breaks (const SimConfig *config, const SimTerminal *terminal)
{
  return config->breaks != 0 &&
         (config->hardware == NULL || g_str_equal (config->hardware, terminal->hardware)) &&
         terminal->luck * 100 < config->percent;
}

gboolean
sim_terminal_try (const SimTerminal *terminal,
                  const SimConfig *config,
                  gint64 start_us,
                  gint64 *out_end_us)
{
  guint broken = sim_config_breaks (config, terminal) ? config->breaks : 0;
  gint64 now_us = start_us;
  AnjProbationState state;
  AnjProbation probation;

  anj_probation_begin (&probation, ALL_NEEDS, now_us);
  do
    {
      AnjProof proofs[ANJ_N_HEALTH];

      for (guint i = 0; i < ANJ_N_HEALTH; i++)
        proofs[i] = (broken & 1u << i) == 0 && now_us - start_us >= PROOF_US ? ANJ_PROOF_GOOD
                                                                             : ANJ_PROOF_NONE;
      state = anj_probation_judge (&probation, proofs, now_us);
      if (state == ANJ_PROBATION_RUNNING)
        now_us += G_TIME_SPAN_SECOND;
    }
  while (state == ANJ_PROBATION_RUNNING);
  *out_end_us = now_us;
  return state == ANJ_PROBATION_KEPT;
}
