/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/agent/anj-room.h"

#include <sys/statvfs.h>

#define LITTLE_BYTES (64 * 1024 * 1024)
/* what SQLite wants for a commit of the largest case, and a little for what the system writes */
#define NONE_BYTES (1024 * 1024)

#define AS_IT_WAS_EVERY_US (12 * 3600 * (gint64) G_USEC_PER_SEC)
#define NEWS_EVERY_US (15 * 60 * (gint64) G_USEC_PER_SEC)
/* a disk at the edge, or a hub that refuses the report, costs no more than one a minute */
#define LESS_ROOM_EVERY_US (60 * (gint64) G_USEC_PER_SEC)

gint64
anj_room_read_free_bytes (const char *state_dir)
{
  struct statvfs disk;

  return statvfs (state_dir, &disk) == 0 ? (gint64) disk.f_bavail * (gint64) disk.f_frsize : -1;
}

AnjRoom
anj_room_judge (gint64 free_bytes)
{
  if (free_bytes < 0 || free_bytes >= LITTLE_BYTES)
    return ANJ_ROOM_PLENTY;
  return free_bytes >= NONE_BYTES ? ANJ_ROOM_LITTLE : ANJ_ROOM_NONE;
}

gboolean
anj_told_is_due (const AnjTold *self, guint hash, AnjRoom room, gint64 now_us)
{
  gint64 every_us = AS_IT_WAS_EVERY_US;

  if (room > self->room)
    every_us = LESS_ROOM_EVERY_US;
  else if (hash != self->hash || room != self->room)
    every_us = NEWS_EVERY_US;
  return self->monotonic_us == 0 || now_us - self->monotonic_us >= every_us;
}
