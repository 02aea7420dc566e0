/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/agent/anj-room.h"

#define MIB G_GINT64_CONSTANT (1048576)
#define MINUTE_US ((gint64) 60 * G_USEC_PER_SEC)
#define NOW_US (7 * MINUTE_US)
#define HASH 42

static void
test_a_full_disk_is_known (void)
{
  g_assert_cmpint (anj_room_judge (-1), ==, ANJ_ROOM_PLENTY);
  g_assert_cmpint (anj_room_judge (64 * MIB), ==, ANJ_ROOM_PLENTY);
  g_assert_cmpint (anj_room_judge (39 * MIB), ==, ANJ_ROOM_LITTLE);
  g_assert_cmpint (anj_room_judge (MIB), ==, ANJ_ROOM_LITTLE);
  g_assert_cmpint (anj_room_judge (MIB - 1), ==, ANJ_ROOM_NONE);
  g_assert_cmpint (anj_room_judge (0), ==, ANJ_ROOM_NONE);
  g_assert_cmpint (anj_room_read_free_bytes (g_get_tmp_dir ()), >=, 0);
  g_assert_cmpint (anj_room_read_free_bytes ("/nowhere at all"), ==, -1);
}

/* from which minute on after it was told */
static guint
find_minute (const AnjTold *told, guint hash, AnjRoom room)
{
  guint minute = 0;

  while (!anj_told_is_due (told, hash, room, told->monotonic_us + minute * MINUTE_US))
    minute++;
  return minute;
}

static void
test_less_room_is_told_at_once (void)
{
  const AnjTold never = { 0 };
  const AnjTold told = { NOW_US, HASH, ANJ_ROOM_LITTLE };
  const AnjTold refused = { NOW_US, 0, ANJ_ROOM_PLENTY };

  g_assert_true (anj_told_is_due (&never, HASH, ANJ_ROOM_PLENTY, NOW_US));
  g_assert_cmpuint (find_minute (&told, HASH, ANJ_ROOM_LITTLE), ==, 12 * 60);
  g_assert_cmpuint (find_minute (&told, HASH + 1, ANJ_ROOM_LITTLE), ==, 15);
  g_assert_cmpuint (find_minute (&told, HASH, ANJ_ROOM_PLENTY), ==, 15);
  g_assert_cmpuint (find_minute (&told, HASH, ANJ_ROOM_NONE), ==, 1);
  /* the hub was not there */
  g_assert_cmpuint (find_minute (&refused, HASH, ANJ_ROOM_PLENTY), ==, 15);
  g_assert_cmpuint (find_minute (&refused, HASH, ANJ_ROOM_NONE), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/room/a-full-disk-is-known", test_a_full_disk_is_known);
  g_test_add_func ("/room/less-room-is-told-at-once", test_less_room_is_told_at_once);

  return g_test_run ();
}
