/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * Days at a terminal whose disk fails: the n-th write, fsync, open or rename, once or from then on,
 * for every n up to a day without a fault. What was told before and after must hold when the disk
 * is well again, and also when the power went first.
 *
 * ANJ_FAULT_STRIDE: every which n (default 17; 1: all); ANJ_FAULT_SEED.
 */

#include <errno.h>
#include <glib/gstdio.h>

#include "fault-day.h"

#define DEFAULT_STRIDE 17
#define N_CASES 9
#define N_IMAGES 3

typedef struct
{
  const char *name;
  FaultCall calls;
  int error_number;
  gboolean for_good;
} Fault;

static const Fault faults[] = {
  { "write-eio-once", FAULT_CALL_WRITE, EIO, FALSE },
  { "write-enospc-once", FAULT_CALL_WRITE, ENOSPC, FALSE },
  { "write-enospc-from-then-on", FAULT_CALL_WRITE, ENOSPC, TRUE },
  { "sync-eio-once", FAULT_CALL_SYNC, EIO, FALSE },
  { "sync-eio-from-then-on", FAULT_CALL_SYNC, EIO, TRUE },
  { "open-eio-once", FAULT_CALL_OPEN, EIO, FALSE },
  { "rename-eio-once", FAULT_CALL_RENAME, EIO, FALSE },
};

/* the disks that a power cut at the day's end could leave */
static void
check_cuts (FaultDay *day, const char *folder, guint32 seed)
{
  g_autoptr (GRand) chance = g_rand_new_with_seed (seed);

  for (guint i = 0; i < N_IMAGES; i++)
    {
      g_autoptr (FaultImages) images = fault_images_new (day->disk, chance);
      guint cut = fault_disk_count (day->disk);

      fault_images_advance (images, cut);
      fault_images_write (images, folder);
      fault_day_check (day, folder, cut);
    }
}

/* how many of the calls a day has that begins with the @nth failing */
static guint
live_with (const Fault *fault, guint nth, const char *folder, guint32 seed)
{
  const FaultPlan plan = { fault->calls, nth, fault->error_number, fault->for_good };
  FaultDay day = { .is_rough = TRUE };
  guint n_calls;

  fault_day_init (&day);
  fault_disk_fail (day.disk, &plan);
  fault_day_live (&day, N_CASES);
  n_calls = fault_disk_heal (day.disk);
  check_cuts (&day, folder, seed + nth);
  fault_day_check (&day, day.terminal.agent.state_dir, fault_disk_count (day.disk));
  fault_day_clear (&day);
  return n_calls;
}

static void
test_fault (gconstpointer user_data)
{
  const Fault *fault = user_data;
  guint stride = fault_day_number ("ANJ_FAULT_STRIDE", DEFAULT_STRIDE);
  guint32 seed = fault_day_number ("ANJ_FAULT_SEED", 1);
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("anj-image-XXXXXX", &error);
  guint n_calls;

  g_assert_no_error (error);
  n_calls = live_with (fault, 0, folder, seed);
  g_assert_cmpuint (n_calls, >, 0);
  g_test_message ("%u calls, seed %u", n_calls, seed);
  for (guint nth = 1; nth <= n_calls; nth += stride)
    {
      g_test_message ("call %u", nth);
      live_with (fault, nth, folder, seed);
    }
  fault_folder_empty (folder);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  /* warnings are what a failing disk brings */
  g_log_set_always_fatal (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL);
  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autofree char *path = g_strconcat ("/failing-disk/", faults[i].name, NULL);

      g_test_add_data_func (path, &faults[i], test_fault);
    }
  return g_test_run ();
}
