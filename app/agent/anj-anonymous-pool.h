/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/agent/anj-outbox.h"

G_BEGIN_DECLS

/**
 * AnjAnonymousPool:
 *
 * Anonymous cases before they get a place in the chain. The table has no order (its key is random);
 * when a case's time has come, all that are due are shuffled and linked together.
 */
typedef struct _AnjAnonymousPool AnjAnonymousPool;

/* @outbox: (transfer none): outlives the pool */
AnjAnonymousPool *anj_anonymous_pool_new (AnjOutbox *outbox,
                                          const guint8 *k_out,
                                          const AnjRandom *random,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;
void anj_anonymous_pool_free (AnjAnonymousPool *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnjAnonymousPool, anj_anonymous_pool_free)

/* durable when it returns; it will be due at a random powered time (anj-time-sense.h) between
 * @now_us and @now_us + @hold_us */
gboolean anj_anonymous_pool_add (AnjAnonymousPool *self,
                                 GBytes *header,
                                 GBytes *payload,
                                 gint64 now_us,
                                 gint64 hold_us,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * anj_anonymous_pool_release:
 * @now_us: powered time; what would wait longer than @hold_us, as after a lost ledger, is due
 * @out_released: (out) (transfer full) (element-type utf8): ids that are in the outbox now
 *
 * Shuffles what is due into the outbox, in one transaction.
 */
gboolean anj_anonymous_pool_release (AnjAnonymousPool *self,
                                     gint64 now_us,
                                     gint64 hold_us,
                                     GPtrArray **out_released,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full) (element-type GBytes): the headers that wait, in no order */
GPtrArray *
anj_anonymous_pool_headers (AnjAnonymousPool *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full) (nullable): the id of the case that the row (@sealed, @payload) of table pool
 * holds; %NULL when it is not what was put there */
char *anj_anonymous_pool_open_id (const guint8 *row_key, GBytes *sealed, GBytes *payload);

/* for anj_outbox_seal_older(): the row @slot, if its payload is in clear; then *is_changed */
gboolean anj_anonymous_pool_seal_older (AnjDb *db,
                                        const guint8 *row_key,
                                        GBytes *slot,
                                        GBytes *sealed,
                                        GBytes *payload,
                                        const AnjRandom *random,
                                        gboolean *is_changed,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
