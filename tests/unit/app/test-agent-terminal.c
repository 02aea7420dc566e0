/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "app/agent/anj-agent-error.h"
#include "app/agent/anj-terminal-private.h"
#include "core/anj-json.h"
#include "terminal-fixture.h"

#define MINUTE_US (G_GINT64_CONSTANT (60) * G_USEC_PER_SEC)
#define DAY_US (1440 * MINUTE_US)
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

static AnjTicketOutcome
ask (TerminalFixture *fixture, const char *number, guint8 follow_byte, GError **error)
{
  guint8 follow[ANJ_FOLLOW_BYTES];
  g_autofree char *state = NULL;
  g_autoptr (GBytes) answer = NULL;

  memset (follow, follow_byte, sizeof follow);
  return anj_terminal_find_ticket (fixture->terminal, ANJ_TICKET_LAST_KNOWN, AGENT_REGION, number,
                                   follow, &state, &answer, error);
}

static void
test_offline_tries (TerminalFixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (AnjReservation) sent = terminal_fixture_send (fixture, "complaint", RIGHT);
  g_autoptr (GError) error = NULL;

  for (int i = 0; i < 5; i++)
    {
      g_assert_cmpint (ask (fixture, sent->number, WRONG, &error), ==, ANJ_TICKET_FAILED);
      g_assert_error (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_INVALID);
      g_clear_error (&error);
    }
  /* the right PIN does not help now, nor does a restart, nor a clock that went back */
  g_assert_cmpint (ask (fixture, sent->number, RIGHT, &error), ==, ANJ_TICKET_FAILED);
  g_assert_error (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_THROTTLED);
  g_clear_error (&error);
  fixture->agent.real_us -= DAY_US;
  terminal_fixture_restart (fixture);
  g_assert_cmpint (ask (fixture, sent->number, RIGHT, &error), ==, ANJ_TICKET_FAILED);
  g_assert_error (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_THROTTLED);
  g_clear_error (&error);
  fixture->agent.real_us += 3 * DAY_US; /* nor one that went ahead */
  g_assert_cmpint (ask (fixture, sent->number, RIGHT, &error), ==, ANJ_TICKET_FAILED);
  g_clear_error (&error);
  fixture->agent.monotonic_us += 61 * MINUTE_US;
  g_assert_cmpint (ask (fixture, sent->number, RIGHT, &error), ==, ANJ_TICKET_ANSWERED);
  g_assert_no_error (error);
}

static void
test_right_pin_costs_nothing (TerminalFixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (AnjReservation) sent = terminal_fixture_send (fixture, "complaint", RIGHT);
  g_autoptr (GError) error = NULL;

  for (int i = 0; i < 20; i++)
    g_assert_cmpint (ask (fixture, sent->number, RIGHT, &error), ==, ANJ_TICKET_ANSWERED);
  g_assert_no_error (error);
}

static AnjTerminalHealth *
examine (TerminalFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  AnjTerminalHealth *health = anj_terminal_examine (fixture->terminal, &error);

  g_assert_no_error (error);
  return health;
}

/* @members: JSON, in place of the default's own */
static void
configure_with (TerminalFixture *fixture, const char *members)
{
  g_autoptr (GPtrArray) recipients = agent_recipients_new (&fixture->agent);
  g_autoptr (GBytes) plain = anj_config_default (recipients, 1, 1, fixture->agent.real_us, NULL);
  g_autoptr (JsonObject) document = anj_json_parse_object (plain, NULL);
  g_autoptr (GBytes) text = agent_text (members);
  g_autoptr (JsonObject) more = anj_json_parse_object (text, NULL);
  g_autoptr (GList) names = json_object_get_members (more);
  g_autoptr (GBytes) source = NULL, der = NULL;
  g_autoptr (GError) error = NULL;
  AnjConfigOffer offer = { .epoch = 1, .version = 1 };
  gboolean changed = FALSE;

  for (GList *l = names; l != NULL; l = l->next)
    json_object_set_member (document, l->data, json_object_dup_member (more, l->data));
  source = anj_json_object_to_bytes (document);
  der = anj_config_sign (source, fixture->agent.signer, fixture->agent.signer_key,
                         /* chain */ NULL, &error);
  g_assert_no_error (error);
  offer.bundle = der;
  g_assert_true (anj_terminal_apply_config (fixture->terminal, &offer, &changed, &error));
  g_assert_no_error (error);
}

/* it goes on with what has ended, and says so */
static void
test_config_shows_in_health (TerminalFixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (AnjTerminalHealth) before = examine (fixture), after = NULL;

  g_assert_false (before->is_config_expired);
  g_assert_cmpint (before->printer_mm, ==, 80);
  terminal_fixture_clear (fixture);
  terminal_fixture_init (fixture);
  configure_with (fixture, "{\"expires\": \"2020-01-01T00:00:00Z\","
                           " \"overrides\": [{\"for\": {\"region\": \"" AGENT_REGION "\"},"
                           "  \"set\": {\"printer\": {\"width_mm\": 58}}}]}");
  after = examine (fixture);
  g_assert_true (after->is_config_expired);
  g_assert_cmpint (after->printer_mm, ==, 58);
}

/* the power goes between the pool's commit and the ledger's, both ways */
static void
test_pool_is_mended (TerminalFixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (AnjReservation) sent = terminal_fixture_send (fixture, "complaint:anonymous", RIGHT);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) released = NULL;
  g_autoptr (GPtrArray) known = NULL;
  g_autoptr (GPtrArray) none = NULL;
  g_autoptr (AnjTerminalHealth) health = NULL;

  g_assert_true (anj_ledger_remove_pooled (fixture->terminal->ledger, sent->id, &error));
  terminal_fixture_restart (fixture);
  known = anj_ledger_get_pooled (fixture->terminal->ledger, &error);
  g_assert_cmpuint (known->len, ==, 1);

  g_assert_true (anj_anonymous_pool_release (
      fixture->terminal->pool, fixture->agent.real_us + 2 * DAY_US, DAY_US, &released, &error));
  g_assert_cmpuint (released->len, ==, 1);
  terminal_fixture_restart (fixture);
  none = anj_ledger_get_pooled (fixture->terminal->ledger, &error);
  g_assert_cmpuint (none->len, ==, 0);
  health = examine (fixture);
  g_assert_cmpuint (health->n_lost, ==, 0);
  g_assert_cmpuint (health->n_waiting, ==, 1);
}

static void
test_damaged_pool_row (TerminalFixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (AnjReservation)
      damaged = terminal_fixture_send (fixture, "complaint:anonymous", RIGHT);
  g_autoptr (AnjReservation) whole = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjTerminalHealth) health = NULL;
  g_autoptr (GBytes) batch = NULL;

  g_assert_true (anj_db_exec (anj_outbox_get_db (fixture->terminal->outbox),
                              "UPDATE pool SET sealed = x'00'", &error));
  whole = terminal_fixture_send (fixture, "complaint", RIGHT);
  g_test_expect_message ("anj-agent", G_LOG_LEVEL_WARNING, "*pool is damaged*");
  g_test_expect_message ("anj-agent", G_LOG_LEVEL_WARNING, "outbox.db: lost (1): *");
  terminal_fixture_restart (fixture);
  g_test_expect_message ("anj-agent", G_LOG_LEVEL_WARNING, "*pool is damaged*");
  health = examine (fixture);
  g_assert_cmpuint (health->n_lost, ==, 1);
  g_test_expect_message ("anj-agent", G_LOG_LEVEL_WARNING, "*pool is damaged*");
  batch = anj_terminal_make_batch (fixture->terminal, 0, &error);
  g_test_assert_expected_messages ();
  g_assert_no_error (error);
  g_assert_nonnull (batch);
}

static void
test_disk_full (TerminalFixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  AnjDb *db = anj_outbox_get_db (fixture->terminal->outbox);
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjReservation)
      reservation = anj_terminal_reserve (fixture->terminal, "complaint", &error);
  g_autofree char *text = terminal_fixture_header (fixture, reservation->id, reservation->number,
                                                   FALSE, RIGHT);
  g_autoptr (GBytes) header = agent_text (text);
  g_autoptr (GBytes) payload = g_bytes_new_take (g_malloc0 (200000), 200000);
  g_autoptr (AnjTerminalHealth) health = NULL;

  g_assert_true (anj_db_exec (db, "PRAGMA max_page_count = 20", &error));
  g_assert_false (
      anj_terminal_submit (fixture->terminal, reservation, header, payload, NULL, &error));
  g_assert_error (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_FULL);
  g_clear_error (&error);
  /* room again: the same case goes in, once */
  g_assert_true (anj_db_exec (db, "PRAGMA max_page_count = 100000", &error));
  g_assert_true (
      anj_terminal_submit (fixture->terminal, reservation, header, payload, NULL, &error));
  terminal_fixture_restart (fixture);
  health = examine (fixture);
  g_assert_cmpuint (health->n_waiting, ==, 1);
}

/* the disk is an older copy: the hub holds more than was ever made here */
static void
test_restored_disk (TerminalFixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (AnjReservation) sent = terminal_fixture_send (fixture, "complaint", RIGHT);
  g_autoptr (AnjReservation) refused = NULL;
  g_autoptr (AnjReservation) again = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjTerminalHealth) health = NULL;

  g_test_expect_message ("anj-agent", G_LOG_LEVEL_WARNING, "*older copy*");
  g_assert_true (anj_terminal_rewind (fixture->terminal, 3, &error));
  g_test_assert_expected_messages ();
  terminal_fixture_restart (fixture);
  refused = anj_terminal_reserve (fixture->terminal, "complaint", &error);
  g_assert_null (refused);
  g_assert_error (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_UNAVAILABLE);
  g_clear_error (&error);
  health = examine (fixture);
  g_assert_true (health->is_behind);
  g_assert_cmpuint (health->n_waiting, ==, 1);
  g_assert_true (anj_terminal_rewind (fixture->terminal, 1, &error));
  again = anj_terminal_reserve (fixture->terminal, "complaint", &error);
  g_assert_no_error (error);
}

static gboolean
is_sure (TerminalFixture *fixture)
{
  g_autoptr (AnjTerminalHealth) health = examine (fixture);

  return health->is_clock_sure;
}

static void
hear (TerminalFixture *fixture, gint64 told_us)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (anj_terminal_hear_time (fixture->terminal, told_us, &error));
  g_assert_no_error (error);
}

static void
test_sure_clock (TerminalFixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_assert_false (is_sure (fixture));
  hear (fixture, fixture->agent.real_us);
  g_assert_true (is_sure (fixture));
  fixture->agent.real_us += 3000 * DAY_US; /* somebody sets the clock: nobody looks at it */
  g_assert_true (is_sure (fixture));
  fixture->agent.monotonic_us += DAY_US + MINUTE_US; /* no certificate is judged by it any more */
  g_assert_false (is_sure (fixture));
}

static void
test_damaged_cache (TerminalFixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjTerminalHealth) before = examine (fixture);
  g_autoptr (AnjTerminalHealth) after = NULL;
  g_autoptr (AnjTerminalHealth) synced = NULL;

  g_assert_true (before->is_synced);
  g_test_expect_message ("anj-agent", G_LOG_LEVEL_WARNING, "*replaced*");
  g_assert_true (anj_terminal_replace_cache (fixture->terminal, &error));
  g_test_assert_expected_messages ();
  after = examine (fixture);
  g_assert_false (after->is_synced);
  g_assert_true (after->needs_sync);
  g_assert_cmpuint (after->n_quarantine, >, before->n_quarantine);
  terminal_fixture_sync (fixture); /* from beside, as the child does: the terminal sees it */
  synced = examine (fixture);
  g_assert_true (synced->is_synced);
}

#define ADD(path, func) g_test_add (path, TerminalFixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/terminal/offline-five-tries-an-hour-survive-restart-and-clock", test_offline_tries);
  ADD ("/terminal/right-pin-costs-no-try", test_right_pin_costs_nothing);
  ADD ("/terminal/power-cut-between-pool-and-ledger-is-mended", test_pool_is_mended);
  ADD ("/terminal/damaged-anonymous-case-holds-up-nothing", test_damaged_pool_row);
  ADD ("/terminal/full-disk-keeps-none-and-later-one", test_disk_full);
  ADD ("/terminal/restored-disk-reserves-nothing", test_restored_disk);
  ADD ("/terminal/clock-is-sure-by-a-signed-time", test_sure_clock);
  ADD ("/terminal/what-its-configuration-says-shows-in-its-health", test_config_shows_in_health);
  ADD ("/terminal/damaged-cache-is-replaced", test_damaged_cache);

  return g_test_run ();
}
