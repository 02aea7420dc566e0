/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a terminal does when ledger.db, outbox.db or cache.db is removed, moved away or exchanged
 * under the agent. Decision 0034. */

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/agent/anj-agent-error.h"
#include "app/agent/anj-terminal-private.h"
#include "terminal-fixture.h"

#define SECOND_US ((gint64) G_USEC_PER_SEC)

static void
set_up (TerminalFixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  terminal_fixture_init (fixture);
  terminal_fixture_sync (fixture);
  terminal_fixture_restart (fixture);
}

static void
tear_down (TerminalFixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  terminal_fixture_clear (fixture);
}

static char *
path_of (TerminalFixture *fixture, const char *name)
{
  return g_build_filename (fixture->agent.state_dir, name, NULL);
}

/* a number that nobody had, and its case */
static void
send (TerminalFixture *fixture, GHashTable *numbers)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjReservation)
      reservation = anj_terminal_reserve (fixture->terminal, "complaint", &error);
  g_autoptr (GBytes) payload = agent_text ("sealed words");
  g_autoptr (GBytes) header = NULL;
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  text = terminal_fixture_header (fixture, reservation->id, reservation->number,
                                  /* anonymous */ FALSE, 7);
  header = agent_text (text);
  g_assert_true (
      anj_terminal_submit (fixture->terminal, reservation, header, payload, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (g_hash_table_add (numbers, g_strdup (reservation->number)));
}

static GHashTable *
numbers_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

static AnjTerminalHealth *
examine (TerminalFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  AnjTerminalHealth *health = anj_terminal_examine (fixture->terminal, &error);

  g_assert_no_error (error);
  return health;
}

static guint
count_events (TerminalFixture *fixture, const char *file, const char *kind)
{
  g_autoptr (AnjTerminalHealth) health = examine (fixture);
  guint n = 0;

  for (guint i = 0; i < health->damage->len; i++)
    {
      const AnjDamageEvent *event = health->damage->pdata[i];

      if (g_str_equal (event->file, file))
        {
          g_assert_cmpstr (event->kind, ==, kind);
          n += event->n_times;
        }
    }
  return n;
}

/* --- ways to take a file away; each leaves it open --- */

typedef void (*Take) (const char *path);

static void
take_file (const char *path)
{
  g_assert_cmpint (g_unlink (path), ==, 0);
}

static void
take_log (const char *path)
{
  g_autofree char *log = g_strconcat (path, "-wal", NULL);

  g_assert_cmpint (g_unlink (log), ==, 0);
}

static void
take_all (const char *path)
{
  g_autofree char *memory = g_strconcat (path, "-shm", NULL);

  take_log (path);
  take_file (path);
  g_assert_cmpint (g_unlink (memory), ==, 0);
}

static char *
move_away (const char *path)
{
  char *away = g_strconcat (path, ".away", NULL);

  g_assert_cmpint (g_rename (path, away), ==, 0);
  return away;
}

static void
take_by_moving (const char *path)
{
  g_free (move_away (path));
}

/* what it was before its log was written into it */
static void
take_for_older_copy (const char *path)
{
  g_autofree char *content = NULL;
  gsize n_bytes;

  g_assert_true (g_file_get_contents (path, &content, &n_bytes, NULL));
  g_free (move_away (path));
  g_assert_true (g_file_set_contents (path, content, (gssize) n_bytes, NULL));
}

static void
take_for_text (const char *path)
{
  take_all (path);
  g_assert_true (g_file_set_contents (path, "no database\n", -1, NULL));
}

static void
take_for_link (const char *path)
{
  g_autofree char *away = move_away (path);

  g_assert_cmpint (symlink (away, path), ==, 0);
}

static void
take_for_folder (const char *path)
{
  g_autofree char *inside = g_build_filename (path, "inside", NULL);

  take_file (path);
  g_assert_cmpint (g_mkdir_with_parents (inside, 0700), ==, 0);
}

static void
take_for_fifo (const char *path)
{
  take_file (path);
  g_assert_cmpint (mkfifo (path, 0600), ==, 0);
}

typedef struct
{
  const char *name;
  Take take;
} Way;

/* the last ones put something there that is no plain file */
#define N_NOT_PLAIN 3

static const Way ways[] = {
  { "removed", take_file },
  { "log-removed", take_log },
  { "all-removed", take_all },
  { "moved", take_by_moving },
  { "exchanged-for-older-copy", take_for_older_copy },
  { "exchanged-for-text", take_for_text },
  { "exchanged-for-link", take_for_link },
  { "exchanged-for-folder", take_for_folder },
  { "exchanged-for-fifo", take_for_fifo },
};

/* --- --- */

/* what a power cut now would leave: the logs are not written into the files */
static void
cut_power (TerminalFixture *fixture)
{
  static const char *const names[] = { "ledger.db", "ledger.db-wal", "outbox.db", "outbox.db-wal" };
  char *contents[G_N_ELEMENTS (names)] = { NULL };
  gsize sizes[G_N_ELEMENTS (names)];

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = path_of (fixture, names[i]);

      g_file_get_contents (path, &contents[i], &sizes[i], NULL);
    }
  g_clear_pointer (&fixture->terminal, anj_terminal_close);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = path_of (fixture, names[i]);

      if (contents[i] != NULL)
        g_assert_true (g_file_set_contents (path, contents[i], (gssize) sizes[i], NULL));
      else
        g_unlink (path);
      g_free (contents[i]);
    }
  terminal_fixture_restart (fixture);
}

static void
check_whole (TerminalFixture *fixture, guint n_cases)
{
  g_autoptr (AnjTerminalHealth) health = examine (fixture);

  g_assert_cmpstr (health->storage, ==, "good");
  g_assert_cmpuint (health->last_seq, ==, n_cases);
  g_assert_cmpuint (health->n_waiting, ==, n_cases);
  g_assert_cmpuint (health->n_lost + health->n_unsure, ==, 0);
  g_assert_cmpuint (health->config_version, ==, 1);
  g_assert_cmpint (anj_guess_delay_get_wait_us (fixture->terminal->guess_delay), ==, 0);
}

static void
test_taken (TerminalFixture *fixture, gconstpointer user_data)
{
  static const char *const names[] = { "ledger.db", "outbox.db" };
  const Way *way = user_data;
  g_autoptr (GHashTable) numbers = numbers_new ();

  send (fixture, numbers);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = path_of (fixture, names[i]);
      guint n_before = g_hash_table_size (numbers);

      send (fixture, numbers);
      way->take (path);
      send (fixture, numbers);
      g_assert_cmpuint (count_events (fixture, names[i], "removed"), ==, 1);
      check_whole (fixture, n_before + 2);
      cut_power (fixture);
      check_whole (fixture, n_before + 2);
      g_assert_cmpuint (count_events (fixture, names[i], "removed"), ==, 1);
    }
}

/* what is no plain file when the agent starts */
static void
test_at_start (TerminalFixture *fixture, gconstpointer user_data)
{
  static const char *const names[] = { "ledger.db", "outbox.db", "cache.db" };
  const Way *way = user_data;
  g_autoptr (GHashTable) numbers = numbers_new ();

  anj_terminal_health_free (examine (fixture));
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = path_of (fixture, names[i]);
      g_autoptr (AnjTerminalHealth) health = NULL;

      send (fixture, numbers);
      g_clear_pointer (&fixture->terminal, anj_terminal_close);
      way->take (path);
      terminal_fixture_restart (fixture);
      health = examine (fixture);
      g_assert_cmpstr (health->storage, ==, "good");
      g_assert_true (g_file_test (path, G_FILE_TEST_IS_REGULAR));
      g_assert_false (g_file_test (path, G_FILE_TEST_IS_SYMLINK));
      send (fixture, numbers);
      if (way->take == take_for_link) /* what it led to was read */
        g_assert_cmpuint (health->n_lost + health->n_unsure, ==, 0);
    }
}

/* both at once, noticed by nobody before the end of the run */
static void
test_at_end (TerminalFixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autofree char *ledger = path_of (fixture, "ledger.db");
  g_autofree char *outbox = path_of (fixture, "outbox.db");
  g_autoptr (GHashTable) numbers = numbers_new ();
  g_autoptr (GError) error = NULL;

  send (fixture, numbers);
  take_all (ledger);
  take_all (outbox);
  g_assert_true (anj_terminal_note_end (fixture->terminal, &error));
  g_assert_no_error (error);
  terminal_fixture_restart (fixture);
  check_whole (fixture, 1);
  send (fixture, numbers);
}

/* the power goes when the new one is whole and the other one still bears the name */
static void
test_cut (TerminalFixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autofree char *path = path_of (fixture, "outbox.db");
  g_autoptr (GHashTable) numbers = numbers_new ();
  g_autoptr (GError) error = NULL;

  send (fixture, numbers);
  send (fixture, numbers);
  take_for_text (path);
  g_assert_true (anj_terminal_rescue (fixture->terminal, &error));
  g_assert_no_error (error);
  cut_power (fixture);
  check_whole (fixture, 2);
  g_assert_cmpuint (count_events (fixture, "outbox.db", "salvaged"), ==, 1);
}

static void
check_refused (TerminalFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjReservation)
      reservation = anj_terminal_reserve (fixture->terminal, "complaint", &error);

  g_assert_error (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_UNAVAILABLE);
  g_assert_cmpstr (error->message, ==, "storage");
}

/* what is open is all there is: it is held, and sent, until there is a place for it */
static void
test_no_place (TerminalFixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autofree char *path = path_of (fixture, "outbox.db");
  g_autofree char *hindrance = path_of (fixture, "outbox.db.salvaging/inside");
  g_autofree char *folder = path_of (fixture, "outbox.db.salvaging");
  g_autoptr (GHashTable) numbers = numbers_new ();
  g_autoptr (GBytes) batch = NULL;
  g_autoptr (GError) error = NULL;

  send (fixture, numbers);
  g_assert_cmpint (g_mkdir_with_parents (hindrance, 0700), ==, 0);
  take_all (path);
  check_refused (fixture);
  check_refused (fixture);
  batch = anj_terminal_make_batch (fixture->terminal, 0, &error);
  g_assert_no_error (error);
  g_assert_nonnull (batch);
  g_assert_cmpuint (count_events (fixture, "the state directory", "disk-error"), ==, 1);

  g_assert_cmpint (g_rmdir (hindrance), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
  fixture->agent.monotonic_us += 10 * SECOND_US;
  send (fixture, numbers);
  cut_power (fixture);
  check_whole (fixture, 2);
}

/* the records come from the hub again */
static void
test_cache (TerminalFixture *fixture, gconstpointer user_data)
{
  const Way *way = user_data;
  g_autofree char *path = path_of (fixture, "cache.db");
  g_autoptr (GHashTable) numbers = numbers_new ();
  g_autoptr (AnjTerminalHealth) before = examine (fixture);
  g_autoptr (AnjTerminalHealth) after = NULL;

  g_assert_true (before->is_synced);
  way->take (path);
  send (fixture, numbers);
  terminal_fixture_sync (fixture);
  g_assert_true (anj_terminal_probe_look_up (fixture->terminal, NULL));
  after = examine (fixture);
  g_assert_true (after->is_synced);
  g_assert_cmpstr (((AnjDamageEvent *) after->damage->pdata[after->damage->len - 1])->kind, ==,
                   "removed");
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

  for (gsize i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      g_autofree char *path = g_strconcat ("/taken/what-is-taken-away-is-there-again/",
                                           ways[i].name, NULL);
      g_autofree char *cache = g_strconcat ("/taken/a-cache-that-is-taken-is-fetched-again/",
                                            ways[i].name, NULL);

      ADD (path, test_taken, &ways[i]);
      ADD (cache, test_cache, &ways[i]);
    }
  for (gsize i = G_N_ELEMENTS (ways) - N_NOT_PLAIN; i < G_N_ELEMENTS (ways); i++)
    {
      g_autofree char *path = g_strconcat ("/taken/no-plain-file-gives-way-at-the-start/",
                                           ways[i].name, NULL);

      ADD (path, test_at_start, &ways[i]);
    }
  ADD ("/taken/what-nobody-asked-for-is-there-after-the-end", test_at_end, NULL);
  ADD ("/taken/a-power-cut-before-the-names-change-loses-nothing", test_cut, NULL);
  ADD ("/taken/without-a-place-for-it-it-is-held-open", test_no_place, NULL);

  return g_test_run ();
}
