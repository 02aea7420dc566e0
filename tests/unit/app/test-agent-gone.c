/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a terminal does when ledger.db or outbox.db is not there any more. Decision 0034. */

#include <glib/gstdio.h>
#include <string.h>

#include "app/agent/anj-terminal-private.h"
#include "core/anj-json.h"
#include "terminal-fixture.h"

#define MINUTE_US (G_GINT64_CONSTANT (60) * G_USEC_PER_SEC)
#define N_AFTER 70

static void
set_up (TerminalFixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  terminal_fixture_init (fixture);
  terminal_fixture_sync (fixture);
}

/* enrolled, and nothing more */
static void
set_up_unused (TerminalFixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  terminal_fixture_init (fixture);
}

static void
tear_down (TerminalFixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  terminal_fixture_clear (fixture);
}

static void
send (TerminalFixture *fixture, GHashTable *numbers)
{
  g_autoptr (AnjReservation) sent = terminal_fixture_send (fixture, "complaint", 7);

  g_hash_table_add (numbers, g_strdup (sent->number));
}

static gboolean
is_throttled (TerminalFixture *fixture)
{
  return anj_guess_delay_get_wait_us (fixture->terminal->guess_delay) > 4 * MINUTE_US;
}

static guint
count_events (TerminalFixture *fixture, const char *file)
{
  g_autoptr (GPtrArray) events = anj_damage_list (fixture->terminal->damage);
  guint n = 0;

  for (guint i = 0; i < events->len; i++)
    {
      const AnjDamageEvent *event = events->pdata[i];

      if (g_str_equal (event->file, file))
        {
          g_assert_cmpstr (event->kind, ==, g_str_equal (file, "outbox.db") ? "lost" : "replaced");
          n += event->n_times;
        }
    }
  return n;
}

/* although the ledger's, which lost no case, is newer, and so is what lost some that are counted */
static void
assert_hub_hears_of_lost (TerminalFixture *fixture)
{
  g_autoptr (GPtrArray) events = NULL;
  g_autoptr (JsonObject) told = NULL;
  JsonObject *lost, *last;

  anj_damage_note (fixture->terminal->damage, "outbox.db", ANJ_DAMAGE_LOST, 2, "counted");
  anj_damage_note (fixture->terminal->damage, "cache.db", ANJ_DAMAGE_REPLACED, 0, "newest");
  events = anj_damage_list (fixture->terminal->damage);
  told = anj_damage_summarize (events);
  last = anj_json_get_object (told, "last");
  lost = anj_json_get_object (told, "last_lost");
  g_assert_cmpstr (anj_json_get_string (last, "detail", NULL), ==, "newest");
  g_assert_nonnull (lost);
  g_assert_cmpint (anj_json_get_int (told, "lost", 0), ==, 2);
  g_assert_cmpint (anj_json_get_int (lost, "n", -1), ==, 0);
  g_assert_nonnull (strstr (anj_json_get_string (lost, "detail", ""), "nobody knows"));
}

/* names with their logs; @names ends with NULL */
static void
remove_files (TerminalFixture *fixture, const char *const *names)
{
  static const char *const suffixes[] = { "", "-wal", "-shm" };

  g_clear_pointer (&fixture->terminal, anj_terminal_close);
  for (gsize i = 0; names[i] != NULL; i++)
    for (gsize j = 0; j < G_N_ELEMENTS (suffixes); j++)
      {
        g_autofree char *name = g_strconcat (names[i], suffixes[j], NULL);
        g_autofree char *path = g_build_filename (fixture->agent.state_dir, name, NULL);

        g_unlink (path);
      }
}

/* what is left of it tells, one thing at a time */
static const char *const both_gone[][7] = {
  { "ledger.db", "outbox.db", NULL },
  { "ledger.db", "outbox.db", "config/current.cms", "config/previous.cms", "cache.db", NULL },
  { "ledger.db", "outbox.db", "tickets", "misses", "cache.db", NULL },
  { "ledger.db", "outbox.db", "tickets", "config/current.cms", "config/previous.cms", NULL },
};

static void
test_both_gone (TerminalFixture *fixture, gconstpointer user_data)
{
  g_autoptr (GHashTable) numbers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GError) error = NULL;
  AnjTerminal *onlooker;

  for (guint i = 0; i < 3; i++)
    send (fixture, numbers);
  remove_files (fixture, user_data);
  /* who only looks puts nothing in their place */
  onlooker = anj_terminal_look (&fixture->identity, &fixture->bootstrap, &fixture->agent.clock,
                                fixture->agent.random, &error);
  g_assert_no_error (error);
  anj_terminal_close (onlooker);
  terminal_fixture_restart (fixture);
  g_assert_cmpuint (count_events (fixture, "ledger.db"), ==, 1);
  g_assert_cmpuint (count_events (fixture, "outbox.db"), ==, 1);
  /* nobody waits while one of the two that know of guesses is there */
  g_assert_cmpint (is_throttled (fixture), ==, g_strv_contains (user_data, "misses"));
  terminal_fixture_sync (fixture);
  terminal_fixture_reserve (fixture, numbers, N_AFTER);
  terminal_fixture_restart (fixture);
  g_assert_cmpuint (count_events (fixture, "ledger.db"), ==, 1);
  g_assert_cmpuint (count_events (fixture, "outbox.db"), ==, 1);
  assert_hub_hears_of_lost (fixture);
}

static void
test_outbox_gone (TerminalFixture *fixture, gconstpointer user_data)
{
  static const char *const names[] = { "outbox.db", NULL };
  guint n_sent = GPOINTER_TO_UINT (user_data);
  g_autoptr (GHashTable) numbers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) events = NULL;
  const AnjDamageEvent *event;

  for (guint i = 0; i < n_sent; i++)
    send (fixture, numbers);
  remove_files (fixture, names);
  terminal_fixture_restart (fixture);
  terminal_fixture_restart (fixture);
  events = anj_damage_list (fixture->terminal->damage);
  g_assert_cmpuint (events->len, ==, 1);
  event = events->pdata[0];
  g_assert_cmpstr (event->file, ==, "outbox.db");
  g_assert_cmpstr (event->kind, ==, n_sent > 0 ? "replaced" : "lost");
  g_assert_cmpuint (event->n, ==, n_sent);
  g_assert_cmpuint (event->n_times, ==, 1);
  g_assert_nonnull (strstr (event->detail, n_sent > 0 ? "of 3 cases is lost" : "nobody knows"));
}

static void
test_first_start (TerminalFixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (GPtrArray) events = anj_damage_list (fixture->terminal->damage);

      g_assert_cmpuint (events->len, ==, 0);
      g_assert_cmpint (anj_guess_delay_get_wait_us (fixture->terminal->guess_delay), ==, 0);
      terminal_fixture_restart (fixture);
    }
}

#define ADD(path, func, data) g_test_add (path, TerminalFixture, data, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  /* what an fsync does is not the point here */
  if (g_file_test ("/dev/shm", G_FILE_TEST_IS_DIR))
    g_setenv ("TMPDIR", "/dev/shm", TRUE);
  g_test_init (&argc, &argv, NULL);
  /* each damage is one */
  g_log_set_always_fatal (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL);

  for (gsize i = 0; i < G_N_ELEMENTS (both_gone); i++)
    {
      g_autofree char *path = g_strdup_printf (
          "/gone/ledger-and-outbox-that-are-gone-are-missed/%" G_GSIZE_FORMAT, i);

      ADD (path, test_both_gone, both_gone[i]);
    }
  ADD ("/gone/an-outbox-that-is-gone-is-told/with-its-cases", test_outbox_gone,
       GUINT_TO_POINTER (3));
  ADD ("/gone/an-outbox-that-is-gone-is-told/before-a-case", test_outbox_gone, NULL);
  g_test_add ("/gone/a-first-start-notes-no-damage", TerminalFixture, NULL, set_up_unused,
              test_first_start, tear_down);

  return g_test_run ();
}
