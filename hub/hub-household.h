/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/anj-sources.h"
#include "hub/hub-catalogue.h"
#include "hub/hub-registers.h"

G_BEGIN_DECLS

/*
 * From the registers' rows to the document that a household gets to see (contract.md, Household
 * document), and to the order of changes that terminals follow.
 */

/**
 * HubHousehold:
 * @region: the village whose terminals get it
 * @batch: id of the newest batch that says anything about it
 * @as_of: that batch's date
 * @people: [{"nik", "no_kk"}], in full: who may look it up
 * @document: the household document; masked
 */
typedef struct
{
  char *region;
  char *batch;
  char *as_of;
  JsonArray *people;
  JsonObject *document;
} HubHousehold;

void hub_household_free (HubHousehold *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubHousehold, hub_household_free)

typedef struct _HubHouseholdBuilder HubHouseholdBuilder;

/* @store and @catalogue outlive the builder */
HubHouseholdBuilder *hub_household_builder_new (HubStore *store,
                                                const HubCatalogue *catalogue,
                                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
void hub_household_builder_free (HubHouseholdBuilder *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubHouseholdBuilder, hub_household_builder_free)

/**
 * hub_household_builder_build:
 * @out_household: (out) (transfer full) (nullable): %NULL when nobody lives under that No. KK
 */
gboolean hub_household_builder_build (HubHouseholdBuilder *self,
                                      const char *no_kk,
                                      HubHousehold **out_household,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * hub_household_rebuild_touched:
 * @random: draws ids for households that are new
 * @out_n_changed: (out) (optional): households whose document is another one now
 *
 * Builds the documents of touched_households anew. A document that did not change makes no entry in
 * the feed. Works in transactions of some hundred households, so that a server beside it can write;
 * after a crash the next call goes on where it stopped.
 */
gboolean hub_household_rebuild_touched (HubStore *store,
                                        const HubCatalogue *catalogue,
                                        const AnjRandom *random,
                                        guint64 *out_n_changed,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * hub_household_rebuild_some:
 * @out_more: (out): whether some are left
 *
 * One transaction's worth of hub_household_rebuild_touched(), for a server that has other work.
 */
gboolean hub_household_rebuild_some (HubStore *store,
                                     const HubCatalogue *catalogue,
                                     const AnjRandom *random,
                                     gboolean *out_more,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* marks every household as touched: after the configuration's texts changed */
gboolean hub_household_touch_all (HubStore *store, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* whether any household waits to be rebuilt */
gboolean hub_household_has_touched (HubStore *store,
                                    gboolean *out_has,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
