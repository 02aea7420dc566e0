/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "hub/hub-import.h"

G_BEGIN_DECLS

/*
 * What the reconciler has found, in hub.db:
 *
 *   links               whom a row means (`register`, `key`), or all rows with a NIK (`register`
 *                       HUB_LINKS_NIK, `key` the NIK); `nik` NULL: somebody whom no other row
 *                       names, though the row writes another's NIK. A link to a NIK that no row
 *                       has any more says nothing.
 *   reviews, review_candidates   what an officer has to decide
 *   review_decisions    what they decided; holds whatever batches come and go
 *
 * Links and reviews are worked out of the rows that hold, by hub_reconcile(); decisions are not.
 */

#define HUB_LINKS_NIK "nik"

gboolean hub_links_migrate (HubStore *store, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * hub_links_begin:
 *
 * Makes room, apart from hub.db, for what a run finds.
 */
gboolean hub_links_begin (HubStore *store, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * HubLinkChanges:
 * @n_new: links that were not there, or otherwise
 * @n_gone: links that are no more
 */
typedef struct
{
  guint64 n_new;
  guint64 n_gone;
} HubLinkChanges;

/**
 * hub_links_apply:
 * @area: (nullable): only links and reviews of people there are compared
 *
 * Brings hub.db to what the run found: links in short transactions, with the households that they
 * concern in touched_households; then the reviews. One that stays keeps its id and time.
 */
gboolean hub_links_apply (const HubImportContext *context,
                          const char *area,
                          HubLinkChanges *out_changes,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * hub_links_touch:
 *
 * Touches the households of whom a row, or a NIK, means, and of whom its own NIK is. Before and
 * after its link changes.
 */
gboolean hub_links_touch (HubStore *store, const char *reg, const char *key, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
