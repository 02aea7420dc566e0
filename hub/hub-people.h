/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "hub/hub-catalogue.h"
#include "hub/hub-store.h"

G_BEGIN_DECLS

/*
 * Everybody whom a register has, as few bytes a head as counting needs: what the reports count.
 * Definitions: docs/reports.md. The caller holds the store's lock and a transaction, so that all
 * parts see one state.
 */

typedef enum {
  HUB_PERSON_DTSEN = 1 << 0,
  HUB_PERSON_DTKS = 1 << 1,
  HUB_PERSON_P3KE = 1 << 2,
  HUB_PERSON_PK = 1 << 3,
  HUB_PERSON_PRESENT = 1 << 4, /* lives under @no_kk: neither dead nor moved away */
  HUB_PERSON_AID = 1 << 5,     /* for this person, or for the family by a family programme */
} HubPersonFlags;

/**
 * HubPerson:
 * @nik: 0: the row has none
 * @no_kk: present one; 0: unknown
 * @village: index into HubPeople.villages
 * @flags: HubPersonFlags
 */
typedef struct
{
  guint64 nik;
  guint64 no_kk;
  guint32 village;
  guint32 flags;
} HubPerson;

/**
 * HubPeople:
 * @ranks: (element-type guint32): by a batch's seq: 1 for the oldest, 2 for the next …
 * @persons: (element-type HubPerson): residents first, ascending by NIK
 * @n_residents: how many of them have a No. KK
 * @second_niks: of people with two NIKs, the other -> the one in @persons
 * @villages: (element-type utf8): codes
 */
typedef struct
{
  GArray *ranks;
  GArray *persons;
  guint n_residents;
  GHashTable *second_niks;
  GPtrArray *villages;
} HubPeople;

/**
 * hub_people_load:
 *
 * Batches and those who have a No. KK; some 30 MB for a million people.
 */
HubPeople *hub_people_load (HubStore *store, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void hub_people_free (HubPeople *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubPeople, hub_people_free)

/**
 * hub_people_load_registers:
 *
 * @catalogue: (nullable): %NULL: aid is not marked
 *
 * Marks who is in which register, adds people without No. KK, and marks whom a programme's newest
 * batch gives aid. At most once.
 */
gboolean hub_people_load_registers (HubPeople *self,
                                    HubStore *store,
                                    const HubCatalogue *catalogue,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * HUB_PEOPLE_ROWS, HUB_PEOPLE_NIK:
 *
 * For SQL: the registers' rows `r` (of `register_rows`, or the other table named), and the NIK of
 * whom a row means: its own, or the one that the reconciler linked it to; NULL for nobody's.
 */
#define HUB_PEOPLE_ROWS(table)                                                                     \
  table " r LEFT JOIN links r_link ON r_link.register = r.register AND r_link.key = r.key"
#define HUB_PEOPLE_NIK "CASE WHEN r_link.key IS NULL THEN r.nik ELSE r_link.nik END"

/* (nullable) (transfer none): somebody with a No. KK, by either NIK */
const HubPerson *hub_people_find_resident (const HubPeople *self, guint64 nik);

/* a NIK or No. KK of a row; 0 for none */
guint64 hub_people_read_number (HubStmt *stmt, int column);

guint32 hub_people_rank (const HubPeople *self, gint64 batch);

/* whether a row of @programme means aid: one that the configuration has, and @state neither
 * excluded nor failed */
gboolean
hub_people_is_aid (const HubCatalogue *catalogue, const char *programme, const char *state);

G_END_DECLS
