/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gstdio.h>
#include <string.h>

#include "core/anj-hex.h"
#include "core/anj-json.h"
#include "core/anj-kdf.h"
#include "hub/hub-admin-tickets.h"
#include "hub/hub-attachment-part.h"
#include "hub/hub-attachment-store.h"
#include "hub/hub-attachments.h"
#include "hub/hub-submissions.h"
#include "tests/unit/hub/server-fixture.h"

#define CONTENT "the sealed bytes of a photo"
#define N_BYTES ((gint64) sizeof CONTENT - 1)

static char *
hash_of (const char *content)
{
  return anj_sha256_hex ((const guint8 *) content, strlen (content));
}

static void
name_attachment (AnjHeader *header, const char *content, gint64 n_bytes)
{
  g_autofree char *sha256 = hash_of (content);
  JsonObject *entry = json_object_new ();

  json_object_set_string_member (entry, "sha256", sha256);
  json_object_set_int_member (entry, "bytes", n_bytes);
  json_object_set_string_member (entry, "type", "image/jpeg");
  json_array_add_object_element (header->attachments, entry);
}

/* (transfer full): the receipt of @header's case */
static AnjReceipt *
submit (ServerFixture *self, AnjHeader *header, const HubPeer *peer)
{
  g_autoptr (JsonArray) cases = json_array_new ();
  g_autoptr (GError) error = NULL;
  AnjReceipt *receipt = NULL;
  HubChain chain;

  json_array_add_object_element (cases, server_fixture_link (self, header, "sealed words"));
  hub_store_lock (self->app.store);
  g_assert_cmpint (
      hub_submissions_take (&self->app, peer, cases, NULL, 0, &receipt, &chain, &error), ==,
      HUB_INTAKE_OK);
  hub_store_unlock (self->app.store);
  return receipt;
}

/* a case that names CONTENT; (transfer full): its number */
static char *
expect_photo (ServerFixture *self, guint32 index)
{
  g_autoptr (AnjHeader) header = server_fixture_header (self, index);
  g_autoptr (AnjReceipt) receipt = NULL;

  name_attachment (header, CONTENT, N_BYTES);
  receipt = submit (self, header, self->terminal);
  g_assert_cmpuint (receipt->tombstones->len, ==, 0);
  return g_strdup (header->number);
}

static HubRequest *
put_as (ServerFixture *self,
        const HubPeer *peer,
        const char *content,
        const char *range,
        const char *body)
{
  HubRequest *request = hub_request_new ();

  request->args[0] = hash_of (content);
  if (range != NULL)
    g_hash_table_insert (request->headers, g_strdup ("content-range"), g_strdup (range));
  g_bytes_unref (request->body);
  request->body = g_bytes_new (body, strlen (body));
  return server_fixture_run (self, hub_attachments_put, peer, request);
}

static HubRequest *
put (ServerFixture *self, const char *range, const char *body)
{
  return put_as (self, self->terminal, CONTENT, range, body);
}

static void
assert_progress (HubRequest *request, gint64 n_bytes, gboolean is_complete)
{
  g_autoptr (HubRequest) owned = request;
  g_autoptr (JsonObject) reply = server_fixture_reply (owned);

  g_assert_cmpuint (owned->status, ==, 200);
  g_assert_cmpint (anj_json_get_int (reply, "bytes", -1), ==, n_bytes);
  g_assert_cmpint (anj_json_get_bool (reply, "complete", !is_complete), ==, is_complete);
}

static void
assert_refused (HubRequest *request, HubProblem problem)
{
  g_autoptr (HubRequest) owned = request;

  server_fixture_assert_problem (owned, problem);
}

static void
test_pieces (ServerFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *number = expect_photo (self, 0);
  g_autofree char *sha256 = hash_of (CONTENT);
  g_autofree char *path = g_build_filename (self->app.attachments_dir, sha256, NULL);
  g_autofree char *content = NULL;

  assert_progress (put (self, "bytes */27", ""), 0, FALSE);
  assert_progress (put (self, "bytes 0-9/27", "the sealed"), 10, FALSE);
  assert_progress (put (self, "bytes */27", ""), 10, FALSE);
  assert_progress (put (self, "bytes 10-25/27", " bytes of a phot"), 26, FALSE);
  assert_progress (put (self, "bytes 26-26/27", "o"), 27, TRUE);
  g_assert_true (g_file_get_contents (path, &content, NULL, NULL));
  g_assert_cmpstr (content, ==, CONTENT);
  /* an answer that was lost: asked for again, or sent again */
  assert_progress (put (self, "bytes */27", ""), 27, TRUE);
  assert_progress (put (self, "bytes 26-26/27", "o"), 27, TRUE);
}

static void
test_order (ServerFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const bad[][2] = {
    { "bytes 0-9/27", "the seal" },
    { "bytes 0-9/27", "the sealed b" },
    { "bytes 9-0/27", "x" },
    { "bytes 20-27/27", "12345678" },
    { "bytes -1-2/27", "xxx" },
    { "bytes */27", "x" },
    { "items 0-0/27", "x" },
    { "bytes 0-9/*", "the sealed" },
    { "bytes 0-9/27x", "the sealed" },
    { "bytes 0-9", "the sealed" },
    { "", "" },
    { "bytes */0", "" },
  };
  g_autofree char *number = expect_photo (self, 0);
  g_autoptr (HubRequest) gap = NULL;
  g_autoptr (JsonObject) told = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    assert_refused (put (self, bad[i][0], bad[i][1]), HUB_PROBLEM_BAD_REQUEST);
  assert_refused (put (self, NULL, "x"), HUB_PROBLEM_BAD_REQUEST);
  assert_refused (put (self, "bytes 0-9/28", "the sealed"), HUB_PROBLEM_ATTACHMENT_SIZE);
  assert_refused (put (self, "bytes 5-9/27", "ealed"), HUB_PROBLEM_RANGE);
  assert_progress (put (self, "bytes 0-9/27", "the sealed"), 10, FALSE);
  /* a second upload at once hears where the first one is */
  assert_refused (put (self, "bytes 0-9/27", "the sealed"), HUB_PROBLEM_RANGE);
  assert_refused (put (self, "bytes 5-14/27", "ealed byte"), HUB_PROBLEM_RANGE);
  gap = put (self, "bytes 11-12/27", "xx");
  told = server_fixture_reply (gap);
  g_assert_cmpint (anj_json_get_int (told, "bytes", -1), ==, 10);
  assert_progress (put (self, "bytes */27", ""), 10, FALSE);
}

static void
test_whose (ServerFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  HubPeer other = *self->terminal;

  assert_refused (put (self, "bytes */27", ""), HUB_PROBLEM_ATTACHMENT_UNKNOWN);
  g_free (expect_photo (self, 0));
  other.id = (char *) "t-ffffffffffff";
  assert_refused (put_as (self, &other, CONTENT, "bytes */27", ""), HUB_PROBLEM_ATTACHMENT_UNKNOWN);
  assert_refused (put_as (self, self->terminal, "another", "bytes */7", ""),
                  HUB_PROBLEM_ATTACHMENT_UNKNOWN);
}

static void
test_wrong_hash_begins_anew (ServerFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_free (expect_photo (self, 0));
  assert_refused (put (self, "bytes 0-26/27", "THE SEALED BYTES OF A PHOTO"),
                  HUB_PROBLEM_ATTACHMENT_DAMAGED);
  assert_progress (put (self, "bytes */27", ""), 0, FALSE);
  assert_progress (put (self, "bytes 0-26/27", CONTENT), 27, TRUE);
}

/* the hub's process ended after the last piece and before it looked at the whole */
static void
test_part_that_is_whole (ServerFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *sha256 = hash_of (CONTENT);
  g_autofree char *name = g_strconcat (sha256, ".part", NULL);
  g_autofree char *part = g_build_filename (self->app.attachments_dir, name, NULL);

  g_free (expect_photo (self, 0));
  g_assert_true (g_file_set_contents (part, CONTENT, N_BYTES, NULL));
  assert_progress (put (self, "bytes */27", ""), 27, TRUE);
  g_assert_false (g_file_test (part, G_FILE_TEST_EXISTS));
}

static void
test_receipt_names_what_is_missing (ServerFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *sha256 = hash_of (CONTENT);
  g_autoptr (AnjHeader) one = server_fixture_header (self, 0);
  g_autoptr (AnjHeader) two = server_fixture_header (self, 1);
  g_autoptr (AnjHeader) three = server_fixture_header (self, 2);
  g_autoptr (AnjReceipt) first = NULL;
  g_autoptr (AnjReceipt) second = NULL;
  g_autoptr (AnjReceipt) third = NULL;
  gint64 complete = -1;

  name_attachment (one, CONTENT, N_BYTES);
  first = submit (self, one, self->terminal);
  g_assert_cmpuint (first->missing->len, ==, 1);
  g_assert_cmpstr (first->missing->pdata[0], ==, sha256);
  second = submit (self, two, self->terminal);
  g_assert_cmpuint (second->missing->len, ==, 1);
  g_assert_true (
      hub_attachment_complete_seq (self->app.store, self->terminal->id, 2, &complete, NULL));
  g_assert_cmpint (complete, ==, 0);
  assert_progress (put (self, "bytes 0-26/27", CONTENT), 27, TRUE);
  third = submit (self, three, self->terminal);
  g_assert_cmpuint (third->missing->len, ==, 0);
  g_assert_true (
      hub_attachment_complete_seq (self->app.store, self->terminal->id, 3, &complete, NULL));
  g_assert_cmpint (complete, ==, 3);
}

static void
assert_tombstone (ServerFixture *self,
                  guint32 index,
                  const char *content,
                  gint64 n_bytes,
                  const char *code)
{
  g_autoptr (AnjHeader) header = server_fixture_header (self, index);
  g_autoptr (AnjReceipt) receipt = NULL;
  const AnjTombstone *tombstone;

  name_attachment (header, content, n_bytes);
  receipt = submit (self, header, self->terminal);
  g_assert_cmpuint (receipt->tombstones->len, ==, 1);
  tombstone = receipt->tombstones->pdata[0];
  g_assert_cmpstr (tombstone->code, ==, code);
}

static void
test_tombstone_awaits_nothing (ServerFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_free (expect_photo (self, 0));
  assert_tombstone (self, 1, "too long", HUB_ATTACHMENT_MAX_BYTES + 1, "attachment");
  assert_refused (put_as (self, self->terminal, "too long", "bytes */8388609", ""),
                  HUB_PROBLEM_ATTACHMENT_UNKNOWN);
  assert_tombstone (self, 2, CONTENT, N_BYTES, "conflict"); /* another case's */
  assert_tombstone (self, 0, "same number", 11, "conflict");
  assert_refused (put_as (self, self->terminal, "same number", "bytes */11", ""),
                  HUB_PROBLEM_ATTACHMENT_UNKNOWN);
}

static void
test_quota_and_room (ServerFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GBytes) piece = g_bytes_new_static ("x", 1);
  g_autoptr (HubRequest) refused = NULL;
  gboolean is_full = FALSE;

  g_free (expect_photo (self, 0));
  g_assert_true (hub_store_run (
      self->app.store, NULL,
      "INSERT INTO attachments (sha256, uuid, terminal, seq, bytes, type, received_us)"
      " VALUES ('x', 'x', ?, 1, ?, 'image/jpeg', ?)",
      "tii", self->terminal->id, HUB_ATTACHMENT_DAY_BYTES - N_BYTES + 1, self->now_us));
  refused = put (self, "bytes 0-9/27", "the sealed");
  server_fixture_assert_problem (refused, HUB_PROBLEM_ATTACHMENT_QUOTA);
  g_assert_cmpstr (refused->reply_headers->pdata[0], ==, "Retry-After");
  self->now_us += G_TIME_SPAN_DAY;
  assert_progress (put (self, "bytes 0-9/27", "the sealed"), 10, FALSE);

  g_assert_true (hub_attachment_part_append (self->app.attachments_dir, "x", piece, G_MAXUINT64,
                                             &is_full, NULL));
  g_assert_true (is_full);
  g_assert_cmpint (hub_attachment_part_length (self->app.attachments_dir, "x"), ==, 0);
}

/* (transfer full): state of the only attachment of the ticket */
static char *
show_state (ServerFixture *self, const char *number)
{
  g_autoptr (HubRequest) request = hub_request_new ();
  g_autoptr (JsonObject) reply = NULL;
  JsonArray *attachments;

  request->args[0] = g_strdup (FIXTURE_VILLAGE);
  request->args[1] = g_strdup (number);
  server_fixture_run (self, hub_admin_ticket_show, self->admin, request);
  reply = server_fixture_reply (request);
  attachments = anj_json_get_array (reply, "attachments");
  g_assert_cmpuint (json_array_get_length (attachments), ==, 1);
  return g_strdup (anj_json_get_string (anj_json_array_get_object (attachments, 0), "state", ""));
}

static HubRequest *
get (ServerFixture *self, const char *name)
{
  HubRequest *request = hub_request_new ();

  request->args[0] = g_strdup (name);
  return server_fixture_run (self, hub_admin_attachment_get, self->admin, request);
}

static void
test_officer (ServerFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *number = expect_photo (self, 0);
  g_autofree char *sha256 = hash_of (CONTENT);
  g_autofree char *before = show_state (self, number);
  g_autofree char *after = NULL;
  g_autoptr (HubRequest) got = NULL;

  g_assert_cmpstr (before, ==, "missing");
  assert_refused (get (self, sha256), HUB_PROBLEM_ATTACHMENT_MISSING);
  assert_refused (get (self, "..%2fhub.db"), HUB_PROBLEM_ATTACHMENT_MISSING);
  assert_refused (get (self, "../hub.db"), HUB_PROBLEM_ATTACHMENT_MISSING);
  assert_progress (put (self, "bytes 0-26/27", CONTENT), 27, TRUE);
  after = show_state (self, number);
  g_assert_cmpstr (after, ==, "present");
  got = get (self, sha256);
  g_assert_cmpuint (got->status, ==, 200);
  g_assert_cmpmem (g_bytes_get_data (got->reply, NULL), g_bytes_get_size (got->reply), CONTENT, 27);
}

static HubRequest *
give_up (ServerFixture *self, const HubPeer *peer)
{
  HubRequest *request = hub_request_new ();

  request->args[0] = hash_of (CONTENT);
  return server_fixture_run (self, hub_attachments_delete, peer, request);
}

static void
test_given_up (ServerFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *number = expect_photo (self, 0);
  g_autofree char *state = NULL;
  g_autoptr (HubRequest) done = NULL;
  HubPeer other = *self->terminal;
  gint64 complete = -1;

  other.id = (char *) "t-ffffffffffff";
  assert_refused (give_up (self, &other), HUB_PROBLEM_ATTACHMENT_UNKNOWN);
  assert_progress (put (self, "bytes 0-9/27", "the sealed"), 10, FALSE);
  done = give_up (self, self->terminal);
  g_assert_cmpuint (done->status, ==, 204);
  state = show_state (self, number);
  g_assert_cmpstr (state, ==, "lost");
  g_assert_true (
      hub_attachment_complete_seq (self->app.store, self->terminal->id, 1, &complete, NULL));
  g_assert_cmpint (complete, ==, 1);
}

/* what came is not taken away by it */
static void
test_given_up_too_late (ServerFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *number = expect_photo (self, 0);
  g_autofree char *state = NULL;

  assert_progress (put (self, "bytes 0-26/27", CONTENT), 27, TRUE);
  hub_request_free (give_up (self, self->terminal));
  state = show_state (self, number);
  g_assert_cmpstr (state, ==, "present");
}

static void
test_start (ServerFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *number = expect_photo (self, 0);
  g_autofree char *sha256 = hash_of (CONTENT);
  g_autofree char *path = g_build_filename (self->app.attachments_dir, sha256, NULL);
  g_autofree char *stray = g_build_filename (self->app.attachments_dir, "x.part", NULL);

  assert_progress (put (self, "bytes 0-26/27", CONTENT), 27, TRUE);
  g_assert_true (g_file_set_contents (stray, "x", 1, NULL));
  g_assert_true (hub_attachment_reconcile (self->app.store, self->app.attachments_dir, NULL));
  g_assert_false (g_file_test (stray, G_FILE_TEST_EXISTS));
  assert_progress (put (self, "bytes */27", ""), 27, TRUE);
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_true (hub_attachment_reconcile (self->app.store, self->app.attachments_dir, NULL));
  assert_progress (put (self, "bytes */27", ""), 0, FALSE);
}

static void
test_drop (ServerFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (AnjHeader) header = server_fixture_header (self, 0);
  g_autoptr (AnjReceipt) receipt = NULL;
  g_autofree char *sha256 = hash_of (CONTENT);
  g_autofree char *path = g_build_filename (self->app.attachments_dir, sha256, NULL);
  g_autofree char *state = NULL;

  name_attachment (header, CONTENT, N_BYTES);
  receipt = submit (self, header, self->terminal);
  assert_progress (put (self, "bytes 0-26/27", CONTENT), 27, TRUE);
  g_assert_true (hub_attachment_drop (self->app.store, self->app.attachments_dir, header->id,
                                      self->now_us, NULL));
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  state = show_state (self, header->number);
  g_assert_cmpstr (state, ==, "dropped");
  g_assert_true (hub_attachment_reconcile (self->app.store, self->app.attachments_dir, NULL));
  assert_progress (put (self, "bytes */27", ""), 27, TRUE); /* not asked for again */
}

/* the terminal was enrolled anew and sends its case under a new link: it may go on with the photo
 */
static void
test_under_a_new_link (ServerFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (AnjHeader) header = server_fixture_header (self, 0);
  g_autoptr (AnjReceipt) first = NULL;
  g_autoptr (AnjReceipt) second = NULL;

  name_attachment (header, CONTENT, N_BYTES);
  first = submit (self, header, self->terminal);
  assert_progress (put (self, "bytes 0-9/27", "the sealed"), 10, FALSE);
  second = submit (self, header, self->terminal);
  g_assert_cmpuint (second->tombstones->len, ==, 0);
  g_assert_cmpuint (second->last_seq, ==, 2);
  g_assert_cmpuint (second->missing->len, ==, 1);
  assert_progress (put (self, "bytes 10-26/27", " bytes of a photo"), 27, TRUE);
}

#define ADD(path, function)                                                                        \
  g_test_add (path, ServerFixture, NULL, server_fixture_set_up, function, server_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/attachments/come-in-pieces", test_pieces);
  ADD ("/attachments/pieces-follow-one-another", test_order);
  ADD ("/attachments/only-what-a-case-of-the-terminal-names", test_whose);
  ADD ("/attachments/wrong-hash-begins-anew", test_wrong_hash_begins_anew);
  ADD ("/attachments/part-that-is-whole-is-finished", test_part_that_is_whole);
  ADD ("/attachments/receipt-names-what-is-missing", test_receipt_names_what_is_missing);
  ADD ("/attachments/tombstone-awaits-nothing", test_tombstone_awaits_nothing);
  ADD ("/attachments/quota-and-room", test_quota_and_room);
  ADD ("/attachments/officer-sees-what-is-here", test_officer);
  ADD ("/attachments/given-up-by-its-terminal", test_given_up);
  ADD ("/attachments/given-up-too-late-stays", test_given_up_too_late);
  ADD ("/attachments/start-asks-again-for-what-is-gone", test_start);
  ADD ("/attachments/dropped-is-not-asked-for", test_drop);
  ADD ("/attachments/case-under-a-new-link-goes-on", test_under_a_new_link);
  return g_test_run ();
}
