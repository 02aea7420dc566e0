/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "hub/hub-store.h"

G_BEGIN_DECLS

/**
 * HubPresence:
 *
 * When each terminal was last heard, in memory, written to the store in batches: a commit a request
 * would cost more than the request. Caller holds the store's lock.
 */
typedef struct _HubPresence HubPresence;

HubPresence *hub_presence_new (void);
void hub_presence_free (HubPresence *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubPresence, hub_presence_free)

void hub_presence_note (HubPresence *self, const char *terminal, gint64 now_us);
/* writes what was noted since the last time, in one transaction; on error it is kept for the next
 */
gboolean
hub_presence_flush (HubPresence *self, HubStore *store, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * hub_presence_begin:
 *
 * The hub hears terminals from @now_us on. Since it was heard last by any of them it was away, or
 * restored from an older backup: who called in between is not known.
 */
gboolean hub_presence_begin (HubPresence *self, HubStore *store, gint64 now_us, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
/* whose last call was before this has not called for HUB_SILENT_AFTER_US in which the hub could
 * have heard it */
gint64 hub_presence_silent_before_us (const HubPresence *self, gint64 now_us);

G_END_DECLS
