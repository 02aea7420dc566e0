/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a terminal does when ledger.db is damaged, or the disk cannot be written or is full.
 * Decision 0034. */

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sched.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/agent/anj-agent-error.h"
#include "app/agent/anj-reserve.h"
#include "app/agent/anj-room.h"
#include "app/agent/anj-state-files.h"
#include "app/agent/anj-terminal-private.h"
#include "app/agent/anj-ticket-mark.h"
#include "terminal-fixture.h"

#define MINUTE_US (G_GINT64_CONSTANT (60) * G_USEC_PER_SEC)
#define MIB (1024 * 1024)
#define N_BEFORE 70
#define N_AFTER 70

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
send (TerminalFixture *fixture, GHashTable *numbers)
{
  g_autoptr (AnjReservation) sent = terminal_fixture_send (fixture, "complaint", 7);

  g_hash_table_add (numbers, g_strdup (sent->number));
}

static void
miss (TerminalFixture *fixture)
{
  static const guint8 index[ANJ_CACHE_INDEX_BYTES] = { 1 };
  static const guint8 proof[ANJ_CACHE_PROOF_BYTES] = { 2 };
  g_autoptr (AnjCacheRecord) record = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *viewed = NULL;

  g_assert_true (anj_terminal_look_up (fixture->terminal, index, proof, &record, &viewed, &error));
  g_assert_no_error (error);
  g_assert_null (record);
}

static gboolean
is_throttled (TerminalFixture *fixture)
{
  return anj_guess_delay_get_wait_us (fixture->terminal->guess_delay) > 4 * MINUTE_US;
}

static AnjTerminalHealth *
examine (TerminalFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  AnjTerminalHealth *health = anj_terminal_examine (fixture->terminal, &error);

  g_assert_no_error (error);
  return health;
}

/* --- a damaged ledger --- */

static char *
path_of (TerminalFixture *fixture, const char *name)
{
  return g_build_filename (fixture->agent.state_dir, name, NULL);
}

static void
overwrite (const char *path, gsize at, const char *bytes, gsize n_bytes)
{
  int fd = open (path, O_WRONLY);

  g_assert_cmpint (pwrite (fd, bytes, n_bytes, (off_t) at), ==, (gssize) n_bytes);
  close (fd);
}

static gsize
size_of (const char *path)
{
  GStatBuf status;

  g_assert_cmpint (g_stat (path, &status), ==, 0);
  return (gsize) status.st_size;
}

typedef void (*Damage) (const char *path);

static void
make_absent (const char *path)
{
  g_assert_cmpint (g_unlink (path), ==, 0);
}

static void
make_empty (const char *path)
{
  g_assert_cmpint (truncate (path, 0), ==, 0);
}

static void
make_half (const char *path)
{
  g_assert_cmpint (truncate (path, (off_t) size_of (path) / 2), ==, 0);
}

static void
make_zeros (const char *path)
{
  gsize n_bytes = size_of (path);
  g_autofree char *zeros = g_malloc0 (n_bytes);

  overwrite (path, 0, zeros, n_bytes);
}

static void
make_text (const char *path)
{
  g_assert_true (g_file_set_contents (path, "this is no database at all\n", -1, NULL));
}

/* the version is in the header: bytes 60 to 63 */
static void
make_newer (const char *path)
{
  overwrite (path, 60, "\0\0\1\0", 4);
}

typedef struct
{
  const char *name;
  Damage damage;
  const char *kind; /* of the event */
} Case;

static const Case cases[] = {
  { "absent", make_absent, "replaced" },    { "empty", make_empty, "replaced" },
  { "truncated", make_half, NULL },         { "zeroed", make_zeros, "replaced" },
  { "no-database", make_text, "replaced" }, { "newer", make_newer, "salvaged" },
};

/* a terminal that gave numbers, took cases and heard wrong guesses; closed */
static GHashTable *
live (TerminalFixture *fixture)
{
  GHashTable *numbers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  terminal_fixture_restart (fixture);
  anj_terminal_health_free (examine (fixture));
  send (fixture, numbers);
  terminal_fixture_reserve (fixture, numbers, N_BEFORE);
  send (fixture, numbers);
  miss (fixture);
  g_clear_pointer (&fixture->terminal, anj_terminal_close);
  return numbers;
}

/* it goes on as if nothing had been, or more carefully */
static void
check_goes_on (TerminalFixture *fixture,
               GHashTable *numbers,
               guint64 n_cases,
               gboolean knows_guesses)
{
  g_autoptr (AnjTerminalHealth) health = NULL;

  terminal_fixture_restart (fixture);
  health = examine (fixture);
  g_assert_cmpstr (health->storage, ==, "good");
  g_assert_cmpuint (health->config_epoch, ==, 1);
  g_assert_cmpuint (health->config_version, ==, 1);
  g_assert_false (health->is_config_on_trial);
  g_assert_cmpuint (health->last_seq, ==, n_cases);
  g_assert_true (is_throttled (fixture) == !knows_guesses);
  terminal_fixture_reserve (fixture, numbers, N_AFTER);
  send (fixture, numbers);
}

static void
check_event (TerminalFixture *fixture, const char *file, const char *kind)
{
  g_autoptr (AnjTerminalHealth) health = examine (fixture);

  for (guint i = 0; i < health->damage->len; i++)
    {
      const AnjDamageEvent *event = health->damage->pdata[i];

      if (g_str_equal (event->file, file) && (kind == NULL || g_str_equal (event->kind, kind)))
        return;
    }
  g_error ("%s: no event", file);
}

static void
test_damaged_ledger (TerminalFixture *fixture, gconstpointer user_data)
{
  const Case *damaged = user_data;
  g_autofree char *path = path_of (fixture, "ledger.db");
  g_autoptr (GHashTable) numbers = live (fixture);

  damaged->damage (path);
  check_goes_on (fixture, numbers, 2, TRUE);
  check_event (fixture, "ledger.db", damaged->kind);
  /* once; the file, its log and what SQLite keeps beside them */
  terminal_fixture_restart (fixture);
  g_assert_cmpuint (anj_state_count_quarantine (fixture->agent.state_dir), <=, 3);
}

/* each page in turn, the schema's too */
static void
test_bad_pages (TerminalFixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autofree char *path = path_of (fixture, "ledger.db");
  g_autoptr (GHashTable) numbers = live (fixture);
  g_autofree char *whole = NULL;
  gsize n_bytes;

  g_assert_true (g_file_get_contents (path, &whole, &n_bytes, NULL));
  for (gsize at = 0; at < n_bytes; at += 4096)
    {
      g_assert_true (g_file_set_contents (path, whole, (gssize) n_bytes, NULL));
      overwrite (path, at, "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", 16);
      terminal_fixture_restart (fixture);
      terminal_fixture_reserve (fixture, numbers, 1);
      g_clear_pointer (&fixture->terminal, anj_terminal_close);
    }
}

/* ledger and the files beside it: what cases and follow-ups show is not given again */
static void
test_no_witness (TerminalFixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autofree char *ledger = path_of (fixture, "ledger.db");
  g_autofree char *tickets = path_of (fixture, "tickets");
  g_autofree char *misses = path_of (fixture, "misses");
  g_autoptr (GHashTable) numbers = live (fixture);

  make_zeros (ledger);
  make_text (tickets);
  make_text (misses);
  g_assert_cmpint (anj_ticket_mark_read (fixture->agent.state_dir), ==, 0);
  check_goes_on (fixture, numbers, 2, FALSE);
  g_assert_cmpint (anj_ticket_mark_read (fixture->agent.state_dir), >, 131072 / 8);
}

/* SQLite sees nothing of it */
static void
test_counter_went_back (TerminalFixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GHashTable) numbers = live (fixture);
  g_autoptr (GError) error = NULL;

  terminal_fixture_restart (fixture);
  g_assert_true (anj_ledger_set_mark (fixture->terminal->ledger, ANJ_MARK_TICKETS, 3, &error));
  g_assert_no_error (error);
  terminal_fixture_reserve (fixture, numbers, N_AFTER);
}

/* after one more case, as an agent that is killed: its logs stay, and have to be read */
static void
die (TerminalFixture *fixture, GHashTable *numbers)
{
  static const char *const names[] = { "ledger.db", "ledger.db-wal", "outbox.db", "outbox.db-wal" };
  char *contents[G_N_ELEMENTS (names)];
  gsize sizes[G_N_ELEMENTS (names)];

  terminal_fixture_restart (fixture);
  send (fixture, numbers);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = path_of (fixture, names[i]);

      g_assert_true (g_file_get_contents (path, &contents[i], &sizes[i], NULL));
    }
  g_clear_pointer (&fixture->terminal, anj_terminal_close);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = path_of (fixture, names[i]);

      g_assert_true (g_file_set_contents (path, contents[i], (gssize) sizes[i], NULL));
      g_free (contents[i]);
    }
}

/* a crash between the two renames */
static void
test_salvage_goes_on (TerminalFixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autofree char *path = path_of (fixture, "ledger.db");
  g_autofree char *log = path_of (fixture, "ledger.db-wal");
  g_autofree char *salvaged = path_of (fixture, "ledger.db.salvaged");
  g_autoptr (GHashTable) numbers = live (fixture);
  g_autoptr (GError) error = NULL;
  g_autofree char *old = NULL;
  gsize n_bytes;

  die (fixture, numbers);
  g_assert_true (g_file_get_contents (log, &old, &n_bytes, NULL));
  g_assert_true (anj_ledger_salvage (fixture->agent.state_dir, 1, &error));
  g_assert_no_error (error);
  g_assert_cmpint (g_rename (path, salvaged), ==, 0);
  /* what is left of the old one must not meet the new one */
  g_assert_true (g_file_set_contents (log, old, (gssize) n_bytes, NULL));
  check_goes_on (fixture, numbers, 3, TRUE);
  check_event (fixture, "ledger.db", "salvaged");
}

/* --- other files --- */

static const char *const healing[] = { "config/current.cms", "config/previous.cms", "tickets",
                                       "cache.db" };

static void
test_other_file (TerminalFixture *fixture, gconstpointer user_data)
{
  const char *name = user_data;
  g_autofree char *path = path_of (fixture, name);
  g_autoptr (GHashTable) numbers = live (fixture);
  g_autofree char *whole = NULL;
  gsize n_bytes;

  g_assert_true (g_file_get_contents (path, &whole, &n_bytes, NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (AnjTerminalHealth) health = NULL;

      g_assert_true (g_file_set_contents (path, whole, (gssize) n_bytes, NULL));
      cases[i].damage (path);
      terminal_fixture_restart (fixture);
      health = examine (fixture);
      g_assert_cmpstr (health->storage, ==, "good");
      g_assert_cmpuint (health->config_version, ==, 1);
      g_assert_cmpuint (health->last_seq, ==, 2);
      g_assert_true (health->is_synced || health->is_refetching);
      g_assert_true (health->is_synced == anj_terminal_probe_look_up (fixture->terminal, NULL));
      terminal_fixture_reserve (fixture, numbers, 1); /* also while the cache is fetched again */
      g_clear_pointer (&fixture->terminal, anj_terminal_close);
    }
}

/* --- a disk that cannot be written, or is full; only root can make one --- */

/* this process may mount from now on, seen by nobody else; FALSE: it may not */
static gboolean
begin_mounts (TerminalFixture *fixture)
{
  g_clear_pointer (&fixture->terminal, anj_terminal_close);
  if (unshare (CLONE_NEWNS) == 0 && mount (NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0)
    return TRUE;
  g_test_skip ("needs root");
  return FALSE;
}

/* a small disk of its own for @fixture's folder */
static gboolean
mount_disk (TerminalFixture *fixture, const char *size)
{
  return begin_mounts (fixture) && mount ("none", fixture->agent.state_dir, "tmpfs", 0, size) == 0;
}

/* lays a view of the folder over it that cannot be written; what is open stays so */
static void
set_writable (TerminalFixture *fixture, gboolean is_writable)
{
  const char *folder = fixture->agent.state_dir;

  if (is_writable)
    {
      g_assert_cmpint (umount2 (folder, MNT_DETACH), ==, 0);
      return;
    }
  g_assert_cmpint (mount (folder, folder, NULL, MS_BIND, NULL), ==, 0);
  g_assert_cmpint (mount (NULL, folder, NULL, MS_REMOUNT | MS_BIND | MS_RDONLY, NULL), ==, 0);
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

static void
test_read_only (TerminalFixture *fixture, gconstpointer user_data)
{
  gboolean has_log = GPOINTER_TO_INT (user_data);
  g_autoptr (GHashTable) numbers = live (fixture);
  g_autoptr (AnjTerminalHealth) health = NULL;

  if (!begin_mounts (fixture))
    return;
  if (has_log)
    die (fixture, numbers);
  set_writable (fixture, FALSE);
  terminal_fixture_restart (fixture);
  health = examine (fixture);
  g_assert_cmpstr (health->storage, ==, "read-only");
  g_assert_true (health->is_synced);
  g_assert_cmpuint (health->last_seq, ==, has_log ? 3 : 2);
  g_assert_cmpstr (((AnjDamageEvent *) health->damage->pdata[0])->kind, ==, "read-only");
  check_refused (fixture);
  for (guint i = 0; i < 3; i++) /* guesses count all the same */
    miss (fixture);
  g_assert_cmpint (anj_guess_delay_get_wait_us (fixture->terminal->guess_delay), >, 0);

  set_writable (fixture, TRUE);
  terminal_fixture_reserve (fixture, numbers, 1);
  g_assert_cmpint (anj_guess_delay_get_wait_us (fixture->terminal->guess_delay), >, 0);
  check_event (fixture, "the state directory", "read-only");
  g_clear_pointer (&fixture->terminal, anj_terminal_close);
  terminal_fixture_restart (fixture); /* and were written down later */
  g_assert_cmpuint (anj_guess_delay_get_level (fixture->terminal->guess_delay), >=, 4);
}

/* while it is in use */
static void
test_read_only_later (TerminalFixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GHashTable) numbers = live (fixture);
  g_autoptr (AnjTerminalHealth) health = NULL;

  if (!begin_mounts (fixture))
    return;
  terminal_fixture_restart (fixture);
  set_writable (fixture, FALSE);
  check_refused (fixture);
  miss (fixture);
  health = examine (fixture);
  g_assert_true (health->is_synced);
  set_writable (fixture, TRUE);
  send (fixture, numbers);
}

/* takes all of the disk but @n_bytes */
static void
fill (TerminalFixture *fixture, gint64 n_bytes)
{
  g_autofree char *path = path_of (fixture, "other");
  gint64 n_free = anj_room_read_free_bytes (fixture->agent.state_dir);
  int fd = open (path, O_CREAT | O_WRONLY, 0600);

  g_assert_cmpint (
      posix_fallocate (fd, (off_t) lseek (fd, 0, SEEK_END), (off_t) (n_free - n_bytes)), ==, 0);
  close (fd);
}

/* what the screen says before anybody begins to write */
static gboolean
is_told_full (TerminalFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjTerminalHealth) health = anj_terminal_examine (fixture->terminal, &error);

  g_assert_no_error (error);
  return health->is_full;
}

static void
test_reserve (TerminalFixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (AnjReservation) reservation = NULL;
  g_autoptr (AnjReservation) second = NULL;
  g_autoptr (GHashTable) numbers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *other = path_of (fixture, "other");

  if (!mount_disk (fixture, "size=40m"))
    return;
  terminal_fixture_restart (fixture);
  terminal_fixture_sync (fixture);
  anj_terminal_use_reserve (fixture->terminal);
  g_assert_true (anj_reserve_is_taken (fixture->agent.state_dir));

  /* the number is given, then the disk fills: the case is kept for the price of the reserve */
  reservation = anj_terminal_reserve (fixture->terminal, "complaint", &error);
  g_assert_no_error (error);
  g_assert_false (is_told_full (fixture));
  fill (fixture, 0);
  g_assert_true (terminal_fixture_submit (fixture, reservation, 7, MIB, &error));
  g_assert_no_error (error);
  g_assert_true (is_told_full (fixture));
  g_assert_false (anj_reserve_is_taken (fixture->agent.state_dir));

  /* no further number, though there are some MiB: what was promised comes first */
  second = anj_terminal_reserve (fixture->terminal, "complaint", &error);
  g_assert_error (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_FULL);
  g_clear_error (&error);
  g_assert_null (second);

  g_assert_cmpint (g_unlink (other), ==, 0);
  send (fixture, numbers);
  g_assert_true (anj_reserve_is_taken (fixture->agent.state_dir));
  g_clear_pointer (&fixture->terminal, anj_terminal_close);
  umount2 (fixture->agent.state_dir, MNT_DETACH);
}

/* the hub's word over all cases made so far, none of them in its backup yet */
static void
receive (TerminalFixture *fixture)
{
  g_autoptr (AnjReceipt) receipt = anj_receipt_new ();
  g_autoptr (GBytes) der = NULL;
  g_autoptr (GError) error = NULL;
  AnjOutboxState state;

  anj_outbox_get_state (fixture->terminal->outbox, &state);
  receipt->terminal = g_strdup (AGENT_TERMINAL);
  receipt->hub_generation = g_strdup ("g1");
  receipt->first_seq = 1;
  receipt->last_seq = state.last_seq;
  receipt->time_us = fixture->agent.real_us;
  memcpy (receipt->head, state.head, sizeof receipt->head);
  der = agent_receipt_sign (&fixture->agent, receipt);
  g_assert_true (anj_terminal_apply_receipt (fixture->terminal, der, &error));
  g_assert_no_error (error);
}

static void
send_large (TerminalFixture *fixture, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (AnjReservation)
          reservation = anj_terminal_reserve (fixture->terminal, "complaint", &error);

      g_assert_no_error (error);
      g_assert_true (terminal_fixture_submit (fixture, reservation, 7, MIB, &error));
      g_assert_no_error (error);
    }
}

/* numbers are given again for the price of the oldest that the hub has */
static void
test_kept_leave_oldest_first (TerminalFixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GHashTable) numbers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) entries = NULL;
  AnjOutboxState state;

  if (!mount_disk (fixture, "size=96m"))
    return;
  terminal_fixture_restart (fixture);
  terminal_fixture_sync (fixture);
  send_large (fixture, 24);
  receive (fixture);
  send_large (fixture, 2);
  fill (fixture, 4 * MIB);
  anj_terminal_use_reserve (fixture->terminal);
  terminal_fixture_reserve (fixture, numbers, 1);
  anj_outbox_get_state (fixture->terminal->outbox, &state);
  g_assert_cmpuint (state.n_waiting, ==, 2);
  g_assert_cmpuint (state.front_seq, >=, 15); /* 16 MiB, and not much more */
  g_assert_cmpuint (state.n_kept, ==, 24 - state.front_seq);
  g_assert_cmpuint (state.n_kept, >, 0);
  entries = anj_outbox_read (fixture->terminal->outbox, 0, 99, G_MAXSIZE, NULL);
  g_assert_cmpuint (entries->len, ==, state.n_kept + 2);
  g_assert_cmpuint (((AnjOutboxEntry *) entries->pdata[0])->seq, ==, state.front_seq + 1);
  g_clear_pointer (&fixture->terminal, anj_terminal_close);
  umount2 (fixture->agent.state_dir, MNT_DETACH);
}

/* a full disk at the start: the reserve lets it open */
static void
test_full_at_start (TerminalFixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (AnjTerminalHealth) health = NULL;

  if (!mount_disk (fixture, "size=40m"))
    return;
  terminal_fixture_restart (fixture);
  terminal_fixture_sync (fixture);
  anj_terminal_use_reserve (fixture->terminal);
  g_clear_pointer (&fixture->terminal, anj_terminal_close);
  fill (fixture, 0);
  terminal_fixture_restart (fixture);
  health = examine (fixture);
  g_assert_cmpstr (health->storage, ==, "good");
  g_assert_true (health->is_synced);
  g_clear_pointer (&fixture->terminal, anj_terminal_close);
  umount2 (fixture->agent.state_dir, MNT_DETACH);
}

/* --- the book of damage --- */

static void
test_book (TerminalFixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  AnjDamage *damage = fixture->terminal->damage;
  g_autoptr (GPtrArray) events = NULL;
  const AnjDamageEvent *event;

  anj_damage_note (damage, "cache.db", ANJ_DAMAGE_REPLACED, 0, "first");
  anj_damage_set_ledger (damage, NULL);
  anj_damage_note (damage, "outbox.db", ANJ_DAMAGE_LOST, 2, "second");
  anj_damage_note (damage, "outbox.db", ANJ_DAMAGE_LOST, 3, "second");
  anj_damage_set_ledger (damage, anj_ledger_get_db (fixture->terminal->ledger));
  terminal_fixture_restart (fixture);
  events = anj_damage_list (fixture->terminal->damage);
  g_assert_cmpuint (events->len, ==, 2);
  event = events->pdata[0];
  g_assert_cmpstr (event->file, ==, "outbox.db");
  g_assert_cmpstr (event->kind, ==, "lost");
  g_assert_cmpuint (event->n, ==, 5);
  g_assert_cmpuint (event->n_times, ==, 2);
  event = events->pdata[1];
  g_assert_cmpstr (event->detail, ==, "first");
}

static void
check_newest (TerminalFixture *fixture, const char *detail, gboolean is_unsure, gint64 time_us)
{
  g_autoptr (GPtrArray) events = anj_damage_list (fixture->terminal->damage);
  const AnjDamageEvent *event = events->pdata[0];

  g_assert_cmpstr (event->detail, ==, detail);
  g_assert_true (event->is_unsure == is_unsure);
  g_assert_cmpint (event->first_us, ==, time_us);
  g_assert_cmpint (event->last_us, ==, time_us);
}

/* before the hub has told the time, and after that */
static void
test_book_without_time (TerminalFixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  gint64 told_us = fixture->agent.real_us + G_GINT64_CONSTANT (1000) * 24 * 60 * MINUTE_US;
  gint64 floor_us = anj_time_sense_floor_us (fixture->terminal->time);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (floor_us, >, G_GINT64_CONSTANT (50) * 365 * 24 * 60 * MINUTE_US); /* not 1970 */
  anj_damage_note (fixture->terminal->damage, "cache.db", ANJ_DAMAGE_REPLACED, 0, "of this run");
  check_newest (fixture, "of this run", TRUE, floor_us);
  fixture->agent.monotonic_us += 60 * MINUTE_US;
  g_assert_true (anj_terminal_hear_time (fixture->terminal, told_us, &error));
  check_newest (fixture, "of this run", FALSE, told_us - 60 * MINUTE_US);

  /* the machine was off: nobody will ever know */
  terminal_fixture_restart (fixture);
  check_newest (fixture, "of this run", FALSE, told_us - 60 * MINUTE_US);
  floor_us = anj_time_sense_floor_us (fixture->terminal->time);
  anj_damage_note (fixture->terminal->damage, "cache.db", ANJ_DAMAGE_REPLACED, 0, "before a cut");
  terminal_fixture_restart (fixture);
  g_assert_true (anj_terminal_hear_time (fixture->terminal, told_us, &error));
  check_newest (fixture, "before a cut", TRUE, floor_us);
}

/* found by the very first thing that is opened */
static void
test_lost_ledger_has_a_time (TerminalFixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autofree char *path = path_of (fixture, "ledger.db");
  g_autoptr (GHashTable) numbers = live (fixture);
  g_autoptr (GPtrArray) events = NULL;

  make_zeros (path);
  terminal_fixture_restart (fixture);
  events = anj_damage_list (fixture->terminal->damage);
  for (guint i = 0; i < events->len; i++)
    g_assert_cmpint (((AnjDamageEvent *) events->pdata[i])->first_us, >,
                     G_GINT64_CONSTANT (50) * 365 * 24 * 60 * MINUTE_US);
  g_assert_cmpuint (events->len, >, 0);
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

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/storage/a-ledger-is-salvaged-or-begun-anew/",
                                           cases[i].name, NULL);

      ADD (path, test_damaged_ledger, &cases[i]);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (healing); i++)
    {
      g_autofree char *path = g_strconcat ("/storage/any-damage-heals-of/", healing[i], NULL);

      ADD (path, test_other_file, healing[i]);
    }
  ADD ("/storage/a-ledger-with-any-bad-page-gives-no-number-twice", test_bad_pages, NULL);
  ADD ("/storage/cases-alone-keep-numbers-from-being-given-twice", test_no_witness, NULL);
  ADD ("/storage/a-counter-that-decayed-gives-no-number-twice", test_counter_went_back, NULL);
  ADD ("/storage/a-salvage-cut-in-half-goes-on", test_salvage_goes_on, NULL);
  ADD ("/storage/what-cannot-be-written-answers-and-accepts-nothing", test_read_only,
       GINT_TO_POINTER (FALSE));
  ADD ("/storage/a-log-that-was-left-is-read", test_read_only, GINT_TO_POINTER (TRUE));
  ADD ("/storage/what-cannot-be-written-any-more-comes-back", test_read_only_later, NULL);
  ADD ("/storage/a-number-that-was-given-is-kept-on-a-full-disk", test_reserve, NULL);
  ADD ("/storage/on-a-full-disk-what-the-hub-has-leaves-oldest-first", test_kept_leave_oldest_first,
       NULL);
  ADD ("/storage/a-full-disk-starts", test_full_at_start, NULL);
  ADD ("/storage/the-book-keeps-what-happened", test_book, NULL);
  ADD ("/storage/what-happened-at-an-unknown-time-gets-it-from-the-hub", test_book_without_time,
       NULL);
  ADD ("/storage/a-lost-ledger-does-not-lie-in-1970", test_lost_ledger_has_a_time, NULL);

  return g_test_run ();
}
