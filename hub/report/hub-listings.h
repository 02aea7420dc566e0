/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "hub/report/hub-tally.h"

G_BEGIN_DECLS

/* Listings of a HubTally while it is counted: each is kept once, however many people have it. */
typedef struct _HubListings HubListings;

/* @tally: (unowned): gets states, entries and listings; outlives this */
HubListings *hub_listings_new (HubTally *tally);
void hub_listings_free (HubListings *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubListings, hub_listings_free)

/* index into HubTally.states */
guint32 hub_listings_find_state (HubListings *self, const char *programme, const char *state);

/* @entries: ascending by state, each once */
guint32 hub_listings_find (HubListings *self, const HubTallyEntry *entries, guint n);

/* @listing and @state; and @listing and @other together */
guint32 hub_listings_add (HubListings *self, guint32 listing, guint32 state);
guint32 hub_listings_join (HubListings *self, guint32 listing, guint32 other);

/* @entries: (element-type HubTallyEntry): ascending by state; adds @dates to that of @state */
void hub_listings_note (GArray *entries, guint32 state, guint32 dates);

G_END_DECLS
