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
 * @id: of the row
 * @shown_as: (nullable): the page's name for tests where two rows show the same page; else @id
 * @get_type: an AnjPage
 * @step: from 1; 0 when the page is no numbered step
 * @n_steps: of how many
 * @personal: shows or holds what belongs to one person: the shorter time-out, hidden while it warns
 * @final: no way back from here
 * @bare: without header
 * @network: says under the header when the line is down
 */
typedef struct
{
  const char *id;
  const char *shown_as;
  GType (*get_type) (void);
  guint step;
  guint n_steps;
  gboolean personal;
  gboolean final;
  gboolean bare;
  gboolean network;
  AnjJourneyWay ways[6];
} AnjJourneyPage;

/* (transfer none): the whole table */
const AnjJourneyPage *anj_journey_pages (guint *out_n_pages);
/* (nullable): %NULL when there is no such page */
const AnjJourneyPage *anj_journey_find (const char *id);
/* (nullable): the id @way leads to from @page; %NULL when it leads nowhere */
const char *anj_journey_target (const AnjJourneyPage *page, const char *way);

/* the name of the page that tests and support see */
const char *anj_journey_name (const AnjJourneyPage *page);

G_END_DECLS
