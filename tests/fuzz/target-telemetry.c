/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * POST /v1/telemetry.
 *
 * Promises: what is kept is what came, in the form of data/schema/telemetry.json; a refusal changes
 * nothing.
 */

#include <stdlib.h>

#include "core/anj-json.h"
#include "hub/hub-telemetry.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/hub.h"

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

static void
check_kept (GBytes *body)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HubStmt) stmt = hub_store_query (hub->server.app.store, &error,
                                              "SELECT telemetry, outbox FROM terminals", "");
  g_autoptr (JsonObject) came = anj_json_parse_object (body, &error);
  g_autoptr (JsonObject) kept = NULL;
  g_autoptr (GBytes) bytes = NULL;
  gboolean row = FALSE;

  g_assert_no_error (error);
  g_assert_true (hub_stmt_next (stmt, &row, &error) && row);
  bytes = hub_stmt_bytes (stmt, 0);
  kept = anj_json_parse_object (bytes, &error);
  g_assert_no_error (error);
  g_assert_true (fuzz_objects_equal (came, kept));
  g_assert_cmpint (hub_stmt_int (stmt, 1), ==, anj_json_get_int (came, "outbox", 0));
  g_assert_cmpint (hub_stmt_int (stmt, 1), >=, 0);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize n_bytes)
{
  g_autoptr (HubRequest) request = NULL;

  fuzz_hub_rewind (hub);
  request = fuzz_hub_run (hub, hub_telemetry_post, fuzz_hub_request (data, n_bytes));
  if (request->status == 204)
    {
      fuzz_note_taken ();
      check_kept (request->body);
    }
  else
    {
      g_assert_cmpuint (request->status, ==, 400);
      g_assert_cmpuint (hub->n_commits, ==, 0);
    }
  return 0;
}
