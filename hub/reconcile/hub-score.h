/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "hub/reconcile/hub-evidence.h"
#include "hub/reconcile/hub-similarity.h"

G_BEGIN_DECLS

/*
 * How strongly two statements speak of one person: bits of evidence, after Fellegi and Sunter, "A
 * Theory for Record Linkage" (1969). A bit doubles the odds. What somebody is called weighs by how
 * many in the district are called so (Winkler's frequency-based matching): a name counts against
 * the link with one bit for each doubling of its bearers. docs/registers.md, Reconciling, has the
 * weights.
 */

/* at least so many bits to link, to ask a person, and ahead of a second candidate */
#define HUB_SCORE_LINK 7
#define HUB_SCORE_REVIEW 3
#define HUB_SCORE_AHEAD 6

/**
 * HubEvidence:
 * @n_namesakes: people of the district with that name, or, of a cut one, with its rarest word that
 *   both have
 */
typedef struct
{
  HubNameLikeness name;
  guint n_namesakes;
  HubDayKin day;
  gboolean is_heaped_day;
  gboolean is_same_village;
  gboolean is_same_address;
  gboolean is_same_no_kk;
  HubNikKin nik;
} HubEvidence;

/* no statement of one person: other names, or nothing in common but the name */
#define HUB_SCORE_NONE (-100)

int hub_score (const HubEvidence *evidence);

G_END_DECLS
