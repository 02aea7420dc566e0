/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * The power goes while a damaged outbox or ledger is salvaged, after any operation on the disk:
 * what was there before is there afterwards, once, whether the salvage is ended, done again or not
 * needed any more.
 *
 * ANJ_FAULT_IMAGES: how many disks (default 400); ANJ_FAULT_SEED.
 */

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "app/agent/anj-agent-error.h"
#include "app/agent/anj-db.h"
#include "app/agent/anj-ledger-private.h"
#include "app/agent/anj-outbox-salvage.h"
#include "app/agent/anj-successor.h"
#include "fault-disk.h"
#include "flips-outbox.h"

#define OUTBOX_BYTES 65536
#define DEFAULT_IMAGES 400
#define N_LOOKS 120
#define N_TICKETS 7
#define LOOKS_BYTES 4096

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
test_outbox (void)
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

/* the newest page, one of the looks', is spoilt; closed */
static void
make_spoilt_ledger (AgentFixture *agent)
{
  g_autofree char *path = g_build_filename (agent->state_dir, ANJ_LEDGER_FILE, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjLedger)
      ledger = anj_ledger_open (agent->state_dir, agent->k_out, agent->random, &error);
  guint8 page[LOOKS_BYTES];
  int fd;

  g_assert_no_error (error);
  g_assert_true (anj_ledger_set_mark (ledger, ANJ_MARK_TICKETS, N_TICKETS, &error));
  for (guint i = 0; i < N_LOOKS; i++)
    {
      g_autofree char *record = g_strdup_printf ("record-%u", i);
      g_autofree char *last = NULL;

      g_assert_true (anj_ledger_view (ledger, record, "2026-11-22T08:00:00Z", &last, &error));
    }
  g_clear_pointer (&ledger, anj_ledger_close);
  memset (page, 0x55, sizeof page);
  fd = open (path, O_WRONLY | O_CLOEXEC);
  g_assert_cmpint (pwrite (fd, page, sizeof page, lseek (fd, 0, SEEK_END) - LOOKS_BYTES), ==,
                   sizeof page);
  close (fd);
}

/* as a start does; whether it had to be salvaged then */
static gboolean
check_ledger (AgentFixture *agent, const char *folder)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjLedger) ledger = NULL;
  g_autofree char *note = NULL;
  gboolean is_damaged;

  g_assert_true (anj_successor_take_place (folder, ANJ_LEDGER_FILE, agent->real_us, NULL, &error));
  g_assert_no_error (error);
  ledger = anj_ledger_open (folder, agent->k_out, agent->random, &error);
  is_damaged = ledger == NULL || !anj_db_check (anj_ledger_get_db (ledger), &error);
  if (is_damaged)
    {
      g_assert_error (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_DAMAGED);
      g_clear_error (&error);
      g_clear_pointer (&ledger, anj_ledger_close);
      g_assert_true (anj_ledger_salvage (folder, agent->real_us, &error));
      g_assert_no_error (error);
      ledger = anj_ledger_open (folder, agent->k_out, agent->random, &error);
      g_assert_no_error (error);
      g_assert_true (anj_db_check (anj_ledger_get_db (ledger), &error));
    }
  g_assert_cmpint (anj_ledger_get_mark (ledger, ANJ_MARK_TICKETS), ==, N_TICKETS);
  note = anj_ledger_get_note (ledger, ANJ_NOTE_SALVAGED);
  g_assert_nonnull (note);
  return is_damaged;
}

static void
test_ledger (void)
{
  guint n_images = number ("ANJ_FAULT_IMAGES", DEFAULT_IMAGES);
  guint32 seed = number ("ANJ_FAULT_SEED", 1);
  g_autoptr (GRand) chance = g_rand_new_with_seed (seed);
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("anj-image-XXXXXX", &error);
  g_autoptr (FaultDisk) disk = NULL;
  g_autoptr (FaultImages) images = NULL;
  AgentFixture agent = { 0 };
  guint n_again = 0;

  g_assert_no_error (error);
  agent_fixture_init (&agent);
  make_spoilt_ledger (&agent);
  disk = fault_disk_record (agent.state_dir);
  g_assert_true (anj_ledger_salvage (agent.state_dir, agent.real_us, &error));
  g_assert_no_error (error);
  fault_disk_stop (disk);
  images = fault_images_new (disk, chance);
  for (guint i = 0; i < n_images; i++)
    {
      fault_images_advance (images,
                            (guint) ((guint64) i * (fault_disk_count (disk) + 1) / n_images));
      fault_images_write (images, folder);
      n_again += check_ledger (&agent, folder);
    }
  g_test_message ("seed %u: %u operations, %u disks, %u salvaged again", seed,
                  fault_disk_count (disk), n_images, n_again);
  g_assert_cmpuint (n_again, >, 0);
  g_assert_cmpuint (n_again, <, n_images);
  agent_fixture_clear (&agent);
  fault_folder_empty (folder);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

int
main (int argc, char **argv)
{
  if (g_file_test ("/dev/shm", G_FILE_TEST_IS_DIR))
    g_setenv ("TMPDIR", "/dev/shm", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/salvage-cut/any-moment-loses-and-doubles-nothing", test_outbox);
  g_test_add_func ("/salvage-cut/any-moment-keeps-what-the-ledger-had", test_ledger);
  return g_test_run ();
}
