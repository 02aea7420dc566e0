/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-statements.h"
#include "hub/report/hub-tally.h"

/*
 * tally_state has one row while nothing has changed since it was put there: with is_kept 0 somebody
 * counts, with 1 the other tables hold what was counted. Whoever changes batches or links takes the
 * row away (triggers), and with it the word of who counts: its id is not given again.
 */

static const HubMigration steps[] = {
  { "tally", 1,
    "CREATE TABLE tally_state (id INTEGER PRIMARY KEY AUTOINCREMENT, is_kept INTEGER NOT NULL)"
    "  STRICT;"
    "CREATE TRIGGER tally_batch_added AFTER INSERT ON batches"
    "  BEGIN DELETE FROM tally_state; END;"
    "CREATE TRIGGER tally_batch_changed AFTER UPDATE ON batches"
    "  BEGIN DELETE FROM tally_state; END;"
    "CREATE TRIGGER tally_batch_gone AFTER DELETE ON batches"
    "  BEGIN DELETE FROM tally_state; END;"
    "CREATE TRIGGER tally_link_added AFTER INSERT ON links BEGIN DELETE FROM tally_state; END;"
    "CREATE TRIGGER tally_link_changed AFTER UPDATE ON links BEGIN DELETE FROM tally_state; END;"
    "CREATE TRIGGER tally_link_gone AFTER DELETE ON links BEGIN DELETE FROM tally_state; END;"

    /* HubTally's arrays; kind: HubTallyKind */
    "CREATE TABLE tally_villages (village INTEGER PRIMARY KEY, code TEXT NOT NULL) STRICT;"
    "CREATE TABLE tally_lines (kind INTEGER NOT NULL, village INTEGER NOT NULL,"
    "  trait INTEGER NOT NULL, listing INTEGER NOT NULL, n INTEGER NOT NULL,"
    "  PRIMARY KEY (kind, village, trait, listing)) WITHOUT ROWID, STRICT;"
    "CREATE TABLE tally_states (state INTEGER PRIMARY KEY, programme TEXT NOT NULL,"
    "  code TEXT NOT NULL) STRICT;"
    "CREATE TABLE tally_listings (listing INTEGER NOT NULL, state INTEGER NOT NULL,"
    "  dates INTEGER NOT NULL, PRIMARY KEY (listing, state)) WITHOUT ROWID, STRICT;"

    /* where those live whom a list of PMT has: looking them up among all residents takes longer
     * than the report */
    "CREATE TABLE tally_fed (nik TEXT PRIMARY KEY, region TEXT NOT NULL) WITHOUT ROWID, STRICT;" },
};

static const char *const first_steps[] = {
  "DELETE FROM tally_villages",
  "DELETE FROM tally_lines",
  "DELETE FROM tally_states",
  "DELETE FROM tally_listings",
  "DELETE FROM tally_fed",
  "INSERT INTO tally_fed (nik, region) SELECT r.nik, r.region FROM (SELECT DISTINCT nik FROM "
  "payments"
  "   WHERE programme = 'PMT') p CROSS JOIN residents r ON r.nik = p.nik",
};

typedef enum {
  PUT_VILLAGE,
  PUT_LINE,
  PUT_STATE,
  PUT_ENTRY,
  N_STATEMENTS,
} Statement;

static const char *const statements[N_STATEMENTS] = {
  [PUT_VILLAGE] = "INSERT INTO tally_villages (village, code) VALUES (?, ?)",
  [PUT_LINE] = "INSERT INTO tally_lines (kind, village, trait, listing, n) VALUES (?, ?, ?, ?, ?)",
  [PUT_STATE] = "INSERT INTO tally_states (state, programme, code) VALUES (?, ?, ?)",
  [PUT_ENTRY] = "INSERT INTO tally_listings (listing, state, dates) VALUES (?, ?, ?)",
};

gboolean
hub_tally_migrate (HubStore *store, GError **error)
{
  return hub_store_migrate (store, steps, G_N_ELEMENTS (steps), error);
}

gboolean
hub_tally_is_kept (HubStore *store, gboolean *out_is, GError **error)
{
  gint64 is_kept = 0;

  if (!hub_store_get_int (store, error, 0, &is_kept,
                          "SELECT EXISTS (SELECT 1 FROM tally_state WHERE is_kept = 1)", ""))
    return FALSE;
  *out_is = is_kept != 0;
  return TRUE;
}

/* *out_id: of this count, for keep(); 0: a batch is on its way */
static gboolean
announce (HubStore *store, gint64 *out_id, GError **error)
{
  g_autoptr (HubTransaction) transaction = hub_transaction_begin (store, error);

  if (transaction == NULL || !hub_store_run (store, error, "DELETE FROM tally_state", "") ||
      !hub_store_run (store, error,
                      "INSERT INTO tally_state (is_kept) SELECT 0"
                      " WHERE NOT EXISTS (SELECT 1 FROM batches WHERE is_whole = 0)",
                      ""))
    return FALSE;
  *out_id = hub_store_n_changed (store) > 0 ? sqlite3_last_insert_rowid (hub_store_db (store)) : 0;
  return hub_transaction_commit (transaction, error);
}

static gboolean
put_villages (HubStmt *const *st, const HubTally *tally, GError **error)
{
  for (guint i = 0; i < tally->villages->len; i++)
    {
      hub_stmt_rebind (st[PUT_VILLAGE], "it", (gint64) i, g_ptr_array_index (tally->villages, i));
      if (!hub_stmt_finish (st[PUT_VILLAGE], error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
put_lines (HubStmt *const *st, const HubTally *tally, GError **error)
{
  for (guint kind = 0; kind < HUB_N_TALLIES; kind++)
    for (guint i = 0; i < tally->lines[kind]->len; i++)
      {
        const HubTallyLine *line = &g_array_index (tally->lines[kind], HubTallyLine, i);

        hub_stmt_rebind (st[PUT_LINE], "iiiii", (gint64) kind, (gint64) line->village,
                         (gint64) line->trait, (gint64) line->listing, (gint64) line->n);
        if (!hub_stmt_finish (st[PUT_LINE], error))
          return FALSE;
      }
  return TRUE;
}

static gboolean
put_listings (HubStmt *const *st, const HubTally *tally, GError **error)
{
  for (guint i = 0; i < tally->states->len; i++)
    {
      const HubTallyState *state = g_ptr_array_index (tally->states, i);

      hub_stmt_rebind (st[PUT_STATE], "itt", (gint64) i, state->programme, state->state);
      if (!hub_stmt_finish (st[PUT_STATE], error))
        return FALSE;
    }
  for (guint i = 0; i < tally->listings->len; i++)
    {
      guint n = 0;
      const HubTallyEntry *entries = hub_tally_listing (tally, i, &n);

      for (guint e = 0; e < n; e++)
        {
          hub_stmt_rebind (st[PUT_ENTRY], "iii", (gint64) i, (gint64) entries[e].state,
                           (gint64) entries[e].dates);
          if (!hub_stmt_finish (st[PUT_ENTRY], error))
            return FALSE;
        }
    }
  return TRUE;
}

static gboolean
put_all (HubStore *store, const HubTally *tally, GError **error)
{
  HubStmt *st[N_STATEMENTS] = { NULL };
  gboolean ok;

  for (gsize i = 0; i < G_N_ELEMENTS (first_steps); i++)
    if (!hub_store_run (store, error, first_steps[i], ""))
      return FALSE;
  ok = hub_statements_prepare (store, statements, N_STATEMENTS, st, error) &&
       put_villages (st, tally, error) && put_lines (st, tally, error) &&
       put_listings (st, tally, error);
  hub_statements_finalize (st, N_STATEMENTS);
  return ok;
}

/* nothing, if something has changed since announce() */
static gboolean
keep (HubStore *store, const HubTally *tally, gint64 id, GError **error)
{
  g_autoptr (HubTransaction) transaction = hub_transaction_begin (store, error);

  if (transaction == NULL ||
      !hub_store_run (store, error, "UPDATE tally_state SET is_kept = 1 WHERE id = ?", "i", id))
    return FALSE;
  return hub_store_n_changed (store) == 0 ||
         (put_all (store, tally, error) && hub_transaction_commit (transaction, error));
}

/* in a transaction */
static HubTally *
count (HubStore *store, GError **error)
{
  g_autoptr (HubPeople) people = hub_people_load (store, error);

  return people != NULL ? hub_tally_count (store, people, /* poor */ NULL, NULL, error) : NULL;
}

/* SQLite asks every so many of its steps */
#define STEPS_A_LOOK 100000

static int
is_cancelled (void *cancellable)
{
  return g_cancellable_is_cancelled (cancellable);
}

static gboolean
look_if_kept (HubStore *store, gboolean *out_is, GError **error)
{
  gboolean ok;

  hub_store_lock (store);
  ok = hub_tally_is_kept (store, out_is, error);
  hub_store_unlock (store);
  return ok;
}

gboolean
hub_tally_refresh (HubStore *store, GCancellable *cancellable, GError **error)
{
  g_autoptr (HubStore) reader = NULL;
  g_autoptr (HubTally) tally = NULL;
  gboolean is_kept;
  gint64 id = 0;

  if (!look_if_kept (store, &is_kept, error))
    return FALSE;
  if (is_kept)
    return TRUE;
  reader = hub_store_open_reader (store, error);
  if (reader == NULL || !announce (store, &id, error))
    return FALSE;
  if (id == 0)
    return TRUE;
  sqlite3_progress_handler (hub_store_db (reader), STEPS_A_LOOK, is_cancelled, cancellable);
  if (!hub_store_run (reader, error, "BEGIN", ""))
    return FALSE;
  tally = count (reader, error);
  return tally != NULL && !g_cancellable_set_error_if_cancelled (cancellable, error) &&
         hub_store_run (reader, error, "COMMIT", "") && keep (store, tally, id, error);
}

static void
note_village (HubStmt *stmt, gpointer user_data)
{
  HubTally *self = user_data;

  g_ptr_array_add (self->villages, g_strdup (hub_stmt_text (stmt, 0)));
}

static void
note_line (HubStmt *stmt, gpointer user_data)
{
  HubTally *self = user_data;
  HubTallyLine line = { (guint32) hub_stmt_int (stmt, 1), (guint32) hub_stmt_int (stmt, 2),
                        (guint32) hub_stmt_int (stmt, 3), (guint32) hub_stmt_int (stmt, 4) };

  g_array_append_val (self->lines[hub_stmt_int (stmt, 0)], line);
}

static void
note_state (HubStmt *stmt, gpointer user_data)
{
  hub_tally_add_state (user_data, hub_stmt_text (stmt, 0), hub_stmt_text (stmt, 1));
}

static void
note_entry (HubStmt *stmt, gpointer user_data)
{
  HubTally *self = user_data;
  HubTallyEntry entry = { (guint32) hub_stmt_int (stmt, 1), (guint32) hub_stmt_int (stmt, 2) };
  guint listing = (guint) hub_stmt_int (stmt, 0);

  g_array_append_val (self->entries, entry);
  g_array_set_size (self->listings, listing + 1);
  g_array_index (self->listings, guint32, listing) = self->entries->len;
}

static HubTally *
load (HubStore *store, GError **error)
{
  g_autoptr (HubTally) self = hub_tally_new ();
  guint32 none = 0;

  /* the first listing is empty, and has no row */
  g_array_append_val (self->listings, none);
  if (!hub_tally_load_dates (self, store, /* last */ NULL, error) ||
      !hub_store_walk (store, "SELECT code FROM tally_villages ORDER BY village", note_village,
                       self, error) ||
      !hub_store_walk (store,
                       "SELECT kind, village, trait, listing, n FROM tally_lines"
                       " ORDER BY kind, village, trait, listing",
                       note_line, self, error) ||
      !hub_store_walk (store, "SELECT programme, code FROM tally_states ORDER BY state", note_state,
                       self, error) ||
      !hub_store_walk (store,
                       "SELECT listing, state, dates FROM tally_listings ORDER BY listing, state",
                       note_entry, self, error))
    return NULL;
  return g_steal_pointer (&self);
}

HubTally *
hub_tally_get (HubStore *store, GError **error)
{
  gboolean is_kept;

  if (!hub_tally_is_kept (store, &is_kept, error))
    return NULL;
  return is_kept ? load (store, error) : count (store, error);
}
