/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/anj-region.h"
#include "core/anj-sources.h"
#include "hub/hub-catalogue.h"
#include "hub/hub-registers.h"

G_BEGIN_DECLS

/*
 * What changed in a village since a cursor: the body of GET /v1/cache (docs/protocol.md, Cache).
 *
 * A cursor is GENERATION.SEQ: the database's name and a place in the feed. It is unknown when it
 * has another form, names another database or a place that the feed has not reached.
 */

#define HUB_CACHE_PAGE_MAX 4000

/* form of the households' line, and of a record that the terminal seals */
#define HUB_CACHE_SCHEMA 2

typedef enum {
  HUB_CACHE_PAGE,           /* a page was written */
  HUB_CACHE_UNKNOWN_CURSOR, /* nothing was written; the terminal starts over from "0" */
  HUB_CACHE_FAILED,         /* error is set */
} HubCacheResult;

/**
 * HubCacheQuery:
 * @generation: of this database (hub_store_ensure_generation())
 * @catalogue: for the place's totals
 * @regions: (nullable): for its names
 * @village: only its households
 * @since: "0", or the cursor of the page before
 * @n_max: households and deletions a page, 1 … %HUB_CACHE_PAGE_MAX; half as many, or a quarter …,
 *   when they are long
 * @random: for the ids' secret, when there is none yet
 *
 * All members are (unowned).
 */
typedef struct
{
  const char *generation;
  const HubCatalogue *catalogue;
  const AnjRegionTable *regions;
  const char *village;
  const char *since;
  guint n_max;
  const AnjRandom *random;
} HubCacheQuery;

/**
 * hub_cache_source_page:
 * @out: gets whole lines: place, deletions, households (as columns), cursor
 *
 * A household that changes while a terminal reads page after page moves to the feed's end, so it
 * comes (again) on a later page and is never skipped. Reads what is committed, by a connection of
 * its own; takes @store's lock for an instant only.
 */
HubCacheResult hub_cache_source_page (HubStore *store,
                                      const HubCacheQuery *query,
                                      GString *out,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * hub_cache_source_head:
 * @out_seq: (out): place of the village's newest change; 0 when there is none
 *
 * For the channel: grows with every change in @village.
 */
gboolean hub_cache_source_head (HubStore *store,
                                const char *village,
                                gint64 *out_seq,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * hub_cache_source_touch_place:
 * @region: a village, or what it lies in
 *
 * What the place line says has changed without any household: terminals fetch it then. Within a
 * transaction of the caller's.
 */
gboolean hub_cache_source_touch_place (HubStore *store,
                                       const char *region,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full): a cursor at @seq, as the pages give them */
char *hub_cache_source_cursor (const char *generation, gint64 seq);

/* whether @cursor is "0" or well formed for @generation; @out_seq is its place */
gboolean hub_cache_source_parse (const char *cursor, const char *generation, gint64 *out_seq);

G_END_DECLS
