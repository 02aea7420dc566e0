/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * The power goes while a damaged outbox is salvaged, after any operation on the disk: what was
 * there before is there afterwards, once, whether the salvage is ended, done again or not needed
 * any more.
 *
 * ANJ_FAULT_IMAGES: how many disks (default 400); ANJ_FAULT_SEED.
 */

#include <glib/gstdio.h>
#include <string.h>

#include "app/agent/anj-outbox-salvage.h"
#include "fault-disk.h"
#include "flips-outbox.h"

#define OUTBOX_BYTES 65536
#define DEFAULT_IMAGES 400

static guint
number (const char *name, guint otherwise)
{
  const char *text = g_getenv (name);

  return text != NULL ? (guint) g_ascii_strtoull (text, NULL, 10) : otherwise;
}

/* one case of the file and the end of the log */
static void
spoil (FlipsOutbox *outbox)
{
  gsize n_file, n_log;
  const guint8 *file = g_bytes_get_data (outbox->file, &n_file);
  guint8 *copy = g_memdup2 (file, n_file);
  g_autoptr (GBytes) spoilt = g_bytes_new_take (copy, n_file);
  g_autoptr (GBytes) log = NULL;

  g_bytes_get_data (outbox->log, &n_log);
  log = g_bytes_new_from_bytes (outbox->log, 0, n_log * 2 / 3);
  memset (copy + n_file / 2, 0x55, 64);
  flips_outbox_write (outbox, spoilt, log);
}

static FaultDisk *
record_salvage (FlipsOutbox *outbox, guint *out_n_missing)
{
  g_autoptr (GError) error = NULL;
  FaultDisk *disk = fault_disk_record (outbox->agent.state_dir);
  AnjOutboxSalvage salvaged;

  g_assert_true (anj_outbox_salvage (outbox->agent.state_dir, AGENT_TERMINAL, outbox->agent.k_out,
                                     outbox->agent.random, &outbox->newest, outbox->agent.real_us,
                                     &salvaged, &error));
  g_assert_no_error (error);
  fault_disk_stop (disk);
  *out_n_missing = salvaged.n_missing;
  return disk;
}

static void
test_any_moment (void)
{
  guint n_images = number ("ANJ_FAULT_IMAGES", DEFAULT_IMAGES);
  guint32 seed = number ("ANJ_FAULT_SEED", 1);
  g_autoptr (GRand) chance = g_rand_new_with_seed (seed);
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = NULL;
  g_autoptr (FaultDisk) disk = NULL;
  g_autoptr (FaultImages) images = NULL;
  FlipsOutbox outbox;
  guint n_operations, n_missing, n_again = 0;

  flips_outbox_init (&outbox, OUTBOX_BYTES);
  folder = g_dir_make_tmp ("anj-image-XXXXXX", &error);
  g_assert_no_error (error);
  spoil (&outbox);
  disk = record_salvage (&outbox, &n_missing);
  n_operations = fault_disk_count (disk);
  images = fault_images_new (disk, chance);
  for (guint i = 0; i < n_images; i++)
    {
      guint cut = (guint) ((guint64) i * (n_operations + 1) / n_images);
      FlipsVerdict verdict;

      fault_images_advance (images, cut);
      fault_images_write (images, folder);
      flips_outbox_check (&outbox, folder, &verdict);
      g_assert_cmpuint (verdict.n_lost, ==, n_missing);
      n_again += verdict.is_salvaged;
    }
  g_test_message ("seed %u: %u operations, %u disks, %u salvaged again; %u cases missing in each",
                  seed, n_operations, n_images, n_again, n_missing);
  g_assert_cmpuint (n_again, >, 0);
  g_assert_cmpuint (n_again, <, n_images);
  flips_outbox_clear (&outbox);
  fault_folder_empty (folder);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/salvage-cut/any-moment-loses-and-doubles-nothing", test_any_moment);
  return g_test_run ();
}
