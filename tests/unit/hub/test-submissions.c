/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/anj-hex.h"
#include "core/anj-json.h"
#include "core/anj-ticket-number.h"
#include "hub/hub-submissions.h"
#include "tests/unit/hub/server-fixture.h"

static HubRequest *
post (ServerFixture *self, JsonObject *first, JsonObject *second)
{
  g_autoptr (JsonObject) body = json_object_new ();
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *text = NULL;
  JsonArray *array = json_array_new ();

  json_array_add_object_element (array, json_object_ref (first));
  if (second != NULL)
    json_array_add_object_element (array, json_object_ref (second));
  json_object_set_array_member (body, "submissions", array);
  bytes = anj_json_object_to_bytes (body);
  text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  return server_fixture_call (self, hub_submissions_post, self->terminal, text);
}

/* of a body with @submission (nullable) and the lost cases @first_seq … @last_seq, whose last has
 * the hash @head */
static HubRequest *
post_lost (ServerFixture *self,
           JsonObject *submission,
           guint64 first_seq,
           guint64 last_seq,
           const guint8 *head)
{
  g_autoptr (GString) body = g_string_new ("{\"submissions\":[");
  g_autofree char *hex = anj_hex_encode (head, 32);

  if (submission != NULL)
    {
      g_autofree char *text = anj_json_object_to_text (submission);

      g_string_append (body, text);
    }
  g_string_append_printf (body,
                          "],\"lost\":[{\"first_seq\":%" G_GUINT64_FORMAT
                          ",\"last_seq\":%" G_GUINT64_FORMAT ",\"head\":\"%s\"}]}",
                          first_seq, last_seq, hex);
  return server_fixture_call (self, hub_submissions_post, self->terminal, body->str);
}

/* links @n cases that never come */
static void
lose (ServerFixture *self, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (AnjHeader) header = server_fixture_header (self, 100 + i);
      g_autoptr (JsonObject) item = server_fixture_link (self, header, "lost");

      g_assert_nonnull (item);
    }
}

/* the receipt, verified as a terminal does */
static AnjReceipt *
read_receipt (ServerFixture *self, const HubRequest *request)
{
  g_autoptr (JsonObject) reply = server_fixture_reply (request);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) der = NULL;
  g_autoptr (GBytes) content = NULL;
  gsize n_bytes;
  guchar *data;
  AnjReceipt *receipt;

  g_assert_cmpuint (request->status, ==, 200);
  data = g_base64_decode (anj_json_get_string (reply, "receipt", ""), &n_bytes);
  der = g_bytes_new_take (data, n_bytes);
  content = anj_cms_verify (der, self->app.keys->ca, self->now_us, NULL, &error);
  g_assert_no_error (error);
  receipt = anj_receipt_parse (content, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (receipt->terminal, ==, self->terminal->id);
  g_assert_cmpstr (receipt->hub_generation, ==, self->app.generation);
  g_assert_cmpuint (receipt->backed_up_seq, ==, 0);
  return receipt;
}

static gint64
count (ServerFixture *self, const char *sql)
{
  gint64 n = -1;

  g_assert_true (hub_store_get_int (self->app.store, NULL, -1, &n, sql, ""));
  return n;
}

static void
test_receipt_covers_all_sent (ServerFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (AnjHeader) one = server_fixture_header (self, 0);
  g_autoptr (AnjHeader) two = server_fixture_header (self, 131071);
  g_autoptr (JsonObject) first = server_fixture_link (self, one, "sealed");
  g_autoptr (JsonObject) second = server_fixture_link (self, two, "sealed too");
  g_autoptr (HubRequest) request = post (self, first, second);
  g_autoptr (AnjReceipt) receipt = read_receipt (self, request);

  g_assert_cmpuint (receipt->first_seq, ==, 1);
  g_assert_cmpuint (receipt->last_seq, ==, 2);
  g_assert_cmpmem (receipt->head, 32, self->head, 32);
  g_assert_cmpuint (receipt->tombstones->len, ==, 0);
  g_assert_cmpint (count (self, "SELECT count(*) FROM tickets WHERE state = 'received'"), ==, 2);
}

static void
test_sent_again_is_receipted_again (ServerFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (AnjHeader) header = server_fixture_header (self, 5);
  g_autoptr (JsonObject) item = server_fixture_link (self, header, "sealed");
  g_autoptr (HubRequest) first = post (self, item, NULL);
  g_autoptr (HubRequest) second = post (self, item, NULL);
  g_autoptr (AnjReceipt) receipt = read_receipt (self, second);

  g_assert_cmpuint (receipt->last_seq, ==, 1);
  g_assert_cmpuint (receipt->tombstones->len, ==, 0);
  g_assert_cmpint (count (self, "SELECT count(*) FROM tickets"), ==, 1);
  g_assert_cmpint (count (self, "SELECT count(*) FROM submissions"), ==, 1);
}

static void
test_gap_is_told_where_the_hub_stands (ServerFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (AnjHeader) one = server_fixture_header (self, 0);
  g_autoptr (AnjHeader) two = server_fixture_header (self, 1);
  g_autoptr (AnjHeader) three = server_fixture_header (self, 2);
  g_autoptr (JsonObject) first = server_fixture_link (self, one, "1");
  g_autoptr (JsonObject) second = server_fixture_link (self, two, "2");
  g_autoptr (JsonObject) third = server_fixture_link (self, three, "3");
  g_autoptr (HubRequest) good = post (self, first, NULL);
  g_autoptr (HubRequest) bad = post (self, third, NULL);
  g_autoptr (JsonObject) reply = server_fixture_reply (bad);

  g_assert_cmpuint (good->status, ==, 200);
  g_assert_nonnull (second);
  server_fixture_assert_problem (bad, HUB_PROBLEM_CHAIN);
  g_assert_cmpint (anj_json_get_int (reply, "last_seq", -1), ==, 1);
  g_assert_cmpuint (strlen (anj_json_get_string (reply, "head", "")), ==, 64);
}

static void
test_fork_is_refused (ServerFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (AnjHeader) one = server_fixture_header (self, 0);
  g_autoptr (AnjHeader) other = server_fixture_header (self, 1);
  g_autoptr (JsonObject) first = server_fixture_link (self, one, "1");
  g_autoptr (JsonObject) clone = NULL;
  g_autoptr (HubRequest) good = post (self, first, NULL);
  g_autoptr (HubRequest) bad = NULL;

  self->seq = 0;
  memset (self->head, 0, sizeof self->head);
  clone = server_fixture_link (self, other, "1");
  bad = post (self, clone, NULL);
  g_assert_cmpuint (good->status, ==, 200);
  server_fixture_assert_problem (bad, HUB_PROBLEM_CHAIN);
  g_assert_cmpint (count (self, "SELECT count(*) FROM submissions"), ==, 1);
}

static void
test_one_bad_link_keeps_none (ServerFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (AnjHeader) one = server_fixture_header (self, 0);
  g_autoptr (AnjHeader) two = server_fixture_header (self, 1);
  g_autoptr (JsonObject) first = server_fixture_link (self, one, "1");
  g_autoptr (JsonObject) second = NULL;
  g_autoptr (HubRequest) request = NULL;

  self->head[0] ^= 1;
  second = server_fixture_link (self, two, "2");
  request = post (self, first, second);
  server_fixture_assert_problem (request, HUB_PROBLEM_CHAIN);
  g_assert_cmpint (count (self, "SELECT count(*) FROM submissions"), ==, 0);
  g_assert_cmpint (count (self, "SELECT last_seq FROM terminals"), ==, 0);
}

typedef struct
{
  const char *code;
  void (*spoil) (AnjHeader *header, JsonObject **item, ServerFixture *self);
} Tombstone;

static void
spoil_region (AnjHeader *header, JsonObject **item, ServerFixture *self)
{
  g_free (header->region);
  header->region = g_strdup ("35.09.01.2002");
  *item = server_fixture_link (self, header, "sealed");
}

static void
spoil_number (AnjHeader *header, JsonObject **item, ServerFixture *self)
{
  g_free (header->number);
  header->number = anj_ticket_number_format (131072); /* the next terminal's first */
  *item = server_fixture_link (self, header, "sealed");
}

static void
spoil_payload (AnjHeader *header, JsonObject **item, ServerFixture *self)
{
  *item = server_fixture_link (self, header, "sealed");
  json_object_set_string_member (*item, "payload", "b3RoZXI=");
}

static void
spoil_header (AnjHeader *header, JsonObject **item, ServerFixture *self)
{
  *item = server_fixture_link (self, header, "sealed");
  json_object_set_string_member (*item, "header", "{\"id\": \"no\"}");
}

static void
spoil_conflict (AnjHeader *header, JsonObject **item, ServerFixture *self)
{
  g_autoptr (JsonObject) first = server_fixture_link (self, header, "sealed");
  g_autoptr (HubRequest) request = post (self, first, NULL);

  g_assert_cmpuint (request->status, ==, 200);
  *item = server_fixture_link (self, header, "other words under the same id");
}

static void
spoil_number_taken (AnjHeader *header, JsonObject **item, ServerFixture *self)
{
  g_autoptr (JsonObject) first = server_fixture_link (self, header, "sealed");
  g_autoptr (HubRequest) request = post (self, first, NULL);

  g_assert_cmpuint (request->status, ==, 200);
  g_free (header->id);
  header->id = anj_uuid_v7 (self->now_us, &self->random);
  *item = server_fixture_link (self, header, "sealed");
}

static void
test_refused_case_is_a_tombstone (ServerFixture *self, gconstpointer data)
{
  const Tombstone *c = data;
  g_autoptr (AnjHeader) header = server_fixture_header (self, 3);
  g_autoptr (JsonObject) item = NULL;
  g_autoptr (HubRequest) request = NULL;
  g_autoptr (HubRequest) again = NULL;
  g_autoptr (AnjReceipt) receipt = NULL;
  g_autoptr (AnjReceipt) second = NULL;
  AnjTombstone *tombstone;
  gint64 n_tickets;

  c->spoil (header, &item, self);
  n_tickets = count (self, "SELECT count(*) FROM tickets");
  request = post (self, item, NULL);
  receipt = read_receipt (self, request);
  g_assert_cmpuint (receipt->tombstones->len, ==, 1);
  tombstone = receipt->tombstones->pdata[0];
  g_assert_cmpstr (tombstone->code, ==, c->code);
  g_assert_cmpuint (tombstone->seq, ==, self->seq);
  g_assert_cmpint (count (self, "SELECT count(*) FROM tickets"), ==, n_tickets);
  g_assert_cmpint (count (self, "SELECT count(*) FROM submissions WHERE tombstone IS NOT NULL"), ==,
                   1);
  /* the same word when it is sent again */
  again = post (self, item, NULL);
  second = read_receipt (self, again);
  g_assert_cmpuint (second->tombstones->len, ==, 1);
}

static void
test_case_of_a_former_enrolment_is_no_conflict (ServerFixture *self,
                                                gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (AnjHeader) header = server_fixture_header (self, 3);
  g_autoptr (JsonObject) first = server_fixture_link (self, header, "sealed");
  g_autoptr (JsonObject) again = server_fixture_link (self, header, "sealed");
  g_autoptr (HubRequest) one = post (self, first, NULL);
  g_autoptr (HubRequest) two = post (self, again, NULL);
  g_autoptr (AnjReceipt) receipt = read_receipt (self, two);

  g_assert_cmpuint (one->status, ==, 200);
  g_assert_cmpuint (receipt->tombstones->len, ==, 0);
  g_assert_cmpint (count (self, "SELECT count(*) FROM tickets"), ==, 1);
}

static void
test_foreign_link_is_refused (ServerFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (AnjHeader) header = server_fixture_header (self, 3);
  g_autoptr (JsonObject) item = server_fixture_link (self, header, "sealed");
  g_autoptr (HubRequest) request = NULL;

  g_free (self->terminal->id);
  self->terminal->id = g_strdup ("t-00000000beef");
  request = post (self, item, NULL);
  server_fixture_assert_problem (request, HUB_PROBLEM_BAD_REQUEST);
}

static void
test_chain_goes_on_behind_lost_cases (ServerFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (AnjHeader) one = server_fixture_header (self, 0);
  g_autoptr (AnjHeader) four = server_fixture_header (self, 3);
  g_autoptr (JsonObject) first = server_fixture_link (self, one, "1");
  g_autoptr (HubRequest) good = post (self, first, NULL);
  g_autoptr (JsonObject) fourth = NULL;
  guint8 head[32];

  g_assert_cmpuint (good->status, ==, 200);
  lose (self, 2);
  memcpy (head, self->head, sizeof head);
  fourth = server_fixture_link (self, four, "4");
  for (guint i = 0; i < 2; i++) /* told again it is the same loss */
    {
      g_autoptr (HubRequest) request = post_lost (self, fourth, 2, 3, head);
      g_autoptr (AnjReceipt) receipt = read_receipt (self, request);

      g_assert_cmpuint (receipt->first_seq, ==, 2);
      g_assert_cmpuint (receipt->last_seq, ==, 4);
      g_assert_cmpuint (receipt->lost->len, ==, 1);
      g_assert_cmpuint (g_array_index (receipt->lost, AnjSeqRange, 0).first_seq, ==, 2);
      g_assert_cmpuint (g_array_index (receipt->lost, AnjSeqRange, 0).last_seq, ==, 3);
    }
  g_assert_cmpint (count (self, "SELECT count(*) FROM tickets"), ==, 2);
  g_assert_cmpint (count (self, "SELECT last_seq FROM terminals"), ==, 4);
  g_assert_cmpint (count (self, "SELECT sum (last_seq - first_seq + 1) FROM losses"), ==, 2);
  g_assert_cmpint (count (self, "SELECT count(*) FROM audit WHERE row LIKE '%chain-lost%'"), ==, 1);
}

static void
test_lost_tail_is_told_alone (ServerFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (HubRequest) request = NULL;
  g_autoptr (AnjReceipt) receipt = NULL;

  lose (self, 3);
  request = post_lost (self, NULL, 1, 3, self->head);
  receipt = read_receipt (self, request);
  g_assert_cmpuint (receipt->last_seq, ==, 3);
  g_assert_cmpmem (receipt->head, 32, self->head, 32);
  g_assert_cmpint (count (self, "SELECT count(*) FROM submissions"), ==, 0);
}

static void
test_what_the_hub_holds_is_not_lost (ServerFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (AnjHeader) one = server_fixture_header (self, 0);
  g_autoptr (AnjHeader) two = server_fixture_header (self, 1);
  g_autoptr (JsonObject) first = server_fixture_link (self, one, "1");
  g_autoptr (JsonObject) second = server_fixture_link (self, two, "2");
  g_autoptr (HubRequest) good = post (self, first, second);
  g_autoptr (HubRequest) held = post_lost (self, NULL, 1, 2, self->head);
  g_autoptr (AnjReceipt) receipt = read_receipt (self, held);
  g_autoptr (HubRequest) partly = NULL;
  g_autoptr (AnjReceipt) later = NULL;

  g_assert_cmpuint (good->status, ==, 200);
  g_assert_cmpuint (receipt->lost->len, ==, 0);
  lose (self, 1);
  partly = post_lost (self, NULL, 1, 3, self->head);
  later = read_receipt (self, partly);
  g_assert_cmpuint (later->lost->len, ==, 1);
  g_assert_cmpuint (g_array_index (later->lost, AnjSeqRange, 0).first_seq, ==, 3);
}

/* what a terminal lost it knows by its hash: another one is another machine's */
static void
test_lost_cases_of_another_chain_are_a_fork (ServerFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (AnjHeader) one = server_fixture_header (self, 0);
  g_autoptr (JsonObject) first = server_fixture_link (self, one, "1");
  g_autoptr (HubRequest) good = post (self, first, NULL);
  guint8 head[32] = { 7 };
  g_autoptr (HubRequest) fork = post_lost (self, NULL, 1, 1, head);

  g_assert_cmpuint (good->status, ==, 200);
  server_fixture_assert_problem (fork, HUB_PROBLEM_CHAIN);
  g_assert_cmpint (count (self, "SELECT quarantined_us > 0 FROM terminals"), ==, 1);
}

static void
test_lost_cases_leave_no_hole_either (ServerFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const bad[] = {
    "{\"submissions\": [], \"lost\": []}",
    "{\"submissions\": [], \"lost\": [1]}",
    "{\"submissions\": [], \"lost\": [{\"first_seq\": 1, \"last_seq\": 2}]}",
  };
  guint8 head[32] = { 7 };
  g_autoptr (HubRequest) hole = post_lost (self, NULL, 2, 3, head);
  g_autoptr (HubRequest) backwards = post_lost (self, NULL, 3, 2, head);
  g_autoptr (HubRequest) none = post_lost (self, NULL, 0, 2, head);

  server_fixture_assert_problem (hole, HUB_PROBLEM_CHAIN);
  server_fixture_assert_problem (backwards, HUB_PROBLEM_BAD_REQUEST);
  server_fixture_assert_problem (none, HUB_PROBLEM_BAD_REQUEST);
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (HubRequest)
          request = server_fixture_call (self, hub_submissions_post, self->terminal, bad[i]);

      server_fixture_assert_problem (request, HUB_PROBLEM_BAD_REQUEST);
    }
  g_assert_cmpint (count (self, "SELECT last_seq FROM terminals"), ==, 0);
}

static void
test_malformed_bodies_are_400 (ServerFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const bad[] = {
    "",
    "{}",
    "[]",
    "{\"submissions\": []}",
    "{\"submissions\": [1]}",
    "{\"submissions\": [{}]}",
    "{\"submissions\": [{\"header\": \"{}\", \"link\": \"{}\", \"payload\": \"\"}]}",
    "{\"submissions\": {}}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (HubRequest)
          request = server_fixture_call (self, hub_submissions_post, self->terminal, bad[i]);

      g_test_message ("%s", bad[i]);
      server_fixture_assert_problem (request, HUB_PROBLEM_BAD_REQUEST);
    }
}

#define ADD(path, function)                                                                        \
  g_test_add (path, ServerFixture, NULL, server_fixture_set_up, function, server_fixture_tear_down)

int
main (int argc, char **argv)
{
  static const Tombstone tombstones[] = {
    { "region", spoil_region },  { "number", spoil_number },     { "damaged", spoil_payload },
    { "invalid", spoil_header }, { "conflict", spoil_conflict }, { "conflict", spoil_number_taken },
  };

  g_test_init (&argc, &argv, NULL);
  ADD ("/submissions/receipt-covers-all-sent", test_receipt_covers_all_sent);
  ADD ("/submissions/sent-again-is-receipted-again", test_sent_again_is_receipted_again);
  ADD ("/submissions/gap-is-told-where-the-hub-stands", test_gap_is_told_where_the_hub_stands);
  ADD ("/submissions/fork-is-refused", test_fork_is_refused);
  ADD ("/submissions/one-bad-link-keeps-none", test_one_bad_link_keeps_none);
  for (gsize i = 0; i < G_N_ELEMENTS (tombstones); i++)
    {
      g_autofree char *path = g_strdup_printf ("/submissions/tombstone/%s-%" G_GSIZE_FORMAT,
                                               tombstones[i].code, i);

      g_test_add (path, ServerFixture, &tombstones[i], server_fixture_set_up,
                  test_refused_case_is_a_tombstone, server_fixture_tear_down);
    }
  ADD ("/submissions/case-of-a-former-enrolment-is-no-conflict",
       test_case_of_a_former_enrolment_is_no_conflict);
  ADD ("/submissions/foreign-link-is-refused", test_foreign_link_is_refused);
  ADD ("/submissions/chain-goes-on-behind-lost-cases", test_chain_goes_on_behind_lost_cases);
  ADD ("/submissions/lost-tail-is-told-alone", test_lost_tail_is_told_alone);
  ADD ("/submissions/what-the-hub-holds-is-not-lost", test_what_the_hub_holds_is_not_lost);
  ADD ("/submissions/lost-cases-of-another-chain-are-a-fork",
       test_lost_cases_of_another_chain_are_a_fork);
  ADD ("/submissions/lost-cases-leave-no-hole-either", test_lost_cases_leave_no_hole_either);
  ADD ("/submissions/malformed-bodies-are-400", test_malformed_bodies_are_400);
  return g_test_run ();
}
