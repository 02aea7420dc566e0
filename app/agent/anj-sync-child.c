/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/agent/anj-sync-child.h"

#include <gio/gio.h>
#include <string.h>

#include "app/agent/anj-agent-error.h"
#include "app/agent/anj-hub-cas.h"
#include "app/agent/anj-sync-page.h"
#include "core/anj-error.h"
#include "core/anj-secret.h"
#include "net/anj-http-client.h"

#define PAGE_MAX_BYTES (64u * 1024 * 1024)
#define PAGE_TIMEOUT_MS (20u * 60 * 1000)

static gboolean
append_piece (const guint8 *data, gsize n_bytes, gpointer user_data)
{
  g_byte_array_append (user_data, data, (guint) n_bytes);
  return TRUE;
}

/* (transfer full): the page's lines, wiped with the last reference */
static GBytes *
fetch_page (AnjHttpClient *client, const char *hub, const char *cursor, GError **error)
{
  g_autofree char *escaped = g_uri_escape_string (cursor, NULL, FALSE);
  g_autofree char *url = g_strdup_printf ("%s/v1/cache?since=%s", hub, escaped);
  g_autoptr (AnjHttpResponse) response = NULL;
  AnjHttpRequest *request = anj_http_request_new ("GET", url, PAGE_MAX_BYTES, PAGE_TIMEOUT_MS);
  GByteArray *lines = g_byte_array_new ();
  gsize n_bytes;
  guint8 *data;

  anj_http_request_set_sink (request, append_piece, lines);
  response = anj_http_client_send (client, request, NULL, error);
  data = g_byte_array_steal (lines, &n_bytes);
  g_byte_array_unref (lines);
  if (response != NULL)
    return anj_secret_bytes_new_take (data, n_bytes);
  if (data != NULL)
    explicit_bzero (data, n_bytes);
  g_free (data);
  return NULL;
}

/* One page from the hub to the disk. */
static gboolean
sync_page (const AnjSyncTask *task,
           AnjHttpClient *client,
           AnjCacheStore *store,
           AnjCacheGeneration *generation,
           const AnjRandom *random,
           guint *n_changed,
           gboolean *out_more,
           GError **error)
{
  g_autoptr (GBytes) lines = fetch_page (client, task->bootstrap->hub, generation->cursor, error);
  g_autoptr (AnjCachePage) page = NULL;

  if (lines == NULL)
    return FALSE;
  page = anj_sync_page_seal (lines, task->identity->region, generation, task->identity->k_seal,
                             g_get_num_processors (), random, out_more, error);
  if (page != NULL && *out_more && g_str_equal (page->cursor, generation->cursor))
    {
      g_set_error_literal (error, ANJ_ERROR, ANJ_ERROR_INVALID, "the hub's cursor stands still");
      return FALSE;
    }
  if (page == NULL || !anj_cache_store_write (store, generation->id, page, error))
    return FALSE;
  *n_changed += page->households->len + page->deleted->len;
  g_free (generation->cursor);
  generation->cursor = g_strdup (page->cursor);
  return TRUE;
}

gboolean
anj_sync_child_run (const AnjSyncTask *task,
                    const AnjClock *clock,
                    const AnjRandom *random,
                    guint *n_changed,
                    GError **error)
{
  g_autoptr (AnjCacheStore)
      store = anj_cache_store_open (task->identity->state_dir, task->identity->k_seal, error);
  g_autoptr (AnjCacheGeneration) generation = NULL;
  g_autoptr (AnjHttpClient) client = anj_http_client_new (clock);
  gboolean more = TRUE;

  if (store == NULL)
    return FALSE;
  anj_hub_cas_set_client (client, task->identity, task->bootstrap);
  anj_http_client_set_time_floor (client, task->floor_us, /* is_clock_sure */ FALSE);
  generation = anj_cache_store_begin (store, &task->cost, random, error);
  if (generation == NULL)
    return FALSE;

  *n_changed = 0;
  while (more)
    {
      g_autoptr (GError) local_error = NULL;

      if (sync_page (task, client, store, generation, random, n_changed, &more, &local_error))
        continue;
      if (anj_net_error_get_status (local_error) != 410 || g_str_equal (generation->cursor, "0"))
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return FALSE;
        }
      /* the hub has forgotten where we were: all again, beside what still answers */
      g_clear_pointer (&generation, anj_cache_generation_free);
      generation = anj_cache_store_begin_anew (store, &task->cost, random, error);
      if (generation == NULL)
        return FALSE;
    }
  return TRUE;
}
