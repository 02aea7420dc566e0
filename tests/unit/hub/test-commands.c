/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What terminals are told to do from afar: from the admin's order to what the terminal says of it,
 * and the list of terminals. */

#include "core/anj-json.h"
#include "hub/hub-admin-commands.h"
#include "hub/hub-admin-terminals.h"
#include "hub/hub-auth.h"
#include "hub/hub-channel.h"
#include "hub/hub-command-queue.h"
#include "hub/hub-commands.h"
#include "hub/hub-quarantine.h"
#include "hub/hub-submissions.h"
#include "hub/hub-telemetry.h"
#include "hub/hub-terminals.h"
#include "tests/unit/hub/server-fixture.h"

#define T1 "t-000000000001"

static HubRequest *
order (ServerFixture *self, const char *body)
{
  return server_fixture_call (self, hub_admin_commands_post, self->admin, body);
}

/* (transfer full): the id of the only command */
static char *
order_one (ServerFixture *self, const char *kind)
{
  g_autofree char *body = g_strdup_printf ("{\"kind\": \"%s\", \"terminals\": [\"" T1 "\"]}", kind);
  g_autoptr (HubRequest) request = order (self, body);
  g_autoptr (JsonObject) reply = server_fixture_reply (request);

  g_assert_cmpuint (request->status, ==, 201);
  g_assert_cmpint (anj_json_get_int (reply, "count", 0), ==, 1);
  return g_strdup (anj_json_get_string (
      anj_json_array_get_object (anj_json_get_array (reply, "commands"), 0), "id", NULL));
}

static HubRequest *
call_about (ServerFixture *self,
            HubHandler handler,
            const HubPeer *peer,
            const char *id,
            const char *body)
{
  HubRequest *request = hub_request_new ();

  request->args[0] = g_strdup (id);
  if (body != NULL)
    {
      g_bytes_unref (request->body);
      request->body = g_bytes_new (body, strlen (body));
    }
  return server_fixture_run (self, handler, peer, request);
}

static void
report (ServerFixture *self, const char *id, const char *state)
{
  g_autofree char *body = g_strdup_printf ("{\"state\": \"%s\"}", state);
  g_autoptr (HubRequest) request = call_about (self, hub_commands_report, self->terminal, id, body);

  g_assert_cmpuint (request->status, ==, 204);
}

static char *
get_state (ServerFixture *self, const char *id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonArray) all = NULL;

  g_assert_true (hub_command_queue_upkeep (self->app.store, self->now_us, &error));
  all = hub_command_queue_list (self->app.store, NULL, id, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (json_array_get_length (all), ==, 1);
  return g_strdup (anj_json_get_string (anj_json_array_get_object (all, 0), "state", NULL));
}

static void
assert_state (ServerFixture *self, const char *id, const char *expected)
{
  g_autofree char *state = get_state (self, id);

  g_assert_cmpstr (state, ==, expected);
}

/* a poll of a terminal that knows all but commands; (transfer full) (nullable): what it is told */
static JsonArray *
poll (ServerFixture *self)
{
  g_autoptr (HubRequest) first = hub_request_new ();
  g_autoptr (HubRequest) request = hub_request_new ();
  g_autoptr (JsonObject) reply = NULL;
  JsonArray *commands;

  server_fixture_run (self, hub_channel_get, self->terminal, first);
  reply = server_fixture_reply (first);
  commands = anj_json_get_array (reply, "commands");
  if (commands != NULL)
    return json_array_ref (commands);
  g_hash_table_insert (request->query, g_strdup ("since"),
                       g_strdup (anj_json_get_string (reply, "cursor", NULL)));
  g_hash_table_insert (request->query, g_strdup ("config"), g_strdup ("1.1"));
  server_fixture_run (self, hub_channel_get, self->terminal, request);
  g_assert_cmpuint (request->status, ==, 0); /* nothing to say: it is held */
  return NULL;
}

static void
test_a_command_goes_its_way (ServerFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *id = order_one (self, "sync");
  g_autoptr (JsonArray) told = NULL;
  JsonObject *command;

  assert_state (self, id, "PENDING");
  told = poll (self);
  g_assert_cmpuint (json_array_get_length (told), ==, 1);
  command = anj_json_array_get_object (told, 0);
  g_assert_cmpstr (anj_json_get_string (command, "id", NULL), ==, id);
  g_assert_cmpstr (anj_json_get_string (command, "kind", NULL), ==, "sync");
  g_assert_cmpstr (anj_json_get_string (command, "expires", NULL), ==, "2026-11-21T03:00:00Z");
  assert_state (self, id, "SENT");
  report (self, id, "acked");
  assert_state (self, id, "ACKED");
  report (self, id, "done");
  assert_state (self, id, "DONE");
  g_assert_null (poll (self));
  /* the same again, or what came late, changes nothing */
  report (self, id, "failed");
  report (self, id, "acked");
  assert_state (self, id, "DONE");
}

static void
test_it_is_told_again_until_it_is_acked (ServerFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *id = order_one (self, "restart");

  for (int i = 0; i < 3; i++)
    {
      g_autoptr (JsonArray) told = poll (self);

      g_assert_nonnull (told);
    }
  report (self, id, "acked");
  g_assert_null (poll (self));
}

static void
test_commands_keep_their_order (ServerFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *first = order_one (self, "lock");
  g_autofree char *second = order_one (self, "unlock");
  g_autoptr (JsonArray) told = poll (self);

  g_assert_cmpuint (json_array_get_length (told), ==, 2);
  g_assert_cmpstr (anj_json_get_string (anj_json_array_get_object (told, 0), "id", NULL), ==,
                   first);
  g_assert_cmpstr (anj_json_get_string (anj_json_array_get_object (told, 1), "id", NULL), ==,
                   second);
}

static void
test_an_expired_one_is_told_to_nobody (ServerFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *id = order_one (self, "wipe");

  self->now_us += 24 * G_TIME_SPAN_HOUR - 1;
  assert_state (self, id, "PENDING");
  self->now_us += 1;
  g_assert_null (poll (self));
  assert_state (self, id, "EXPIRED");
  /* but what a terminal did all the same is what happened */
  report (self, id, "done");
  assert_state (self, id, "DONE");
}

static void
test_a_cancelled_one_is_told_to_nobody (ServerFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *id = order_one (self, "wipe");
  g_autoptr (HubRequest) cancelled = NULL;
  g_autoptr (HubRequest) again = NULL;

  cancelled = call_about (self, hub_admin_commands_cancel, self->admin, id, NULL);
  g_assert_cmpuint (cancelled->status, ==, 200);
  assert_state (self, id, "CANCELLED");
  g_assert_null (poll (self));
  again = call_about (self, hub_admin_commands_cancel, self->admin, id, NULL);
  server_fixture_assert_problem (again, HUB_PROBLEM_COMMAND_OVER);
}

static void
test_a_begun_one_is_not_cancelled (ServerFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *id = order_one (self, "sync");
  g_autoptr (HubRequest) request = NULL;
  g_autoptr (HubRequest) unknown = NULL;

  report (self, id, "acked");
  request = call_about (self, hub_admin_commands_cancel, self->admin, id, NULL);
  server_fixture_assert_problem (request, HUB_PROBLEM_COMMAND_OVER);
  unknown = call_about (self, hub_admin_commands_cancel, self->admin, "c-0000000000000000", NULL);
  server_fixture_assert_problem (unknown, HUB_PROBLEM_COMMAND_UNKNOWN);
}

static void
add_terminal (ServerFixture *self, const char *id, const char *region)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (
      hub_terminal_add (self->app.store, id, region, 0, "fingerprint", self->now_us, &error));
}

static gint64
count_for (ServerFixture *self, const char *body)
{
  g_autoptr (HubRequest) request = order (self, body);
  g_autoptr (JsonObject) reply = server_fixture_reply (request);

  g_assert_cmpuint (request->status, ==, 201);
  return anj_json_get_int (reply, "count", -1);
}

static void
test_a_region_is_all_its_terminals (ServerFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  gboolean is_known;

  add_terminal (self, "t-2", "35.09.02.2001");
  add_terminal (self, "t-3", "35.10.01.2001");
  add_terminal (self, "t-4", "35.09.02.2002");
  g_assert_true (
      hub_terminal_revoke (self->app.store, "t-4", "", "admin x", self->now_us, &is_known, &error));
  g_assert_cmpint (count_for (self, "{\"kind\": \"lock\", \"region\": \"35.09\"}"), ==, 2);
  g_assert_cmpint (count_for (self, "{\"kind\": \"lock\", \"region\": \"35.09.02.2001\"}"), ==, 1);
  g_assert_cmpint (count_for (self, "{\"kind\": \"lock\", \"region\": \"35\"}"), ==, 3);
  /* named twice is told once */
  g_assert_cmpint (
      count_for (self, "{\"kind\": \"sync\", \"terminals\": [\"" T1 "\", \"t-2\", \"" T1 "\"]}"),
      ==, 2);
}

static void
test_a_region_without_terminals_is_no_success (ServerFixture *self,
                                               gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (HubRequest) request = order (self, "{\"kind\": \"lock\", \"region\": \"36\"}");

  server_fixture_assert_problem (request, HUB_PROBLEM_NOT_FOUND);
}

static gint64
count_open (ServerFixture *self)
{
  gint64 n_open = -1;

  g_assert_true (hub_store_get_int (self->app.store, NULL, -1, &n_open,
                                    "SELECT count(*) FROM commands WHERE state = 'PENDING'", ""));
  return n_open;
}

static void
test_a_preview_tells_nobody (ServerFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (HubRequest)
      request = order (self, "{\"kind\": \"lock\", \"region\": \"35.09\", \"preview\": true}");
  g_autoptr (JsonObject) reply = server_fixture_reply (request);

  g_assert_cmpuint (request->status, ==, 200);
  g_assert_cmpint (anj_json_get_int (reply, "count", -1), ==, 1);
  g_assert_cmpint (count_open (self), ==, 0);
}

static void
test_the_same_again_waits_once (ServerFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *first = order_one (self, "lock");
  g_autofree char *again = order_one (self, "lock");
  g_autofree char *unlock = order_one (self, "unlock");
  g_autofree char *lock = order_one (self, "lock");

  g_assert_cmpstr (first, ==, again);
  /* but what came between counts */
  g_assert_cmpstr (first, !=, lock);
  g_assert_cmpint (count_open (self), ==, 3);
  self->now_us += 23 * G_TIME_SPAN_HOUR;
  g_free (g_steal_pointer (&again));
  again = order_one (self, "lock");
  g_assert_cmpstr (again, ==, lock);
  /* it waits as long as the newer order says */
  self->now_us += 23 * G_TIME_SPAN_HOUR;
  assert_state (self, lock, "PENDING");
  assert_state (self, unlock, "EXPIRED");
  report (self, lock, "acked");
  g_free (g_steal_pointer (&again));
  again = order_one (self, "lock");
  g_assert_cmpstr (again, !=, lock);
}

static void
test_a_region_is_counted_and_cancelled (ServerFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (HubRequest) counted = hub_request_new ();
  g_autoptr (HubRequest) cancelled = NULL;
  g_autoptr (JsonObject) reply = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *wipe = NULL;
  g_autofree char *begun = order_one (self, "lock");
  JsonObject *all;

  add_terminal (self, "t-2", "35.09.02.2001");
  add_terminal (self, "t-3", "35.10.01.2001");
  wipe = order_one (self, "wipe");
  report (self, begun, "done");
  self->now_us += G_USEC_PER_SEC;
  g_assert_cmpint (count_for (self, "{\"kind\": \"lock\", \"region\": \"35\"}"), ==, 3);
  g_hash_table_insert (counted->query, g_strdup ("region"), g_strdup ("35.09"));
  server_fixture_run (self, hub_admin_commands_get, self->admin, counted);
  node = anj_json_parse (counted->reply, NULL);
  g_assert_cmpuint (json_array_get_length (json_node_get_array (node)), ==, 3);
  all = json_array_get_object_element (json_node_get_array (node), 0);
  g_assert_cmpstr (anj_json_get_string (all, "kind", NULL), ==, "lock");
  g_assert_cmpint (anj_json_get_int (all, "count", 0), ==, 2);
  g_assert_cmpint (anj_json_get_int (all, "PENDING", 0), ==, 2);
  all = json_array_get_object_element (json_node_get_array (node), 1);
  g_assert_cmpint (anj_json_get_int (all, "DONE", 0), ==, 1);
  cancelled = server_fixture_call (self, hub_admin_commands_cancel_region, self->admin,
                                   "{\"kind\": \"lock\", \"region\": \"35.09\"}");
  reply = server_fixture_reply (cancelled);
  g_assert_cmpint (anj_json_get_int (reply, "count", 0), ==, 2);
  /* another kind, another region, and what is begun stay */
  assert_state (self, wipe, "PENDING");
  assert_state (self, begun, "DONE");
  g_assert_cmpint (count_open (self), ==, 2);
}

static void
test_a_revocation_says_what_never_arrives (ServerFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *wipe = order_one (self, "wipe");
  g_autoptr (HubRequest) first = NULL;
  g_autoptr (HubRequest) second = NULL;
  g_autoptr (JsonObject) reply = NULL;
  g_autoptr (JsonObject) again = NULL;

  first = call_about (self, hub_admin_terminals_revoke, self->admin, T1, NULL);
  reply = server_fixture_reply (first);
  g_assert_cmpstr (json_array_get_string_element (anj_json_get_array (reply, "undelivered"), 0), ==,
                   "wipe");
  g_assert_false (anj_json_get_bool (reply, "already", TRUE));
  second = call_about (self, hub_admin_terminals_revoke, self->admin, T1, NULL);
  again = server_fixture_reply (second);
  g_assert_true (anj_json_get_bool (again, "already", FALSE));
  assert_state (self, wipe, "PENDING");
}

static void
test_what_makes_no_sense_is_refused (ServerFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const bodies[] = {
    "{\"kind\": \"explode\", \"terminals\": [\"" T1 "\"]}",
    "{\"kind\": \"lock\"}",
    "{\"kind\": \"lock\", \"terminals\": []}",
    "{\"kind\": \"lock\", \"terminals\": [\"" T1 "\"], \"region\": \"35\"}",
    "{\"kind\": \"lock\", \"region\": \"35x\"}",
    "{\"kind\": \"wipe\", \"region\": \"35\"}",
    "{\"kind\": \"lock\", \"terminals\": [\"" T1 "\"], \"hours\": 0}",
    "{\"kind\": \"lock\", \"terminals\": [\"" T1 "\"], \"hours\": 2161}",
  };
  g_autoptr (HubRequest) unknown = NULL;
  gint64 n_commands = -1;

  for (gsize i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autoptr (HubRequest) request = order (self, bodies[i]);

      server_fixture_assert_problem (request, HUB_PROBLEM_BAD_REQUEST);
    }
  unknown = order (self, "{\"kind\": \"lock\", \"terminals\": [\"" T1 "\", \"t-nobody\"]}");
  server_fixture_assert_problem (unknown, HUB_PROBLEM_NOT_FOUND);
  g_assert_true (hub_store_get_int (self->app.store, NULL, -1, &n_commands,
                                    "SELECT count(*) FROM commands", ""));
  g_assert_cmpint (n_commands, ==, 0);
}

static void
test_a_stranger_reports_nothing (ServerFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *id = order_one (self, "logs");
  HubPeer other = *self->terminal;
  g_autoptr (HubRequest) state = NULL;
  g_autoptr (HubRequest) log = NULL;

  other.id = (char *) "t-2";
  add_terminal (self, other.id, FIXTURE_VILLAGE);
  state = call_about (self, hub_commands_report, &other, id, "{\"state\": \"done\"}");
  server_fixture_assert_problem (state, HUB_PROBLEM_COMMAND_UNKNOWN);
  log = call_about (self, hub_commands_put_log, &other, id, "lines");
  server_fixture_assert_problem (log, HUB_PROBLEM_COMMAND_UNKNOWN);
  assert_state (self, id, "PENDING");
}

static void
test_a_log_is_kept_for_a_while (ServerFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *id = order_one (self, "logs");
  g_autofree char *other = order_one (self, "sync");
  g_autoptr (HubRequest) put = NULL;
  g_autoptr (HubRequest) wrong = NULL;
  g_autoptr (HubRequest) got = NULL;
  g_autoptr (HubRequest) gone = NULL;

  put = call_about (self, hub_commands_put_log, self->terminal, id, "a line\n");
  g_assert_cmpuint (put->status, ==, 204);
  /* only a command that asked for one brings one */
  wrong = call_about (self, hub_commands_put_log, self->terminal, other, "a line\n");
  server_fixture_assert_problem (wrong, HUB_PROBLEM_COMMAND_UNKNOWN);
  got = call_about (self, hub_admin_commands_log, self->admin, id, NULL);
  g_assert_cmpuint (got->status, ==, 200);
  g_assert_cmpmem (g_bytes_get_data (got->reply, NULL), g_bytes_get_size (got->reply), "a line\n",
                   7);
  self->now_us += (HUB_COMMAND_LOG_DAYS + 1) * G_TIME_SPAN_DAY;
  g_assert_true (hub_command_queue_upkeep (self->app.store, self->now_us, NULL));
  gone = call_about (self, hub_admin_commands_log, self->admin, id, NULL);
  server_fixture_assert_problem (gone, HUB_PROBLEM_NOT_FOUND);
}

static gint64
count_audit (ServerFixture *self, const char *event)
{
  g_autofree char *pattern = g_strdup_printf ("%%\"%s\"%%", event);
  gint64 n_rows = -1;

  g_assert_true (hub_store_get_int (self->app.store, NULL, -1, &n_rows,
                                    "SELECT count(*) FROM audit WHERE row LIKE ?", "t", pattern));
  return n_rows;
}

static void
test_the_audit_says_who (ServerFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *id = order_one (self, "lock");
  g_autoptr (HubRequest) cancelled = NULL;

  cancelled = call_about (self, hub_admin_commands_cancel, self->admin, id, NULL);
  g_assert_cmpint (count_audit (self, "command-queued"), ==, 1);
  g_assert_cmpint (count_audit (self, "command-cancelled"), ==, 1);
}

/* the list */

static JsonObject *
show (ServerFixture *self, const char *id)
{
  g_autoptr (HubRequest)
      request = call_about (self, hub_admin_terminals_show, self->admin, id, NULL);

  g_assert_cmpuint (request->status, ==, 200);
  return server_fixture_reply (request);
}

static void
assert_shown (ServerFixture *self, const char *member, const char *expected)
{
  g_autoptr (JsonObject) terminal = show (self, T1);

  g_assert_cmpstr (anj_json_get_string (terminal, member, NULL), ==, expected);
}

static void
test_a_lock_shows_when_it_is_done (ServerFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *lock = order_one (self, "lock");
  g_autofree char *unlock = NULL;

  assert_shown (self, "state", "active");
  report (self, lock, "done");
  assert_shown (self, "state", "locked");
  unlock = order_one (self, "unlock");
  report (self, unlock, "done");
  assert_shown (self, "state", "active");
  /* an answer that came late does not lock it again */
  report (self, lock, "done");
  assert_shown (self, "state", "active");
}

static void
tell (ServerFixture *self, const char *body)
{
  g_autoptr (HubRequest)
      request = server_fixture_call (self, hub_telemetry_post, self->terminal, body);

  g_assert_cmpuint (request->status, ==, 204);
}

static void
test_what_it_told_last_is_shown (ServerFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (JsonObject) terminal = NULL;
  JsonObject *damage;

  tell (self, "{\"outbox\": 3, \"config_version\": 1, \"key\": \"file\", \"version\": \"0.1\","
              " \"data_date\": \"2026-11-01\", \"free_bytes\": 5, \"labels\": [\"uji\"],"
              " \"hardware\": \"X1\", \"locked\": true, \"up_s\": 9, \"line_failures\": 1,"
              " \"storage\": \"disk-error\", \"damage\": {\"disk-error\": 2, \"salvaged\": 1,"
              " \"last\": {\"time\": \"2026-11-20T02:00:00Z\", \"file\": \"outbox.db\","
              " \"kind\": \"salvaged\", \"n\": 3, \"detail\": \"a bad page\"},"
              " \"last_lost\": {\"time\": \"2026-11-19T02:00:00Z\", \"file\": \"outbox.db\","
              " \"kind\": \"lost\", \"n\": 0, \"detail\": \"it was gone\"}}}");
  terminal = show (self, T1);
  g_assert_cmpint (anj_json_get_int (terminal, "outbox", 0), ==, 3);
  g_assert_cmpstr (anj_json_get_string (terminal, "state", NULL), ==, "locked");
  g_assert_cmpint (anj_json_get_int (terminal, "config_due", 0), ==, 1);
  g_assert_cmpstr (anj_json_get_string (terminal, "key", NULL), ==, "file");
  g_assert_cmpstr (anj_json_get_string (terminal, "hardware", NULL), ==, "X1");
  g_assert_cmpstr (anj_json_get_string (terminal, "storage", NULL), ==, "disk-error");
  damage = anj_json_get_object (terminal, "damage");
  g_assert_cmpint (anj_json_get_int (damage, "disk-error", 0), ==, 2);
  g_assert_cmpstr (anj_json_get_string (anj_json_get_object (damage, "last"), "file", NULL), ==,
                   "outbox.db");
  g_assert_cmpstr (anj_json_get_string (anj_json_get_object (damage, "last_lost"), "kind", NULL),
                   ==, "lost");
  g_assert_cmpstr (anj_json_get_string (terminal, "told", NULL), ==, "2026-11-20T03:00:00Z");
  g_assert_cmpuint (json_array_get_length (anj_json_get_array (terminal, "labels")), ==, 1);
}

/* "t-… t-…" of a list with @query as "name=value&…" */
static char *
list (ServerFixture *self, const char *query)
{
  g_autoptr (HubRequest) request = hub_request_new ();
  g_autoptr (JsonNode) node = NULL;
  g_auto (GStrv) pairs = g_strsplit (query, "&", -1);
  GString *ids = g_string_new (NULL);
  JsonArray *all;

  for (gsize i = 0; pairs[i] != NULL; i++)
    {
      g_auto (GStrv) pair = g_strsplit (pairs[i], "=", 2);

      g_hash_table_insert (request->query, g_strdup (pair[0]), g_strdup (pair[1]));
    }
  server_fixture_run (self, hub_admin_terminals_get, self->admin, request);
  g_assert_cmpuint (request->status, ==, 200);
  node = anj_json_parse (request->reply, NULL);
  all = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (all); i++)
    g_string_append_printf (
        ids, "%s%s", i > 0 ? " " : "",
        anj_json_get_string (json_array_get_object_element (all, i), "id", NULL));
  return g_string_free (ids, FALSE);
}

static void
assert_listed (ServerFixture *self, const char *query, const char *expected)
{
  g_autofree char *ids = list (self, query);

  g_assert_cmpstr (ids, ==, expected);
}

static void
see (ServerFixture *self, const char *id, gint64 ago_us)
{
  g_assert_true (hub_store_run (self->app.store, NULL,
                                "UPDATE terminals SET last_seen_us = ? WHERE id = ?", "it",
                                self->now_us - ago_us, id));
}

static void
test_the_list_is_filtered_and_paged (ServerFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  add_terminal (self, "t-b", "35.09.02.2001");
  add_terminal (self, "t-c", "35.09.02.2001");
  add_terminal (self, "t-d", "35.10.01.2001");
  see (self, T1, 0);
  see (self, "t-b", G_TIME_SPAN_DAY);
  see (self, "t-c", 0);
  see (self, "t-d", G_TIME_SPAN_DAY);
  assert_listed (self, "limit=9", T1 " t-b t-c t-d");
  assert_listed (self, "region=35.09", T1 " t-b t-c");
  assert_listed (self, "region=35.09.02", "t-b t-c");
  assert_listed (self, "silent=true", "t-b t-d");
  assert_listed (self, "state=locked", "");
  assert_listed (self, "limit=2", T1 " t-b");
  assert_listed (self, "limit=2&after=t-b", "t-c t-d");
  assert_listed (self, "limit=2&after=t-d", "");
}

static void
test_a_silent_district_is_seen (ServerFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (JsonObject) terminal = NULL;
  JsonObject *silent;

  add_terminal (self, "t-b", "35.09.01.2002");
  add_terminal (self, "t-c", "35.09.01.2003");
  see (self, T1, 3 * G_TIME_SPAN_HOUR);
  see (self, "t-b", 3 * G_TIME_SPAN_HOUR + G_TIME_SPAN_MINUTE);
  see (self, "t-c", 3 * G_TIME_SPAN_HOUR);
  terminal = show (self, T1);
  silent = anj_json_get_object (terminal, "silent");
  g_assert_cmpstr (anj_json_get_string (silent, "cause", NULL), ==, "district");
  g_assert_false (anj_json_get_bool (silent, "known", TRUE));
}

/* as if every poll were held */
static void
hold_first (gpointer data,
            gboolean (*wants) (gpointer user_data, const HubPeer *peer),
            gpointer user_data)
{
  wants (user_data, data);
}

static void
test_who_said_farewell_is_not_connected (ServerFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (JsonObject) before = NULL;
  g_autoptr (JsonObject) after = NULL;

  self->app.wake_some = hold_first;
  self->app.wake_data = self->terminal;
  see (self, T1, 0);
  before = show (self, T1);
  g_assert_true (anj_json_get_bool (before, "connected", FALSE));
  tell (self, "{\"outbox\": 0, \"config_version\": 1, \"key\": \"file\", \"version\": \"0.1\","
              " \"stopping\": true}");
  after = show (self, T1);
  g_assert_false (anj_json_get_bool (after, "connected", TRUE));
  g_assert_cmpstr (anj_json_get_string (anj_json_get_object (after, "silent"), "cause", NULL), ==,
                   "switched-off");
}

static void
test_a_state_that_is_none_is_refused (ServerFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (HubRequest) request = hub_request_new ();

  g_hash_table_insert (request->query, g_strdup ("state"), g_strdup ("open"));
  server_fixture_run (self, hub_admin_terminals_get, self->admin, request);
  server_fixture_assert_problem (request, HUB_PROBLEM_BAD_REQUEST);
}

/* two machines with one key */

static HubRequest *
submit (ServerFixture *self, JsonObject *item)
{
  g_autoptr (JsonObject) body = json_object_new ();
  g_autofree char *text = NULL;
  JsonArray *array = json_array_new ();

  json_array_add_object_element (array, item);
  json_object_set_array_member (body, "submissions", array);
  text = anj_json_object_to_text (body);
  return server_fixture_call (self, hub_submissions_post, self->terminal, text);
}

static void
assert_refused (ServerFixture *self, gboolean is_refused)
{
  g_autoptr (HubRequest) request = hub_request_new ();

  request->peer = self->terminal;
  g_assert_cmpint (hub_auth_check (&self->app, HUB_AUTH_TERMINAL, request), ==, !is_refused);
  if (is_refused)
    server_fixture_assert_problem (request, HUB_PROBLEM_TERMINAL_QUARANTINED);
}

static void
test_two_chains_with_one_key_are_set_aside (ServerFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (AnjHeader) first = server_fixture_header (self, 1);
  g_autoptr (AnjHeader) second = server_fixture_header (self, 2);
  g_autoptr (HubRequest) ours = submit (self, server_fixture_link (self, first, "sealed"));
  g_autoptr (HubRequest) theirs = NULL;
  g_autoptr (HubRequest) confirmed = NULL;
  g_autoptr (JsonObject) terminal = NULL;

  g_assert_cmpuint (ours->status, ==, 200);
  assert_refused (self, FALSE);
  self->seq = 0; /* a copy of the disk before that case makes another one */
  memset (self->head, 0, sizeof self->head);
  theirs = submit (self, server_fixture_link (self, second, "sealed"));
  server_fixture_assert_problem (theirs, HUB_PROBLEM_CHAIN);
  assert_refused (self, TRUE);
  terminal = show (self, T1);
  g_assert_cmpstr (anj_json_get_string (terminal, "state", NULL), ==, "quarantined");
  g_assert_nonnull (anj_json_get_object (terminal, "quarantine"));
  g_assert_cmpint (count_audit (self, "terminal-quarantined"), ==, 1);
  g_assert_cmpuint (self->wakes->len, ==, 1); /* polls of both end now */
  confirmed = call_about (self, hub_admin_terminals_confirm, self->admin, T1, NULL);
  g_assert_cmpuint (confirmed->status, ==, 200);
  assert_refused (self, FALSE);
  assert_shown (self, "state", "active");
  g_assert_cmpint (count_audit (self, "terminal-confirmed"), ==, 1);
}

static void
test_the_same_case_again_sets_nobody_aside (ServerFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (AnjHeader) header = server_fixture_header (self, 1);
  JsonObject *item = server_fixture_link (self, header, "sealed");
  g_autoptr (HubRequest) first = submit (self, json_object_ref (item));
  g_autoptr (HubRequest) again = submit (self, item);

  g_assert_cmpuint (first->status, ==, 200);
  g_assert_cmpuint (again->status, ==, 200);
  assert_refused (self, FALSE);
}

#define ADD(path, test)                                                                            \
  g_test_add (path, ServerFixture, NULL, server_fixture_set_up, test, server_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/commands/a-command-goes-its-way", test_a_command_goes_its_way);
  ADD ("/commands/it-is-told-again-until-it-is-acked", test_it_is_told_again_until_it_is_acked);
  ADD ("/commands/commands-keep-their-order", test_commands_keep_their_order);
  ADD ("/commands/an-expired-one-is-told-to-nobody", test_an_expired_one_is_told_to_nobody);
  ADD ("/commands/a-cancelled-one-is-told-to-nobody", test_a_cancelled_one_is_told_to_nobody);
  ADD ("/commands/a-begun-one-is-not-cancelled", test_a_begun_one_is_not_cancelled);
  ADD ("/commands/a-region-is-all-its-terminals", test_a_region_is_all_its_terminals);
  ADD ("/commands/a-region-without-terminals-is-no-success",
       test_a_region_without_terminals_is_no_success);
  ADD ("/commands/a-preview-tells-nobody", test_a_preview_tells_nobody);
  ADD ("/commands/the-same-again-waits-once", test_the_same_again_waits_once);
  ADD ("/commands/a-region-is-counted-and-cancelled", test_a_region_is_counted_and_cancelled);
  ADD ("/commands/a-revocation-says-what-never-arrives", test_a_revocation_says_what_never_arrives);
  ADD ("/fleet/who-said-farewell-is-not-connected", test_who_said_farewell_is_not_connected);
  ADD ("/fleet/a-state-that-is-none-is-refused", test_a_state_that_is_none_is_refused);
  ADD ("/commands/what-makes-no-sense-is-refused", test_what_makes_no_sense_is_refused);
  ADD ("/commands/a-stranger-reports-nothing", test_a_stranger_reports_nothing);
  ADD ("/commands/a-log-is-kept-for-a-while", test_a_log_is_kept_for_a_while);
  ADD ("/commands/the-audit-says-who", test_the_audit_says_who);
  ADD ("/fleet/a-lock-shows-when-it-is-done", test_a_lock_shows_when_it_is_done);
  ADD ("/fleet/what-it-told-last-is-shown", test_what_it_told_last_is_shown);
  ADD ("/fleet/the-list-is-filtered-and-paged", test_the_list_is_filtered_and_paged);
  ADD ("/fleet/a-silent-district-is-seen", test_a_silent_district_is_seen);
  ADD ("/quarantine/two-chains-with-one-key-are-set-aside",
       test_two_chains_with_one_key_are_set_aside);
  ADD ("/quarantine/the-same-case-again-sets-nobody-aside",
       test_the_same_case_again_sets_nobody_aside);
  return g_test_run ();
}
