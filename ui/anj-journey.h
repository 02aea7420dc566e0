/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ui/anj-door.h"

G_BEGIN_DECLS

/* The journeys a resident can take: one table of pages with the ways out of each, and one of the
 * steps that are counted for the resident. Two ways need no row: "back" (the page before) and "end"
 * (the session ends). */

/**
 * AnjJourneyWay:
 * @way: its name; of several of one name the first whose guards hold is taken
 * @target: id of a page
 * @kind: (nullable): guard: while this kind of case is written (see anj_visit_get_kind())
 * @when: (nullable): guard
 */
typedef struct
{
  const char *way;
  const char *target;
  const char *kind;
  gboolean (*when) (AnjVisit *visit);
} AnjJourneyWay;

/**
 * AnjJourneyPage:
 * @id: also the name that tests and support see
 * @get_type: an AnjPage
 * @when: (nullable): guard: who comes to a page whose guard does not hold goes on by its way "next"
 * @personal: shows or holds what belongs to one person: the shorter time-out, hidden while it warns
 * @final: no way back from here
 * @bare: without header
 * @network: says under the header when the line is down
 * @gathers: who comes here again has not gone further: going back does not run in circles
 * @unnumbered: the last step of a journey, which shows what was asked for, not its number
 * @door: (nullable): what it tells of; it is shown anew when that changes
 */
typedef struct
{
  const char *id;
  GType (*get_type) (void);
  gboolean (*when) (AnjVisit *visit);
  gboolean personal;
  gboolean final;
  gboolean bare;
  gboolean network;
  gboolean gathers;
  gboolean unnumbered;
  AnjDoor (*door) (AnjVisit *visit);
  AnjJourneyWay ways[24];
} AnjJourneyPage;

/* (transfer none): the whole table */
const AnjJourneyPage *anj_journey_pages (guint *out_n_pages);
/* (nullable): %NULL when there is no such page */
const AnjJourneyPage *anj_journey_find (const char *id);

/* (nullable): the page that @way leads to from @page now; %NULL when it leads nowhere */
const AnjJourneyPage *
anj_journey_follow (const AnjJourneyPage *page, const char *way, AnjVisit *visit);

/* the number of @page among the steps of the journey that @visit is on, and of how many; FALSE when
 * it has none */
gboolean
anj_journey_step (const AnjJourneyPage *page, AnjVisit *visit, guint *out_step, guint *out_n_steps);

G_END_DECLS
