/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What who follows a case hears of one that the hub refused, or whose follow-up a lost ledger took
 * along. */

#include <glib/gstdio.h>
#include <string.h>

#include "app/agent/anj-agent-error.h"
#include "app/agent/anj-terminal-private.h"
#include "core/anj-json.h"
#include "terminal-fixture.h"

#define RIGHT 7
#define WRONG 8

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

/* (transfer full): the state of @sent, or of an error its words */
static char *
ask (TerminalFixture *fixture, const AnjReservation *sent, AnjTicketSource source, guint8 follow)
{
  guint8 bytes[ANJ_FOLLOW_BYTES];
  g_autofree char *text = NULL;
  g_autoptr (GBytes) state_bytes = NULL;
  g_autoptr (GBytes) answer = NULL;
  g_autoptr (JsonObject) state = NULL;
  g_autoptr (GError) error = NULL;
  AnjTicketOutcome outcome;

  memset (bytes, follow, sizeof bytes);
  outcome = anj_terminal_find_ticket (fixture->terminal, source, AGENT_REGION, sent->number, bytes,
                                      &text, &answer, &error);
  if (outcome == ANJ_TICKET_ASK_HUB)
    return g_strdup ("ask the hub");
  if (outcome == ANJ_TICKET_FAILED)
    return g_strdup (error->message);
  state_bytes = g_bytes_new (text, strlen (text));
  state = anj_json_parse_object (state_bytes, &error);
  g_assert_no_error (error);
  return g_strdup (anj_json_get_string (state, "state", ""));
}

static void
assert_told (TerminalFixture *fixture,
             const AnjReservation *sent,
             AnjTicketSource source,
             const char *word)
{
  g_autofree char *told = ask (fixture, sent, source, RIGHT);
  g_autofree char *told_others = ask (fixture, sent, source, WRONG);

  g_assert_cmpstr (told, ==, word);
  if (!g_str_equal (word, "ask the hub"))
    g_assert_cmpstr (told_others, ==, "ticket-unknown");
}

/* the hub's receipt over all; it refuses case @refused_seq; 0: none */
static void
receive (TerminalFixture *fixture, guint64 refused_seq, guint64 backed_up_seq)
{
  g_autoptr (AnjReceipt) receipt = anj_receipt_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) der = NULL;
  AnjOutboxState state;

  anj_outbox_get_state (fixture->terminal->outbox, &state);
  receipt->terminal = g_strdup (AGENT_TERMINAL);
  receipt->first_seq = 1;
  receipt->last_seq = state.last_seq;
  receipt->backed_up_seq = backed_up_seq;
  receipt->hub_generation = g_strdup ("g1");
  receipt->time_us = fixture->agent.real_us;
  memcpy (receipt->head, state.head, sizeof receipt->head);
  if (refused_seq > 0)
    anj_receipt_add_tombstone (receipt, refused_seq, "conflict");
  der = agent_receipt_sign (&fixture->agent, receipt);
  g_assert_true (anj_terminal_apply_receipt (fixture->terminal, der, &error));
  g_assert_no_error (error);
}

static void
lose (TerminalFixture *fixture, const char *name)
{
  static const char *const suffixes[] = { "", "-wal", "-shm" };

  g_clear_pointer (&fixture->terminal, anj_terminal_close);
  for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *file = g_strconcat (name, suffixes[i], NULL);
      g_autofree char *path = g_build_filename (fixture->agent.state_dir, file, NULL);

      g_unlink (path);
    }
}

static void
lose_ledger (TerminalFixture *fixture)
{
  lose (fixture, "ledger.db");
  g_test_expect_message ("anj-agent", G_LOG_LEVEL_WARNING, "ledger.db is gone");
  g_test_expect_message ("anj-agent", G_LOG_LEVEL_WARNING, "ledger.db: replaced*");
  terminal_fixture_restart (fixture);
  g_test_assert_expected_messages ();
}

static void
test_refused (TerminalFixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (AnjReservation) refused = terminal_fixture_send (fixture, "complaint", RIGHT);
  g_autoptr (AnjReservation) taken = terminal_fixture_send (fixture, "complaint", RIGHT);

  receive (fixture, 1, 0);
  for (guint backed_up_seq = 0; backed_up_seq <= 2; backed_up_seq += 2)
    {
      receive (fixture, 1, backed_up_seq);
      assert_told (fixture, refused, ANJ_TICKET_LAST_KNOWN, "refused");
      assert_told (fixture, taken, ANJ_TICKET_LAST_KNOWN, "received");
      assert_told (fixture, refused, ANJ_TICKET_WAITING, "ask the hub");
      assert_told (fixture, refused, ANJ_TICKET_UNKNOWN_TO_HUB, "refused");
    }
  assert_told (fixture, taken, ANJ_TICKET_UNKNOWN_TO_HUB, "lost");
  terminal_fixture_restart (fixture);
  assert_told (fixture, refused, ANJ_TICKET_UNKNOWN_TO_HUB, "refused");
}

static void
test_refused_without_ledger (TerminalFixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (AnjReservation) refused = terminal_fixture_send (fixture, "complaint", RIGHT);

  receive (fixture, 1, 1);
  lose_ledger (fixture);
  assert_told (fixture, refused, ANJ_TICKET_UNKNOWN_TO_HUB, "refused");
}

/* all that is known then lies in quarantine/ */
static void
test_refused_without_outbox (TerminalFixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (AnjReservation) refused = terminal_fixture_send (fixture, "complaint", RIGHT);

  receive (fixture, 1, 1);
  lose (fixture, "outbox.db");
  g_test_expect_message ("anj-agent", G_LOG_LEVEL_WARNING, "outbox.db: replaced*");
  terminal_fixture_restart (fixture);
  g_test_assert_expected_messages ();
  assert_told (fixture, refused, ANJ_TICKET_UNKNOWN_TO_HUB, "refused");
}

/* a hub that was restored gets it again, and takes it */
static void
test_taken_at_last (TerminalFixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (AnjReservation) sent = terminal_fixture_send (fixture, "complaint", RIGHT);
  guint8 follow[ANJ_FOLLOW_BYTES];
  g_autoptr (GError) error = NULL;

  receive (fixture, 1, 0);
  g_assert_true (anj_terminal_rewind (fixture->terminal, 0, &error));
  assert_told (fixture, sent, ANJ_TICKET_LAST_KNOWN, "waiting");
  receive (fixture, 0, 0);
  memset (follow, RIGHT, sizeof follow);
  g_assert_true (anj_terminal_keep_ticket (fixture->terminal, AGENT_REGION, sent->number, follow,
                                           "{\"state\": \"in_progress\"}", NULL, &error));
  assert_told (fixture, sent, ANJ_TICKET_LAST_KNOWN, "in_progress");
}

/* @user_data: what it is reserved as */
static void
test_waiting_without_ledger (TerminalFixture *fixture, gconstpointer user_data)
{
  g_autoptr (AnjReservation) sent = terminal_fixture_send (fixture, user_data, RIGHT);

  lose_ledger (fixture);
  assert_told (fixture, sent, ANJ_TICKET_WAITING, "waiting");
  terminal_fixture_restart (fixture);
  assert_told (fixture, sent, ANJ_TICKET_LAST_KNOWN, "waiting");
}

static void
test_tries_without_ledger (TerminalFixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (AnjReservation) sent = terminal_fixture_send (fixture, "complaint:anonymous", RIGHT);
  g_autofree char *told = NULL;

  lose_ledger (fixture);
  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *unknown = ask (fixture, sent, ANJ_TICKET_WAITING, WRONG);

      g_assert_cmpstr (unknown, ==, "ticket-unknown");
    }
  told = ask (fixture, sent, ANJ_TICKET_WAITING, RIGHT);
  g_assert_true (g_str_has_prefix (told, "throttled"));
}

#define ADD(path, data, func) g_test_add (path, TerminalFixture, data, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/tickets/a-refused-case-is-told-as-refused", NULL, test_refused);
  ADD ("/tickets/a-refused-case-is-known-without-the-ledger", NULL, test_refused_without_ledger);
  ADD ("/tickets/a-refused-case-is-known-without-the-outbox", NULL, test_refused_without_outbox);
  ADD ("/tickets/what-the-hub-takes-at-last-is-not-refused", NULL, test_taken_at_last);
  ADD ("/tickets/a-waiting-case-is-known-without-the-ledger", "complaint",
       test_waiting_without_ledger);
  ADD ("/tickets/a-waiting-anonymous-case-is-known-without-the-ledger", "complaint:anonymous",
       test_waiting_without_ledger);
  ADD ("/tickets/five-tries-an-hour-hold-without-the-ledger", NULL, test_tries_without_ledger);

  return g_test_run ();
}
