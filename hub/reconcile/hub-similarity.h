/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "hub/reconcile/hub-name.h"

G_BEGIN_DECLS

/**
 * hub_jaro_winkler:
 * @a, @b: up to 64 letters each; the rest is passed over
 *
 * Winkler, "String Comparator Metrics and Enhanced Decision Rules in the Fellegi-Sunter Model of
 * Record Linkage" (1990): 0.1 a letter of a common beginning, four at most.
 *
 * Returns: 0 (nothing in common) to 1 (equal); the same for (b, a)
 */
double hub_jaro_winkler (const char *a, const char *b);

/**
 * HubNameKin:
 * @HUB_NAME_SAME: the same words, in any order and however parted
 * @HUB_NAME_CLOSE: one may be the other with slips, initials or words left out
 * @HUB_NAME_OTHER: each has a word that the other has not
 */
typedef enum {
  HUB_NAME_SAME,
  HUB_NAME_CLOSE,
  HUB_NAME_OTHER,
} HubNameKin;

/**
 * HubNameLikeness:
 * @cost: what the differences take away, in bits of evidence (hub-score.h); 0 where the words are
 *   the same
 * @is_cut: one has words that the other leaves out: only the words that both have are evidence
 * @matched: bit i: the i-th word of the first name has a word in the other
 */
typedef struct
{
  HubNameKin kin;
  guint cost;
  gboolean is_cut;
  guint matched;
} HubNameLikeness;

/* kin, cost and is_cut are the same for (b, a) */
void hub_name_compare (const HubName *a, const HubName *b, HubNameLikeness *out);

G_END_DECLS
