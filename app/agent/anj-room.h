/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AnjRoom:
 * @ANJ_ROOM_PLENTY: or not known
 * @ANJ_ROOM_LITTLE: attachments are refused; the hub takes a silent terminal's disk for the cause
 * @ANJ_ROOM_NONE: the stores cannot be written any more, or soon: no case is taken, no command
 *
 * What is left of the disk that the state directory is on.
 */
typedef enum {
  ANJ_ROOM_PLENTY,
  ANJ_ROOM_LITTLE,
  ANJ_ROOM_NONE,
} AnjRoom;

/* -1: not known */
gint64 anj_room_read_free_bytes (const char *state_dir);
AnjRoom anj_room_judge (gint64 free_bytes);

/* When the telemetry was told last, and what it said; all 0: never. */
typedef struct
{
  gint64 monotonic_us;
  guint hash; /* of what does not change by itself; 0: the hub did not take it */
  AnjRoom room;
} AnjTold;

/**
 * anj_told_is_due:
 *
 * Whether it is to be told again: seldom when it is as it was, for most of an idle day's bytes
 * would be that; soon when it is not; at once when there is less room than there was.
 */
gboolean anj_told_is_due (const AnjTold *self, guint hash, AnjRoom room, gint64 now_us);

G_END_DECLS
