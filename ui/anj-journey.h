/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* The journeys a resident can take: one table of pages and of the ways out of each. Two ways need
 * no row: "back" (the page before) and "end" (the session ends). */

typedef struct
{
  const char *way;
  const char *target; /* id of a page */
} AnjJourneyWay;

/**
 * AnjJourneyPage:
 * @id: also the page's name for tests
 * @get_type: an AnjPage
 * @step: from 1; 0 when the page is no numbered step
 * @n_steps: of how many
 * @personal: shows or holds what belongs to one person: the shorter time-out, hidden while it warns
 * @final: no way back from here
 * @bare: without header
 */
typedef struct
{
  const char *id;
  GType (*get_type) (void);
  guint step;
  guint n_steps;
  gboolean personal;
  gboolean final;
  gboolean bare;
  AnjJourneyWay ways[6];
} AnjJourneyPage;

/* (transfer none): the whole table */
const AnjJourneyPage *anj_journey_pages (guint *out_n_pages);
/* (nullable): %NULL when there is no such page */
const AnjJourneyPage *anj_journey_find (const char *id);
/* (nullable): the id @way leads to from @page; %NULL when it leads nowhere */
const char *anj_journey_target (const AnjJourneyPage *page, const char *way);

G_END_DECLS
