/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * PUT /v1/attachments/{sha256}, piece by piece. The input is pieces, "\n--\n" between them; of each
 * the first line is Content-Range and the rest the body. What the case names is CONTENT.
 *
 * Promises: a piece is taken where the one before ended, or not at all; what is kept in the end is
 * CONTENT or nothing.
 */

#include <glib/gstdio.h>
#include <stdlib.h>

#include "core/anj-json.h"
#include "core/anj-kdf.h"
#include "hub/hub-attachment-part.h"
#include "hub/hub-attachments.h"
#include "hub/hub-submissions.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/hub.h"

#define CONTENT "An attachment as a case names it; forty-eight B\n"
#define N_BYTES 48
#define MAX_PIECES 16

static FuzzHub *hub;
static char *sha256;

static void
send_case (void)
{
  g_autoptr (AnjHeader) header = server_fixture_header (&hub->server, 0);
  g_autoptr (JsonObject) body = json_object_new ();
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (HubRequest) request = NULL;
  JsonObject *attachment = json_object_new ();
  JsonArray *array = json_array_new ();

  json_object_set_string_member (attachment, "sha256", sha256);
  json_object_set_int_member (attachment, "bytes", N_BYTES);
  json_object_set_string_member (attachment, "type", "image/jpeg");
  json_array_add_object_element (header->attachments, attachment);
  json_array_add_object_element (array, server_fixture_link (&hub->server, header, "sealed"));
  json_object_set_array_member (body, "submissions", array);
  bytes = anj_json_object_to_bytes (body);
  request = fuzz_hub_request (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  fuzz_hub_run (hub, hub_submissions_post, request);
  g_assert_cmpuint (request->status, ==, 200);
  g_assert_cmpint (fuzz_hub_count (hub, "SELECT count(*) FROM attachments"), ==, 1);
}

static void
forget (void)
{
  fuzz_hub_free (hub);
  g_free (sha256);
}

int
LLVMFuzzerInitialize (int *argc G_GNUC_UNUSED, char ***argv G_GNUC_UNUSED)
{
  G_STATIC_ASSERT (sizeof CONTENT - 1 == N_BYTES);
  hub = fuzz_hub_new ();
  atexit (forget);
  sha256 = anj_sha256_hex ((const guint8 *) CONTENT, N_BYTES);
  send_case ();
  fuzz_hub_keep (hub);
  return 0;
}

static gsize
count_held (void)
{
  return (gsize) hub_attachment_part_length (hub->server.app.attachments_dir, sha256);
}

/* @piece: range, newline, body */
static void
put (const char *piece, gsize n_bytes)
{
  const char *line_end = memchr (piece, '\n', n_bytes);
  gsize n_line = line_end != NULL ? (gsize) (line_end - piece) : n_bytes;
  gsize n_body = line_end != NULL ? n_bytes - n_line - 1 : 0;
  gsize n_before = count_held (), n_after;
  HubRequest *made = fuzz_hub_request ((const guint8 *) (line_end != NULL ? line_end + 1 : piece),
                                       n_body);
  g_autoptr (HubRequest) request = NULL;

  made->args[0] = g_strdup (sha256);
  g_hash_table_insert (made->headers, g_strdup ("content-range"), g_strndup (piece, n_line));
  request = fuzz_hub_run (hub, hub_attachments_put, made);
  n_after = count_held ();
  if (request->status == 200)
    {
      g_autoptr (JsonObject) reply = server_fixture_reply (request);
      gboolean is_complete = anj_json_get_bool (reply, "complete", FALSE);

      g_assert_cmpint (anj_json_get_int (reply, "bytes", -1), ==, is_complete ? N_BYTES : n_after);
      g_assert_true (is_complete || n_after == n_before + n_body);
    }
  else
    /* 422: all came and it is not what was named: the part goes */
    g_assert_cmpuint (n_after, ==, request->status == 422 ? 0 : n_before);
}

static void
check_kept (void)
{
  g_autofree char *path = g_build_filename (hub->server.app.attachments_dir, sha256, NULL);
  g_autofree char *data = NULL;
  gsize n_bytes = 0;
  gboolean is_there = g_file_get_contents (path, &data, &n_bytes, NULL);

  g_assert_cmpint (
      fuzz_hub_count (hub, "SELECT count(*) FROM attachments WHERE received_us IS NOT NULL"), ==,
      is_there ? 1 : 0);
  if (is_there)
    {
      fuzz_note_taken ();
      g_assert_cmpmem (data, n_bytes, CONTENT, N_BYTES);
    }
  g_unlink (path);
  hub_attachment_part_remove (hub->server.app.attachments_dir, sha256);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize n_bytes)
{
  static const char between[] = "\n--\n";
  const char *at = (const char *) data;
  const char *end = at + n_bytes;

  fuzz_hub_rewind (hub);
  for (guint i = 0; i < MAX_PIECES && at < end; i++)
    {
      const char *next = memmem (at, (gsize) (end - at), between, strlen (between));

      put (at, (gsize) ((next != NULL ? next : end) - at));
      at = next != NULL ? next + strlen (between) : end;
    }
  check_kept ();
  return 0;
}
