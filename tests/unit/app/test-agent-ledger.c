/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>

#include "agent-fixture.h"
#include "app/agent/anj-agent-error.h"
#include "app/agent/anj-db.h"
#include "app/agent/anj-guess-delay.h"
#include "app/agent/anj-identity.h"
#include "app/agent/anj-ledger.h"
#include "app/agent/anj-miss-mark.h"
#include "app/agent/anj-state-files.h"
#include "core/anj-json.h"
#include "core/anj-ticket-number.h"
#include "data/anj-data.h"

#define MINUTE_US (G_GINT64_CONSTANT (60) * G_USEC_PER_SEC)
#define NUMBER "ABC-2345-6"

static const gint64 delays_s[] = { 0, 0, 5, 60 };

typedef struct
{
  AgentFixture agent;
  AnjLedger *ledger;
  AnjTimeSense *time;
  AnjGuessDelay *delay;
} Fixture;

static void
stop (Fixture *fixture)
{
  g_clear_pointer (&fixture->delay, anj_guess_delay_free);
  g_clear_pointer (&fixture->time, anj_time_sense_unref);
  g_clear_pointer (&fixture->ledger, anj_ledger_close);
}

/* as after the agent was killed and begun anew, in the machine's run @boot_id */
static void
restart_in (Fixture *fixture, const char *boot_id)
{
  g_autoptr (GError) error = NULL;

  stop (fixture);
  fixture->ledger = anj_ledger_open (fixture->agent.state_dir, fixture->agent.k_out,
                                     fixture->agent.random, &error);
  g_assert_no_error (error);
  fixture->time = anj_time_sense_new (fixture->agent.state_dir, fixture->ledger,
                                      &fixture->agent.clock);
  fixture->delay = anj_guess_delay_new (fixture->agent.state_dir, fixture->ledger, fixture->time);
  anj_time_sense_resume (fixture->time, boot_id);
  g_assert_true (anj_time_sense_keep (fixture->time, &error));
  g_assert_true (anj_guess_delay_keep (fixture->delay, &error));
  g_assert_no_error (error);
}

/* as after a power cut; the monotonic clock begins anew */
static void
restart (Fixture *fixture)
{
  static guint n_boots;
  g_autofree char *boot_id = g_strdup_printf ("boot-%u", n_boots++);

  fixture->agent.monotonic_us = 0;
  restart_in (fixture, boot_id);
}

static void
set_up (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  agent_fixture_init (&fixture->agent);
  restart (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  stop (fixture);
  agent_fixture_clear (&fixture->agent);
}

static void
miss (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (
      anj_guess_delay_count_miss (fixture->delay, delays_s, G_N_ELEMENTS (delays_s), &error));
  g_assert_no_error (error);
  g_assert_true (anj_guess_delay_keep (fixture->delay, &error));
  g_assert_no_error (error);
}

static void
pass (Fixture *fixture, gint64 time_us)
{
  fixture->agent.real_us += time_us;
  fixture->agent.monotonic_us += time_us;
}

static gint64
get_wait_s (Fixture *fixture)
{
  return anj_guess_delay_get_wait_us (fixture->delay) / (gint64) G_USEC_PER_SEC;
}

static void
test_delay_grows (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  static const gint64 expected_s[] = { 0, 0, 5, 60, 60, 60 };

  g_assert_cmpint (get_wait_s (fixture), ==, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (expected_s); i++)
    {
      miss (fixture);
      g_assert_cmpint (get_wait_s (fixture), ==, expected_s[i]);
    }
  pass (fixture, MINUTE_US);
  g_assert_cmpint (get_wait_s (fixture), ==, 0);
}

static void
test_delay_survives (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  restart_in (fixture, "this boot");
  for (int i = 0; i < 4; i++)
    miss (fixture);
  pass (fixture, 20 * G_USEC_PER_SEC);
  restart_in (fixture, "this boot"); /* killed: the machine ran on */
  g_assert_cmpint (get_wait_s (fixture), ==, 40);
  pass (fixture, 10 * G_USEC_PER_SEC);
  restart (fixture); /* a power cut: what was waited since the miss does not count */
  g_assert_cmpint (get_wait_s (fixture), ==, 60);
  g_assert_cmpuint (anj_guess_delay_get_level (fixture->delay), ==, 4);
}

/* the hours that a machine was off are no quiet time, and no wait */
static void
test_delay_off (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  for (int i = 0; i < 4; i++)
    miss (fixture);
  fixture->agent.real_us += 10000 * MINUTE_US;
  restart (fixture);
  g_assert_cmpint (get_wait_s (fixture), ==, 60);
  g_assert_cmpuint (anj_guess_delay_get_level (fixture->delay), ==, 4);
}

/* ten tries at the edge of the wait, each after a power cut that was to shorten it */
static void
test_delay_cuts (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  for (int i = 0; i < 4; i++)
    miss (fixture);
  for (int i = 0; i < 10; i++)
    {
      pass (fixture, 59 * G_USEC_PER_SEC);
      restart (fixture);
      g_assert_cmpint (get_wait_s (fixture), ==, 60);
    }
}

static void
remove_file (Fixture *fixture, const char *name)
{
  g_autofree char *path = g_build_filename (fixture->agent.state_dir, name, NULL);

  g_assert_cmpint (g_unlink (path), ==, 0);
}

/* a thief, or a bad block, takes the ledger; what repairs it is called as the terminal does */
static void
take_ledger (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  stop (fixture);
  remove_file (fixture, "ledger.db");
  fixture->ledger = anj_ledger_open (fixture->agent.state_dir, fixture->agent.k_out,
                                     fixture->agent.random, &error);
  g_assert_no_error (error);
  g_assert_true (anj_guess_delay_recover (fixture->ledger, fixture->agent.state_dir, &error));
  g_assert_no_error (error);
}

static void
lose_ledger (Fixture *fixture)
{
  take_ledger (fixture);
  restart (fixture);
}

static void
test_delay_lost_ledger_honest (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  lose_ledger (fixture); /* before any miss */
  g_assert_cmpint (get_wait_s (fixture), ==, 0);
  miss (fixture);
  miss (fixture);
  pass (fixture, MINUTE_US);
  lose_ledger (fixture);
  g_assert_cmpint (get_wait_s (fixture), ==, 0);
  g_assert_cmpuint (anj_guess_delay_get_level (fixture->delay), ==, 2);
  g_assert_cmpint (anj_ledger_get_mark (fixture->ledger, ANJ_MARK_MISSES_UNTOLD), ==, 2);
}

/* what passed since the powered time was last written is no part of the wait */
static void
test_delay_lost_ledger_same_boot (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  restart_in (fixture, "one boot");
  for (int i = 0; i < 4; i++)
    miss (fixture);
  for (int i = 0; i < 3; i++)
    {
      pass (fixture, 59 * G_USEC_PER_SEC);
      take_ledger (fixture);
      restart_in (fixture, "one boot");
      g_assert_cmpint (get_wait_s (fixture), ==, 60);
    }
}

/* whenever he takes it, he waits as if the last miss were just now, and no quiet time counts */
static void
test_delay_lost_ledger_thief (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  for (int i = 0; i < 4; i++)
    miss (fixture);
  for (int i = 0; i < 3; i++)
    {
      pass (fixture, 59 * G_USEC_PER_SEC);
      lose_ledger (fixture);
      g_assert_cmpint (get_wait_s (fixture), ==, 60);
      g_assert_cmpuint (anj_guess_delay_get_level (fixture->delay), ==, 4);
    }
  /* and a start in between forgives nothing either, nor does it begin the wait anew */
  pass (fixture, 30 * G_USEC_PER_SEC);
  restart_in (fixture, NULL);
  g_assert_cmpint (get_wait_s (fixture), <=, 60);
}

/* the file alone: the ledger knows, and writes it again */
static void
test_delay_lost_file (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  for (int i = 0; i < 4; i++)
    miss (fixture);
  remove_file (fixture, "misses");
  restart (fixture);
  g_assert_cmpint (get_wait_s (fixture), ==, 60);
  lose_ledger (fixture);
  g_assert_cmpint (get_wait_s (fixture), ==, 60);
}

/* an older one would tell of fewer misses than there were */
static void
test_delay_file_that_cannot_be_written (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  const struct rlimit nothing = { 0, RLIM_INFINITY };
  struct rlimit before;
  g_autoptr (GError) error = NULL;
  AnjMissMark mark;

  g_assert_true (anj_miss_mark_read (fixture->agent.state_dir, &mark));
  g_assert_cmpint (mark.n_misses, ==, 0);
  mark.n_misses = 1;
  getrlimit (RLIMIT_FSIZE, &before);
  signal (SIGXFSZ, SIG_IGN);
  setrlimit (RLIMIT_FSIZE, &nothing); /* as a full disk */
  g_assert_false (anj_miss_mark_write (fixture->agent.state_dir, &mark, &error));
  setrlimit (RLIMIT_FSIZE, &before);
  g_assert_nonnull (error);
  g_assert_false (anj_miss_mark_read (fixture->agent.state_dir, &mark));
}

/* one bit of it, and it is no witness */
static void
test_delay_file_that_decays (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autofree char *path = g_build_filename (fixture->agent.state_dir, "misses", NULL);
  g_autofree char *text = NULL;
  AnjMissMark mark;
  gsize n_bytes;

  miss (fixture);
  g_assert_true (g_file_get_contents (path, &text, &n_bytes, NULL));
  for (gsize i = 0; i < n_bytes * 8; i++)
    {
      text[i / 8] = (char) (text[i / 8] ^ (1 << (i % 8)));
      g_assert_true (g_file_set_contents (path, text, (gssize) n_bytes, NULL));
      g_assert_false (anj_miss_mark_read (fixture->agent.state_dir, &mark));
      text[i / 8] = (char) (text[i / 8] ^ (1 << (i % 8)));
    }
}

static void
test_delay_lost_both (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  remove_file (fixture, "misses");
  lose_ledger (fixture);
  g_assert_cmpint (get_wait_s (fixture), ==, 600);
  restart (fixture); /* not once more for nothing */
  pass (fixture, 10 * MINUTE_US);
  g_assert_cmpint (get_wait_s (fixture), ==, 0);
  miss (fixture);
  g_assert_cmpint (get_wait_s (fixture), ==, 60); /* the last of the table */
}

/* a row of misses as long as it likes is forgiven within the table's length */
static void
test_delay_has_a_top (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  for (int i = 0; i < 500; i++)
    miss (fixture);
  g_assert_cmpuint (anj_guess_delay_get_level (fixture->delay), ==, G_N_ELEMENTS (delays_s));
  pass (fixture, 40 * MINUTE_US);
  g_assert_cmpuint (anj_guess_delay_get_level (fixture->delay), ==, 0);
}

static void
test_delay_clock_back (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;

  for (int i = 0; i < 4; i++)
    miss (fixture);
  fixture->agent.real_us = 0; /* no battery: 1970 */
  restart (fixture);
  g_assert_cmpint (get_wait_s (fixture), ==, 60);
  fixture->agent.real_us += 10000 * MINUTE_US; /* the time arrives: no way round the wait */
  g_assert_cmpint (get_wait_s (fixture), ==, 60);
  g_assert_true (anj_time_sense_hear (fixture->time, fixture->agent.real_us, &error));
  g_assert_cmpint (get_wait_s (fixture), ==, 60);
}

static void
test_delay_forgives (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  for (int i = 0; i < 4; i++)
    miss (fixture);
  pass (fixture, 25 * MINUTE_US);
  g_assert_cmpuint (anj_guess_delay_get_level (fixture->delay), ==, 2);
  miss (fixture);
  g_assert_cmpint (get_wait_s (fixture), ==, 5);
}

/* the configuration's, as it comes with the programs */
static GArray *
read_default_delays (void)
{
  g_autoptr (GBytes) bytes = anj_data_lookup ("default-config.json", NULL);
  g_autoptr (JsonObject) document = anj_json_parse_object (bytes, NULL);
  JsonArray *array = anj_json_get_array (document, "guess_delays_s");
  GArray *delays = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      gint64 delay_s = json_array_get_int_element (array, i);

      g_array_append_val (delays, delay_s);
    }
  return delays;
}

static void
miss_by (Fixture *fixture, GArray *delays)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (anj_guess_delay_count_miss (fixture->delay, (const gint64 *) delays->data,
                                             delays->len, &error));
  g_assert_no_error (error);
}

/* a machine that guesses whenever it may, for @days */
static guint
guess_for (Fixture *fixture, GArray *delays, guint days)
{
  gint64 end_us = fixture->agent.monotonic_us + days * 24 * 60 * MINUTE_US;
  guint n = 0;

  while (fixture->agent.monotonic_us < end_us)
    {
      pass (fixture, anj_guess_delay_get_wait_us (fixture->delay));
      if (fixture->agent.monotonic_us < end_us)
        {
          miss_by (fixture, delays);
          n++;
        }
    }
  return n;
}

/* the figures of decision 0040 */
static void
test_delay_guesser (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GArray) delays = read_default_delays ();

  g_assert_cmpuint (guess_for (fixture, delays, 1), ==, 158);
  g_assert_cmpuint (guess_for (fixture, delays, 1), ==, 144);
}

/* what an admin may publish for a region under a sweep (operations.md) */
static void
test_delay_harder (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  static const gint64 harder_s[] = { 0, 2, 10, 60, 600, 3600 };
  g_autoptr (GArray) delays = g_array_new (FALSE, FALSE, sizeof (gint64));

  g_array_append_vals (delays, harder_s, G_N_ELEMENTS (harder_s));
  guess_for (fixture, delays, 1);
  g_assert_cmpuint (guess_for (fixture, delays, 1), ==, 24);
}

/* 20 visits an hour, a tenth of them mistypes, one in seven of those again; half a minute is typed
 * before each look-up: nobody has to wait */
static void
test_delay_honest (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GArray) delays = read_default_delays ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);

  for (guint i = 0; i < 500; i++)
    {
      double chance = 0.1;

      pass (fixture, (gint64) (g_rand_double (rand) * 2 * 150 * G_USEC_PER_SEC));
      do
        {
          pass (fixture, 30 * (gint64) G_USEC_PER_SEC);
          g_assert_cmpint (anj_guess_delay_get_wait_us (fixture->delay), ==, 0);
          if (g_rand_double (rand) >= chance)
            break;
          miss_by (fixture, delays);
          chance = 0.15;
        }
      while (TRUE);
    }
}

static void
test_ticket_counter (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  guint32 first, second, third;

  g_assert_true (anj_ledger_take_ticket (fixture->ledger, 2, &first, &error));
  restart (fixture);
  g_assert_true (anj_ledger_take_ticket (fixture->ledger, 2, &second, &error));
  g_assert_cmpuint (first, !=, second);
  g_assert_false (anj_ledger_take_ticket (fixture->ledger, 2, &third, &error));
  g_assert_error (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_FULL);
}

static void
test_slice (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  guint32 first, size;

  g_assert_true (anj_identity_parse_slice ("131072+500", &first, &size));
  for (guint32 i = 0; i < size; i++)
    {
      guint32 index = anj_ticket_number_draw (fixture->agent.k_out, first, size, i);

      g_assert_cmpuint (index, >=, 131072);
      g_assert_cmpuint (index, <, 131072 + 500);
      g_assert_true (g_hash_table_add (seen, GUINT_TO_POINTER (index + 1)));
    }
  g_assert_false (anj_identity_parse_slice ("49836031+2", &first, &size));
  g_assert_false (anj_identity_parse_slice ("1", &first, &size));
  g_assert_false (anj_identity_parse_slice ("0+0", &first, &size));
  g_assert_false (anj_identity_parse_slice (NULL, &first, &size));
}

static gint64
try_follow (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  gint64 wait_us = -1;

  g_assert_true (anj_ledger_try_follow (fixture->ledger, AGENT_REGION, NUMBER,
                                        anj_time_sense_powered_us (fixture->time), &wait_us,
                                        &error));
  g_assert_no_error (error);
  return wait_us;
}

static void
test_follow_tries (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;

  for (int i = 0; i < 5; i++)
    g_assert_cmpint (try_follow (fixture), ==, 0);
  g_assert_cmpint (try_follow (fixture), ==, 60 * MINUTE_US);
  fixture->agent.real_us += 10000 * MINUTE_US; /* no clock that moves helps */
  restart (fixture);
  g_assert_cmpint (try_follow (fixture), ==, 60 * MINUTE_US);
  g_assert_true (anj_ledger_forgive_follow (fixture->ledger, AGENT_REGION, NUMBER, &error));
  g_assert_cmpint (try_follow (fixture), ==, 0);
  pass (fixture, 61 * MINUTE_US);
  g_assert_cmpint (try_follow (fixture), ==, 0);
}

static void
test_follow_up (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) answer = agent_text ("sealed answer");
  AnjFollowUp kept = { .follow_hash = { 1, 2, 3 },
                       .state = (char *) "{\"a\":1}",
                       .answer = answer };
  g_autoptr (AnjFollowUp) found = NULL;

  g_assert_true (anj_ledger_put_follow_up (fixture->ledger, AGENT_REGION, NUMBER, &kept, &error));
  restart (fixture);
  found = anj_ledger_get_follow_up (fixture->ledger, AGENT_REGION, NUMBER, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (found->follow_hash, 32, kept.follow_hash, 32);
  g_assert_cmpstr (found->state, ==, "{\"a\":1}");
  g_assert_true (g_bytes_equal (found->answer, answer));
  g_assert_null (anj_ledger_get_follow_up (fixture->ledger, AGENT_REGION, "ABC-2345-7", &error));
  g_assert_no_error (error);
}

static void
test_viewed (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *never = NULL;
  g_autofree char *before = NULL;

  g_assert_true (anj_ledger_view (fixture->ledger, "r1", "2026-01-01T00:00:00Z", &never, &error));
  g_assert_cmpstr (never, ==, "");
  g_assert_true (anj_ledger_view (fixture->ledger, "r1", "2026-01-02T00:00:00Z", &before, &error));
  g_assert_cmpstr (before, ==, "2026-01-01T00:00:00Z");
}

/* nothing on the disk names the record, or the time */
static void
assert_not_on_disk (Fixture *fixture, const char *words)
{
  static const char *const files[] = { "ledger.db", "ledger.db-wal" };

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autoptr (GBytes) bytes = anj_state_read (fixture->agent.state_dir, files[i], NULL);

      g_assert_true (bytes == NULL ||
                     memmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), words,
                             strlen (words)) == NULL);
    }
}

static void
test_viewed_is_sealed (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *never = NULL;
  g_autofree char *before = NULL;
  g_autofree char *damaged = NULL;

  g_assert_true (
      anj_ledger_view (fixture->ledger, "rec-1", "2026-01-01T05:06:07Z", &never, &error));
  assert_not_on_disk (fixture, "rec-1");
  assert_not_on_disk (fixture, "05:06:07");
  /* as an older version left it */
  g_assert_true (anj_db_exec (anj_ledger_get_db (fixture->ledger),
                              "DELETE FROM looked; INSERT INTO viewed (record, at)"
                              " VALUES ('rec-1', '2026-01-01T05:06:07Z')",
                              &error));
  restart (fixture);
  assert_not_on_disk (fixture, "rec-1");
  assert_not_on_disk (fixture, "05:06:07");
  g_assert_true (
      anj_ledger_view (fixture->ledger, "rec-1", "2026-01-02T00:00:00Z", &before, &error));
  g_assert_cmpstr (before, ==, "2026-01-01T05:06:07Z");
  g_assert_true (anj_db_exec (anj_ledger_get_db (fixture->ledger),
                              "UPDATE looked SET sealed = x'00'", &error));
  g_assert_true (
      anj_ledger_view (fixture->ledger, "rec-1", "2026-01-03T00:00:00Z", &damaged, &error));
  g_assert_cmpstr (damaged, ==, ANJ_VIEWED_UNKNOWN);
}

static void
test_slip (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (anj_ledger_take_slip (fixture->ledger, AGENT_REGION, NUMBER, &error));
  g_assert_no_error (error);
  restart (fixture);
  g_assert_false (anj_ledger_take_slip (fixture->ledger, AGENT_REGION, NUMBER, &error));
  g_assert_error (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_INVALID);
  g_assert_cmpstr (error->message, ==, "printed-already");
  g_clear_error (&error);
  g_assert_true (anj_ledger_take_slip (fixture->ledger, AGENT_REGION, "ABC-2345-7", &error));
  g_assert_true (anj_ledger_take_slip (fixture->ledger, "35.09.01.2002", NUMBER, &error));
  g_assert_no_error (error);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  /* what an fsync does is not the point here */
  if (g_file_test ("/dev/shm", G_FILE_TEST_IS_DIR))
    g_setenv ("TMPDIR", "/dev/shm", TRUE);
  g_test_init (&argc, &argv, NULL);

  ADD ("/guess-delay/grows-and-never-locks", test_delay_grows);
  ADD ("/guess-delay/survives-a-restart", test_delay_survives);
  ADD ("/guess-delay/a-clock-that-jumps-is-no-way-round", test_delay_clock_back);
  ADD ("/guess-delay/quiet-time-forgives", test_delay_forgives);
  ADD ("/guess-delay/hours-without-power-count-for-nothing", test_delay_off);
  ADD ("/guess-delay/power-cuts-shorten-no-wait", test_delay_cuts);
  ADD ("/guess-delay/a-lost-ledger-makes-nobody-wait", test_delay_lost_ledger_honest);
  ADD ("/guess-delay/a-lost-ledger-buys-nothing", test_delay_lost_ledger_thief);
  ADD ("/guess-delay/a-lost-ledger-buys-nothing-in-one-boot", test_delay_lost_ledger_same_boot);
  ADD ("/guess-delay/a-lost-file-is-written-again", test_delay_lost_file);
  ADD ("/guess-delay/a-file-that-cannot-be-written-goes", test_delay_file_that_cannot_be_written);
  ADD ("/guess-delay/a-file-that-decays-is-none", test_delay_file_that_decays);
  ADD ("/guess-delay/with-both-lost-the-longest", test_delay_lost_both);
  ADD ("/guess-delay/a-patient-guesser-gets-144-a-day", test_delay_guesser);
  ADD ("/guess-delay/a-harder-table-lets-fewer-through", test_delay_harder);
  ADD ("/guess-delay/who-mistypes-does-not-notice", test_delay_honest);
  ADD ("/guess-delay/who-comes-after-a-guesser-waits-no-days", test_delay_has_a_top);
  ADD ("/ledger/a-ticket-number-is-never-given-twice", test_ticket_counter);
  ADD ("/ledger/numbers-stay-inside-the-slice", test_slice);
  ADD ("/ledger/five-tries-an-hour-a-ticket", test_follow_tries);
  ADD ("/ledger/follow-up-survives-sealed", test_follow_up);
  ADD ("/ledger/last-viewed-is-the-look-before", test_viewed);
  ADD ("/ledger/what-was-viewed-and-when-is-sealed", test_viewed_is_sealed);
  ADD ("/ledger/a slip is taken once, also after a restart", test_slip);

  return g_test_run ();
}
