/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * A day at a terminal, recorded down to its writes; then the power goes after any of them, and the
 * terminal is opened from what the disk could hold. What a resident or the hub was told before the
 * cut must hold; the terminal must go on.
 *
 * ANJ_FAULT_IMAGES: how many disks (default 200); ANJ_FAULT_SEED.
 */

#include <glib/gstdio.h>

#include "fault-day.h"
#include "fault-memo.h"

#define DEFAULT_IMAGES 200
#define N_CASES 24

static void
test_any_moment (void)
{
  guint n_images = fault_day_number ("ANJ_FAULT_IMAGES", DEFAULT_IMAGES);
  guint32 seed = fault_day_number ("ANJ_FAULT_SEED", 1);
  FaultDay day = { 0 };
  g_autoptr (GRand) chance = g_rand_new_with_seed (seed);
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("anj-image-XXXXXX", &error);
  g_autoptr (FaultImages) images = NULL;
  guint n_operations;

  g_assert_no_error (error);
  fault_day_init (&day);
  fault_day_record (&day);
  fault_day_live (&day, 1, N_CASES);
  n_operations = fault_disk_count (day.disk);
  g_assert_cmpuint (n_operations, >, 500);
  g_test_message ("seed %u: %u operations, %u disks", seed, n_operations, n_images);
  images = fault_images_new (day.disk, chance);
  fault_memo_set (TRUE);
  for (guint i = 0; i < n_images; i++)
    {
      guint cut = (guint) ((guint64) i * (n_operations + 1) / n_images);

      fault_images_advance (images, cut);
      fault_images_write (images, folder);
      fault_day_check (&day, folder, cut);
    }
  fault_memo_clear ();
  fault_day_clear (&day);
  fault_folder_empty (folder);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/power-cut/any-moment-loses-nothing-and-gives-nothing-twice", test_any_moment);
  return g_test_run ();
}
