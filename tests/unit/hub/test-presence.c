/* SPDX-License-Identifier: GPL-3.0-or-later */

/* When terminals were heard, what a farewell says and how long, and which cases are still not here:
 * in virtual time, each request as the server takes it. */

#include "core/anj-json.h"
#include "hub/hub-admin-terminals.h"
#include "hub/hub-auth.h"
#include "hub/hub-channel.h"
#include "hub/hub-silence.h"
#include "hub/hub-submissions.h"
#include "hub/hub-telemetry.h"
#include "hub/hub-terminals.h"
#include "tests/unit/hub/server-fixture.h"

#define T1 "t-000000000001"
#define REPORT "\"config_version\": 1, \"key\": \"file\", \"version\": \"0.1\""
#define FAREWELL "{\"outbox\": 0, " REPORT ", \"stopping\": true}"

static void
pass (ServerFixture *self, gint64 time_us)
{
  self->now_us += time_us;
}

/* as the server does when a request arrives, and again when its wait is over */
static void
take (ServerFixture *self, HubHandler handler, HubRequest *request)
{
  request->peer = self->terminal;
  g_assert_true (hub_auth_check (&self->app, HUB_AUTH_TERMINAL, request));
  server_fixture_run (self, handler, self->terminal, request);
}

static void
tell (ServerFixture *self, const char *body)
{
  g_autoptr (HubRequest) request = hub_request_new ();

  g_bytes_unref (request->body);
  request->body = g_bytes_new (body, strlen (body));
  take (self, hub_telemetry_post, request);
  g_assert_cmpuint (request->status, ==, 204);
}

/* (transfer full): a poll that is held */
static HubRequest *
poll (ServerFixture *self)
{
  g_autoptr (HubRequest) first = hub_request_new ();
  g_autoptr (JsonObject) reply = NULL;
  HubRequest *request = hub_request_new ();

  take (self, hub_channel_get, first);
  reply = server_fixture_reply (first);
  g_hash_table_insert (request->query, g_strdup ("since"),
                       g_strdup (anj_json_get_string (reply, "cursor", NULL)));
  g_hash_table_insert (request->query, g_strdup ("config"), g_strdup ("1.1"));
  take (self, hub_channel_get, request);
  g_assert_cmpuint (request->status, ==, 0);
  return request;
}

static void
flush (ServerFixture *self)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (hub_presence_flush (self->app.presence, self->app.store, &error));
  g_assert_no_error (error);
}

/* of all that @query ("silent=true") gives, the one with @id; (transfer full) (nullable) */
static JsonObject *
find (ServerFixture *self, const char *name, const char *value, const char *id)
{
  g_autoptr (HubRequest) request = hub_request_new ();
  g_autoptr (JsonNode) node = NULL;
  JsonArray *all;

  g_hash_table_insert (request->query, g_strdup (name), g_strdup (value));
  server_fixture_run (self, hub_admin_terminals_get, self->admin, request);
  g_assert_cmpuint (request->status, ==, 200);
  node = anj_json_parse (request->reply, NULL);
  all = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (all); i++)
    {
      JsonObject *terminal = json_array_get_object_element (all, i);

      if (g_strcmp0 (anj_json_get_string (terminal, "id", NULL), id) == 0)
        return json_object_ref (terminal);
    }
  return NULL;
}

/* @expected: (nullable): %NULL: it is not silent. List, filter and the one alone say the same */
static void
assert_cause (ServerFixture *self, const char *expected)
{
  g_autoptr (JsonObject) terminal = find (self, "limit", "5", T1);
  g_autoptr (JsonObject) filtered = find (self, "silent", "true", T1);
  JsonObject *silent = anj_json_get_object (terminal, "silent");

  g_assert_cmpstr (silent != NULL ? anj_json_get_string (silent, "cause", "") : NULL, ==, expected);
  g_assert_cmpint (filtered != NULL, ==, expected != NULL);
}

static void
test_a_farewell_outlives_the_poll_that_it_left (ServerFixture *self,
                                                gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (HubRequest) held = poll (self);
  g_autoptr (JsonObject) terminal = NULL;

  pass (self, 10 * G_USEC_PER_SEC);
  assert_cause (self, NULL);
  tell (self, FAREWELL);
  assert_cause (self, "switched-off");
  pass (self, 70 * G_USEC_PER_SEC);
  held->must_answer = TRUE; /* to nobody: its wait is over */
  take (self, hub_channel_get, held);
  g_assert_cmpuint (held->status, ==, 200);
  flush (self);
  assert_cause (self, "switched-off");
  pass (self, 12 * G_TIME_SPAN_HOUR);
  assert_cause (self, "switched-off");
  terminal = find (self, "limit", "5", T1);
  g_assert_cmpstr (anj_json_get_string (terminal, "last_seen", NULL), ==, "2026-11-20T03:00:10Z");
}

static void
test_what_was_heard_before_is_written_after_it (ServerFixture *self,
                                                gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (HubRequest) held = poll (self);

  tell (self, FAREWELL);
  pass (self, 30 * G_USEC_PER_SEC);
  flush (self);
  flush (self);
  assert_cause (self, "switched-off");
}

static void
test_the_next_request_ends_it (ServerFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (HubRequest) before = poll (self);
  g_autoptr (HubRequest) after = NULL;

  tell (self, FAREWELL);
  pass (self, 1); /* begun anew at once */
  after = poll (self);
  assert_cause (self, NULL);
  pass (self, HUB_SILENT_AFTER_US + 1); /* the power fails, without a word */
  assert_cause (self, "unknown");
}

/* the hub was down, or came back as of an older backup */
static void
test_while_the_hub_was_away_nobody_was_silent (ServerFixture *self,
                                               gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (HubRequest) held = poll (self);
  g_autoptr (GError) error = NULL;

  pass (self, 10 * G_TIME_SPAN_MINUTE);
  flush (self);
  pass (self, 3 * G_TIME_SPAN_HOUR);
  g_assert_true (hub_presence_begin (self->app.presence, self->app.store, self->now_us, &error));
  g_assert_no_error (error);
  assert_cause (self, NULL);
  pass (self, 44 * G_TIME_SPAN_MINUTE);
  assert_cause (self, NULL);
  pass (self, 2 * G_TIME_SPAN_MINUTE);
  assert_cause (self, "unknown");
}

static void
test_who_was_silent_before_the_hub_was_away_is_still (ServerFixture *self,
                                                      gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (HubRequest) held = poll (self);
  g_autoptr (GError) error = NULL;

  flush (self);
  pass (self, G_TIME_SPAN_HOUR);
  g_assert_true (
      hub_terminal_add (self->app.store, "t-b", "35.09.01.2002", /* first */ 0, "", 1, &error) &&
      hub_store_run (self->app.store, &error,
                     "UPDATE terminals SET last_seen_us = ? WHERE id = 't-b'", "i", self->now_us));
  g_assert_no_error (error);
  assert_cause (self, "unknown");
  pass (self, 3 * G_TIME_SPAN_HOUR);
  g_assert_true (hub_presence_begin (self->app.presence, self->app.store, self->now_us, &error));
  assert_cause (self, "unknown");
}

static void
add_neighbour (ServerFixture *self, const char *id, gint64 off_ago_us)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (
      hub_terminal_add (self->app.store, id, "35.09.01.2002", /* first */ 0, "", 1, &error) &&
      hub_store_run (self->app.store, &error,
                     "UPDATE terminals SET last_seen_us = ?1, off_us = ?1"
                     " WHERE id = ?2",
                     "it", self->now_us - off_ago_us, id));
  g_assert_no_error (error);
}

/* an office that closed in good order does not make a cut line of its neighbour's silence */
static void
test_who_is_off_bears_no_witness (ServerFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (HubRequest) held = poll (self);

  pass (self, 3 * G_TIME_SPAN_HOUR);
  add_neighbour (self, "t-b", 3 * G_TIME_SPAN_HOUR);
  add_neighbour (self, "t-c", 3 * G_TIME_SPAN_HOUR);
  assert_cause (self, "unknown");
}

/* cases */

static void
submit (ServerFixture *self, guint32 index)
{
  g_autoptr (AnjHeader) header = server_fixture_header (self, index);
  g_autoptr (JsonObject) body = json_object_new ();
  g_autoptr (HubRequest) request = hub_request_new ();
  JsonArray *array = json_array_new ();

  json_array_add_object_element (array, server_fixture_link (self, header, "sealed"));
  json_object_set_array_member (body, "submissions", array);
  g_bytes_unref (request->body);
  request->body = anj_json_object_to_bytes (body);
  take (self, hub_submissions_post, request);
  g_assert_cmpuint (request->status, ==, 200);
}

static void
assert_waiting (ServerFixture *self, gint64 expected)
{
  g_autoptr (JsonObject) terminal = find (self, "limit", "5", T1);

  g_assert_cmpint (anj_json_get_int (terminal, "outbox", -1), ==, expected);
}

static void
test_what_came_since_the_report_is_here (ServerFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  submit (self, 1);
  /* two links, and one that has no place yet */
  tell (self, "{\"outbox\": 3, \"receipted_seq\": 1, \"last_seq\": 3, " REPORT "}");
  assert_waiting (self, 3);
  submit (self, 2);
  assert_waiting (self, 2);
  submit (self, 3);
  assert_waiting (self, 1);
  submit (self, 4); /* of which it did not tell */
  assert_waiting (self, 1);
  tell (self, "{\"outbox\": 0, " REPORT "}");
  assert_waiting (self, 0);
}

static void
test_a_case_without_its_attachment_is_not_here (ServerFixture *self,
                                                gconstpointer data G_GNUC_UNUSED)
{
  tell (self, "{\"outbox\": 2, \"receipted_seq\": 0, \"last_seq\": 2, " REPORT "}");
  submit (self, 1);
  submit (self, 2);
  assert_waiting (self, 0);
  g_assert_true (hub_store_run (self->app.store, NULL,
                                "INSERT INTO attachments (sha256, uuid, terminal, seq, bytes, type)"
                                " VALUES ('a', 'u', ?1, 2, 1, 'image/jpeg'),"
                                " ('b', 'u', ?1, 2, 1, 'image/jpeg')",
                                "t", T1));
  assert_waiting (self, 1);
}

/* its disk lost three links: they count only as long as it has not told of that */
static void
test_lost_links_hide_no_case (ServerFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  tell (self, "{\"outbox\": 2, \"receipted_seq\": 0, \"last_seq\": 5, " REPORT "}");
  assert_waiting (self, 2);
  for (guint32 i = 1; i <= 4; i++)
    submit (self, i);
  assert_waiting (self, 1);
  submit (self, 5);
  assert_waiting (self, 0);
}

#define ADD(path, test)                                                                            \
  g_test_add (path, ServerFixture, NULL, server_fixture_set_up, test, server_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/presence/a-farewell-outlives-the-poll-that-it-left",
       test_a_farewell_outlives_the_poll_that_it_left);
  ADD ("/presence/what-was-heard-before-is-written-after-it",
       test_what_was_heard_before_is_written_after_it);
  ADD ("/presence/the-next-request-ends-it", test_the_next_request_ends_it);
  ADD ("/presence/while-the-hub-was-away-nobody-was-silent",
       test_while_the_hub_was_away_nobody_was_silent);
  ADD ("/presence/who-was-silent-before-the-hub-was-away-is-still",
       test_who_was_silent_before_the_hub_was_away_is_still);
  ADD ("/presence/who-is-off-bears-no-witness", test_who_is_off_bears_no_witness);
  ADD ("/presence/what-came-since-the-report-is-here", test_what_came_since_the_report_is_here);
  ADD ("/presence/a-case-without-its-attachment-is-not-here",
       test_a_case_without_its_attachment_is_not_here);
  ADD ("/presence/lost-links-hide-no-case", test_lost_links_hide_no_case);
  return g_test_run ();
}
