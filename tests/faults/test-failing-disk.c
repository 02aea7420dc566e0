/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * Days at a terminal whose disk fails: the n-th read, write, fsync, open, rename or mapping, once
 * or from then on, for every n up to a day without a fault. What was told before and after must
 * hold when the disk is well again, and also when the power went first.
 *
 * ANJ_FAULT_STRIDE: every which n (default 17; 1: all); ANJ_FAULT_SEED.
 */

#include <errno.h>
#include <glib/gstdio.h>

#include "fault-day.h"
#include "fault-memo.h"

#define DEFAULT_STRIDE 17
#define N_CASES 9
#define N_IMAGES 3

typedef struct
{
  const char *name;
  FaultCall calls;
  int error_number;
  gboolean for_good;
  gboolean is_half;
} Fault;

static const Fault faults[] = {
  { "write-eio-once", FAULT_CALL_WRITE, EIO, FALSE, FALSE },
  { "write-enospc-once", FAULT_CALL_WRITE, ENOSPC, FALSE, FALSE },
  { "write-enospc-from-then-on", FAULT_CALL_WRITE, ENOSPC, TRUE, FALSE },
  { "write-half-then-enospc", FAULT_CALL_WRITE, ENOSPC, FALSE, TRUE },
  { "write-half-then-the-rest", FAULT_CALL_WRITE, 0, FALSE, TRUE },
  { "read-eio-once", FAULT_CALL_READ, EIO, FALSE, FALSE },
  { "read-eio-from-then-on", FAULT_CALL_READ, EIO, TRUE, FALSE },
  { "read-half-then-eio", FAULT_CALL_READ, EIO, FALSE, TRUE },
  { "sync-eio-once", FAULT_CALL_SYNC, EIO, FALSE, FALSE },
  { "sync-eio-from-then-on", FAULT_CALL_SYNC, EIO, TRUE, FALSE },
  { "open-eio-once", FAULT_CALL_OPEN, EIO, FALSE, FALSE },
  { "open-emfile-once", FAULT_CALL_OPEN, EMFILE, FALSE, FALSE },
  { "rename-eio-once", FAULT_CALL_RENAME, EIO, FALSE, FALSE },
  { "rename-enospc-from-then-on", FAULT_CALL_RENAME, ENOSPC, TRUE, FALSE },
  { "map-enomem-once", FAULT_CALL_MAP, ENOMEM, FALSE, FALSE },
  { "map-enomem-from-then-on", FAULT_CALL_MAP, ENOMEM, TRUE, FALSE },
};

typedef struct
{
  FaultDay day;
  char *folder; /* (owned): for disks after a cut */
  guint32 seed;
  guint stride;
} Fixture;

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
live_with (Fixture *fixture, const Fault *fault, guint nth)
{
  const FaultPlan plan = { fault->calls, nth, fault->error_number, fault->for_good,
                           fault->is_half };
  FaultDay *day = &fixture->day;
  guint n_calls;

  fault_day_begin (day);
  fault_day_record (day);
  fault_disk_fail (day->disk, &plan);
  fault_day_live (day, 1, N_CASES);
  n_calls = fault_disk_heal (day->disk);
  check_cuts (day, fixture->folder, fixture->seed + nth);
  fault_day_check (day, day->terminal.agent.state_dir, fault_disk_count (day->disk));
  return n_calls;
}

static void
test_fault (Fixture *fixture, gconstpointer user_data)
{
  const Fault *fault = user_data;
  guint n_calls = live_with (fixture, fault, 0);
  guint n_done = 0;

  g_assert_cmpuint (n_calls, >, 0);
  for (guint nth = 1 + fixture->seed % fixture->stride; nth <= n_calls; nth += fixture->stride)
    {
      g_test_message ("call %u", nth);
      live_with (fixture, fault, nth);
      n_done++;
    }
  g_test_message ("%u of %u calls, seed %u", n_done, n_calls, fixture->seed);
}

static void
set_up (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;

  fixture->stride = fault_day_number ("ANJ_FAULT_STRIDE", DEFAULT_STRIDE);
  fixture->seed = fault_day_number ("ANJ_FAULT_SEED", 1);
  fixture->folder = g_dir_make_tmp ("anj-image-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->day = (FaultDay){ .is_rough = TRUE };
  fault_day_init (&fixture->day);
  fault_memo_set (TRUE);
}

static void
tear_down (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  fault_memo_clear ();
  fault_day_clear (&fixture->day);
  fault_folder_empty (fixture->folder);
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->folder);
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

      g_test_add (path, Fixture, &faults[i], set_up, test_fault, tear_down);
    }
  return g_test_run ();
}
