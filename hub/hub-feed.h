/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/anj-sources.h"
#include "hub/hub-registers.h"

G_BEGIN_DECLS

/*
 * The order of changes that terminals follow. Whatever may change a household's document puts it
 * into touched_households; hub_feed_publish() gives it a new place in the feed.
 */

/**
 * hub_feed_publish:
 * @random: draws the secret of ids, when there is none yet
 * @out_n: (out) (optional): households that terminals get, or forget
 *
 * Works touched_households up in short transactions, so that a server beside it can write; after a
 * crash the next call goes on where it stopped.
 */
gboolean hub_feed_publish (HubStore *store, const AnjRandom *random, guint64 *out_n, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/**
 * hub_feed_publish_some:
 * @out_more: (out): whether some are left
 *
 * One transaction's worth of hub_feed_publish(), for a server that has other work.
 */
gboolean hub_feed_publish_some (HubStore *store,
                                const AnjRandom *random,
                                gboolean *out_more,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* touches every household: after the configuration's texts changed */
gboolean hub_feed_touch_all (HubStore *store, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* whether any household waits to be published */
gboolean
hub_feed_has_touched (HubStore *store, gboolean *out_has, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
