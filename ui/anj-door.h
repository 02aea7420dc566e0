/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ui/anj-visit.h"

G_BEGIN_DECLS

/**
 * AnjDoor:
 * @ANJ_DOOR_OPEN: residents are greeted
 * @ANJ_DOOR_NO_AGENT: the agent is away: the store is damaged, a device is mended, it starts anew
 * @ANJ_DOOR_LOCKED: somebody in charge locked this terminal
 * @ANJ_DOOR_REVOKED: the hub refuses this terminal: it was revoked, or two have its key
 * @ANJ_DOOR_NO_LINE: no data of the village yet, and no line to fetch them by
 * @ANJ_DOOR_FETCHING: the data of the village are being fetched
 * @ANJ_DOOR_CLOSED: outside the hours, and the configuration says `closed_outside_hours`
 * @ANJ_DOOR_FULL: it serves, but has no room for another case
 * @ANJ_DOOR_NO_STORAGE: it serves, but its disk is broken or cannot be written
 * @ANJ_DOOR_OLD_COPY: it serves, but its disk is an older copy: it has to be enrolled again
 * @ANJ_DOOR_FETCHING_AGAIN: it serves, but the data of the village were damaged and come anew
 *
 * Whether this terminal serves now; else why not. The first that holds, in this order; of the last
 * four, which stand before a part of the services only, three before what sends a case, and one
 * before looking up.
 */
typedef enum {
  ANJ_DOOR_OPEN,
  ANJ_DOOR_NO_AGENT,
  ANJ_DOOR_LOCKED,
  ANJ_DOOR_REVOKED,
  ANJ_DOOR_NO_LINE,
  ANJ_DOOR_FETCHING,
  ANJ_DOOR_CLOSED,
  ANJ_DOOR_FULL,
  ANJ_DOOR_NO_STORAGE,
  ANJ_DOOR_OLD_COPY,
  ANJ_DOOR_FETCHING_AGAIN,
} AnjDoor;

/**
 * anj_door_look:
 * @status: (nullable): of the agent; %NULL: there is none
 * @config: the session's; empty without one
 * @real_us: wall clock, µs UTC
 */
AnjDoor anj_door_look (JsonObject *status, JsonObject *config, gint64 real_us);
/* the same for @visit */
AnjDoor anj_door_of_visit (AnjVisit *visit, const AnjClock *clock);

/* of a terminal that serves: why it takes no case; %ANJ_DOOR_OPEN: it does */
AnjDoor anj_door_for_cases (AnjVisit *visit);
gboolean anj_door_takes_no_case (AnjVisit *visit);
/* why nobody can be looked up; %ANJ_DOOR_OPEN: they can */
AnjDoor anj_door_for_look_ups (AnjVisit *visit);
gboolean anj_door_looks_up_nobody (AnjVisit *visit);

/* it closes at once, also behind somebody who is inside: a terminal that is locked may be stolen */
gboolean anj_door_ends_visits (AnjDoor door);
/* what a resident may still do here, where the configuration offers it; neither needs anybody at
 * the office */
gboolean anj_door_leaves_information (AnjDoor door);
gboolean anj_door_leaves_following (AnjDoor door);
gboolean anj_door_leaves_looking_up (AnjDoor door);
gboolean anj_door_leaves_complaining (AnjDoor door);

G_END_DECLS
