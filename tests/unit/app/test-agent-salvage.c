/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A terminal whose outbox.db is damaged: what goes on, what is named, who is told. */

#include <glib/gstdio.h>
#include <string.h>

#include "app/agent/anj-agent-error.h"
#include "app/agent/anj-state-files.h"
#include "app/agent/anj-terminal-private.h"
#include "core/anj-hex.h"
#include "core/anj-json.h"
#include "terminal-fixture.h"

#define RIGHT 7
#define WRONG 8
#define N_SENT 4
#define N_BIG 5
#define BIG_PAYLOAD_BYTES (1024 * 1024)

typedef struct
{
  TerminalFixture terminal;
  AnjReservation *sent[N_BIG + 1];
  guint n_sent;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  terminal_fixture_init (&fixture->terminal);
  terminal_fixture_sync (&fixture->terminal);
}

static void
tear_down (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  for (guint i = 0; i < G_N_ELEMENTS (fixture->sent); i++)
    g_clear_pointer (&fixture->sent[i], anj_reservation_free);
  terminal_fixture_clear (&fixture->terminal);
}

static void
send_one (Fixture *fixture, const char *kind)
{
  fixture->sent[fixture->n_sent++] = terminal_fixture_send (&fixture->terminal, kind, RIGHT);
}

static void
send_all (Fixture *fixture)
{
  for (guint i = 0; i < N_SENT; i++)
    send_one (fixture, "complaint");
}

static AnjOutboxState
get_state (Fixture *fixture)
{
  AnjOutboxState state;

  anj_outbox_get_state (fixture->terminal.terminal->outbox, &state);
  return state;
}

/* (transfer full): what is sent next */
static JsonObject *
make_batch (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) body = anj_terminal_make_batch (fixture->terminal.terminal, 0, &error);
  JsonObject *object;

  g_assert_no_error (error);
  g_assert_nonnull (body);
  object = anj_json_parse_object (body, &error);
  g_assert_no_error (error);
  return object;
}

/* the hub's word over all; @n_lost of the cases up to @last_lost it never had */
static void
receive (Fixture *fixture, guint64 last_lost, guint n_lost, guint64 backed_up_seq)
{
  g_autoptr (AnjReceipt) receipt = anj_receipt_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) der = NULL;
  AnjOutboxState state = get_state (fixture);
  AnjSeqRange range = { last_lost - n_lost + 1, last_lost };

  receipt->terminal = g_strdup (AGENT_TERMINAL);
  receipt->first_seq = 1;
  receipt->last_seq = state.last_seq;
  receipt->backed_up_seq = backed_up_seq;
  receipt->hub_generation = g_strdup ("g1");
  receipt->time_us = fixture->terminal.agent.real_us;
  memcpy (receipt->head, state.head, sizeof receipt->head);
  if (n_lost > 0)
    g_array_append_val (receipt->lost, range);
  der = agent_receipt_sign (&fixture->terminal.agent, receipt);
  g_assert_true (anj_terminal_apply_receipt (fixture->terminal.terminal, der, &error));
  g_assert_no_error (error);
}

/* flips a bit of the oldest case's @column while the terminal is off */
static void
damage_oldest (Fixture *fixture, const char *column)
{
  g_clear_pointer (&fixture->terminal.terminal, anj_terminal_close);
  agent_flip_blob (&fixture->terminal.agent, "outbox.db", "entry", column);
  terminal_fixture_restart (&fixture->terminal);
}

static guint
count_events (Fixture *fixture, const char *kind)
{
  g_autoptr (GPtrArray) events = anj_damage_list (fixture->terminal.terminal->damage);
  guint n = 0;

  for (guint i = 0; i < events->len; i++)
    n += g_str_equal (((AnjDamageEvent *) events->pdata[i])->kind, kind);
  return n;
}

static void
test_one_case (Fixture *fixture, gconstpointer column)
{
  g_autoptr (JsonObject) body = NULL;
  g_autoptr (GBytes) link = NULL;
  g_autoptr (AnjLink) parsed = NULL;
  g_autofree char *prev = NULL;
  JsonArray *cases, *lost;
  JsonObject *gap;

  send_all (fixture);
  damage_oldest (fixture, column);
  g_assert_cmpuint (get_state (fixture).n_waiting, ==, 3);
  g_assert_cmpuint (get_state (fixture).n_unsure, ==, 1);
  g_assert_cmpuint (get_state (fixture).last_seq, ==, 4);
  g_assert_cmpuint (count_events (fixture, "salvaged"), ==, 1);
  /* file, and its log if there was one */
  g_assert_cmpuint (anj_state_count_quarantine (fixture->terminal.agent.state_dir), >=, 1);

  body = make_batch (fixture);
  cases = anj_json_get_array (body, "submissions");
  lost = anj_json_get_array (body, "lost");
  g_assert_cmpuint (json_array_get_length (cases), ==, 3);
  g_assert_cmpuint (json_array_get_length (lost), ==, 1);
  gap = json_array_get_object_element (lost, 0);
  g_assert_cmpint (anj_json_get_int (gap, "first_seq", 0), ==, 1);
  g_assert_cmpint (anj_json_get_int (gap, "last_seq", 0), ==, 1);
  link = agent_text (anj_json_get_string (json_array_get_object_element (cases, 0), "link", ""));
  parsed = anj_link_parse (link, NULL);
  prev = anj_hex_encode (parsed->prev, sizeof parsed->prev);
  g_assert_cmpstr (anj_json_get_string (gap, "head", NULL), ==, prev);
}

/* outbox.db and its log as they are now */
typedef struct
{
  GBytes *file;
  GBytes *log;
} Copy;

static void
copy_clear (Copy *self)
{
  g_clear_pointer (&self->file, g_bytes_unref);
  g_clear_pointer (&self->log, g_bytes_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Copy, copy_clear)

static void
take_copy (Fixture *fixture, const char *name, Copy *out_copy)
{
  g_autofree char *log = g_strconcat (name, "-wal", NULL);

  out_copy->file = anj_state_read (fixture->terminal.agent.state_dir, name, NULL);
  out_copy->log = anj_state_read (fixture->terminal.agent.state_dir, log, NULL);
}

static void
put_back (Fixture *fixture, const char *name, const Copy *copy)
{
  g_autofree char *log = g_strconcat (name, "-wal", NULL);
  const char *state_dir = fixture->terminal.agent.state_dir;

  g_assert_true (anj_state_write (state_dir, name, copy->file, NULL));
  g_assert_true (anj_state_write (state_dir, log, copy->log, NULL));
}

static void
test_lost_tail (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (JsonObject) body = NULL;
  g_auto (Copy) copy = { 0 };
  g_autofree char *head = NULL;
  AnjOutboxState before;
  JsonObject *gap;

  send_one (fixture, "complaint");
  send_one (fixture, "complaint");
  take_copy (fixture, "outbox.db", &copy);
  send_one (fixture, "complaint");
  before = get_state (fixture);
  g_clear_pointer (&fixture->terminal.terminal, anj_terminal_close);
  put_back (fixture, "outbox.db", &copy);
  terminal_fixture_restart (&fixture->terminal);

  g_assert_cmpuint (get_state (fixture).n_unsure, ==, 1);
  send_one (fixture, "complaint");
  g_assert_cmpuint (get_state (fixture).last_seq, ==, 4);
  body = make_batch (fixture);
  gap = json_array_get_object_element (anj_json_get_array (body, "lost"), 0);
  head = anj_hex_encode (before.head, sizeof before.head);
  g_assert_cmpint (anj_json_get_int (gap, "first_seq", 0), ==, 3);
  g_assert_cmpstr (anj_json_get_string (gap, "head", NULL), ==, head);
}

/* outbox and ledger of the same moment: nothing here tells; the hub does */
static void
test_older_copy (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_auto (Copy) outbox = { 0 };
  g_auto (Copy) ledger = { 0 };
  g_autoptr (GError) error = NULL;

  send_one (fixture, "complaint");
  take_copy (fixture, "outbox.db", &outbox);
  take_copy (fixture, "ledger.db", &ledger);
  send_one (fixture, "complaint");
  g_clear_pointer (&fixture->terminal.terminal, anj_terminal_close);
  put_back (fixture, "outbox.db", &outbox);
  put_back (fixture, "ledger.db", &ledger);
  terminal_fixture_restart (&fixture->terminal);

  g_assert_cmpuint (get_state (fixture).last_seq, ==, 1);
  g_assert_cmpuint (get_state (fixture).n_unsure, ==, 0);
  g_assert_true (anj_terminal_rewind (fixture->terminal.terminal, 2, &error));
  g_assert_null (anj_terminal_reserve (fixture->terminal.terminal, "complaint", &error));
  g_assert_error (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_UNAVAILABLE);
}

/* (transfer full): the state's word, or the error's */
static char *
ask (Fixture *fixture, AnjTicketSource source, const char *number, guint8 follow_byte)
{
  guint8 follow[ANJ_FOLLOW_BYTES];
  g_autofree char *text = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GBytes) answer = NULL;
  g_autoptr (JsonObject) state = NULL;
  g_autoptr (GError) error = NULL;
  AnjTicketOutcome outcome;

  memset (follow, follow_byte, sizeof follow);
  outcome = anj_terminal_find_ticket (fixture->terminal.terminal, source, AGENT_REGION, number,
                                      follow, &text, &answer, &error);
  if (outcome == ANJ_TICKET_ASK_HUB)
    return g_strdup ("ask-hub");
  if (outcome == ANJ_TICKET_FAILED)
    return g_strdup (error->message);
  bytes = agent_text (text);
  state = anj_json_parse_object (bytes, NULL);
  return g_strdup (anj_json_get_string (state, "state", ""));
}

static void
assert_told (Fixture *fixture,
             AnjTicketSource source,
             const char *number,
             guint8 follow_byte,
             const char *word)
{
  g_autofree char *told = ask (fixture, source, number, follow_byte);

  g_assert_cmpstr (told, ==, word);
}

static void
test_follow (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  const char *lost, *kept;

  send_all (fixture);
  damage_oldest (fixture, "payload");
  lost = fixture->sent[0]->number;
  kept = fixture->sent[1]->number;
  /* maybe the hub has it */
  assert_told (fixture, ANJ_TICKET_LAST_KNOWN, lost, RIGHT, "ask-hub");
  assert_told (fixture, ANJ_TICKET_LAST_KNOWN, kept, RIGHT, "waiting");
  assert_told (fixture, ANJ_TICKET_UNKNOWN_TO_HUB, lost, RIGHT, "lost");
  assert_told (fixture, ANJ_TICKET_UNKNOWN_TO_HUB, kept, RIGHT, "waiting");
  receive (fixture, 1, 1, 0);
  g_assert_cmpuint (get_state (fixture).n_lost, ==, 1);
  g_assert_cmpuint (count_events (fixture, "lost"), ==, 1);
  assert_told (fixture, ANJ_TICKET_LAST_KNOWN, lost, RIGHT, "lost");
  assert_told (fixture, ANJ_TICKET_LAST_KNOWN, kept, RIGHT, "received");
  assert_told (fixture, ANJ_TICKET_LAST_KNOWN, lost, WRONG, "ticket-unknown");
  assert_told (fixture, ANJ_TICKET_UNKNOWN_TO_HUB, lost, WRONG, "ticket-unknown");
  assert_told (fixture, ANJ_TICKET_UNKNOWN_TO_HUB, "AAA-0000-A", RIGHT, "ticket-unknown");
  receive (fixture, 1, 1, 0); /* the same word twice is one loss */
  g_assert_cmpuint (get_state (fixture).n_lost, ==, 1);
  terminal_fixture_restart (&fixture->terminal);
  g_assert_cmpuint (get_state (fixture).n_lost, ==, 1);
  assert_told (fixture, ANJ_TICKET_LAST_KNOWN, lost, RIGHT, "lost");
}

/* what the hub said of the first damage is not forgotten over the second */
static void
test_damaged_again (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;

  send_all (fixture);
  damage_oldest (fixture, "payload");
  receive (fixture, 1, 1, 0);
  g_assert_true (anj_db_exec (anj_outbox_get_db (fixture->terminal.terminal->outbox),
                              "UPDATE entry SET payload = zeroblob (12) WHERE seq = 3", &error));
  terminal_fixture_restart (&fixture->terminal);
  g_assert_cmpuint (count_events (fixture, "salvaged"), ==, 2);
  g_assert_cmpuint (get_state (fixture).n_lost, ==, 1);
  g_assert_cmpuint (get_state (fixture).n_unsure, ==, 0);
  assert_told (fixture, ANJ_TICKET_LAST_KNOWN, fixture->sent[0]->number, RIGHT, "lost");
}

static void
test_held_by_the_hub (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  send_all (fixture);
  damage_oldest (fixture, "sealed");
  receive (fixture, 0, 0, 4);
  g_assert_cmpuint (get_state (fixture).n_lost, ==, 0);
  g_assert_cmpuint (get_state (fixture).n_unsure, ==, 0);
  g_assert_cmpuint (get_state (fixture).front_seq, ==, 4);
  g_assert_cmpuint (count_events (fixture, "lost"), ==, 0);
  terminal_fixture_restart (&fixture->terminal);
  g_assert_cmpuint (get_state (fixture).front_seq, ==, 4);
}

static void
test_anything (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const contents[] = { "", "not a database", "SQLite format 3" };

  send_all (fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (contents); i++)
    {
      g_autoptr (GBytes) content = agent_text (contents[i]);

      g_clear_pointer (&fixture->terminal.terminal, anj_terminal_close);
      g_assert_true (
          anj_state_write (fixture->terminal.agent.state_dir, "outbox.db", content, NULL));
      terminal_fixture_restart (&fixture->terminal);
      g_assert_cmpuint (get_state (fixture).last_seq, ==, 4);
      g_assert_cmpuint (get_state (fixture).n_unsure, ==, 4);
    }
}

/* the agent is killed, and what its log was of is taken away or emptied: @name */
static void
leave_lone_log (Fixture *fixture, const char *name, gboolean is_emptied, const Copy *killed)
{
  const char *state_dir = fixture->terminal.agent.state_dir;
  g_autofree char *path = g_build_filename (state_dir, name, NULL);
  g_autofree char *shared = g_strconcat (path, "-shm", NULL);
  g_autoptr (GBytes) nothing = agent_text ("");

  g_clear_pointer (&fixture->terminal.terminal, anj_terminal_close);
  put_back (fixture, name, killed);
  g_unlink (shared);
  if (is_emptied)
    g_assert_true (anj_state_write (state_dir, name, nothing, NULL));
  else
    g_assert_cmpint (g_unlink (path), ==, 0);
}

/* that it lies in quarantine/ as it was */
static void
assert_set_aside (Fixture *fixture, const char *name, GBytes *log)
{
  const char *state_dir = fixture->terminal.agent.state_dir;
  g_autofree char *folder = g_build_filename (state_dir, "quarantine", NULL);
  g_autofree char *end = g_strconcat ("-", name, "-wal", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;
  const char *entry;

  g_assert_nonnull (dir);
  while ((entry = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (entry, end))
      {
        g_autofree char *path = g_build_filename ("quarantine", entry, NULL);
        g_autoptr (GBytes) kept = anj_state_read (state_dir, path, NULL);

        g_assert_true (g_bytes_equal (kept, log));
        n++;
      }
  g_assert_cmpuint (n, ==, 1);
}

/* who only looks, at first, deletes nothing */
static void
look (Fixture *fixture)
{
  TerminalFixture *terminal = &fixture->terminal;
  g_autoptr (GError) error = NULL;
  AnjTerminal *onlooker = anj_terminal_look (&terminal->identity, &terminal->bootstrap,
                                             &terminal->agent.clock, terminal->agent.random,
                                             &error);

  g_assert_no_error (error);
  anj_terminal_close (onlooker);
}

static void
test_lone_log (Fixture *fixture, gconstpointer is_emptied)
{
  g_autoptr (JsonObject) body = NULL;
  g_auto (Copy) killed = { 0 };
  AnjOutboxState before, after;

  send_all (fixture);
  send_one (fixture, "complaint:anonymous");
  before = get_state (fixture);
  take_copy (fixture, "outbox.db", &killed);
  leave_lone_log (fixture, "outbox.db", is_emptied != NULL, &killed);
  look (fixture);
  terminal_fixture_restart (&fixture->terminal);
  assert_set_aside (fixture, "outbox.db", killed.log);
  g_assert_cmpuint (get_state (fixture).n_waiting, ==, N_SENT);
  g_assert_cmpuint (get_state (fixture).n_unsure, ==, 0);
  after = get_state (fixture);
  g_assert_cmpmem (after.head, sizeof after.head, before.head, sizeof before.head);
  g_assert_cmpuint (count_events (fixture, "salvaged"), ==, 1);
  g_assert_cmpuint (count_events (fixture, "replaced"), ==, 0);
  g_assert_cmpuint (count_events (fixture, "lost"), ==, 0);
  body = make_batch (fixture);
  g_assert_cmpuint (json_array_get_length (anj_json_get_array (body, "submissions")), ==, N_SENT);
  for (guint i = 0; i < N_SENT; i++)
    assert_told (fixture, ANJ_TICKET_LAST_KNOWN, fixture->sent[i]->number, RIGHT, "waiting");
}

/* the pages of big cases that are in the file already are not in the log; those of the last one
 * are, by numbers as high as the file was long */
static void
test_lone_log_of_some (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  TerminalFixture *terminal = &fixture->terminal;
  g_auto (Copy) killed = { 0 };

  for (guint i = 0; i <= N_BIG; i++)
    {
      g_autoptr (GError) error = NULL;

      if (i == N_BIG)
        terminal_fixture_restart (terminal);
      fixture->sent[i] = anj_terminal_reserve (terminal->terminal, "complaint", &error);
      g_assert_no_error (error);
      g_assert_true (
          terminal_fixture_submit (terminal, fixture->sent[i], RIGHT, BIG_PAYLOAD_BYTES, &error));
    }
  take_copy (fixture, "outbox.db", &killed);
  leave_lone_log (fixture, "outbox.db", FALSE, &killed);
  terminal_fixture_restart (terminal);
  g_assert_cmpuint (get_state (fixture).last_seq, ==, N_BIG + 1);
  g_assert_cmpuint (get_state (fixture).n_waiting, ==, 1);
  g_assert_cmpuint (get_state (fixture).n_unsure, ==, N_BIG);
  assert_told (fixture, ANJ_TICKET_LAST_KNOWN, fixture->sent[0]->number, RIGHT, "ask-hub");
  assert_told (fixture, ANJ_TICKET_LAST_KNOWN, fixture->sent[N_BIG]->number, RIGHT, "waiting");
}

static void
test_lone_log_of_the_ledger (Fixture *fixture, gconstpointer is_emptied)
{
  g_auto (Copy) killed = { 0 };

  send_one (fixture, "complaint");
  take_copy (fixture, "ledger.db", &killed);
  leave_lone_log (fixture, "ledger.db", is_emptied != NULL, &killed);
  look (fixture);
  terminal_fixture_restart (&fixture->terminal);
  assert_set_aside (fixture, "ledger.db", killed.log);
  g_assert_cmpuint (get_state (fixture).n_waiting, ==, 1);
}

/* damage that turns up while the terminal is on: found when the case is to be sent */
static void
test_while_it_is_used (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) body = NULL;

  send_all (fixture);
  agent_flip_blob (&fixture->terminal.agent, "outbox.db", "entry", "payload");
  g_assert_null (anj_terminal_make_batch (fixture->terminal.terminal, 0, &error));
  g_assert_error (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_DAMAGED);
  anj_terminal_mend (fixture->terminal.terminal);
  body = make_batch (fixture);
  g_assert_cmpuint (json_array_get_length (anj_json_get_array (body, "submissions")), ==, 3);
  g_assert_cmpuint (json_array_get_length (anj_json_get_array (body, "lost")), ==, 1);
}

/* the payload of the pool is sealed for the office alone: that it is the right one must be known
 * before it gets a link */
static void
test_pool (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) headers = NULL;

  send_one (fixture, "complaint:anonymous");
  send_one (fixture, "complaint:anonymous");
  g_assert_true (anj_db_exec (anj_outbox_get_db (fixture->terminal.terminal->outbox),
                              "UPDATE pool SET payload = zeroblob (12)"
                              " WHERE slot = (SELECT min (slot) FROM pool)",
                              &error));
  terminal_fixture_restart (&fixture->terminal);
  headers = anj_anonymous_pool_headers (fixture->terminal.terminal->pool, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (headers->len, ==, 1);
  g_assert_cmpuint (fixture->terminal.terminal->n_lost, ==, 1);
}

static void
test_lost_from_pool (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;

  for (guint n_lost = 1; n_lost <= 2; n_lost++)
    {
      g_autoptr (GPtrArray) events = NULL;
      const AnjDamageEvent *event;

      send_one (fixture, "complaint:anonymous");
      g_assert_true (anj_db_exec (anj_outbox_get_db (fixture->terminal.terminal->outbox),
                                  "DELETE FROM pool", &error));
      for (guint i = 0; i < 3; i++) /* a case is told once, whatever number of starts */
        terminal_fixture_restart (&fixture->terminal);
      events = anj_damage_list (fixture->terminal.terminal->damage);
      g_assert_cmpuint (events->len, ==, 1);
      event = events->pdata[0];
      g_assert_cmpstr (event->file, ==, "outbox.db");
      g_assert_cmpstr (event->kind, ==, "lost");
      g_assert_cmpuint (event->n, ==, n_lost);
      g_assert_cmpuint (fixture->terminal.terminal->n_lost, ==, n_lost);
    }
}

static void
test_room (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  AnjOutbox *outbox;
  guint64 freed;

  send_all (fixture);
  receive (fixture, 0, 0, 0); /* kept: receipted, in no backup yet */
  outbox = fixture->terminal.terminal->outbox;
  g_assert_true (anj_outbox_make_room (outbox, 1, &freed, &error));
  g_assert_cmpuint (get_state (fixture).front_seq, ==, 1); /* the oldest, and no more */
  g_assert_cmpuint (freed, >, 1);
  g_assert_true (anj_outbox_make_room (outbox, G_MAXINT32, &freed, &error));
  g_assert_cmpuint (get_state (fixture).front_seq, ==, 4);
  fixture->n_sent = 0;
  g_clear_pointer (&fixture->sent[0], anj_reservation_free);
  send_one (fixture, "complaint");
  g_assert_true (anj_outbox_make_room (outbox, 1, &freed, &error)); /* what waits stays */
  g_assert_no_error (error);
  g_assert_cmpuint (freed, ==, 0);
  terminal_fixture_restart (&fixture->terminal);
  g_assert_cmpuint (get_state (fixture).n_waiting, ==, 1);
}

/* a newer version meets the damage: what the older one left in clear goes on as well */
static void
test_older_version (Fixture *fixture, gconstpointer column)
{
  AgentFixture *agent = &fixture->terminal.agent;
  g_autoptr (JsonObject) body = NULL;

  send_all (fixture);
  g_clear_pointer (&fixture->terminal.terminal, anj_terminal_close);
  agent_age_outbox (agent);
  agent_flip_blob (agent, "outbox.db", "entry", column);
  terminal_fixture_restart (&fixture->terminal);
  g_assert_cmpuint (get_state (fixture).n_waiting, ==, N_SENT - 1);
  g_assert_cmpuint (get_state (fixture).n_unsure, ==, 1);
  body = make_batch (fixture);
  g_assert_cmpuint (json_array_get_length (anj_json_get_array (body, "submissions")), ==,
                    N_SENT - 1);
}

#define ADD(path, data, func) g_test_add (path, Fixture, data, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  /* each damage is a warning in the journal */
  g_log_set_always_fatal (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL);
  ADD ("/salvage/damaged-header-leaves-a-gap", "sealed", test_one_case);
  ADD ("/salvage/damaged-payload-leaves-a-gap", "payload", test_one_case);
  ADD ("/salvage/damaged-header-of-an-older-version-leaves-a-gap", "sealed", test_older_version);
  ADD ("/salvage/damaged-payload-of-an-older-version-leaves-a-gap", "payload", test_older_version);
  ADD ("/salvage/lost-tail-is-missed-by-the-ledger", NULL, test_lost_tail);
  ADD ("/salvage/older-copy-of-all-is-behind", NULL, test_older_copy);
  ADD ("/salvage/who-follows-a-lost-case-is-told", NULL, test_follow);
  ADD ("/salvage/a-loss-is-known-after-a-second-damage", NULL, test_damaged_again);
  ADD ("/salvage/what-the-hub-has-is-not-lost", NULL, test_held_by_the_hub);
  ADD ("/salvage/terminal-starts-whatever-is-in-the-file", NULL, test_anything);
  ADD ("/salvage/log-of-a-file-taken-away-gives-its-cases", NULL, test_lone_log);
  ADD ("/salvage/log-of-an-emptied-file-gives-its-cases", "emptied", test_lone_log);
  ADD ("/salvage/what-a-log-alone-does-not-hold-is-a-gap", NULL, test_lone_log_of_some);
  ADD ("/salvage/log-of-a-ledger-taken-away-is-kept", NULL, test_lone_log_of_the_ledger);
  ADD ("/salvage/log-of-an-emptied-ledger-is-kept", "emptied", test_lone_log_of_the_ledger);
  ADD ("/salvage/damage-in-use-is-mended", NULL, test_while_it_is_used);
  ADD ("/salvage/changed-anonymous-case-is-not-sent", NULL, test_pool);
  ADD ("/salvage/a-lost-anonymous-case-is-told-once", NULL, test_lost_from_pool);
  ADD ("/salvage/kept-cases-give-way-to-a-full-disk-oldest-first", NULL, test_room);
  return g_test_run ();
}
