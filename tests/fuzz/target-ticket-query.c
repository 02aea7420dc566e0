/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * POST /v1/tickets/query, where one ticket is known.
 *
 * Promises: only who has its follow key hears of it; a wrong one is counted; a request that is none
 * changes nothing.
 */

#include <stdlib.h>

#include "core/anj-json.h"
#include "hub/hub-submissions.h"
#include "hub/hub-tickets.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/hub.h"

/* as server_fixture_header() has it, in hex */
#define FOLLOW "0707070707070707070707070707070707070707070707070707070707070707"

static FuzzHub *hub;

static void
forget (void)
{
  fuzz_hub_free (hub);
}

int
LLVMFuzzerInitialize (int *argc G_GNUC_UNUSED, char ***argv G_GNUC_UNUSED)
{
  g_autoptr (AnjHeader) header = NULL;
  g_autoptr (JsonObject) body = json_object_new ();
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (HubRequest) request = NULL;
  JsonArray *array = json_array_new ();

  hub = fuzz_hub_new ();
  atexit (forget);
  header = server_fixture_header (&hub->server, 0);
  json_array_add_object_element (array, server_fixture_link (&hub->server, header, "sealed"));
  json_object_set_array_member (body, "submissions", array);
  bytes = anj_json_object_to_bytes (body);
  request = fuzz_hub_request (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  fuzz_hub_run (hub, hub_submissions_post, request);
  g_assert_cmpuint (request->status, ==, 200);
  fuzz_hub_keep (hub);
  return 0;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize n_bytes)
{
  g_autoptr (HubRequest) request = NULL;
  g_autofree char *text = g_strndup ((const char *) data, n_bytes);

  fuzz_hub_rewind (hub);
  request = fuzz_hub_run (hub, hub_tickets_query, fuzz_hub_request (data, n_bytes));
  g_assert_cmpuint (hub->n_commits, ==, request->status == 404 ? 1 : 0);
  if (request->status == 200)
    {
      fuzz_note_taken ();
      g_assert_nonnull (strstr (text, FOLLOW));
    }
  else
    g_assert_true (request->status == 400 || request->status == 404);
  return 0;
}
