/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-cache-source.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "core/anj-columns.h"
#include "core/anj-hex.h"
#include "core/anj-json.h"
#include "hub/hub-ids.h"
#include "hub/hub-place.h"

/* of the households' JSON in one page: a quarter of what a terminal takes (core/anj-columns.h) */
#define PAGE_MAX_BYTES (ANJ_COLUMNS_MAX_BYTES / 4)

/* A household as it comes from the store. */
typedef struct
{
  char *no_kk;
  char *record;
  char *batch;
  char *as_of;
  char *content; /* "people": […], "document": {…} */
} Row;

static void
row_free (gpointer data)
{
  Row *self = data;

  g_free (self->no_kk);
  g_free (self->record);
  g_free (self->batch);
  g_free (self->as_of);
  explicit_bzero (self->content, strlen (self->content));
  g_free (self->content);
  g_free (self);
}

char *
hub_cache_source_cursor (const char *generation, gint64 seq)
{
  return g_strdup_printf ("%s.%" G_GINT64_FORMAT, generation, seq);
}

gboolean
hub_cache_source_parse (const char *cursor, const char *generation, gint64 *out_seq)
{
  gsize length = strlen (generation);
  guint64 seq;

  if (g_strcmp0 (cursor, "0") == 0)
    {
      *out_seq = 0;
      return TRUE;
    }
  if (cursor == NULL || strncmp (cursor, generation, length) != 0 || cursor[length] != '.' ||
      !g_ascii_string_to_unsigned (cursor + length + 1, 10, 0, G_MAXINT64, &seq, NULL))
    return FALSE;
  *out_seq = (gint64) seq;
  return TRUE;
}

static void
append_quoted (GString *out, const char *text)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_VALUE);
  g_autofree char *quoted = NULL;

  json_node_set_string (node, text);
  quoted = json_to_string (node, FALSE);
  g_string_append (out, quoted);
}

static void
append_line (GString *out, const char *member, JsonObject *value)
{
  g_autoptr (JsonObject) line = json_object_new ();
  g_autoptr (GBytes) bytes = NULL;

  json_object_set_object_member (line, member, value);
  bytes = anj_json_object_to_bytes (line);
  g_string_append_len (out, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes));
  g_string_append_c (out, '\n');
}

static gboolean
append_place (GString *out, HubStore *store, const HubCacheQuery *query, GError **error)
{
  JsonObject *place = hub_place_document (store, query->catalogue, query->regions, query->village,
                                          error);

  if (place == NULL)
    return FALSE;
  append_line (out, "place", place);
  return TRUE;
}

static Row *
take_row (HubStmt *stmt)
{
  Row *row = g_new0 (Row, 1);

  row->record = g_strdup (hub_stmt_text (stmt, 1));
  row->batch = g_strdup (hub_stmt_text (stmt, 3));
  row->as_of = g_strdup (hub_stmt_text (stmt, 4));
  row->content = g_strdup (hub_stmt_text (stmt, 5));
  row->no_kk = g_strdup (hub_stmt_text (stmt, 6));
  return row;
}

/* like numbers beside like ones: they compress best */
static int
compare_rows (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(Row *const *) a)->no_kk, (*(Row *const *) b)->no_kk);
}

static JsonObject *
parse_row (const Row *row, GError **error)
{
  g_autofree char *text = g_strdup_printf ("{%s}", row->content);
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));
  JsonObject *object = anj_json_parse_object (bytes, error);

  explicit_bzero (text, strlen (text));
  if (object == NULL)
    return NULL;
  json_object_set_string_member (object, "record", row->record);
  json_object_set_string_member (object, "batch", row->batch);
  json_object_set_string_member (object, "as_of", row->as_of);
  return object;
}

static gboolean
append_households (GString *out, GPtrArray *rows, const guint8 *key, GError **error)
{
  g_autoptr (AnjColumnsWriter) writer = anj_columns_writer_new ();
  g_autofree char *key_hex = anj_hex_encode (key, ANJ_VILLAGE_KEY_BYTES);
  JsonObject *packed;

  g_ptr_array_sort (rows, compare_rows);
  for (guint i = 0; i < rows->len; i++)
    {
      g_autoptr (JsonObject) row = parse_row (rows->pdata[i], error);

      if (row == NULL)
        return FALSE;
      anj_cache_row_shorten (row, key);
      anj_columns_writer_add (writer, row);
    }
  packed = anj_columns_writer_finish (writer);
  json_object_set_int_member (packed, "schema", HUB_CACHE_SCHEMA);
  json_object_set_string_member (packed, "key", key_hex);
  append_line (out, "households", packed);
  return TRUE;
}

/* deletions go to @out at once; one row more than the page holds tells whether there is more */
static gboolean
read_rows (HubStore *store,
           const HubCacheQuery *query,
           GString *out,
           GPtrArray *rows,
           gint64 *inout_seq,
           gboolean *out_more,
           GError **error)
{
  g_autoptr (HubStmt) stmt = hub_store_query (
      store, error,
      "SELECT f.seq, f.record, f.is_deleted, h.batch, h.as_of, h.content, h.no_kk FROM feed f"
      " JOIN households h ON h.record = f.record WHERE f.region = ?1 AND f.seq > ?2"
      " AND (?2 > 0 OR f.is_deleted = 0) ORDER BY f.seq LIMIT ?3",
      "tii", query->village, *inout_seq, (gint64) query->n_max + 1);
  gsize n_bytes = 0;
  gboolean row = FALSE;

  if (stmt == NULL)
    return FALSE;
  *out_more = FALSE;
  for (guint i = 0; i <= query->n_max; i++)
    {
      if (!hub_stmt_next (stmt, &row, error))
        return FALSE;
      if (!row)
        break;
      n_bytes += strlen (hub_stmt_text (stmt, 5));
      *out_more = i == query->n_max || (i > 0 && n_bytes > PAGE_MAX_BYTES);
      if (*out_more)
        break;
      /* ids need no quoting */
      if (hub_stmt_int (stmt, 2))
        g_string_append_printf (out, "{\"delete\":\"%s\"}\n", hub_stmt_text (stmt, 1));
      else
        g_ptr_array_add (rows, take_row (stmt));
      *inout_seq = hub_stmt_int (stmt, 0);
    }
  return TRUE;
}

static gboolean
append_cursor (HubStore *store,
               const HubCacheQuery *query,
               gint64 seq,
               gboolean more,
               GString *out,
               GError **error)
{
  g_autofree char *cursor = hub_cache_source_cursor (query->generation, seq);
  gboolean row = FALSE;
  g_autoptr (HubStmt) stmt = hub_store_query (
      store, error, "SELECT max(as_of) FROM households WHERE region = ? AND sha256 IS NOT NULL",
      "t", query->village);
  const char *date;

  if (stmt == NULL || !hub_stmt_next (stmt, &row, error))
    return FALSE;
  g_string_append_printf (out, "{\"cursor\":\"%s\",\"more\":%s,\"data_date\":", cursor,
                          more ? "true" : "false");
  date = hub_stmt_text (stmt, 0);
  if (date != NULL)
    append_quoted (out, date);
  else
    g_string_append (out, "null");
  g_string_append (out, "}\n");
  return TRUE;
}

static HubCacheResult
write_page (HubStore *store,
            const HubCacheQuery *query,
            const guint8 *key,
            gint64 seq,
            GString *out,
            GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (row_free);
  gint64 head = 0;
  gboolean more = FALSE;

  if (!hub_store_get_int (store, error, 0, &head,
                          "SELECT seq FROM sqlite_sequence WHERE name = 'feed'", ""))
    return HUB_CACHE_FAILED;
  if (seq > head)
    return HUB_CACHE_UNKNOWN_CURSOR;
  if (!append_place (out, store, query, error) ||
      !read_rows (store, query, out, rows, &seq, &more, error) ||
      (rows->len > 0 && !append_households (out, rows, key, error)) ||
      !append_cursor (store, query, more ? seq : head, more, out, error))
    return HUB_CACHE_FAILED;
  return HUB_CACHE_PAGE;
}

HubCacheResult
hub_cache_source_page (HubStore *store, const HubCacheQuery *query, GString *out, GError **error)
{
  guint8 key[ANJ_VILLAGE_KEY_BYTES];
  HubIds ids;
  gint64 seq = 0;
  HubCacheResult result;

  g_return_val_if_fail (query->n_max >= 1 && query->n_max <= HUB_CACHE_PAGE_MAX, HUB_CACHE_FAILED);

  if (!hub_cache_source_parse (query->since, query->generation, &seq))
    return HUB_CACHE_UNKNOWN_CURSOR;
  hub_store_lock (store);
  /* one state for the head and the rows, whatever an import beside this writes */
  if (!hub_ids_open (&ids, store, query->random, error) ||
      !hub_store_run (store, error, "SAVEPOINT page", ""))
    {
      hub_store_unlock (store);
      return HUB_CACHE_FAILED;
    }
  hub_ids_village_key (&ids, query->village, key);
  result = write_page (store, query, key, seq, out, error);
  if (!hub_store_run (store, NULL, "RELEASE page", ""))
    g_debug ("a read transaction could not be ended");
  hub_store_unlock (store);
  return result;
}

gboolean
hub_cache_source_touch_place (HubStore *store, const char *region, GError **error)
{
  /* '/' is the character after '.' */
  return hub_store_run (store, error,
                        "INSERT OR REPLACE INTO feed (region, record, is_deleted)"
                        " SELECT DISTINCT region, 'place', 0 FROM households"
                        " WHERE region = ?1 OR (region >= ?1 || '.' AND region < ?1 || '/')",
                        "t", region);
}

gboolean
hub_cache_source_head (HubStore *store, const char *village, gint64 *out_seq, GError **error)
{
  gboolean ok;

  hub_store_lock (store);
  ok = hub_store_get_int (store, error, 0, out_seq, "SELECT max(seq) FROM feed WHERE region = ?",
                          "t", village);
  hub_store_unlock (store);
  return ok;
}
