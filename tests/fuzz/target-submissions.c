/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * POST /v1/submissions. An input that begins with {"submissions" is the body as it comes. Any other
 * is one header a line, each linked well with a payload of its own: so that a header that is turned
 * about gets past the hashes.
 *
 * Promises: a receipt that verifies and covers what the store then holds or knows as lost, or a
 * refusal that leaves the store as it was.
 */

#include <stdlib.h>

#include "core/anj-cms.h"
#include "core/anj-json.h"
#include "core/anj-kdf.h"
#include "hub/hub-submissions.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/hub.h"

#define RAW_BEGINS "{\"submissions\""

static FuzzHub *hub;

static void
forget (void)
{
  fuzz_hub_free (hub);
}

int
LLVMFuzzerInitialize (int *argc G_GNUC_UNUSED, char ***argv G_GNUC_UNUSED)
{
  hub = fuzz_hub_new ();
  atexit (forget);
  return 0;
}

/* @header as a submission that continues the chain at @seq and @head, which go on */
static JsonObject *
link_header (GBytes *header, guint64 seq, guint8 head[32])
{
  static const char payload[] = "sealed";
  g_autoptr (GBytes) link_bytes = NULL;
  AnjLink link = { .terminal = hub->server.terminal->id, .seq = seq };
  g_autofree char *text = g_strndup (g_bytes_get_data (header, NULL), g_bytes_get_size (header));
  g_autofree char *link_text = NULL;
  g_autofree char *base64 = g_base64_encode ((const guint8 *) payload, strlen (payload));
  JsonObject *object = json_object_new ();

  memcpy (link.prev, head, sizeof link.prev);
  anj_sha256 (g_bytes_get_data (header, NULL), g_bytes_get_size (header), link.header_sha256);
  anj_sha256 ((const guint8 *) payload, strlen (payload), link.payload_sha256);
  link_bytes = anj_link_to_bytes (&link);
  anj_link_hash (link_bytes, head);
  link_text = g_strndup (g_bytes_get_data (link_bytes, NULL), g_bytes_get_size (link_bytes));
  json_object_set_string_member (object, "header", text);
  json_object_set_string_member (object, "link", link_text);
  json_object_set_string_member (object, "payload", base64);
  return object;
}

static GBytes *
link_headers (const guint8 *data, gsize n_bytes)
{
  g_autoptr (JsonObject) body = json_object_new ();
  JsonArray *array = json_array_new ();
  g_autofree char *text = g_strndup ((const char *) data, n_bytes);
  g_auto (GStrv) lines = NULL;
  guint8 head[32] = { 0 };

  lines = g_strsplit (text, "\n", HUB_SUBMISSIONS_MAX);
  for (guint i = 0; lines[i] != NULL; i++)
    if (*lines[i] != '\0' && g_utf8_validate (lines[i], -1, NULL))
      {
        g_autoptr (GBytes) header = g_bytes_new (lines[i], strlen (lines[i]));

        json_array_add_object_element (
            array, link_header (header, json_array_get_length (array) + 1, head));
      }
  json_object_set_array_member (body, "submissions", array);
  return anj_json_object_to_bytes (body);
}

static void
check_receipt (const HubRequest *request)
{
  g_autoptr (JsonObject) reply = server_fixture_reply (request);
  gsize n_bytes;
  guchar *der = g_base64_decode (anj_json_get_string (reply, "receipt", ""), &n_bytes);
  g_autoptr (GBytes) signed_receipt = g_bytes_new_take (der, n_bytes);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) content = anj_cms_verify (signed_receipt, hub->server.app.keys->ca,
                                               hub->server.now_us, NULL, &error);
  g_autoptr (AnjReceipt) receipt = NULL;

  g_assert_no_error (error);
  receipt = anj_receipt_parse (content, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (receipt->first_seq, ==, 1);
  g_assert_cmpint (fuzz_hub_count (hub, "SELECT last_seq FROM terminals"), ==, receipt->last_seq);
  g_assert_cmpint (fuzz_hub_count (hub, "SELECT (SELECT count(*) FROM submissions) +"
                                        " (SELECT coalesce (sum (last_seq - first_seq + 1), 0)"
                                        " FROM losses)"),
                   ==, receipt->last_seq);
  g_assert_cmpint (
      fuzz_hub_count (hub, "SELECT count(*) FROM submissions WHERE tombstone IS NOT NULL"), ==,
      receipt->tombstones->len);
  /* the same id sent again is receipted and no second ticket */
  g_assert_cmpint (fuzz_hub_count (hub, "SELECT count(*) FROM tickets"), <=,
                   receipt->last_seq - receipt->tombstones->len);
  g_assert_cmpint (fuzz_hub_count (hub, "SELECT count(*) FROM tickets WHERE region IS NOT"
                                        " '" FIXTURE_VILLAGE "'"),
                   ==, 0);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize n_bytes)
{
  gboolean is_raw = n_bytes > strlen (RAW_BEGINS) &&
                    memcmp (data, RAW_BEGINS, strlen (RAW_BEGINS)) == 0;
  g_autoptr (HubRequest) request = NULL;

  fuzz_hub_rewind (hub);
  if (is_raw)
    request = fuzz_hub_request (data, n_bytes);
  else
    {
      g_autoptr (GBytes) body = link_headers (data, n_bytes);

      request = fuzz_hub_request (g_bytes_get_data (body, NULL), g_bytes_get_size (body));
    }
  fuzz_hub_run (hub, hub_submissions_post, request);
  if (request->status == 200)
    {
      fuzz_note_taken ();
      check_receipt (request);
    }
  else
    g_assert_cmpuint (hub->n_commits, ==, 0);
  return 0;
}
