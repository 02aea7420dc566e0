/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * GET /v1/channel: the input is its query ("since=…&config=…&hold=…").
 *
 * Promises: an answer, a refusal, or a wait within its bounds; who says what the answer taught him
 * is not told the same again.
 */

#include <stdlib.h>

#include "core/anj-json.h"
#include "hub/hub-channel.h"
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
set_query (HubRequest *request, const char *name, const char *value)
{
  if (value != NULL)
    g_hash_table_insert (request->query, g_strdup (name), g_strdup (value));
}

static HubRequest *
ask (const char *since, const char *config, const char *hold)
{
  HubRequest *request = hub_request_new ();

  set_query (request, "since", since);
  set_query (request, "config", config);
  set_query (request, "hold", hold);
  return fuzz_hub_run (hub, hub_channel_get, request);
}

static void
check_told (const HubRequest *request, const char *since, const char *config)
{
  g_autoptr (JsonObject) reply = server_fixture_reply (request);
  JsonObject *told = anj_json_get_object (reply, "config");
  g_autofree char *next = told != NULL ? g_strdup_printf ("%" G_GINT64_FORMAT ".%" G_GINT64_FORMAT,
                                                          anj_json_get_int (told, "epoch", -1),
                                                          anj_json_get_int (told, "version", -1))
                                       : g_strdup (config);
  g_autoptr (HubRequest) again = ask (anj_json_get_string (reply, "cursor", since), next, "30");

  g_assert_cmpuint (again->status, ==, 0);
  g_assert_cmpint (again->hold_us, ==, 30 * G_USEC_PER_SEC);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize n_bytes)
{
  g_autoptr (HubRequest) request = NULL;
  g_autofree char *text = g_strndup ((const char *) data, n_bytes);
  g_autoptr (GHashTable) query = g_uri_parse_params (text, -1, "&", G_URI_PARAMS_NONE, NULL);
  const char *since, *config;

  if (query == NULL)
    return 0;
  fuzz_hub_rewind (hub);
  since = g_hash_table_lookup (query, "since");
  config = g_hash_table_lookup (query, "config");
  request = ask (since, config, g_hash_table_lookup (query, "hold"));
  if (request->status == 0)
    {
      g_assert_cmpint (request->hold_us, >=, HUB_CHANNEL_MIN_HOLD_S * G_USEC_PER_SEC);
      g_assert_cmpint (request->hold_us, <=, HUB_CHANNEL_MAX_HOLD_S * G_USEC_PER_SEC);
      g_assert_cmpstr (request->hold_region, ==, FIXTURE_VILLAGE);
    }
  else if (request->status == 200)
    {
      fuzz_note_taken ();
      check_told (request, since, config);
    }
  else
    {
      g_assert_cmpuint (request->status, ==, 400);
      g_assert_cmpuint (hub->n_commits, ==, 0);
    }
  return 0;
}
