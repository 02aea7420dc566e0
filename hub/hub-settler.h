/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/anj-sources.h"
#include "hub/hub-row.h"

G_BEGIN_DECLS

/*
 * Who lives where, worked out from the registers' rows that hold now; and which households that
 * touches. Inside the transaction of an import or undo.
 */
typedef struct _HubSettler HubSettler;

/**
 * hub_settler_new:
 * @store: outlives the settler
 * @random: draws ids for people who are new; outlives the settler
 */
HubSettler *hub_settler_new (HubStore *store,
                             const AnjRandom *random,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;
void hub_settler_free (HubSettler *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubSettler, hub_settler_free)

/**
 * hub_settler_settle:
 *
 * To be called after a row of @nik came, changed or went. Touches the person's household; of a
 * person who moved, both; of one who is now called otherwise, also those whom a row without NIK may
 * mean instead.
 */
gboolean
hub_settler_settle (HubSettler *self, const char *nik, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * hub_settler_settle_row:
 * @row: has a NIK; has just been written
 *
 * The same, for less where nobody had heard of the person.
 */
gboolean hub_settler_settle_row (HubSettler *self,
                                 HubRegister reg,
                                 const HubRow *row,
                                 const char *name_key,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* @no_kk: (nullable) */
gboolean
hub_settler_touch (HubSettler *self, const char *no_kk, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* touches the households of everybody whom a row without NIK may mean */
gboolean hub_settler_touch_person (HubSettler *self,
                                   const char *region,
                                   const char *birth_date,
                                   const char *name_key,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* touches the households of whom a row, or a NIK, was linked to (hub/reconcile/hub-links.h) */
gboolean hub_settler_touch_linked (HubSettler *self,
                                   const char *reg,
                                   const char *key,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* @region: of any level */
gboolean hub_settler_touch_region (HubSettler *self,
                                   const char *region,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
