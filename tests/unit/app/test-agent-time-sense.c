/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What time it is as far as a terminal knows, under a wall clock that jumps as it likes. */

#include "agent-fixture.h"
#include "app/agent/anj-powered-mark.h"
#include "app/agent/anj-time-sense.h"

#define SECOND_US ((gint64) G_USEC_PER_SEC)
#define MINUTE_US (60 * SECOND_US)
#define HOUR_US (60 * MINUTE_US)
#define DAY_US (24 * HOUR_US)
#define NOW_US (G_GINT64_CONSTANT (1795143600) * SECOND_US) /* 2026-11-20T03:00:00Z */
#define WOKE_1970_US (90 * SECOND_US)
#define WOKE_2099_US (G_GINT64_CONSTANT (4070908800) * SECOND_US)

typedef struct
{
  AgentFixture agent;
  AnjLedger *ledger;
  AnjTimeSense *time;
} Fixture;

static void
stop (Fixture *fixture)
{
  g_clear_pointer (&fixture->time, anj_time_sense_unref);
  g_clear_pointer (&fixture->ledger, anj_ledger_close);
}

static void
start (Fixture *fixture, const char *boot_id)
{
  g_autoptr (GError) error = NULL;

  stop (fixture);
  fixture->ledger = anj_ledger_open (fixture->agent.state_dir, fixture->agent.k_out,
                                     fixture->agent.random, &error);
  g_assert_no_error (error);
  fixture->time = anj_time_sense_new (fixture->agent.state_dir, fixture->ledger,
                                      &fixture->agent.clock);
  anj_time_sense_resume (fixture->time, boot_id);
}

/* the machine is switched off and on; its clock shows @wall_us then */
static void
switch_on (Fixture *fixture, const char *boot_id, gint64 wall_us)
{
  fixture->agent.monotonic_us = 20 * SECOND_US;
  fixture->agent.real_us = wall_us;
  start (fixture, boot_id);
}

static void
set_up (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  agent_fixture_init (&fixture->agent);
  switch_on (fixture, "first", WOKE_1970_US);
}

static void
tear_down (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  stop (fixture);
  agent_fixture_clear (&fixture->agent);
}

/* the agent runs, and writes every half minute as it does */
static void
run (Fixture *fixture, gint64 span_us)
{
  g_autoptr (GError) error = NULL;

  for (gint64 at_us = 0; at_us < span_us; at_us += MIN (30 * SECOND_US, span_us - at_us))
    {
      fixture->agent.monotonic_us += MIN (30 * SECOND_US, span_us - at_us);
      fixture->agent.real_us += MIN (30 * SECOND_US, span_us - at_us);
      g_assert_true (anj_time_sense_keep (fixture->time, &error));
      g_assert_no_error (error);
    }
}

static void
learn (Fixture *fixture, gint64 signed_us)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (anj_time_sense_learn (fixture->time, signed_us, &error));
  g_assert_no_error (error);
}

static void
hear (Fixture *fixture, gint64 told_us)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (anj_time_sense_hear (fixture->time, told_us, &error));
  g_assert_no_error (error);
}

static void
assert_knows (Fixture *fixture, gint64 now_us, gboolean is_sure)
{
  g_assert_cmpint (anj_time_sense_now_us (fixture->time), ==, now_us);
  g_assert_cmpint (anj_clock_real_us (anj_time_sense_get_clock (fixture->time)), ==, now_us);
  g_assert_cmpint (anj_time_sense_is_sure (fixture->time), ==, is_sure);
}

static void
test_any_wall_clock (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  static const gint64 walls_us[] = { 0,
                                     WOKE_1970_US,
                                     NOW_US - HOUR_US,
                                     NOW_US,
                                     NOW_US + HOUR_US,
                                     NOW_US + 3650 * DAY_US,
                                     NOW_US - 3650 * DAY_US,
                                     WOKE_2099_US };

  learn (fixture, NOW_US - 30 * DAY_US);
  for (gsize i = 0; i < G_N_ELEMENTS (walls_us); i++)
    {
      fixture->agent.real_us = walls_us[i];
      assert_knows (fixture, NOW_US - 30 * DAY_US, FALSE);
    }
  hear (fixture, NOW_US);
  for (gsize i = 0; i < G_N_ELEMENTS (walls_us); i++)
    {
      fixture->agent.real_us = walls_us[i];
      assert_knows (fixture, NOW_US, TRUE);
    }
}

static void
test_powered_hours (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  learn (fixture, NOW_US);
  run (fixture, 8 * HOUR_US);
  assert_knows (fixture, NOW_US + 8 * HOUR_US, FALSE);
  for (int day = 1; day <= 5;
       day++) /* switched off in the evening, with any clock in the morning */
    {
      g_autofree char *boot_id = g_strdup_printf ("day %d", day);

      switch_on (fixture, boot_id, day % 2 == 0 ? WOKE_1970_US : WOKE_2099_US);
      run (fixture, 8 * HOUR_US);
    }
  /* a cut loses five minutes at most, and never adds any */
  g_assert_cmpint (anj_time_sense_now_us (fixture->time), <=, NOW_US + 48 * HOUR_US);
  g_assert_cmpint (anj_time_sense_now_us (fixture->time), >=,
                   NOW_US + 48 * HOUR_US - 5 * 5 * MINUTE_US);
  g_assert_cmpint (anj_time_sense_floor_us (fixture->time), ==,
                   anj_time_sense_now_us (fixture->time));
}

static void
test_killed (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  learn (fixture, NOW_US - DAY_US);
  hear (fixture, NOW_US);
  run (fixture, 7 * MINUTE_US);
  fixture->agent.monotonic_us += HOUR_US; /* not running */
  fixture->agent.real_us = WOKE_1970_US;
  start (fixture, "first");
  assert_knows (fixture, NOW_US + HOUR_US + 7 * MINUTE_US, TRUE);
  g_assert_true (anj_time_sense_is_fresh (fixture->time));
}

static void
test_switched_off (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  learn (fixture, NOW_US - DAY_US);
  hear (fixture, NOW_US);
  run (fixture, 10 * MINUTE_US);
  switch_on (fixture, "second", NOW_US + 12 * HOUR_US); /* right, but who knows */
  assert_knows (fixture, NOW_US - DAY_US + 10 * MINUTE_US, FALSE);
  hear (fixture, NOW_US + 12 * HOUR_US);
  assert_knows (fixture, NOW_US + 12 * HOUR_US, TRUE);
  /* an old boot's word is not this one's */
  switch_on (fixture, "third", WOKE_2099_US);
  g_assert_false (anj_time_sense_is_sure (fixture->time));
}

static void
test_floor (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  learn (fixture, NOW_US);
  learn (fixture, NOW_US - DAY_US); /* an older paper */
  assert_knows (fixture, NOW_US, FALSE);
  hear (fixture, NOW_US - MINUTE_US); /* within what clocks differ: the floor holds */
  assert_knows (fixture, NOW_US, TRUE);
  hear (fixture, NOW_US - DAY_US); /* a hub that went back behind its own word */
  assert_knows (fixture, NOW_US, FALSE);
  switch_on (fixture, "second", 0);
  assert_knows (fixture, NOW_US, FALSE);
}

/* a hub that said 2099 by mistake is heard again, and believed */
static void
test_wrong_hub (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  learn (fixture, NOW_US);
  hear (fixture, WOKE_2099_US);
  g_assert_true (anj_time_sense_is_fresh (fixture->time));
  run (fixture, DAY_US + MINUTE_US); /* refused by its own word, for a day */
  g_assert_false (anj_time_sense_is_fresh (fixture->time));
  hear (fixture, NOW_US + DAY_US + 2 * MINUTE_US);
  assert_knows (fixture, NOW_US + DAY_US + 2 * MINUTE_US, TRUE);
  g_assert_true (anj_time_sense_is_fresh (fixture->time));
}

static void
test_monotonic_back (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  gint64 powered_us;

  learn (fixture, NOW_US);
  run (fixture, HOUR_US);
  powered_us = anj_time_sense_powered_us (fixture->time);
  fixture->agent.monotonic_us -= 10 * MINUTE_US; /* a machine that was copied, or thawed */
  start (fixture, "first");
  g_assert_cmpint (anj_time_sense_powered_us (fixture->time), <=, powered_us);
  g_assert_cmpint (anj_time_sense_powered_us (fixture->time), >=, powered_us - 5 * MINUTE_US);
}

static char *
read_file (Fixture *fixture, const char *name, gsize *out_n_bytes)
{
  g_autofree char *path = g_build_filename (fixture->agent.state_dir, name, NULL);
  char *data = NULL;

  g_assert_true (g_file_get_contents (path, &data, out_n_bytes, NULL));
  return data;
}

static void
write_file (Fixture *fixture, const char *name, const char *data, gsize n_bytes)
{
  g_autofree char *path = g_build_filename (fixture->agent.state_dir, name, NULL);

  g_assert_true (g_file_set_contents (path, data, (gssize) n_bytes, NULL));
}

/* a database's transaction every five minutes wears a flash disk out */
static void
test_keeping_is_cheap (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  gsize n_log, n_log_then, n_file, n_file_then;

  learn (fixture, NOW_US);
  run (fixture, 10 * MINUTE_US);
  g_free (read_file (fixture, "ledger.db-wal", &n_log));
  g_free (read_file (fixture, "powered", &n_file));
  run (fixture, 8 * HOUR_US);
  g_free (read_file (fixture, "ledger.db-wal", &n_log_then));
  g_free (read_file (fixture, "powered", &n_file_then));
  g_assert_cmpuint (n_log_then, ==, n_log);
  g_assert_cmpuint (n_file_then, ==, n_file);
}

/* the file as a cut in the midst of its newest record leaves it, wherever that was */
static void
test_torn_record (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  gint64 powered_us;
  gsize n_bytes;

  learn (fixture, NOW_US);
  run (fixture, HOUR_US);
  before = read_file (fixture, "powered", &n_bytes);
  run (fixture, 5 * MINUTE_US);
  powered_us = anj_time_sense_powered_us (fixture->time);
  after = read_file (fixture, "powered", &n_bytes);
  for (gsize i = 0; i < n_bytes; i++)
    {
      g_auto (AnjPoweredMark) mark = { 0 };

      if (before[i] == after[i])
        continue;
      before[i] = after[i];
      write_file (fixture, "powered", before, n_bytes);
      g_assert_true (anj_powered_mark_read (fixture->agent.state_dir, &mark));
      g_assert_cmpint (mark.powered_us, <=, powered_us);
      g_assert_cmpint (mark.powered_us, >=, powered_us - 10 * MINUTE_US);
    }
  switch_on (fixture, "second", WOKE_1970_US);
  g_assert_cmpint (anj_time_sense_powered_us (fixture->time), >=, powered_us - 5 * MINUTE_US);
}

static void
test_flipped_bits (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autofree char *data = NULL;
  gint64 powered_us;
  gsize n_bytes;

  run (fixture, HOUR_US);
  powered_us = anj_time_sense_powered_us (fixture->time);
  data = read_file (fixture, "powered", &n_bytes);
  for (gsize i = 0; i < n_bytes; i++)
    {
      g_auto (AnjPoweredMark) mark = { 0 };

      if (data[i] == 0)
        continue;
      data[i] ^= (char) (1 << i % 8);
      write_file (fixture, "powered", data, n_bytes);
      data[i] ^= (char) (1 << i % 8);
      g_assert_true (anj_powered_mark_read (fixture->agent.state_dir, &mark));
      g_assert_cmpint (mark.powered_us, <=, powered_us);
      g_assert_cmpint (mark.powered_us, >=, powered_us - 10 * MINUTE_US);
      g_assert_cmpstr (mark.boot_id, ==, "first");
    }
}

/* without it the ledger knows what was there at the last signed time */
static void
test_file_is_gone (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autofree char *path = g_build_filename (fixture->agent.state_dir, "powered", NULL);
  gint64 powered_us;

  run (fixture, HOUR_US);
  learn (fixture, NOW_US);
  powered_us = anj_time_sense_powered_us (fixture->time);
  run (fixture, 2 * HOUR_US);
  g_assert_cmpint (remove (path), ==, 0);
  switch_on (fixture, "second", WOKE_2099_US);
  g_assert_cmpint (anj_time_sense_powered_us (fixture->time), ==, powered_us);
  assert_knows (fixture, NOW_US, FALSE);
  run (fixture, HOUR_US);
  switch_on (fixture, "third", WOKE_2099_US);
  g_assert_cmpint (anj_time_sense_floor_us (fixture->time), <=, NOW_US + HOUR_US);
  g_assert_cmpint (anj_time_sense_floor_us (fixture->time), >=, NOW_US + HOUR_US - 5 * MINUTE_US);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

static void
test_restart_runs_nothing_ahead (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (anj_time_sense_keep (fixture->time, &error));
  fixture->agent.monotonic_us += 2 * MINUTE_US;
  g_assert_true (anj_time_sense_learn (fixture->time, NOW_US, &error));
  fixture->agent.monotonic_us += MINUTE_US;
  start (fixture, "first");
  g_assert_true (anj_time_sense_learn (fixture->time, NOW_US, &error));
  g_assert_no_error (error);
  g_assert_cmpint (anj_time_sense_floor_us (fixture->time), ==, NOW_US + MINUTE_US);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/time-sense/no-wall-clock-is-asked", test_any_wall_clock);
  ADD ("/time-sense/powered-hours-count", test_powered_hours);
  ADD ("/time-sense/a-killed-agent-goes-on-where-it-was", test_killed);
  ADD ("/time-sense/switched-off-it-knows-only-the-least", test_switched_off);
  ADD ("/time-sense/never-before-what-was-signed", test_floor);
  ADD ("/time-sense/a-hub-that-was-wrong-is-heard-again", test_wrong_hub);
  ADD ("/time-sense/a-monotonic-clock-that-went-back", test_monotonic_back);
  ADD ("/time-sense/a-restart-runs-nothing-ahead", test_restart_runs_nothing_ahead);
  ADD ("/time-sense/keeping-the-time-writes-nothing-to-the-ledger", test_keeping_is_cheap);
  ADD ("/time-sense/a-torn-record-leaves-the-one-before", test_torn_record);
  ADD ("/time-sense/a-flipped-bit-makes-no-other-time", test_flipped_bits);
  ADD ("/time-sense/without-its-file-the-last-signed-time-holds", test_file_is_gone);
  return g_test_run ();
}
