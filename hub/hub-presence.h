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

G_END_DECLS
