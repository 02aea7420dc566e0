/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "hub/hub-catalogue.h"
#include "hub/hub-registers.h"

G_BEGIN_DECLS

/*
 * From the registers' rows to the document that a household gets to see (docs/protocol.md,
 * Household document). Nothing of it is kept: it is made when a terminal asks.
 */

/* what the tables say of a household */
typedef struct _HubHouseholdFacts HubHouseholdFacts;

void hub_household_facts_free (HubHouseholdFacts *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubHouseholdFacts, hub_household_facts_free)

/* (transfer none): the village whose terminals get it */
const char *hub_household_facts_region (const HubHouseholdFacts *self);

typedef struct _HubHouseholdLoader HubHouseholdLoader;

/* to be used and freed with the store's lock; @store outlives the loader */
HubHouseholdLoader *
hub_household_loader_new (HubStore *store, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void hub_household_loader_free (HubHouseholdLoader *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubHouseholdLoader, hub_household_loader_free)

/**
 * hub_household_load:
 * @out_facts: (out) (transfer full) (nullable): %NULL when nobody lives under that No. KK
 */
gboolean hub_household_load (HubHouseholdLoader *self,
                             const char *no_kk,
                             HubHouseholdFacts **out_facts,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * HubHousehold:
 * @batch: id of the newest batch that says anything about it
 * @as_of: that batch's date
 * @people: [{"nik", "no_kk", "member"}], in full: who may look it up
 * @document: the household document; masked
 */
typedef struct
{
  char *batch;
  char *as_of;
  JsonArray *people;
  JsonObject *document;
} HubHousehold;

void hub_household_free (HubHousehold *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubHousehold, hub_household_free)

/**
 * hub_household_make:
 * @officials: the village's (hub_place_officials())
 *
 * Needs no store, so no lock. Texts are shared with @catalogue.
 */
HubHousehold *hub_household_make (const HubCatalogue *catalogue,
                                  JsonArray *officials,
                                  const HubHouseholdFacts *facts) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
