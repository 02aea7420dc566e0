/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "hub/hub-store.h"
#include "hub/reconcile/hub-decisions.h"

G_BEGIN_DECLS

/*
 * From the registers' rows to claims: all rows of a NIK are one, but for those that are clearly of
 * somebody else. Claims lie in a temporary table, sorted by district, so that one district at a
 * time is in memory.
 */

/* "35.09.01" */
#define HUB_DISTRICT_CHARS 8

/**
 * HubClaims:
 * @n_rows: of persons, in all registers
 * @n_claims: who came of them
 * @districts: (element-type utf8): codes, in order
 */
typedef struct
{
  guint64 n_rows;
  guint64 n_claims;
  GPtrArray *districts;
} HubClaims;

void hub_claims_free (HubClaims *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubClaims, hub_claims_free)

/**
 * hub_claims_load:
 *
 * Reads one state of the registers, whatever is written meanwhile.
 */
HubClaims *hub_claims_load (HubStore *store,
                            const HubDecisions *decisions,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * hub_claims_district:
 * @out_homes: (out) (transfer full) (element-type utf8): by claim, the village they live in; ""
 *   where that lies in another district
 *
 * Whom was decided on is settled, as is who lives elsewhere.
 *
 * Returns: (transfer full)
 */
HubDistrict *hub_claims_district (HubStore *store,
                                  const HubDecisions *decisions,
                                  const char *district,
                                  GPtrArray **out_homes,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
