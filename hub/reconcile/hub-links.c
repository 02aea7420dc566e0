/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/reconcile/hub-links.h"

#include "hub/hub-statements.h"

static const HubMigration steps[] = {
  { "links", 1,
    /* region: where the row, or the NIK's owner, lives; score: bits (hub-score.h) */
    "CREATE TABLE links (register TEXT NOT NULL, key TEXT NOT NULL, nik TEXT, rule TEXT NOT NULL,"
    "  score INTEGER NOT NULL, region TEXT NOT NULL, linked_us INTEGER NOT NULL,"
    "  PRIMARY KEY (register, key)) WITHOUT ROWID, STRICT;"
    "CREATE INDEX links_nik ON links (nik) WHERE nik IS NOT NULL;"
    "CREATE TABLE reviews (id INTEGER PRIMARY KEY AUTOINCREMENT, register TEXT NOT NULL,"
    "  key TEXT NOT NULL, kind TEXT NOT NULL, region TEXT NOT NULL, opened_us INTEGER NOT NULL,"
    "  UNIQUE (register, key)) STRICT;"
    "CREATE TABLE review_candidates (review INTEGER NOT NULL REFERENCES reviews (id),"
    "  nik TEXT NOT NULL, score INTEGER NOT NULL, PRIMARY KEY (review, nik))"
    "  WITHOUT ROWID, STRICT;"
    "CREATE TABLE review_decisions (register TEXT NOT NULL, key TEXT NOT NULL, nik TEXT NOT NULL,"
    "  review INTEGER NOT NULL, is_same INTEGER NOT NULL, decided_by TEXT NOT NULL,"
    "  reason TEXT NOT NULL, decided_us INTEGER NOT NULL, PRIMARY KEY (register, key, nik))"
    "  WITHOUT ROWID, STRICT;" },
};

static const char *const begin_steps[] = {
  "CREATE TEMP TABLE IF NOT EXISTS found_links (register, key, nik, rule, score, region,"
  "  PRIMARY KEY (register, key)) WITHOUT ROWID",
  "DELETE FROM found_links",
  "CREATE TEMP TABLE IF NOT EXISTS found_reviews (register, key, kind, region,"
  "  PRIMARY KEY (register, key)) WITHOUT ROWID",
  "DELETE FROM found_reviews",
  "CREATE TEMP TABLE IF NOT EXISTS found_candidates (register, key, nik, score,"
  "  PRIMARY KEY (register, key, nik)) WITHOUT ROWID",
  "DELETE FROM found_candidates",
  "CREATE TEMP TABLE IF NOT EXISTS link_turns (n INTEGER PRIMARY KEY, register, key, is_gone)",
  "DELETE FROM link_turns",
};

/* whole districts are worked out; '/' is the character after '.' */
#define IN_AREA(table)                                                                             \
  " (?1 IS NULL OR " table ".region = ?1 OR (" table ".region > ?1 || '.' AND " table              \
  ".region < ?1 || '/'))"

/* who is linked to somebody who is linked on (in another district) means the last one */
static const char shorten[] =
    "UPDATE found_links SET nik = (SELECT t.nik FROM found_links t WHERE t.register = '" //
    HUB_LINKS_NIK "' AND t.key = found_links.nik) WHERE nik IN"
    " (SELECT t.key FROM found_links t WHERE t.register = '" HUB_LINKS_NIK
    "' AND t.nik IS NOT NULL)";
#define MAX_CHAIN 8

static const char list_changes[] =
    "INSERT INTO link_turns (register, key, is_gone)"
    " SELECT l.register, l.key, 1 FROM links l LEFT JOIN found_links n"
    "   ON n.register = l.register AND n.key = l.key"
    "   WHERE n.key IS NULL AND" IN_AREA ("l") //
    " UNION ALL "
    "SELECT n.register, n.key, 0 FROM found_links n LEFT JOIN links l"
    "   ON l.register = n.register AND l.key = n.key"
    "   WHERE l.key IS NULL OR l.nik IS NOT n.nik OR l.rule <> n.rule OR l.score <> n.score"
    "   OR l.region <> n.region";

static const char *const review_steps[] = {
  "DELETE FROM review_candidates WHERE review IN (SELECT id FROM reviews v WHERE" IN_AREA ("v") ")",
  "DELETE FROM reviews AS v WHERE" IN_AREA ("v") " AND NOT EXISTS (SELECT 1 FROM found_reviews f"
                                                 "   WHERE f.register = v.register"
                                                 "   AND f.key = v.key)",
  "INSERT INTO reviews (register, key, kind, region, opened_us)"
  " SELECT register, key, kind, region, ?2 FROM found_reviews WHERE true ORDER BY region, key"
  " ON CONFLICT (register, key) DO UPDATE SET kind = excluded.kind, region = excluded.region",
  "INSERT OR REPLACE INTO review_candidates (review, nik, score)"
  " SELECT v.id, c.nik, c.score FROM found_candidates c JOIN reviews v"
  "   ON v.register = c.register AND v.key = c.key",
};

/* the persons: whom the link names, the NIK itself, whose NIK the row writes */
static const char touch[] =
    "INSERT OR IGNORE INTO touched_households (no_kk) SELECT m.no_kk FROM residents m"
    " WHERE m.nik IN (SELECT nik FROM links WHERE register = ?1 AND key = ?2"
    "   UNION ALL SELECT ?2 WHERE ?1 = '" HUB_LINKS_NIK "'"
    "   UNION ALL SELECT r.nik FROM register_rows r WHERE r.register = ?1 AND r.key = ?2)";

typedef enum {
  NEXT_TURN,
  FORGET,
  PUT,
  TOUCH,
  N_STATEMENTS,
} Statement;

static const char *const statements[N_STATEMENTS] = {
  [NEXT_TURN] = "SELECT n, register, key, is_gone FROM link_turns WHERE n > ? ORDER BY n LIMIT 1",
  [FORGET] = "DELETE FROM links WHERE register = ? AND key = ?",
  [PUT] = "INSERT OR REPLACE INTO links (register, key, nik, rule, score, region, linked_us)"
          " SELECT register, key, nik, rule, score, region, ?3 FROM found_links"
          " WHERE register = ?1 AND key = ?2",
  [TOUCH] = touch,
};

gboolean
hub_links_migrate (HubStore *store, GError **error)
{
  return hub_store_migrate (store, steps, G_N_ELEMENTS (steps), error);
}

gboolean
hub_links_begin (HubStore *store, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (begin_steps); i++)
    if (!hub_store_run (store, error, begin_steps[i], ""))
      return FALSE;
  return TRUE;
}

gboolean
hub_links_touch (HubStore *store, const char *reg, const char *key, GError **error)
{
  return hub_store_run (store, error, touch, "tt", reg, key);
}

typedef struct
{
  const HubImportContext *context; /* (unowned): the caller's */
  HubLinkChanges *changes;         /* (unowned): the caller's */
  sqlite3_stmt *st[N_STATEMENTS];  /* (owned) */
  HubTransaction *transaction;     /* (nullable) (owned) */
  gint64 begun_us;
} Apply;

static void
apply_clear (Apply *self)
{
  hub_statements_finalize (self->st, N_STATEMENTS);
  g_clear_pointer (&self->transaction, hub_transaction_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Apply, apply_clear)

static gboolean
touch_one (Apply *self, const char *reg, const char *key, GError **error)
{
  hub_stmt_rebind (self->st[TOUCH], "tt", reg, key);
  return hub_stmt_finish (self->st[TOUCH], error);
}

static gboolean
change_one (Apply *self, const char *reg, const char *key, gboolean is_gone, GError **error)
{
  if (!touch_one (self, reg, key, error))
    return FALSE;
  if (is_gone)
    {
      self->changes->n_gone++;
      hub_stmt_rebind (self->st[FORGET], "tt", reg, key);
      return hub_stmt_finish (self->st[FORGET], error);
    }
  self->changes->n_new++;
  hub_stmt_rebind (self->st[PUT], "tti", reg, key, anj_clock_real_us (self->context->clock));
  return hub_stmt_finish (self->st[PUT], error) && touch_one (self, reg, key, error);
}

static gboolean
change_links (Apply *self, GError **error)
{
  HubStmt *next = self->st[NEXT_TURN];
  gboolean more = TRUE;
  gint64 n = 0;

  while (more)
    {
      g_autofree char *reg = NULL, *key = NULL;
      gboolean is_gone = FALSE;

      hub_stmt_rebind (next, "i", n);
      if (!hub_stmt_next (next, &more, error))
        return FALSE;
      if (more)
        {
          n = hub_stmt_int (next, 0);
          reg = g_strdup (hub_stmt_text (next, 1));
          key = g_strdup (hub_stmt_text (next, 2));
          is_gone = hub_stmt_int (next, 3) != 0;
        }
      sqlite3_reset (next);
      if (more && (!change_one (self, reg, key, is_gone, error) ||
                   !hub_import_breathe (self->context->store, self->context->clock,
                                        &self->transaction, &self->begun_us, error)))
        return FALSE;
    }
  return TRUE;
}

static gboolean
shorten_chains (HubStore *store, GError **error)
{
  for (guint i = 0; i < MAX_CHAIN; i++)
    {
      if (!hub_store_run (store, error, shorten, ""))
        return FALSE;
      if (hub_store_n_changed (store) == 0)
        return TRUE;
    }
  return TRUE;
}

gboolean
hub_links_apply (const HubImportContext *context,
                 const char *area,
                 HubLinkChanges *out_changes,
                 GError **error)
{
  g_auto (Apply) self = { .context = context, .changes = out_changes };
  HubStore *store = context->store;

  *out_changes = (HubLinkChanges){ 0 };
  if (!shorten_chains (store, error) || !hub_store_run (store, error, list_changes, "t", area) ||
      !hub_statements_prepare (store, statements, N_STATEMENTS, self.st, error))
    return FALSE;
  self.transaction = hub_transaction_begin (store, error);
  self.begun_us = anj_clock_monotonic_us (context->clock);
  if (self.transaction == NULL || !change_links (&self, error))
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (review_steps); i++)
    if (!hub_store_run (store, error, review_steps[i],
                        i == 2   ? "ti"
                        : i == 3 ? ""
                                 : "t",
                        area, anj_clock_real_us (context->clock)))
      return FALSE;
  return hub_transaction_commit (self.transaction, error);
}
