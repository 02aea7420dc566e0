/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/anj-cache-row.h"
#include "core/anj-sources.h"
#include "hub/hub-store.h"

G_BEGIN_DECLS

/*
 * Under which ids terminals know households and people: stable, and without meaning to whoever
 * lacks the village's key (core/anj-cache-row.h).
 */

#define HUB_IDS_SECRET_BYTES 32

typedef struct
{
  guint8 secret[HUB_IDS_SECRET_BYTES];
} HubIds;

/* reads this database's secret; the first call draws it */
gboolean hub_ids_open (HubIds *self, HubStore *store, const AnjRandom *random, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

void hub_ids_village_key (const HubIds *self,
                          const char *village,
                          guint8 out_key[ANJ_VILLAGE_KEY_BYTES]);

G_END_DECLS
