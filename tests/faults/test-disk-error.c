/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * A disk that fails under a terminal that goes on running: what was accepted is kept whatever an
 * fsync lost, a case that was on its way is tried again with files opened anew, and while the disk
 * is dead look-ups are answered and nothing is accepted.
 *
 * ANJ_FAULT_RUNS: how many of the calls fail, each in a run of its own (default 3; as many as there
 * are calls: all); ANJ_FAULT_SEED.
 */

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "app/agent/anj-agent-error.h"
#include "app/agent/anj-terminal-private.h"
#include "fault-disk.h"
#include "terminal-fixture.h"

#define DEFAULT_RUNS 3
#define N_CASES 6
/* six of them outgrow the log, so that it is written into the file in between */
#define PAYLOAD_BYTES (900 * 1024)
#define N_IMAGES 1
#define RETRY_US (11 * (gint64) G_USEC_PER_SEC)

typedef struct
{
  TerminalFixture terminal;
  FaultDisk *disk;
  GPtrArray *kept; /* (element-type utf8): ids that were accepted */
  char *image;
  guint n_refused;
} Fixture;

static guint32
number_of (const char *name, guint32 otherwise)
{
  const char *text = g_getenv (name);

  return text != NULL ? (guint32) g_ascii_strtoull (text, NULL, 10) : otherwise;
}

static void
set_up (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;

  terminal_fixture_init (&fixture->terminal);
  terminal_fixture_sync (&fixture->terminal);
  terminal_fixture_restart (&fixture->terminal);
  fixture->kept = g_ptr_array_new_with_free_func (g_free);
  fixture->image = g_dir_make_tmp ("anj-image-XXXXXX", &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_clear_pointer (&fixture->disk, fault_disk_free);
  fault_folder_empty (fixture->image);
  rmdir (fixture->image);
  g_free (fixture->image);
  g_ptr_array_unref (fixture->kept);
  terminal_fixture_clear (&fixture->terminal);
}

static gboolean
submit (Fixture *fixture, const AnjReservation *reservation, GError **error)
{
  g_autofree char *text = terminal_fixture_header (&fixture->terminal, reservation->id,
                                                   reservation->number, FALSE, 7);
  g_autoptr (GBytes) header = agent_text (text);
  g_autoptr (GBytes) payload = g_bytes_new_take (g_malloc0 (PAYLOAD_BYTES), PAYLOAD_BYTES);

  return anj_terminal_submit (fixture->terminal.terminal, reservation, header, payload, NULL,
                              error);
}

static void
send (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjReservation)
      reservation = anj_terminal_reserve (fixture->terminal.terminal, "complaint", &error);

  if (reservation != NULL && submit (fixture, reservation, &error))
    g_ptr_array_add (fixture->kept, g_strdup (reservation->id));
  else
    fixture->n_refused++;
}

static void
check_kept (Fixture *fixture, AnjTerminal *terminal)
{
  g_autoptr (GHashTable) ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray)
      entries = anj_outbox_read (terminal->outbox, 0, G_MAXUINT, G_MAXSIZE, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < entries->len; i++)
    {
      g_autoptr (AnjHeader)
          header = anj_header_parse (((AnjOutboxEntry *) entries->pdata[i])->header, &error);

      g_assert_no_error (error);
      g_assert_true (g_hash_table_add (ids, g_strdup (header->id))); /* none twice */
    }
  for (guint i = 0; i < fixture->kept->len; i++)
    if (!g_hash_table_contains (ids, fixture->kept->pdata[i]))
      g_error ("an accepted case is lost");
}

/* disks that a power cut after all this could leave */
static void
check_images (Fixture *fixture, guint32 seed)
{
  g_autoptr (GRand) chance = g_rand_new_with_seed (seed);

  for (guint i = 0; i < N_IMAGES; i++)
    {
      g_autoptr (FaultImages) images = fault_images_new (fixture->disk, chance);
      TerminalFixture image = fixture->terminal;
      g_autoptr (AnjTerminal) terminal = NULL;
      g_autoptr (GError) error = NULL;

      fault_images_advance (images, fault_disk_count (fixture->disk));
      fault_images_write (images, fixture->image);
      image.identity.state_dir = fixture->image;
      terminal = anj_terminal_open (&image.identity, &image.bootstrap, &image.agent.clock,
                                    image.agent.random, &error);
      g_assert_no_error (error);
      check_kept (fixture, terminal);
    }
}

/* how many calls of @plan some cases make; the terminal is never begun anew in between */
static guint
live_with (const FaultPlan *plan, guint32 seed)
{
  Fixture fixture = { 0 };
  guint n_calls;

  set_up (&fixture, NULL);
  fixture.disk = fault_disk_record (fixture.terminal.agent.state_dir);
  fault_disk_fail (fixture.disk, plan);
  for (guint i = 0; i < N_CASES; i++)
    send (&fixture);
  n_calls = fault_disk_heal (fixture.disk);
  fixture.terminal.agent.monotonic_us += RETRY_US;
  send (&fixture);
  g_assert_cmpuint (fixture.n_refused, <=, plan->nth == 0 ? 0 : 1);
  check_kept (&fixture, fixture.terminal.terminal);
  g_clear_pointer (&fixture.terminal.terminal, anj_terminal_close);
  fault_disk_stop (fixture.disk);
  check_images (&fixture, seed);
  tear_down (&fixture, NULL);
  return n_calls;
}

static void
test_once (gconstpointer user_data)
{
  const FaultCall calls = (FaultCall) GPOINTER_TO_INT (user_data);
  FaultPlan plan = { .calls = calls, .error_number = EIO };
  guint32 seed = number_of ("ANJ_FAULT_SEED", 1);
  guint n_runs = number_of ("ANJ_FAULT_RUNS", DEFAULT_RUNS);
  guint n_calls = live_with (&plan, seed);

  g_assert_cmpuint (n_calls, >, 0);
  n_runs = MIN (n_runs, n_calls);
  for (guint i = 0; i < n_runs; i++)
    {
      plan.nth = 1 + (seed + i * n_calls / n_runs) % n_calls;
      live_with (&plan, seed + plan.nth);
    }
  g_test_message ("%u of %u calls, seed %u", n_runs, n_calls, seed);
}

static void
check_refused (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjReservation)
      reservation = anj_terminal_reserve (fixture->terminal.terminal, "complaint", &error);

  g_assert_error (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_UNAVAILABLE);
  g_assert_cmpstr (error->message, ==, "storage");
}

static void
check_look_up (Fixture *fixture)
{
  static const guint8 index[ANJ_CACHE_INDEX_BYTES] = { 1 };
  static const guint8 proof[ANJ_CACHE_PROOF_BYTES] = { 2 };
  g_autoptr (AnjCacheRecord) record = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *viewed = NULL;

  g_assert_true (
      anj_terminal_look_up (fixture->terminal.terminal, index, proof, &record, &viewed, &error));
  g_assert_no_error (error);
}

static void
test_dead (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  const FaultPlan plan = { FAULT_CALL_WRITE | FAULT_CALL_SYNC, 1, EIO, TRUE, FALSE };
  g_autoptr (AnjTerminalHealth) health = NULL;
  g_autoptr (GError) error = NULL;

  send (fixture);
  fixture->disk = fault_disk_record (fixture->terminal.agent.state_dir);
  fault_disk_fail (fixture->disk, &plan);
  send (fixture);
  g_assert_cmpuint (fixture->n_refused, ==, 1);
  check_refused (fixture);
  check_look_up (fixture);
  health = anj_terminal_examine (fixture->terminal.terminal, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (health->storage, ==, "disk-error");
  g_assert_cmpuint (health->last_seq, ==, 1);

  fault_disk_heal (fixture->disk);
  check_refused (fixture); /* it is not tried at each question */
  fixture->terminal.agent.monotonic_us += RETRY_US;
  send (fixture);
  g_assert_cmpuint (fixture->n_refused, ==, 1);
  check_kept (fixture, fixture->terminal.terminal);
  g_clear_pointer (&health, anj_terminal_health_free);
  health = anj_terminal_examine (fixture->terminal.terminal, &error);
  g_assert_cmpstr (health->storage, ==, "good");
  g_assert_cmpstr (((AnjDamageEvent *) health->damage->pdata[0])->kind, ==, "disk-error");
  fault_disk_stop (fixture->disk);
}

int
main (int argc, char **argv)
{
  if (g_file_test ("/dev/shm", G_FILE_TEST_IS_DIR))
    g_setenv ("TMPDIR", "/dev/shm", TRUE);
  g_test_init (&argc, &argv, NULL);
  /* each fault is one */
  g_log_set_always_fatal (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL);

  g_test_add_data_func ("/disk-error/an-fsync-that-fails-once-costs-at-most-one",
                        GINT_TO_POINTER (FAULT_CALL_SYNC), test_once);
  g_test_add_data_func ("/disk-error/a-write-that-fails-once-costs-at-most-one",
                        GINT_TO_POINTER (FAULT_CALL_WRITE), test_once);
  g_test_add ("/disk-error/a-dead-disk-answers-and-accepts-nothing-and-comes-back", Fixture, NULL,
              set_up, test_dead, tear_down);

  return g_test_run ();
}
