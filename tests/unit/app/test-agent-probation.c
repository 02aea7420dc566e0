/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/agent/anj-probation.h"

#define SECOND ((gint64) G_USEC_PER_SEC)
#define ALL ((1u << ANJ_N_HEALTH) - 1)
#define SCREEN_ONLY (1u << ANJ_HEALTH_SCREEN)

static const AnjProof nothing[ANJ_N_HEALTH];
static const AnjProof good[ANJ_N_HEALTH] = { ANJ_PROOF_GOOD, ANJ_PROOF_GOOD, ANJ_PROOF_GOOD };

/* judged once a second from @from_s on, until it is over or @to_s; gives the second */
static gint64
judge_until (AnjProbation *probation, const AnjProof *proofs, gint64 from_s, gint64 to_s)
{
  gint64 now_s = from_s;

  while (now_s < to_s &&
         anj_probation_judge (probation, proofs, now_s * SECOND) == ANJ_PROBATION_RUNNING)
    now_s++;
  return now_s;
}

static void
test_kept (void)
{
  AnjProbation probation;

  anj_probation_begin (&probation, ALL, 100 * SECOND);
  g_assert_cmpint (judge_until (&probation, good, 100, 200), ==, 105);
  g_assert_cmpint (probation.state, ==, ANJ_PROBATION_KEPT);
  /* a verdict stands */
  g_assert_cmpint (anj_probation_judge (&probation, nothing, 1000 * SECOND), ==,
                   ANJ_PROBATION_KEPT);
}

static void
test_each_need_reverts (void)
{
  for (AnjHealth i = 0; i < ANJ_N_HEALTH; i++)
    {
      AnjProof proofs[ANJ_N_HEALTH] = { ANJ_PROOF_GOOD, ANJ_PROOF_GOOD, ANJ_PROOF_GOOD };
      AnjProbation probation;

      proofs[i] = ANJ_PROOF_NONE;
      anj_probation_begin (&probation, ALL, 0);
      g_assert_cmpint (judge_until (&probation, proofs, 0, 1000), <=, 60);
      g_assert_cmpint (probation.state, ==, ANJ_PROBATION_REVERTED);
      g_assert_cmpint (probation.fault, ==, i);
      /* what was not good before is not missed */
      anj_probation_begin (&probation, ALL & ~(1u << i), 0);
      judge_until (&probation, proofs, 0, 1000);
      g_assert_cmpint (probation.state, ==, ANJ_PROBATION_KEPT);
    }
}

static void
test_all_at_once (void)
{
  AnjProof proofs[ANJ_N_HEALTH] = { ANJ_PROOF_GOOD, ANJ_PROOF_GOOD, ANJ_PROOF_GOOD };
  AnjProbation probation;

  /* a screen that dies 3 s after it painted, each time anew */
  anj_probation_begin (&probation, ALL, 0);
  for (gint64 now_s = 0; probation.state == ANJ_PROBATION_RUNNING; now_s++)
    {
      g_assert_cmpint (now_s, <=, 60);
      proofs[ANJ_HEALTH_SCREEN] = now_s % 5 < 3 ? ANJ_PROOF_GOOD : ANJ_PROOF_NONE;
      anj_probation_judge (&probation, proofs, now_s * SECOND);
    }
  g_assert_cmpint (probation.state, ==, ANJ_PROBATION_REVERTED);
}

static void
test_excused (void)
{
  AnjProof proofs[ANJ_N_HEALTH] = { ANJ_PROOF_EXCUSED, ANJ_PROOF_GOOD, ANJ_PROOF_GOOD };
  AnjProbation probation;

  /* an hour's visit */
  anj_probation_begin (&probation, ALL, 0);
  g_assert_cmpint (judge_until (&probation, proofs, 0, 3600), ==, 3600);
  proofs[ANJ_HEALTH_SCREEN] = ANJ_PROOF_NONE;
  g_assert_cmpint (judge_until (&probation, proofs, 3600, 7200), <=, 3660);
  g_assert_cmpint (probation.state, ==, ANJ_PROBATION_REVERTED);

  /* another one's excuse is no excuse */
  proofs[ANJ_HEALTH_SCREEN] = ANJ_PROOF_EXCUSED;
  proofs[ANJ_HEALTH_LINE] = ANJ_PROOF_NONE;
  anj_probation_begin (&probation, ALL, 0);
  g_assert_cmpint (judge_until (&probation, proofs, 0, 3600), <=, 60);
  g_assert_cmpint (probation.fault, ==, ANJ_HEALTH_LINE);
}

static void
test_nothing_needed (void)
{
  AnjProbation probation;

  anj_probation_begin (&probation, 0, 0);
  g_assert_cmpint (judge_until (&probation, nothing, 0, 100), ==, 5);
  g_assert_cmpint (probation.state, ==, ANJ_PROBATION_KEPT);
  anj_probation_begin (&probation, SCREEN_ONLY, 7 * SECOND);
  g_assert_cmpint (judge_until (&probation, nothing, 7, 100), ==, 57);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/probation/all-good-for-a-while-is-kept", test_kept);
  g_test_add_func ("/probation/each-thing-that-was-good-before-has-to-be", test_each_need_reverts);
  g_test_add_func ("/probation/what-works-now-and-then-is-taken-back", test_all_at_once);
  g_test_add_func ("/probation/what-cannot-be-seen-now-is-waited-for", test_excused);
  g_test_add_func ("/probation/a-terminal-that-did-nothing-needs-nothing", test_nothing_needed);

  return g_test_run ();
}
