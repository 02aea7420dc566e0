/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-cache.h"

#include <string.h>
#include <zstd.h>

#include "core/anj-json.h"
#include "core/anj-time.h"
#include "hub/hub-cache-source.h"

/* A whole page is some 200 KiB of columns: even the best takes a tenth of a second. */
#define ZSTD_LEVEL 19

/* (transfer full) (nullable): NULL when zstd refuses */
static GBytes *
compress_page (const GString *page)
{
  gsize n_bound = ZSTD_compressBound (page->len), n_bytes;
  g_autofree guint8 *data = g_malloc (n_bound);

  n_bytes = ZSTD_compress (data, n_bound, page->str, page->len, ZSTD_LEVEL);
  if (ZSTD_isError (n_bytes))
    return NULL;
  return g_bytes_new (data, n_bytes);
}

static void
reply_page (HubRequest *request, const GString *page)
{
  g_autoptr (GBytes) packed = NULL;
  g_autoptr (GBytes) plain = NULL;

  if (hub_request_accepts (request, "accept-encoding", "zstd"))
    packed = compress_page (page);
  if (packed == NULL)
    plain = g_bytes_new (page->str, page->len);
  hub_reply_bytes (request, 200, "application/jsonl", packed != NULL ? packed : plain);
  if (packed != NULL)
    hub_reply_header (request, "Content-Encoding", "zstd");
  hub_reply_header (request, "Vary", "Accept-Encoding");
}

/* Texts of the configuration are shared by reference, and counting references is no thread's but
 * the lock's: the worker has its own. */
static HubCatalogue *
copy_catalogue (HubApp *app, GError **error)
{
  g_autofree char *now = anj_time_format (hub_app_now_us (app));
  g_autofree char *today = g_strndup (now, strlen ("2026-11-22"));
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (JsonObject) document = NULL;

  hub_store_lock (app->store);
  bytes = anj_json_object_to_bytes (anj_config_document (hub_config_state_current (app->config)));
  hub_store_unlock (app->store);
  document = anj_json_parse_object (bytes, error);
  return document != NULL ? hub_catalogue_new (document, today) : NULL;
}

static void
make_page (HubApp *app, HubRequest *request)
{
  const char *since = hub_request_query (request, "since");
  g_autoptr (GError) error = NULL;
  g_autoptr (HubCatalogue) catalogue = copy_catalogue (app, &error);
  HubCacheQuery query = {
    .generation = app->generation,
    .catalogue = catalogue,
    .regions = app->regions,
    .village = request->peer->region,
    .since = since != NULL ? since : "0",
    .n_max = HUB_CACHE_PAGE_MAX,
    .random = app->random,
  };
  g_autoptr (GString) page = g_string_new (NULL);

  if (catalogue == NULL)
    {
      hub_reply_error (request, "cache", error);
      return;
    }
  switch (hub_cache_source_page (app->store, &query, page, &error))
    {
    case HUB_CACHE_PAGE:
      reply_page (request, page);
      break;
    case HUB_CACHE_UNKNOWN_CURSOR:
      hub_reply_problem (request, HUB_PROBLEM_CURSOR_UNKNOWN, NULL);
      break;
    case HUB_CACHE_FAILED:
    default:
      hub_reply_error (request, "cache", error);
    }
  /* residents' records do not linger on the heap longer than the answer */
  explicit_bzero (page->str, page->len);
}

void
hub_cache_get (HubApp *app G_GNUC_UNUSED, HubRequest *request)
{
  request->work = make_page;
}
