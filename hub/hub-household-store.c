/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "core/anj-json.h"
#include "core/anj-kdf.h"
#include "hub/hub-household.h"
#include "hub/hub-ids.h"

/*
 * Documents at rest and the feed. A document's SHA-256 tells whether it changed; only then it gets
 * a new place in the feed. feed.seq only grows: writers are one after the other (BEGIN IMMEDIATE),
 * so whoever reads up to a number has seen all below it.
 */

/* some 0.2 s of work; a server beside an import waits no longer for its turn */
#define HOUSEHOLDS_A_TRANSACTION 400

typedef struct
{
  HubStore *store;         /* (unowned): the caller's */
  const AnjRandom *random; /* (unowned): the caller's */
  HubIds ids;
  HubHouseholdBuilder *builder;
  HubStmt *find;
  HubStmt *put;
  HubStmt *forget;
  HubStmt *feed;
  HubStmt *untouch;
  guint64 n_changed;
} Rebuild;

static void
rebuild_clear (Rebuild *self)
{
  g_clear_pointer (&self->builder, hub_household_builder_free);
  g_clear_pointer (&self->find, hub_stmt_free);
  g_clear_pointer (&self->put, hub_stmt_free);
  g_clear_pointer (&self->forget, hub_stmt_free);
  g_clear_pointer (&self->feed, hub_stmt_free);
  g_clear_pointer (&self->untouch, hub_stmt_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Rebuild, rebuild_clear)

static HubStmt *
prepare (Rebuild *self, const char *sql, GError **error)
{
  sqlite3 *db = hub_store_db (self->store);
  HubStmt *stmt = NULL;

  if (sqlite3_prepare_v2 (db, sql, -1, &stmt, NULL) != SQLITE_OK)
    g_set_error (error, HUB_ERROR, HUB_ERROR_IO, "hub.db: %s", sqlite3_errmsg (db));
  return stmt;
}

static gboolean
rebuild_init (Rebuild *self, const HubCatalogue *catalogue, GError **error)
{
  self->builder = hub_household_builder_new (self->store, catalogue, error);
  if (self->builder == NULL || !hub_ids_open (&self->ids, self->store, self->random, error))
    return FALSE;
  self->find = prepare (self, "SELECT record, region, sha256 FROM households WHERE no_kk = ?",
                        error);
  self->put = self->find == NULL
                  ? NULL
                  : prepare (self,
                             "INSERT INTO households (no_kk, record, region, batch, as_of, content,"
                             " sha256) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (no_kk) DO UPDATE"
                             " SET region = excluded.region, batch = excluded.batch,"
                             " as_of = excluded.as_of, content = excluded.content,"
                             " sha256 = excluded.sha256",
                             error);
  self->forget = self->put == NULL
                     ? NULL
                     : prepare (self,
                                "UPDATE households SET content = '', sha256 = NULL WHERE no_kk = ?",
                                error);
  self->feed = self->forget == NULL
                   ? NULL
                   : prepare (self,
                              "INSERT OR REPLACE INTO feed (region, record, is_deleted)"
                              " VALUES (?, ?, ?)",
                              error);
  self->untouch = self->feed == NULL
                      ? NULL
                      : prepare (self, "DELETE FROM touched_households WHERE no_kk = ?", error);
  return self->untouch != NULL;
}

static gboolean
run (HubStmt *stmt, GError **error)
{
  gboolean row = TRUE;
  gboolean ok = TRUE;

  while (ok && row)
    ok = hub_stmt_next (stmt, &row, error);
  sqlite3_reset (stmt);
  return ok;
}

static gboolean
feed (Rebuild *self, const char *region, const char *record, gboolean is_deleted, GError **error)
{
  hub_stmt_rebind (self->feed, "tti", region, record, (gint64) is_deleted);
  return run (self->feed, error);
}

/* "people": […], "document": {…}: goes out as it is */
static char *
write_content (const HubHousehold *household)
{
  g_autoptr (GBytes) document = anj_json_object_to_bytes (household->document);
  g_autoptr (JsonNode) people = json_node_new (JSON_NODE_ARRAY);
  g_autofree char *people_text = NULL;
  gsize n_bytes;
  const char *document_text = g_bytes_get_data (document, &n_bytes);

  json_node_set_array (people, household->people);
  people_text = json_to_string (people, FALSE);
  return g_strdup_printf ("\"people\":%s,\"document\":%.*s", people_text, (int) n_bytes,
                          document_text);
}

static char *
hash_content (const HubHousehold *household, const char *content)
{
  g_autofree char *all = g_strjoin ("\n", household->region, household->batch, household->as_of,
                                    content, NULL);

  return anj_sha256_hex ((const guint8 *) all, strlen (all));
}

/* @old_*: NULL where the household is new; @old_sha256 also where it had gone */
static gboolean
put_household (Rebuild *self,
               const char *no_kk,
               const HubHousehold *household,
               const char *old_record,
               const char *old_region,
               const char *old_sha256,
               GError **error)
{
  g_autofree char *content = write_content (household);
  g_autofree char *sha256 = hash_content (household, content);
  g_autofree char *record = NULL;

  if (g_strcmp0 (sha256, old_sha256) == 0)
    return TRUE;
  record = old_record != NULL ? g_strdup (old_record)
                              : hub_ids_record (&self->ids, household->region, no_kk);
  hub_stmt_rebind (self->put, "ttttttt", no_kk, record, household->region, household->batch,
                   household->as_of, content, sha256);
  self->n_changed++;
  /* terminals of the village it left must forget it */
  if (old_sha256 != NULL && g_strcmp0 (old_region, household->region) != 0 &&
      !feed (self, old_region, record, TRUE, error))
    return FALSE;
  return run (self->put, error) && feed (self, household->region, record, FALSE, error);
}

static gboolean
drop_household (Rebuild *self,
                const char *no_kk,
                const char *old_record,
                const char *old_region,
                const char *old_sha256,
                GError **error)
{
  if (old_sha256 == NULL)
    return TRUE;
  self->n_changed++;
  hub_stmt_rebind (self->forget, "t", no_kk);
  return run (self->forget, error) && feed (self, old_region, old_record, TRUE, error);
}

static gboolean
rebuild_one (Rebuild *self, const char *no_kk, GError **error)
{
  g_autoptr (HubHousehold) household = NULL;
  g_autofree char *record = NULL;
  g_autofree char *region = NULL;
  g_autofree char *sha256 = NULL;
  gboolean row = FALSE;

  hub_stmt_rebind (self->find, "t", no_kk);
  if (!hub_stmt_next (self->find, &row, error))
    return FALSE;
  if (row)
    {
      record = g_strdup (hub_stmt_text (self->find, 0));
      region = g_strdup (hub_stmt_text (self->find, 1));
      sha256 = g_strdup (hub_stmt_text (self->find, 2));
    }
  sqlite3_reset (self->find);
  if (!hub_household_builder_build (self->builder, no_kk, &household, error))
    return FALSE;
  if (household != NULL ? !put_household (self, no_kk, household, record, region, sha256, error)
                        : !drop_household (self, no_kk, record, region, sha256, error))
    return FALSE;
  hub_stmt_rebind (self->untouch, "t", no_kk);
  return run (self->untouch, error);
}

/* (transfer full) (nullable): the next No. KKs, at most HOUSEHOLDS_A_TRANSACTION */
static GPtrArray *
list_touched (HubStore *store, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (HubStmt)
      stmt = hub_store_query (store, error, "SELECT no_kk FROM touched_households LIMIT ?", "i",
                              (gint64) HOUSEHOLDS_A_TRANSACTION);
  gboolean row = TRUE;

  if (stmt == NULL)
    return NULL;
  while (row)
    {
      if (!hub_stmt_next (stmt, &row, error))
        return NULL;
      if (row)
        g_ptr_array_add (list, g_strdup (hub_stmt_text (stmt, 0)));
    }
  return g_steal_pointer (&list);
}

static gboolean
rebuild_some (Rebuild *self, gboolean *out_more, GError **error)
{
  g_autoptr (HubTransaction) transaction = hub_transaction_begin (self->store, error);
  g_autoptr (GPtrArray) list = NULL;

  if (transaction == NULL)
    return FALSE;
  list = list_touched (self->store, error);
  if (list == NULL)
    return FALSE;
  for (guint i = 0; i < list->len; i++)
    if (!rebuild_one (self, g_ptr_array_index (list, i), error))
      return FALSE;
  *out_more = list->len == HOUSEHOLDS_A_TRANSACTION;
  return hub_transaction_commit (transaction, error);
}

gboolean
hub_household_rebuild_touched (HubStore *store,
                               const HubCatalogue *catalogue,
                               const AnjRandom *random,
                               guint64 *out_n_changed,
                               GError **error)
{
  g_auto (Rebuild) self = { .store = store, .random = random };
  gboolean more = TRUE;

  if (!rebuild_init (&self, catalogue, error))
    return FALSE;
  while (more)
    if (!rebuild_some (&self, &more, error))
      return FALSE;
  if (out_n_changed != NULL)
    *out_n_changed = self.n_changed;
  return TRUE;
}

gboolean
hub_household_rebuild_some (HubStore *store,
                            const HubCatalogue *catalogue,
                            const AnjRandom *random,
                            gboolean *out_more,
                            GError **error)
{
  g_auto (Rebuild) self = { .store = store, .random = random };

  return rebuild_init (&self, catalogue, error) && rebuild_some (&self, out_more, error);
}

gboolean
hub_household_touch_all (HubStore *store, GError **error)
{
  return hub_store_run (store, error,
                        "INSERT OR IGNORE INTO touched_households (no_kk)"
                        " SELECT no_kk FROM households",
                        "");
}

gboolean
hub_household_has_touched (HubStore *store, gboolean *out_has, GError **error)
{
  g_autoptr (HubStmt)
      stmt = hub_store_query (store, error, "SELECT 1 FROM touched_households LIMIT 1", "");

  return stmt != NULL && hub_stmt_next (stmt, out_has, error);
}
