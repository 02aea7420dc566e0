/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the hub tells a terminal to do, as far as the terminal's own store goes; and its log. */

#include <glib/gstdio.h>
#include <string.h>

#include "app/agent/anj-agent-error.h"
#include "app/agent/anj-log-ring.h"
#include "app/agent/anj-remote-book.h"
#include "core/anj-json.h"
#include "terminal-fixture.h"

#define ONE "c-0000000000000001"
#define TWO "c-0000000000000002"

static void
set_up (TerminalFixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  terminal_fixture_init (fixture);
  terminal_fixture_sync (fixture);
}

static void
tear_down (TerminalFixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  terminal_fixture_clear (fixture);
}

static void
take (TerminalFixture *fixture, const char *commands)
{
  g_autoptr (GBytes) bytes = g_bytes_new (commands, strlen (commands));
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = anj_json_parse (bytes, &error);

  g_assert_no_error (error);
  g_assert_true (anj_terminal_take_remotes (fixture->terminal, json_node_get_array (node), &error));
}

static void
take_one (TerminalFixture *fixture, const char *id, const char *kind)
{
  g_autofree char *commands = g_strdup_printf (
      "[{\"id\": \"%s\", \"kind\": \"%s\", \"expires\": \"2099-01-01T00:00:00Z\"}]", id, kind);

  take (fixture, commands);
}

static GPtrArray *
list_open (TerminalFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *open = anj_remote_book_list_open (anj_terminal_get_ledger (fixture->terminal), &error);

  g_assert_no_error (error);
  return open;
}

static void
assert_serves (TerminalFixture *fixture, const char *refusal)
{
  static const guint8 zeros[32];
  g_autoptr (AnjReservation) reservation = NULL;
  g_autoptr (AnjCacheRecord) record = NULL;
  g_autofree char *viewed = NULL;
  g_autoptr (GError) look_up_error = NULL;
  g_autoptr (GError) reserve_error = NULL;
  g_autofree char *state = NULL;
  g_autoptr (GBytes) answer = NULL;
  g_autoptr (GError) ticket_error = NULL;

  reservation = anj_terminal_reserve (fixture->terminal, "complaint", &reserve_error);
  g_assert_cmpint (
      anj_terminal_look_up (fixture->terminal, zeros, zeros, &record, &viewed, &look_up_error), ==,
      refusal == NULL);
  if (refusal == NULL)
    {
      g_assert_nonnull (reservation);
      return;
    }
  g_assert_error (reserve_error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_LOCKED);
  g_assert_cmpstr (reserve_error->message, ==, refusal);
  g_assert_error (look_up_error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_LOCKED);
  g_assert_cmpint (anj_terminal_find_ticket (fixture->terminal, ANJ_TICKET_LAST_KNOWN, AGENT_REGION,
                                             "AAA-2222-2", zeros, &state, &answer, &ticket_error),
                   ==, ANJ_TICKET_FAILED);
  g_assert_error (ticket_error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_LOCKED);
}

static void
test_locked_serves_nobody (TerminalFixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  assert_serves (fixture, NULL);
  take_one (fixture, ONE, "lock");
  assert_serves (fixture, "locked");
  terminal_fixture_restart (fixture);
  assert_serves (fixture, "locked");
  take_one (fixture, TWO, "unlock");
  assert_serves (fixture, NULL);
  /* the hub says the first one again: it is done */
  take_one (fixture, ONE, "lock");
  assert_serves (fixture, NULL);
}

static void
test_refused_serves_nobody (TerminalFixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_assert_true (anj_terminal_note_revoked (fixture->terminal, TRUE, NULL));
  terminal_fixture_restart (fixture);
  assert_serves (fixture, "revoked");
  g_assert_true (anj_terminal_note_revoked (fixture->terminal, FALSE, NULL));
  assert_serves (fixture, NULL);
}

static void
test_locked_keeps_cases (TerminalFixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GBytes) header = agent_header_new (&fixture->agent, 0, FALSE);
  g_autoptr (GBytes) payload = agent_text ("sealed words");
  g_autoptr (AnjHeader) parsed = anj_header_parse (header, NULL);
  AnjReservation reservation = { parsed->id, parsed->region, parsed->number, parsed->kind, FALSE };
  g_autoptr (GBytes) batch = NULL;
  g_autoptr (GError) error = NULL;

  take_one (fixture, ONE, "lock");
  /* who had a number before it was locked is heard */
  g_assert_true (
      anj_terminal_submit (fixture->terminal, &reservation, header, payload, NULL, &error));
  batch = anj_terminal_make_batch (fixture->terminal, 0, &error);
  g_assert_no_error (error);
  g_assert_nonnull (batch);
}

static void
test_state_survives_a_power_cut (TerminalFixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GPtrArray) before = NULL;
  g_autoptr (GPtrArray) after = NULL;
  const AnjRemoteEntry *entry;

  take_one (fixture, ONE, "restart");
  before = list_open (fixture);
  g_assert_cmpuint (before->len, ==, 1);
  g_assert_true (anj_remote_book_begin (anj_terminal_get_ledger (fixture->terminal), ONE, NULL));
  terminal_fixture_restart (fixture);
  take_one (fixture, ONE, "restart");
  after = list_open (fixture);
  g_assert_cmpuint (after->len, ==, 1);
  entry = after->pdata[0];
  g_assert_cmpint (entry->state, ==, ANJ_REMOTE_ACKED);
  g_assert_cmpuint (entry->n_begun, ==, 1);
  g_assert_false (entry->is_told);
}

static void
test_what_is_told_is_closed (TerminalFixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  AnjLedger *ledger = anj_terminal_get_ledger (fixture->terminal);
  g_autoptr (GPtrArray) open = NULL;

  take_one (fixture, ONE, "lock");
  g_assert_true (anj_remote_book_note_told (ledger, ONE, ANJ_REMOTE_DONE, NULL));
  take_one (fixture, TWO, "sync");
  g_assert_true (anj_remote_book_note_told (ledger, TWO, ANJ_REMOTE_ACKED, NULL));
  open = list_open (fixture);
  g_assert_cmpuint (open->len, ==, 1); /* told, but not done */
  g_assert_cmpstr (((AnjRemoteEntry *) open->pdata[0])->id, ==, TWO);
}

/* only a clock that the hub bore out may say that a command came too late */
static void
test_too_late (TerminalFixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  take (fixture, "[{\"id\": \"" ONE "\", \"kind\": \"lock\","
                 " \"expires\": \"1999-01-01T00:00:00Z\"}]");
  assert_serves (fixture, "locked");
}

static void
test_nonsense (TerminalFixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GPtrArray) open = NULL;

  g_log_set_always_fatal ((GLogLevelFlags) (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL));
  take (fixture, "[7, {}, {\"id\": 3}, {\"id\": \"c-000000000000000X\", \"kind\": \"lock\"},"
                 " {\"id\": \"" ONE "\", \"kind\": \"dance\"}, {\"id\": \"" TWO "\"}]");
  open = list_open (fixture);
  g_assert_cmpuint (open->len, ==, 2);
  for (guint i = 0; i < open->len; i++)
    g_assert_cmpint (((AnjRemoteEntry *) open->pdata[i])->state, ==, ANJ_REMOTE_FAILED);
  assert_serves (fixture, NULL);
}

static GBytes *
read_file (TerminalFixture *fixture, const char *name)
{
  g_autofree char *path = g_build_filename (fixture->agent.state_dir, name, NULL);
  char *data;
  gsize n_bytes;

  return g_file_get_contents (path, &data, &n_bytes, NULL) ? g_bytes_new_take (data, n_bytes)
                                                           : NULL;
}

static void
test_wipe (TerminalFixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  static const char *const gone[] = { "cache.db", "cache.db-wal", "cache.db-shm",
                                      "quarantine/1-cache.db" };
  g_autofree char *folder = g_build_filename (fixture->agent.state_dir, "quarantine", NULL);
  g_autofree char *copy = g_build_filename (folder, "1-cache.db", NULL);
  g_autofree char *key_path = g_build_filename (fixture->agent.state_dir, "store.key", NULL);
  g_autoptr (GBytes) old_key = NULL;
  g_autoptr (GBytes) new_key = NULL;
  g_autoptr (GBytes) outbox = NULL;
  g_autoptr (AnjTerminalHealth) health = NULL;
  g_autofree char *detail = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (copy, "damaged once", -1, NULL));
  g_assert_true (g_file_set_contents (key_path, (const char *) fixture->identity.k_seal, 32, NULL));
  old_key = read_file (fixture, "store.key");
  g_assert_true (anj_terminal_wipe (fixture->terminal, &detail, &error));
  g_assert_nonnull (strstr (detail, "a copy of the disk made before still opens"));
  for (gsize i = 0; i < G_N_ELEMENTS (gone); i++)
    g_assert_null (read_file (fixture, gone[i]));
  new_key = read_file (fixture, "store.key");
  g_assert_cmpuint (g_bytes_get_size (new_key), ==, 40); /* with a checksum */
  g_assert_false (g_bytes_equal (old_key, new_key));
  outbox = read_file (fixture, "outbox.db");
  g_assert_nonnull (outbox);
  /* nothing is written with the old key meanwhile */
  health = anj_terminal_examine (fixture->terminal, &error);
  g_assert_no_error (error);
  g_assert_false (health->is_synced);
  g_assert_null (read_file (fixture, "cache.db"));
}

static void
test_ends (TerminalFixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  static const struct
  {
    gboolean ends_well;
    const char *boot;
    guint n_power_cuts, n_crashes;
  } runs[] = {
    { TRUE, "a", 0, 0 },  /* the first */
    { FALSE, "a", 0, 0 }, /* after one that ended well */
    { FALSE, "a", 0, 1 }, /* the machine ran on */
    { TRUE, "b", 1, 1 },  /* nor did the machine */
    { TRUE, "c", 1, 1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (runs); i++)
    {
      g_autoptr (AnjTerminalHealth) health = NULL;

      g_assert_true (anj_terminal_note_start (fixture->terminal, runs[i].boot, NULL));
      health = anj_terminal_examine (fixture->terminal, NULL);
      g_assert_cmpuint (health->n_power_cuts, ==, runs[i].n_power_cuts);
      g_assert_cmpuint (health->n_crashes, ==, runs[i].n_crashes);
      if (runs[i].ends_well)
        g_assert_true (anj_terminal_note_end (fixture->terminal, NULL));
      terminal_fixture_restart (fixture);
    }
  g_assert_true (anj_terminal_forget_ends (fixture->terminal, 1, 5, NULL));
  {
    g_autoptr (AnjTerminalHealth) health = anj_terminal_examine (fixture->terminal, NULL);

    g_assert_cmpuint (health->n_power_cuts + health->n_crashes, ==, 0);
  }
}

/* the log */

static gint64
read_clock (gpointer user_data G_GNUC_UNUSED)
{
  return G_GINT64_CONSTANT (1795143600000000);
}

static const AnjClock still = { read_clock, read_clock, NULL };

static char *
read_ring (AnjLogRing *ring, gsize max_bytes)
{
  g_autoptr (GBytes) bytes = anj_log_ring_read (ring, max_bytes);

  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static void
test_ring_takes_our_own_lines (void)
{
  g_autoptr (AnjLogRing) ring = anj_log_ring_new (&still);
  g_autofree char *text = NULL;

  anj_log_ring_add (ring, "anj-agent", G_LOG_LEVEL_WARNING, "two\nlines");
  anj_log_ring_add (ring, "anj-agent", G_LOG_LEVEL_DEBUG, "a detail");
  anj_log_ring_add (ring, "GLib-GIO", G_LOG_LEVEL_WARNING, "a library");
  anj_log_ring_add (ring, NULL, G_LOG_LEVEL_MESSAGE, "nobody");
  text = read_ring (ring, 9999);
  g_assert_cmpstr (text, ==, "2026-11-20T03:00:00Z warning: two lines\n");
}

static void
test_ring_masks_numbers (void)
{
  g_autoptr (AnjLogRing) ring = anj_log_ring_new (&still);
  g_autofree char *text = NULL;

  anj_log_ring_add (ring, "anj-agent", G_LOG_LEVEL_MESSAGE,
                    "NIK 3509010101900001, phone 0812345678, in 2026, \xff");
  text = read_ring (ring, 9999);
  g_assert_cmpstr (text, ==,
                   "2026-11-20T03:00:00Z message: NIK (digits), phone (digits), in 2026, "
                   "\xEF\xBF\xBD\n");
}

static void
test_ring_is_bounded (void)
{
  g_autoptr (AnjLogRing) ring = anj_log_ring_new (&still);
  g_autofree char *long_line = g_strnfill (5000, 'x');
  g_autofree char *all = NULL;
  g_autofree char *some = NULL;
  g_auto (GStrv) lines = NULL;

  for (int i = 0; i < 3 * ANJ_LOG_RING_LINES; i++)
    anj_log_ring_add (ring, "anj-agent", G_LOG_LEVEL_MESSAGE, i == 599 ? "the last" : long_line);
  all = read_ring (ring, G_MAXSIZE);
  lines = g_strsplit (all, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, ANJ_LOG_RING_LINES + 1);
  g_assert_cmpuint (strlen (lines[0]), <, ANJ_LOG_RING_LINE_CHARS + 40);
  g_assert_cmpuint (strlen (all), <, ANJ_REMOTE_LOG_MAX_BYTES);
  some = read_ring (ring, 300);
  g_assert_cmpuint (strlen (some), <=, 300);
  g_assert_true (g_str_has_suffix (some, "the last\n"));
}

#define ADD(path, test) g_test_add (path, TerminalFixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/remote/a-locked-terminal-serves-nobody", test_locked_serves_nobody);
  ADD ("/remote/a-refused-terminal-serves-nobody", test_refused_serves_nobody);
  ADD ("/remote/a-locked-terminal-keeps-cases-and-sends-them", test_locked_keeps_cases);
  ADD ("/remote/what-was-begun-is-known-after-a-power-cut", test_state_survives_a_power_cut);
  ADD ("/remote/what-is-told-is-closed", test_what_is_told_is_closed);
  ADD ("/remote/an-unsure-clock-refuses-no-command", test_too_late);
  ADD ("/remote/nonsense-does-nothing", test_nonsense);
  ADD ("/remote/wipe-destroys-key-and-cache-and-keeps-cases", test_wipe);
  ADD ("/life/crashes-and-power-cuts-are-told-apart", test_ends);
  g_test_add_func ("/log/takes-our-own-lines", test_ring_takes_our_own_lines);
  g_test_add_func ("/log/masks-numbers", test_ring_masks_numbers);
  g_test_add_func ("/log/is-bounded", test_ring_is_bounded);
  return g_test_run ();
}
