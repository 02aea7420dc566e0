/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/anj-region.h"
#include "hub/hub-catalogue.h"
#include "hub/hub-store.h"

G_BEGIN_DECLS

/* what everybody may know of a village: no login, no personal data of residents */

/**
 * hub_place_document:
 * @catalogue: for the programmes that are counted and the meaning of their states
 * @regions: (nullable): for the names; without one, the codes
 * @village: a village's code
 *
 * The object of /v1/cache's first line (docs/protocol.md, Cache): names, officials, points and
 * totals. Some 40 ms for a village of 5,000 people.
 *
 * Returns: (transfer full): {"village", "district", "regency", "province", "officials", "points",
 *   "totals"}
 */
JsonObject *hub_place_document (HubStore *store,
                                const HubCatalogue *catalogue,
                                const AnjRegionTable *regions,
                                const char *village,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * hub_place_officials:
 * @catalogue: for the order of roles
 * @village: a village's code
 *
 * Returns: (transfer full): whom `petugas` has for @village, its district, its regency and its
 *   province, nearest first: [{"role", "name", "contact"}]
 */
JsonArray *hub_place_officials (HubStore *store,
                                const HubCatalogue *catalogue,
                                const char *village,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
