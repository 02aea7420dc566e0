/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "hub/reconcile/hub-district.h"

G_BEGIN_DECLS

/*
 * Who of a district's claims is who. A claim can only be linked to a stronger one with a NIK:
 * one with a No. KK before one without, one that DTSEN has before others, one that more registers
 * have, the lower NIK. The result depends on what the claims say, not on their order.
 */

/**
 * HubRule:
 * @HUB_RULE_EXACT: same name, birth date and village
 * @HUB_RULE_SIMILAR: enough evidence (hub-score.h)
 * @HUB_RULE_NIK_SLIP: the same, and the NIKs are one slip apart
 * @HUB_RULE_DECIDED: an officer said so
 * @HUB_RULE_APART: linked to nobody; its NIK is somebody else's
 */
typedef enum {
  HUB_RULE_EXACT,
  HUB_RULE_SIMILAR,
  HUB_RULE_NIK_SLIP,
  HUB_RULE_DECIDED,
  HUB_RULE_APART,
  HUB_N_RULES,
} HubRule;

/* "exact", "similar", … */
const char *hub_rule_name (HubRule rule);

/**
 * HubReviewKind:
 * @HUB_REVIEW_CANDIDATES: two or more people fit
 * @HUB_REVIEW_UNSURE: one fits, with too little evidence
 * @HUB_REVIEW_TWICE: the person who fits is in the same register already
 * @HUB_REVIEW_TWO_NIKS: may be one person with two NIKs
 * @HUB_REVIEW_ONE_NIK: writes a NIK that is of somebody of another name and birth date
 */
typedef enum {
  HUB_REVIEW_CANDIDATES,
  HUB_REVIEW_UNSURE,
  HUB_REVIEW_TWICE,
  HUB_REVIEW_TWO_NIKS,
  HUB_REVIEW_ONE_NIK,
  HUB_N_REVIEW_KINDS,
} HubReviewKind;

/* "candidates", "unsure", … */
const char *hub_review_kind_name (HubReviewKind kind);

/* @score: bits; @claim, @other: indexes of HubDistrict.claims */
typedef struct
{
  guint claim;
  guint other;
  int score;
  HubRule rule;
} HubMatch;

#define HUB_REVIEW_MAX_CANDIDATES 5

typedef struct
{
  guint claim;
  HubReviewKind kind;
  guint n_candidates;
  struct
  {
    guint claim;
    int score;
  } candidates[HUB_REVIEW_MAX_CANDIDATES]; /* best first */
} HubOpenReview;

/**
 * HubMatches:
 * @links: (element-type HubMatch): a claim at most once; @other is linked to nobody itself
 * @reviews: (element-type HubOpenReview): claims that are not linked
 */
typedef struct
{
  GArray *links;
  GArray *reviews;
} HubMatches;

void hub_matches_clear (HubMatches *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HubMatches, hub_matches_clear)

/**
 * HubIsDifferentFunc:
 *
 * Returns: whether somebody has decided that the two are not one person
 */
typedef gboolean (*HubIsDifferentFunc) (const HubClaim *one,
                                        const HubClaim *other,
                                        gpointer user_data);

/* @is_different: (nullable) */
void hub_match_district (const HubDistrict *district,
                         HubIsDifferentFunc is_different,
                         gpointer user_data,
                         HubMatches *out);

G_END_DECLS
