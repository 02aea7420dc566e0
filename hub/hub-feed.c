/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-feed.h"

#include <string.h>

#include "hub/hub-household-facts.h"
#include "hub/hub-ids.h"
#include "hub/hub-statements.h"

/*
 * feed.seq only grows: writers are one after the other (BEGIN IMMEDIATE), so whoever reads up to a
 * number has seen all below it. Rows may be newer than the feed says, never older: they are
 * committed before, or with, what touches them.
 */

/* some 0.1 s of work; a server beside an import waits no longer for its turn */
#define HOUSEHOLDS_A_TRANSACTION 4000
/* for whoever waits */
#define PAUSE_US 3000

typedef enum {
  LIST_TOUCHED,
  UNTOUCH,
  FIND,
  FIND_HOME,
  PUT,
  FEED,
  N_STATEMENTS,
} Statement;

static const char *const statements[N_STATEMENTS] = {
  [LIST_TOUCHED] = "SELECT no_kk FROM touched_households ORDER BY no_kk LIMIT ?",
  [UNTOUCH] = "DELETE FROM touched_households WHERE no_kk <= ?",
  [FIND] = "SELECT record, region FROM households WHERE no_kk = ?",
  [FIND_HOME] =
      "SELECT region FROM residents WHERE no_kk = ? AND is_present = 1" HUB_MEMBERS_IN_ORDER
      " LIMIT 1",
  [PUT] = "INSERT INTO households (no_kk, record, region) VALUES (?, ?, ?)"
          " ON CONFLICT (no_kk) DO UPDATE SET region = excluded.region",
  [FEED] = "INSERT OR REPLACE INTO feed (region, no_kk, is_deleted) VALUES (?, ?, ?)",
};

typedef struct
{
  HubStore *store; /* (unowned): the caller's */
  HubIds ids;
  char *village; /* (nullable): whose key village_key is: households come village by village */
  guint8 village_key[ANJ_VILLAGE_KEY_BYTES];
  sqlite3_stmt *st[N_STATEMENTS]; /* (owned) */
  guint64 n;
} Publisher;

static void
publisher_clear (Publisher *self)
{
  hub_statements_finalize (self->st, N_STATEMENTS);
  g_free (self->village);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Publisher, publisher_clear)

static gboolean
publisher_init (Publisher *self, const AnjRandom *random, GError **error)
{
  return hub_ids_open (&self->ids, self->store, random, error) &&
         hub_statements_prepare (self->store, statements, N_STATEMENTS, self->st, error);
}

static char *
make_record (Publisher *self, const char *village, const char *no_kk)
{
  if (g_strcmp0 (self->village, village) != 0)
    {
      g_free (self->village);
      self->village = g_strdup (village);
      hub_ids_village_key (&self->ids, village, self->village_key);
    }
  return anj_cache_record_id (self->village_key, no_kk);
}

static gboolean
feed (Publisher *self, const char *region, const char *no_kk, gboolean is_deleted, GError **error)
{
  hub_stmt_rebind (self->st[FEED], "tti", region, no_kk, (gint64) is_deleted);
  return hub_stmt_finish (self->st[FEED], error);
}

/* @record, @old: (nullable): as households has it; @home: (nullable): where it is now */
static gboolean
move (Publisher *self,
      const char *no_kk,
      const char *record,
      const char *old,
      const char *home,
      GError **error)
{
  g_autofree char *fresh = NULL;

  if (old == NULL && home == NULL)
    return TRUE;
  self->n++;
  if (g_strcmp0 (old, home) != 0)
    {
      if (record == NULL)
        record = fresh = make_record (self, home, no_kk);
      hub_stmt_rebind (self->st[PUT], "ttt", no_kk, record, home);
      if (!hub_stmt_finish (self->st[PUT], error))
        return FALSE;
      /* terminals of the village it left must forget it */
      if (old != NULL && !feed (self, old, no_kk, TRUE, error))
        return FALSE;
    }
  return home == NULL || feed (self, home, no_kk, FALSE, error);
}

static gboolean
publish_one (Publisher *self, const char *no_kk, GError **error)
{
  HubStmt *find = self->st[FIND], *find_home = self->st[FIND_HOME];
  gboolean is_known, has_home;
  gboolean ok;

  hub_stmt_rebind (find, "t", no_kk);
  hub_stmt_rebind (find_home, "t", no_kk);
  ok = hub_stmt_next (find, &is_known, error) && hub_stmt_next (find_home, &has_home, error) &&
       move (self, no_kk, is_known ? hub_stmt_text (find, 0) : NULL,
             is_known ? hub_stmt_text (find, 1) : NULL,
             has_home ? hub_stmt_text (find_home, 0) : NULL, error);
  sqlite3_reset (find);
  sqlite3_reset (find_home);
  return ok;
}

/* (transfer full) (nullable) (element-type utf8): in order */
static GPtrArray *
list_touched (Publisher *self, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (g_free);
  HubStmt *stmt = self->st[LIST_TOUCHED];
  gboolean row = TRUE;

  hub_stmt_rebind (stmt, "i", (gint64) HOUSEHOLDS_A_TRANSACTION);
  while (hub_stmt_next (stmt, &row, error) && row)
    g_ptr_array_add (list, g_strdup (hub_stmt_text (stmt, 0)));
  sqlite3_reset (stmt);
  return row ? NULL : g_steal_pointer (&list);
}

static gboolean
publish_some (Publisher *self, gboolean *out_more, GError **error)
{
  g_autoptr (HubTransaction) transaction = hub_transaction_begin (self->store, error);
  g_autoptr (GPtrArray) list = NULL;

  if (transaction == NULL)
    return FALSE;
  list = list_touched (self, error);
  if (list == NULL)
    return FALSE;
  for (guint i = 0; i < list->len; i++)
    if (!publish_one (self, g_ptr_array_index (list, i), error))
      return FALSE;
  *out_more = list->len == HOUSEHOLDS_A_TRANSACTION;
  if (list->len > 0)
    {
      hub_stmt_rebind (self->st[UNTOUCH], "t", g_ptr_array_index (list, list->len - 1));
      if (!hub_stmt_finish (self->st[UNTOUCH], error))
        return FALSE;
    }
  return hub_transaction_commit (transaction, error);
}

gboolean
hub_feed_publish (HubStore *store, const AnjRandom *random, guint64 *out_n, GError **error)
{
  g_auto (Publisher) self = { .store = store };
  gboolean more = TRUE;

  if (!publisher_init (&self, random, error))
    return FALSE;
  while (more)
    {
      if (!publish_some (&self, &more, error))
        return FALSE;
      if (more)
        g_usleep (PAUSE_US);
    }
  if (out_n != NULL)
    *out_n = self.n;
  return TRUE;
}

gboolean
hub_feed_publish_some (HubStore *store, const AnjRandom *random, gboolean *out_more, GError **error)
{
  g_auto (Publisher) self = { .store = store };

  return publisher_init (&self, random, error) && publish_some (&self, out_more, error);
}

gboolean
hub_feed_touch_all (HubStore *store, GError **error)
{
  return hub_store_run (store, error,
                        "INSERT OR IGNORE INTO touched_households (no_kk)"
                        " SELECT no_kk FROM households WHERE region IS NOT NULL",
                        "");
}

gboolean
hub_feed_has_touched (HubStore *store, gboolean *out_has, GError **error)
{
  g_autoptr (HubStmt)
      stmt = hub_store_query (store, error, "SELECT 1 FROM touched_households LIMIT 1", "");

  return stmt != NULL && hub_stmt_next (stmt, out_has, error);
}
