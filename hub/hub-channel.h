/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "hub/hub-router.h"

G_BEGIN_DECLS

#define HUB_CHANNEL_MIN_HOLD_S 1
#define HUB_CHANNEL_MAX_HOLD_S 1800
#define HUB_CHANNEL_DEFAULT_HOLD_S 300
#define HUB_CHANNEL_MAX_TICKETS 200

/**
 * hub_channel_get:
 *
 * GET /v1/channel: answers when something is newer than the terminal says, or the hold is over;
 * else asks to be held. Runs again at each wake.
 *
 * Cursor: GENERATION8-TICKETS-CACHE, where the numbers are places in the histories of the village's
 * tickets and records; one of another database counts as 0. `since=0` is answered at once.
 */
void hub_channel_get (HubApp *app, HubRequest *request);

G_END_DECLS
