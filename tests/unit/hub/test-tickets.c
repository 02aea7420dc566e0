/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/anj-json.h"
#include "core/anj-ticket-number.h"
#include "hub/hub-admin-tickets.h"
#include "hub/hub-channel.h"
#include "hub/hub-config.h"
#include "hub/hub-submissions.h"
#include "hub/hub-telemetry.h"
#include "hub/hub-tickets.h"
#include "tests/unit/hub/server-fixture.h"

/* a case's life after it arrived: query, answer, channel */

#define RIGHT "0707070707070707070707070707070707070707070707070707070707070707"
#define WRONG "0808080808080808080808080808080808080808080808080808080808080808"

/* (transfer full): its number */
static char *
send_kind (ServerFixture *self, guint32 index, const char *kind, const char *category)
{
  g_autoptr (AnjHeader) header = server_fixture_header (self, index);
  JsonObject *item = NULL;
  g_autoptr (JsonArray) array = json_array_new ();
  g_autoptr (AnjReceipt) receipt = NULL;
  g_autoptr (GError) error = NULL;
  HubChain chain;

  g_free (header->kind);
  g_free (header->category);
  header->kind = g_strdup (kind);
  header->category = g_strdup (category);
  item = server_fixture_link (self, header, "sealed");
  json_array_add_object_element (array, item);
  g_assert_cmpint (
      hub_submissions_take (&self->app, self->terminal, array, NULL, 0, &receipt, &chain, &error),
      ==, HUB_INTAKE_OK);
  return g_strdup (header->number);
}

static char *
send_case (ServerFixture *self, guint32 index)
{
  return send_kind (self, index, "complaint", "tidak-cair");
}

static HubRequest *
query (ServerFixture *self, const char *number, const char *follow)
{
  g_autofree char *body = g_strdup_printf ("{\"region\": \"" FIXTURE_VILLAGE
                                           "\", \"number\": \"%s\", \"follow\": \"%s\"}",
                                           number, follow);

  return server_fixture_call (self, hub_tickets_query, self->terminal, body);
}

static HubRequest *
answer (ServerFixture *self, const char *number, const char *body)
{
  HubRequest *request = hub_request_new ();

  request->args[0] = g_strdup (FIXTURE_VILLAGE);
  request->args[1] = g_strdup (number);
  g_bytes_unref (request->body);
  request->body = g_bytes_new (body, strlen (body));
  return server_fixture_run (self, hub_admin_ticket_answer, self->admin, request);
}

static void
test_right_pin_gives_state_and_due (ServerFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *number = send_case (self, 9);
  g_autoptr (HubRequest) request = query (self, number, RIGHT);
  g_autoptr (JsonObject) reply = server_fixture_reply (request);
  JsonObject *state = anj_json_get_object (reply, "state");

  g_assert_cmpuint (request->status, ==, 200);
  g_assert_cmpstr (anj_json_get_string (state, "state", NULL), ==, "received");
  g_assert_cmpstr (anj_json_get_string (state, "kind", NULL), ==, "complaint");
  g_assert_cmpstr (anj_json_get_string (state, "submitted", NULL), ==, "2026-11-20T03:00:00Z");
  /* 14 working days from a Friday */
  g_assert_cmpstr (anj_json_get_string (state, "due", NULL), ==, "2026-12-10");
  g_assert_cmpuint (json_array_get_length (anj_json_get_array (state, "history")), ==, 1);
  g_assert_true (json_object_get_null_member (reply, "answer"));
}

static void
test_every_kind_has_its_own_due_day (ServerFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *number = send_kind (self, 9, "proposal", "");
  g_autoptr (HubRequest) request = query (self, number, RIGHT);
  g_autoptr (JsonObject) reply = server_fixture_reply (request);

  /* 20 working days from a Friday */
  g_assert_cmpstr (anj_json_get_string (anj_json_get_object (reply, "state"), "due", NULL), ==,
                   "2026-12-18");
}

static void
test_unknown_number_looks_like_a_wrong_pin (ServerFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *number = send_case (self, 9);
  g_autofree char *unknown = anj_ticket_number_format (10);
  const char *const numbers[] = { number, unknown };

  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      for (int n = 0; n < HUB_TICKET_MAX_TRIES; n++)
        {
          g_autoptr (HubRequest) request = query (self, numbers[i], WRONG);

          server_fixture_assert_problem (request, HUB_PROBLEM_TICKET_UNKNOWN);
        }
      {
        g_autoptr (HubRequest) request = query (self, numbers[i], WRONG);

        server_fixture_assert_problem (request, HUB_PROBLEM_TICKET_TRIES);
      }
    }
}

static void
test_sixth_try_waits_an_hour_even_if_right (ServerFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *number = send_case (self, 9);
  g_autoptr (HubRequest) shut = NULL;
  g_autoptr (HubRequest) open = NULL;

  for (int n = 0; n < HUB_TICKET_MAX_TRIES; n++)
    {
      g_autoptr (HubRequest) request = query (self, number, WRONG);

      self->now_us += G_TIME_SPAN_MINUTE;
    }
  shut = query (self, number, RIGHT);
  server_fixture_assert_problem (shut, HUB_PROBLEM_TICKET_TRIES);
  g_assert_cmpstr (shut->reply_headers->pdata[0], ==, "Retry-After");
  g_assert_cmpstr (shut->reply_headers->pdata[1], ==, "3300"); /* the first was 5 minutes ago */
  self->now_us += 55 * G_TIME_SPAN_MINUTE;
  open = query (self, number, RIGHT);
  g_assert_cmpuint (open->status, ==, 200);
}

static void
test_right_tries_count_for_nothing (ServerFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *number = send_case (self, 9);

  for (int n = 0; n < 2 * HUB_TICKET_MAX_TRIES; n++)
    {
      g_autoptr (HubRequest) request = query (self, number, RIGHT);

      g_assert_cmpuint (request->status, ==, 200);
    }
}

static void
test_answer_reaches_the_resident (ServerFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *number = send_case (self, 9);
  g_autoptr (HubRequest)
      sent = answer (self, number, "{\"state\": \"answered\", \"answer\": \"c2VhbGVk\"}");
  g_autoptr (HubRequest) request = query (self, number, RIGHT);
  g_autoptr (JsonObject) row = server_fixture_reply (sent);
  g_autoptr (JsonObject) reply = server_fixture_reply (request);
  JsonObject *state = anj_json_get_object (reply, "state");

  g_assert_cmpstr (anj_json_get_string (row, "state", NULL), ==, "answered");
  g_assert_cmpstr (anj_json_get_string (reply, "answer", NULL), ==, "c2VhbGVk");
  g_assert_cmpstr (anj_json_get_string (state, "state", NULL), ==, "answered");
  g_assert_cmpuint (json_array_get_length (anj_json_get_array (state, "history")), ==, 2);
  g_assert_cmpstr (self->wakes->pdata[0], ==, FIXTURE_VILLAGE);
}

static void
test_answer_is_checked (ServerFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *number = send_case (self, 9);
  g_autofree char *unknown = anj_ticket_number_format (10);
  g_autoptr (HubRequest) state = answer (self, number, "{\"state\": \"received\"}");
  g_autoptr (HubRequest)
      empty = answer (self, number, "{\"state\": \"answered\", \"answer\": \"\"}");
  g_autoptr (HubRequest) missing = answer (self, unknown, "{\"state\": \"closed\"}");

  server_fixture_assert_problem (state, HUB_PROBLEM_BAD_REQUEST);
  server_fixture_assert_problem (empty, HUB_PROBLEM_BAD_REQUEST);
  server_fixture_assert_problem (missing, HUB_PROBLEM_NOT_FOUND);
  g_assert_cmpuint (self->wakes->len, ==, 0);
}

static void
test_list_filters_by_region_and_state (ServerFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  static const struct
  {
    const char *region;
    const char *state;
    const char *reply;
  } cases[] = {
    { "35.09", NULL, "[{" },     { FIXTURE_VILLAGE, "received", "[{" },
    { "35.09", "closed", "[]" }, { "35.1", NULL, "{\"type" }, /* no code */
    { "35.09.02", NULL, "[]" },  { NULL, "odd", "{\"type" },
  };
  g_autofree char *number = send_case (self, 9);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (HubRequest) request = hub_request_new ();

      if (cases[i].region != NULL)
        g_hash_table_insert (request->query, g_strdup ("region"), g_strdup (cases[i].region));
      if (cases[i].state != NULL)
        g_hash_table_insert (request->query, g_strdup ("state"), g_strdup (cases[i].state));
      server_fixture_run (self, hub_admin_tickets_get, self->admin, request);
      g_test_message ("case %" G_GSIZE_FORMAT, i);
      g_assert_cmpint (
          memcmp (g_bytes_get_data (request->reply, NULL), cases[i].reply, strlen (cases[i].reply)),
          ==, 0);
    }
}

static HubRequest *
call_channel (ServerFixture *self, const char *config, const char *since, gboolean must_answer)
{
  HubRequest *request = hub_request_new ();

  g_hash_table_insert (request->query, g_strdup ("config"), g_strdup (config));
  g_hash_table_insert (request->query, g_strdup ("since"), g_strdup (since));
  g_hash_table_insert (request->query, g_strdup ("hold"), g_strdup ("60"));
  request->must_answer = must_answer;
  return server_fixture_run (self, hub_channel_get, self->terminal, request);
}

static char *
get_cursor (ServerFixture *self)
{
  g_autoptr (HubRequest) request = call_channel (self, "1.1", "0", FALSE);
  g_autoptr (JsonObject) reply = server_fixture_reply (request);

  return g_strdup (anj_json_get_string (reply, "cursor", NULL));
}

static void
test_channel_holds_until_there_is_news (ServerFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *cursor = get_cursor (self);
  g_autoptr (HubRequest) held = call_channel (self, "1.1", cursor, FALSE);
  g_autoptr (HubRequest) over = call_channel (self, "1.1", cursor, TRUE);
  g_autoptr (HubRequest) older = call_channel (self, "0.9", cursor, FALSE);
  g_autofree char *number = NULL;
  g_autoptr (HubRequest) news = NULL;
  g_autoptr (JsonObject) reply = NULL;
  JsonObject *ticket;

  g_assert_cmpuint (held->status, ==, 0);
  g_assert_cmpint (held->hold_us, ==, 60 * G_USEC_PER_SEC);
  g_assert_cmpstr (held->hold_region, ==, FIXTURE_VILLAGE);
  g_assert_cmpuint (over->status, ==, 200);
  g_assert_cmpuint (older->status, ==, 200);

  number = send_case (self, 9);
  news = call_channel (self, "1.1", cursor, FALSE);
  reply = server_fixture_reply (news);
  g_assert_cmpint (anj_json_get_int (reply, "last_seq", -1), ==, 1);
  ticket = anj_json_array_get_object (anj_json_get_array (reply, "tickets"), 0);
  g_assert_cmpstr (anj_json_get_string (ticket, "number", NULL), ==, number);
  g_assert_false (anj_json_get_bool (reply, "cache", FALSE));
}

static void
test_channel_pages_many_tickets (ServerFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *cursor = g_strdup ("0");
  guint n_seen = 0, n_calls = 0;

  for (guint32 i = 0; i < HUB_CHANNEL_MAX_TICKETS + 1; i++)
    g_free (send_case (self, i));
  while (TRUE)
    {
      g_autoptr (HubRequest) request = call_channel (self, "1.1", cursor, FALSE);
      g_autoptr (JsonObject) reply = NULL;

      if (request->status == 0)
        break;
      reply = server_fixture_reply (request);
      n_seen += json_array_get_length (anj_json_get_array (reply, "tickets"));
      g_free (cursor);
      cursor = g_strdup (anj_json_get_string (reply, "cursor", NULL));
      n_calls++;
    }
  g_assert_cmpuint (n_seen, ==, HUB_CHANNEL_MAX_TICKETS + 1);
  g_assert_cmpuint (n_calls, ==, 2);
}

static void
test_foreign_cursor_starts_over (ServerFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (HubRequest) other = call_channel (self, "1.1", "deadbeef-5-5", FALSE);
  g_autoptr (HubRequest) odd = call_channel (self, "1.1", "x", FALSE);
  g_autoptr (HubRequest) config = call_channel (self, "one", "0", FALSE);

  g_assert_cmpuint (other->status, ==, 200);
  g_assert_cmpuint (odd->status, ==, 200);
  server_fixture_assert_problem (config, HUB_PROBLEM_BAD_REQUEST);
}

static HubRequest *
put_config (ServerFixture *self, GBytes *bundle)
{
  HubRequest *request = hub_request_new ();

  g_bytes_unref (request->body);
  request->body = g_bytes_ref (bundle);
  return server_fixture_run (self, hub_admin_config_put, self->admin, request);
}

static GBytes *
sign_config (ServerFixture *self, gint64 version, const char *signer)
{
  g_autofree char *cert_path = g_build_filename (self->dir, signer, "cert.pem", NULL);
  g_autofree char *key_path = g_build_filename (self->dir, signer, "key.pem", NULL);
  g_autofree char *cert_pem = NULL;
  g_autofree char *key_pem = NULL;
  g_autoptr (X509) cert = NULL;
  g_autoptr (EVP_PKEY) key = NULL;
  g_autoptr (GBytes) source = NULL;
  JsonObject *document = anj_config_document (hub_config_state_current (self->app.config));

  g_assert_true (g_file_get_contents (cert_path, &cert_pem, NULL, NULL));
  g_assert_true (g_file_get_contents (key_path, &key_pem, NULL, NULL));
  cert = anj_cert_from_pem (cert_pem, NULL);
  key = anj_cert_key_from_pem (key_pem, NULL);
  json_object_set_int_member (document, "version", version);
  source = anj_json_object_to_bytes (document);
  json_object_set_int_member (document, "version", 1);
  return anj_cms_sign (source, cert, key, NULL);
}

static void
test_only_newer_signed_configuration_is_published (ServerFixture *self,
                                                   gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GBytes) good = sign_config (self, 2, "config-signer");
  g_autoptr (GBytes) forged = sign_config (self, 3, "receipts");
  g_autoptr (GBytes) noise = g_bytes_new ("noise", 5);
  g_autoptr (HubRequest) first = put_config (self, good);
  g_autoptr (HubRequest) again = put_config (self, good);
  g_autoptr (HubRequest) bad = put_config (self, forged);
  g_autoptr (HubRequest) worse = put_config (self, noise);

  g_assert_cmpuint (first->status, ==, 200);
  g_assert_cmpstr (self->wakes->pdata[0], ==, "*");
  server_fixture_assert_problem (again, HUB_PROBLEM_CONFIG_NOT_NEWER);
  server_fixture_assert_problem (bad, HUB_PROBLEM_CONFIG_INVALID);
  server_fixture_assert_problem (worse, HUB_PROBLEM_CONFIG_INVALID);
  g_assert_cmpuint (anj_config_version (hub_config_state_current (self->app.config)), ==, 2);
}

static void
test_telemetry_takes_only_what_it_knows (ServerFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (HubRequest) good = server_fixture_call (
      self, hub_telemetry_post, self->terminal,
      "{\"outbox\": 3, \"config_version\": 1, \"data_date\": \"2026-10-15\","
      " \"key\": \"file\", \"version\": \"0.1.0\", \"free_bytes\": 1,"
      " \"throttle_level\": 0}");
  g_autoptr (HubRequest)
      bad = server_fixture_call (self, hub_telemetry_post, self->terminal,
                                 "{\"outbox\": 3, \"config_version\": 1, \"key\": \"file\","
                                 " \"version\": \"0.1.0\", \"nik\": \"3509010101010001\"}");
  gint64 outbox = 0;

  g_assert_cmpuint (good->status, ==, 204);
  server_fixture_assert_problem (bad, HUB_PROBLEM_BAD_REQUEST);
  g_assert_true (
      hub_store_get_int (self->app.store, NULL, 0, &outbox, "SELECT outbox FROM terminals", ""));
  g_assert_cmpint (outbox, ==, 3);
}

#define ADD(path, function)                                                                        \
  g_test_add (path, ServerFixture, NULL, server_fixture_set_up, function, server_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/tickets/right-pin-gives-state-and-due", test_right_pin_gives_state_and_due);
  ADD ("/tickets/every-kind-has-its-own-due-day", test_every_kind_has_its_own_due_day);
  ADD ("/tickets/unknown-number-looks-like-a-wrong-pin",
       test_unknown_number_looks_like_a_wrong_pin);
  ADD ("/tickets/sixth-try-waits-an-hour-even-if-right",
       test_sixth_try_waits_an_hour_even_if_right);
  ADD ("/tickets/right-tries-count-for-nothing", test_right_tries_count_for_nothing);
  ADD ("/tickets/answer-reaches-the-resident", test_answer_reaches_the_resident);
  ADD ("/tickets/answer-is-checked", test_answer_is_checked);
  ADD ("/tickets/list-filters-by-region-and-state", test_list_filters_by_region_and_state);
  ADD ("/channel/holds-until-there-is-news", test_channel_holds_until_there_is_news);
  ADD ("/channel/pages-many-tickets", test_channel_pages_many_tickets);
  ADD ("/channel/foreign-cursor-starts-over", test_foreign_cursor_starts_over);
  ADD ("/config/only-newer-signed-one-is-published",
       test_only_newer_signed_configuration_is_published);
  ADD ("/telemetry/takes-only-what-it-knows", test_telemetry_takes_only_what_it_knows);
  return g_test_run ();
}
