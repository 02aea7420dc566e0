/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-cache-source.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "core/anj-columns.h"
#include "core/anj-hex.h"
#include "core/anj-json.h"
#include "hub/hub-household.h"
#include "hub/hub-ids.h"
#include "hub/hub-place.h"

/* of the households' JSON in one page: a quarter of what a terminal takes (core/anj-columns.h) */
#define PAGE_MAX_BYTES (ANJ_COLUMNS_MAX_BYTES / 4)

/* what the feed has next */
typedef struct
{
  gint64 seq;
  char *record;
  char *no_kk;
  HubHouseholdFacts *facts; /* (nullable) (owned): NULL: to be forgotten */
} Entry;

/* All that is read of the database; the rest is made of it. */
typedef struct
{
  guint8 key[ANJ_VILLAGE_KEY_BYTES];
  JsonObject *place;    /* (owned) */
  JsonArray *officials; /* (owned) */
  GPtrArray *entries;   /* (owned) (element-type Entry): in the feed's order */
  gint64 seq;           /* where the terminal stands after this page */
  gboolean more;
  char *data_date; /* (nullable) (owned) */
} Page;

static void
entry_free (gpointer data)
{
  Entry *self = data;

  g_free (self->record);
  g_free (self->no_kk);
  g_clear_pointer (&self->facts, hub_household_facts_free);
  g_free (self);
}

static void
page_clear (Page *self)
{
  g_clear_pointer (&self->place, json_object_unref);
  g_clear_pointer (&self->officials, json_array_unref);
  g_clear_pointer (&self->entries, g_ptr_array_unref);
  g_free (self->data_date);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Page, page_clear)

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
read_household (HubHouseholdLoader *loader,
                const HubCacheQuery *query,
                HubStmt *stmt,
                Page *page,
                GError **error)
{
  const char *no_kk = hub_stmt_text (stmt, 3);
  gboolean is_deleted = hub_stmt_int (stmt, 2) != 0;
  g_autoptr (HubHouseholdFacts) facts = NULL;
  Entry *entry;

  if (!is_deleted && !hub_household_load (loader, no_kk, &facts, error))
    return FALSE;
  /* it has just left, and waits to be published: the deletion comes later in the feed */
  if (!is_deleted &&
      (facts == NULL || strcmp (hub_household_facts_region (facts), query->village) != 0))
    return TRUE;
  entry = g_new0 (Entry, 1);
  entry->seq = hub_stmt_int (stmt, 0);
  entry->record = g_strdup (hub_stmt_text (stmt, 1));
  entry->no_kk = g_strdup (no_kk);
  entry->facts = g_steal_pointer (&facts);
  g_ptr_array_add (page->entries, entry);
  return TRUE;
}

/* one row more than the page holds tells whether there is more */
static gboolean
read_entries (HubStore *store, const HubCacheQuery *query, gint64 head, Page *page, GError **error)
{
  g_autoptr (HubHouseholdLoader) loader = hub_household_loader_new (store, error);
  g_autoptr (HubStmt) stmt = NULL;
  gboolean row = TRUE;

  if (loader == NULL)
    return FALSE;
  stmt = hub_store_query (
      store, error,
      "SELECT f.seq, h.record, f.is_deleted, f.no_kk FROM feed f"
      " JOIN households h ON h.no_kk = f.no_kk WHERE f.region = ?1 AND f.seq > ?2"
      " AND (?2 > 0 OR f.is_deleted = 0) ORDER BY f.seq LIMIT ?3",
      "tii", query->village, page->seq, (gint64) query->n_max + 1);
  if (stmt == NULL)
    return FALSE;
  for (guint i = 0; row; i++)
    {
      if (!hub_stmt_next (stmt, &row, error))
        return FALSE;
      page->more = row && i == query->n_max;
      if (!row || page->more)
        break;
      if (!read_household (loader, query, stmt, page, error))
        return FALSE;
      page->seq = hub_stmt_int (stmt, 0);
    }
  if (!page->more)
    page->seq = head;
  return TRUE;
}

/* of the newest list that says anything of the village's people; a payments' list says it of all */
static gboolean
read_date (HubStore *store, const HubCacheQuery *query, Page *page, GError **error)
{
  gboolean row = FALSE;
  g_autoptr (HubStmt) stmt = hub_store_query (
      store, error,
      "SELECT max(date) FROM (SELECT b.date FROM coverage c JOIN batches b ON b.seq = c.batch"
      "   WHERE c.region = ?1"
      "   UNION ALL SELECT b.date FROM programme_newest n JOIN batches b ON b.seq = n.batch)"
      " WHERE EXISTS (SELECT 1 FROM households WHERE region = ?1)",
      "t", query->village);

  if (stmt == NULL || !hub_stmt_next (stmt, &row, error))
    return FALSE;
  page->data_date = g_strdup (hub_stmt_text (stmt, 0));
  return TRUE;
}

static HubCacheResult
read_page (HubStore *store, const HubCacheQuery *query, Page *page, GError **error)
{
  gint64 head = 0;

  if (!hub_store_get_int (store, error, 0, &head,
                          "SELECT seq FROM sqlite_sequence WHERE name = 'feed'", ""))
    return HUB_CACHE_FAILED;
  if (page->seq > head)
    return HUB_CACHE_UNKNOWN_CURSOR;
  page->place = hub_place_document (store, query->catalogue, query->regions, query->village, error);
  if (page->place == NULL)
    return HUB_CACHE_FAILED;
  page->officials = hub_place_officials (store, query->catalogue, query->village, error);
  if (page->officials == NULL || !read_entries (store, query, head, page, error) ||
      !read_date (store, query, page, error))
    return HUB_CACHE_FAILED;
  return HUB_CACHE_PAGE;
}

static gboolean
read_key (HubStore *store, const HubCacheQuery *query, Page *page, GError **error)
{
  HubIds ids;
  gboolean ok;

  hub_store_lock (store);
  ok = hub_ids_open (&ids, store, query->random, error);
  hub_store_unlock (store);
  if (ok)
    hub_ids_village_key (&ids, query->village, page->key);
  return ok;
}

/* With a connection of its own, so that nobody waits while a big hub's file is read from disk. */
static HubCacheResult
open_and_read_page (HubStore *store, const HubCacheQuery *query, Page *page, GError **error)
{
  g_autoptr (HubStore) reader = NULL;

  if (!read_key (store, query, page, error))
    return HUB_CACHE_FAILED;
  reader = hub_store_open_reader (store, error);
  /* what a big village is made of is read several times over; and one state for the head and the
   * rows, whatever is written beside this. Both end with the reader */
  if (reader == NULL || !hub_store_run (reader, error, "PRAGMA cache_size = -32768", "") ||
      !hub_store_run (reader, error, "BEGIN", ""))
    return HUB_CACHE_FAILED;
  return read_page (reader, query, page, error);
}

/* like numbers beside like ones: they compress best */
static int
compare_entries (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(Entry *const *) a)->no_kk, (*(Entry *const *) b)->no_kk);
}

static JsonObject *
make_row (const HubCacheQuery *query, const Page *page, const Entry *entry)
{
  g_autoptr (HubHousehold)
      household = hub_household_make (query->catalogue, page->officials, entry->facts);
  JsonObject *row = json_object_new ();

  json_object_set_array_member (row, "people", json_array_ref (household->people));
  json_object_set_object_member (row, "document", json_object_ref (household->document));
  json_object_set_string_member (row, "record", entry->record);
  json_object_set_string_member (row, "batch", household->batch);
  json_object_set_string_member (row, "as_of", household->as_of);
  return row;
}

static gsize weigh (JsonNode *node);

static void
weigh_member (JsonObject *object G_GNUC_UNUSED, const char *name, JsonNode *node, gpointer sum)
{
  *(gsize *) sum += strlen (name) + 4 + weigh (node);
}

static void
weigh_element (JsonArray *array G_GNUC_UNUSED,
               guint index G_GNUC_UNUSED,
               JsonNode *node,
               gpointer sum)
{
  *(gsize *) sum += 1 + weigh (node);
}

/* bytes of the JSON, about */
static gsize
weigh (JsonNode *node)
{
  gsize sum = 2;

  if (JSON_NODE_HOLDS_OBJECT (node))
    json_object_foreach_member (json_node_get_object (node), weigh_member, &sum);
  else if (JSON_NODE_HOLDS_ARRAY (node))
    json_array_foreach_element (json_node_get_array (node), weigh_element, &sum);
  else if (json_node_get_value_type (node) == G_TYPE_STRING)
    sum += strlen (json_node_get_string (node));
  else
    sum += 6;
  return sum;
}

/* Returns: (transfer full) (nullable): the page's households as columns; NULL when they are more
 * than a page takes; FALSE in @out_any when there are none */
static JsonObject *
pack_households (const HubCacheQuery *query, const Page *page, gboolean *out_any)
{
  g_autoptr (AnjColumnsWriter) writer = anj_columns_writer_new ();
  g_autoptr (GPtrArray) sorted = g_ptr_array_new ();
  gsize n_bytes = 0;

  for (guint i = 0; i < page->entries->len; i++)
    if (((Entry *) page->entries->pdata[i])->facts != NULL)
      g_ptr_array_add (sorted, page->entries->pdata[i]);
  g_ptr_array_sort (sorted, compare_entries);
  *out_any = sorted->len > 0;
  for (guint i = 0; i < sorted->len; i++)
    {
      g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

      json_node_take_object (node, make_row (query, page, sorted->pdata[i]));
      n_bytes += weigh (node);
      if (n_bytes > PAGE_MAX_BYTES && page->entries->len > 1)
        return NULL;
      anj_cache_row_shorten (json_node_get_object (node), page->key);
      anj_columns_writer_add (writer, json_node_get_object (node));
    }
  return anj_columns_writer_finish (writer);
}

/* the first half is a page too */
static void
halve (Page *page)
{
  g_ptr_array_set_size (page->entries, (int) (page->entries->len / 2));
  page->seq = ((Entry *) page->entries->pdata[page->entries->len - 1])->seq;
  page->more = TRUE;
}

static void
append_households (GString *out, const HubCacheQuery *query, Page *page)
{
  g_autofree char *key_hex = anj_hex_encode (page->key, ANJ_VILLAGE_KEY_BYTES);
  gboolean any = FALSE;
  JsonObject *packed;

  while ((packed = pack_households (query, page, &any)) == NULL)
    halve (page);
  for (guint i = 0; i < page->entries->len; i++)
    {
      const Entry *entry = page->entries->pdata[i];

      /* ids need no quoting */
      if (entry->facts == NULL)
        g_string_append_printf (out, "{\"delete\":\"%s\"}\n", entry->record);
    }
  json_object_set_int_member (packed, "schema", HUB_CACHE_SCHEMA);
  json_object_set_string_member (packed, "key", key_hex);
  if (any)
    append_line (out, "households", packed);
  else
    json_object_unref (packed);
}

static void
append_cursor (GString *out, const HubCacheQuery *query, const Page *page)
{
  g_autofree char *cursor = hub_cache_source_cursor (query->generation, page->seq);

  g_string_append_printf (out, "{\"cursor\":\"%s\",\"more\":%s,\"data_date\":", cursor,
                          page->more ? "true" : "false");
  if (page->data_date != NULL)
    append_quoted (out, page->data_date);
  else
    g_string_append (out, "null");
  g_string_append (out, "}\n");
}

HubCacheResult
hub_cache_source_page (HubStore *store, const HubCacheQuery *query, GString *out, GError **error)
{
  g_auto (Page) page = { .entries = g_ptr_array_new_with_free_func (entry_free) };
  HubCacheResult result;

  g_return_val_if_fail (query->n_max >= 1 && query->n_max <= HUB_CACHE_PAGE_MAX, HUB_CACHE_FAILED);

  if (!hub_cache_source_parse (query->since, query->generation, &page.seq))
    return HUB_CACHE_UNKNOWN_CURSOR;
  result = open_and_read_page (store, query, &page, error);
  if (result != HUB_CACHE_PAGE)
    return result;
  append_line (out, "place", g_steal_pointer (&page.place));
  append_households (out, query, &page);
  append_cursor (out, query, &page);
  return HUB_CACHE_PAGE;
}

gboolean
hub_cache_source_touch_place (HubStore *store, const char *region, GError **error)
{
  /* '/' is the character after '.' */
  return hub_store_run (store, error,
                        "INSERT OR REPLACE INTO feed (region, no_kk, is_deleted)"
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
