/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-cache-source.h"

#include <json-glib/json-glib.h>
#include <string.h>

/* version of a record's form; part of what the terminal seals it with */
#define RECORD_SCHEMA 1

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
append_place (GString *out, const AnjRegionTable *regions, const char *village)
{
  static const char *const levels[] = { "village", "district", "regency", "province" };
  g_autofree char *code = g_strdup (village);

  g_string_append (out, "{\"place\":{");
  for (gsize i = 0; i < G_N_ELEMENTS (levels) && code != NULL; i++)
    {
      const char *name = regions != NULL ? anj_region_table_name (regions, code) : NULL;
      char *parent = anj_region_code_parent (code);

      g_string_append_printf (out, "%s\"%s\":", i > 0 ? "," : "", levels[i]);
      append_quoted (out, name != NULL ? name : code);
      g_free (code);
      code = parent;
    }
  g_string_append (out, "}}\n");
}

/* ids are hex, batches letters and digits, dates dates: none needs quoting */
static void
append_record (GString *out, HubStmt *stmt)
{
  if (hub_stmt_int (stmt, 2))
    g_string_append_printf (out, "{\"delete\":\"%s\"}\n", hub_stmt_text (stmt, 1));
  else
    g_string_append_printf (
        out, "{\"record\":\"%s\",\"batch\":\"%s\",\"schema\":%d,\"as_of\":\"%s\",%s}\n",
        hub_stmt_text (stmt, 1), hub_stmt_text (stmt, 3), RECORD_SCHEMA, hub_stmt_text (stmt, 4),
        hub_stmt_text (stmt, 5));
}

/* one more row than the page holds tells whether there is more */
static gboolean
append_records (HubStore *store,
                const HubCacheQuery *query,
                GString *out,
                gint64 *inout_seq,
                gboolean *out_more,
                GError **error)
{
  g_autoptr (HubStmt) stmt = hub_store_query (
      store, error,
      "SELECT f.seq, f.record, f.is_deleted, h.batch, h.as_of, h.content FROM feed f"
      " JOIN households h ON h.record = f.record WHERE f.region = ?1 AND f.seq > ?2"
      " AND (?2 > 0 OR f.is_deleted = 0) ORDER BY f.seq LIMIT ?3",
      "tii", query->village, *inout_seq, (gint64) query->n_max + 1);
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
      *out_more = i == query->n_max;
      if (*out_more)
        break;
      append_record (out, stmt);
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
write_page (HubStore *store, const HubCacheQuery *query, gint64 seq, GString *out, GError **error)
{
  gint64 head = 0;
  gboolean more = FALSE;

  if (!hub_store_get_int (store, error, 0, &head,
                          "SELECT seq FROM sqlite_sequence WHERE name = 'feed'", ""))
    return HUB_CACHE_FAILED;
  if (seq > head)
    return HUB_CACHE_UNKNOWN_CURSOR;
  append_place (out, query->regions, query->village);
  if (!append_records (store, query, out, &seq, &more, error) ||
      !append_cursor (store, query, more ? seq : head, more, out, error))
    return HUB_CACHE_FAILED;
  return HUB_CACHE_PAGE;
}

HubCacheResult
hub_cache_source_page (HubStore *store, const HubCacheQuery *query, GString *out, GError **error)
{
  gint64 seq = 0;
  HubCacheResult result;

  g_return_val_if_fail (query->n_max >= 1 && query->n_max <= HUB_CACHE_PAGE_MAX, HUB_CACHE_FAILED);

  if (!hub_cache_source_parse (query->since, query->generation, &seq))
    return HUB_CACHE_UNKNOWN_CURSOR;
  hub_store_lock (store);
  /* one state for the head and the rows, whatever an import beside this writes */
  if (!hub_store_run (store, error, "SAVEPOINT page", ""))
    {
      hub_store_unlock (store);
      return HUB_CACHE_FAILED;
    }
  result = write_page (store, query, seq, out, error);
  if (!hub_store_run (store, NULL, "RELEASE page", ""))
    g_debug ("a read transaction could not be ended");
  hub_store_unlock (store);
  return result;
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
