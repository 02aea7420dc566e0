/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/*
 * Counts that are printed for villages and for all that lies around them, so that nothing small can
 * be worked out (hub-report-suppress.h). A region is in here if what is counted there, households
 * or cases, is 5 or more: then its total may be printed, and groups of it can make room for each
 * other.
 */

/**
 * HubTiersFew:
 * @HUB_TIERS_LEAVE_OUT: what a small village counts is in no number
 * @HUB_TIERS_POOL: small villages of a district are counted together there, if they are 5 or more;
 *   else in the regency, with those of its other districts; else in the province; else nowhere
 */
typedef enum {
  HUB_TIERS_LEAVE_OUT,
  HUB_TIERS_POOL,
} HubTiersFew;

/**
 * HubTiers:
 * @codes: (element-type utf8): ascending; of several villages together, the region's and ".~"
 * @parents: (element-type int): of each
 * @leaf_of: of each village that was given, its index in @codes; G_MAXUINT: in none
 */
typedef struct
{
  GPtrArray *codes;
  GArray *parents;
  guint *leaf_of;
} HubTiers;

/* @villages: codes; @totals: what is counted in each */
HubTiers *hub_tiers_new (const char *const *villages,
                         const gint64 *totals,
                         guint n_villages,
                         HubTiersFew few);
void hub_tiers_free (HubTiers *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubTiers, hub_tiers_free)

/* G_MAXUINT: nothing is printed of @code */
guint hub_tiers_find (const HubTiers *self, const char *code);
gboolean hub_tiers_is_pool (const HubTiers *self, guint region);

/* counts of groups, all regions */
typedef struct
{
  gint64 *counts;
  gint64 *least; /* (nullable): HubSuppressTable's */
  gboolean *is_hidden;
  guint n_groups;
} HubTierTable;

void hub_tier_table_init (HubTierTable *self, const HubTiers *tiers, guint n_groups);
void hub_tier_table_clear (HubTierTable *self);
/* @n more */
void
hub_tier_table_add (HubTierTable *self, const HubTiers *tiers, guint village, guint group, guint n);

/* sums up the tiers and finds what is hidden; @adds_up, @is_told_below: HubSuppressTable's */
void hub_tier_table_finish (HubTierTable *self,
                            const HubTiers *tiers,
                            gboolean adds_up,
                            gboolean is_told_below);

/* null where it is hidden */
void hub_tier_table_put (const HubTierTable *self,
                         guint region,
                         guint group,
                         JsonObject *out,
                         const char *member);

G_END_DECLS
