/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "hub/hub-disagreements.h"
#include "hub/hub-household.h"

G_BEGIN_DECLS

/* What the tables say of a household, as hub-household makes the document of it. */

/* on a family card: head, spouse, children, the others; the first one's village is the
 * household's */
#define HUB_MEMBERS_IN_ORDER                                                                       \
  " ORDER BY CASE relation WHEN 'Kepala keluarga' THEN 0 WHEN 'Suami' THEN 1 WHEN 'Istri' THEN 2"  \
  " WHEN 'Anak' THEN 3 ELSE 4 END, birth_date, nik"

typedef struct
{
  char *nik;
  char *name;
  char *relation;
  char *occupation;
  char *id;
  char *region;
} HubMember;

typedef struct
{
  char *programme;
  char *period;
  char *stage;
  gint64 amount;
  char *channel;
  char *state;
  char *date;
} HubPayment;

struct _HubHouseholdFacts
{
  char *no_kk;
  GPtrArray *members; /* (element-type HubMember): at least one, in order */
  /* (element-type utf8): of members who have two (hub/reconcile/hub-links.h) */
  GPtrArray *second_niks;
  GPtrArray *payments; /* (element-type HubPayment) */
  HubRegisterFacts registers[HUB_N_PERSONS];
  char *batch;
  char *as_of;
  gint64 batch_seq;
};

G_END_DECLS
