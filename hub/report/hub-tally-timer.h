/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "hub/hub-store.h"

G_BEGIN_DECLS

/**
 * HubTallyTimer:
 *
 * Counts beside a running server what reports count from, in a thread of its own, where something
 * has changed that no command has counted after: a review was decided, batches were closed.
 */
typedef struct _HubTallyTimer HubTallyTimer;

/* both (unowned), outlive this */
HubTallyTimer *hub_tally_timer_new (HubStore *store, const AnjClock *clock);
/* breaks a count off */
void hub_tally_timer_free (HubTallyTimer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubTallyTimer, hub_tally_timer_free)

/* once a second; the store's lock is not held */
void hub_tally_timer_tick (HubTallyTimer *self);

/* while a count is on: for tests */
gboolean hub_tally_timer_is_running (const HubTallyTimer *self);

G_END_DECLS
