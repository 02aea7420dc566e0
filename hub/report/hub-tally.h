/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "hub/hub-people.h"

G_BEGIN_DECLS

/*
 * What the reports on people count from: in every village, how many people and households are
 * alike. Definitions: docs/reports.md. It tells programmes and states as the rows have them, and
 * knows nothing of the configuration, so whatever a state comes to mean, no row has to be read
 * again.
 *
 * Counting a million people takes seconds, so what was counted is kept (tables tally_…), and
 * forgotten in the transaction that changes a batch or a link: triggers see to it. Rows change only
 * while their batch is not whole, and nothing is kept meanwhile. decisions/0026-tally.md
 */

/**
 * HubTallyKind:
 * @HUB_TALLY_PEOPLE: trait: HubPersonFlags of registers; listing: of the person, with that of the
 *   family by family programmes
 * @HUB_TALLY_HOUSEHOLDS: No. KKs with a present member; trait: lowest desil in dtsen of one, 0 for
 *   none; listing: of all members
 * @HUB_TALLY_POOR: those of them that were extremely poor on a date; trait: bits of the dates;
 *   listing: of all members, on these dates
 * @HUB_TALLY_LOOSE: people of desil 1 without No. KK
 *
 * Each lives in one village. Listings are of the newest batch of each programme, but for the poor.
 */
typedef enum {
  HUB_TALLY_PEOPLE,
  HUB_TALLY_HOUSEHOLDS,
  HUB_TALLY_POOR,
  HUB_TALLY_LOOSE,
  HUB_N_TALLIES,
} HubTallyKind;

/**
 * HubTallyLine:
 * @village: index into HubTally.villages
 * @listing: index for hub_tally_listing()
 * @n: how many there are
 */
typedef struct
{
  guint32 village;
  guint32 trait;
  guint32 listing;
  guint32 n;
} HubTallyLine;

/* what a programme's list says of somebody */
typedef struct
{
  char *programme;
  char *state;
} HubTallyState;

/**
 * HubTallyEntry:
 * @state: index into HubTally.states
 * @dates: bits of HubTally.dates; of the newest batches alone: 1
 */
typedef struct
{
  guint32 state;
  guint32 dates;
} HubTallyEntry;

/**
 * HubTallyFed:
 * @village: index into HubTally.villages; HUB_TALLY_NOWHERE: no register tells
 * @person: alike in rows of one person, which come together; not 0
 * @period, @date, @note, @state: indexes into HubTally.words
 *
 * A row of PMT, of any batch.
 */
typedef struct
{
  guint32 village;
  guint32 person;
  guint32 period;
  guint32 date;
  guint32 note;
  guint32 state;
} HubTallyFed;

#define HUB_TALLY_NOWHERE G_MAXUINT32

#define HUB_TALLY_MAX_DATES 24

/**
 * HubTally:
 * @as_of: (nullable): date of the newest batch of people or payments; %NULL while there is none
 * @villages: (element-type utf8): codes
 * @dates: (element-type utf8): ascending; those of `zero`
 * @lines: (element-type HubTallyLine): of each HubTallyKind
 * @states: (element-type HubTallyState)
 * @entries: (element-type HubTallyEntry): of all listings
 * @listings: (element-type guint32): where each ends in @entries; the first is empty
 * @fed: (element-type HubTallyFed): by village, those of nowhere first, then by person and date
 * @words: (element-type utf8)
 */
typedef struct
{
  char *as_of;
  GPtrArray *villages;
  GPtrArray *dates;
  GArray *lines[HUB_N_TALLIES];
  GPtrArray *states;
  GArray *entries;
  GArray *listings;
  GArray *fed;
  GPtrArray *words;
} HubTally;

gboolean hub_tally_migrate (HubStore *store, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * hub_tally_refresh:
 * @store: not in a transaction; its lock is not held
 * @cancellable: (nullable)
 * @error: %G_IO_ERROR_CANCELLED or %HUB_ERROR_IO: cancelled; %HUB_ERROR_UNAVAILABLE, …
 *
 * Counts and keeps, where what is kept does not hold any more; does nothing while a batch is on its
 * way. @store's lock is held for moments only. Some 3 s and 100 MB for a million people.
 */
gboolean hub_tally_refresh (HubStore *store,
                            GCancellable *cancellable,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* whether hub_tally_get() would find it counted; the caller holds the store's lock */
gboolean
hub_tally_is_kept (HubStore *store, gboolean *out_is, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * hub_tally_get:
 *
 * What is kept; where that does not hold, counts. The caller holds the store's lock and a
 * transaction, so that this and what else is read are of one state.
 */
HubTally *hub_tally_get (HubStore *store, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void hub_tally_free (HubTally *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubTally, hub_tally_free)

/* a household of HUB_TALLY_POOR; its n is 1 */
typedef void (*HubTallyPoorFunc) (guint64 no_kk, const HubTallyLine *line, gpointer user_data);

/**
 * hub_tally_count:
 * @people: as hub_people_load() gave them; gets their registers
 * @poor: (nullable): is told each of them
 *
 * From the rows alone. As to lock and transaction: hub_tally_get().
 */
HubTally *hub_tally_count (HubStore *store,
                           HubPeople *people,
                           HubTallyPoorFunc poor,
                           gpointer user_data,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer none): ascending by state */
const HubTallyEntry *hub_tally_listing (const HubTally *self, guint32 listing, guint *out_n);

/**
 * hub_tally_find_aid:
 *
 * Returns: (transfer full): of each listing, the dates with a state that means aid by @catalogue
 */
guint32 *hub_tally_find_aid (const HubTally *self, const HubCatalogue *catalogue);

/* for counting and loading: an empty one */
HubTally *hub_tally_new (void);

/* its index */
guint32 hub_tally_add_state (HubTally *self, const char *programme, const char *state);

/* as_of, and the dates of `zero`; @out_last: (element-type gint64) (nullable): the last batch of
 * each */
gboolean hub_tally_load_dates (HubTally *self,
                               HubStore *store,
                               gint64 out_last[HUB_TALLY_MAX_DATES],
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
