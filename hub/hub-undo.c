/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-undo.h"

#include <glib/gstdio.h>
#include <unistd.h>

#include "hub/hub-audit.h"
#include "hub/hub-feed.h"
#include "hub/hub-files.h"
#include "hub/hub-rejects.h"
#include "hub/hub-settler.h"
#include "hub/hub-statements.h"

/*
 * hub_undo_batch:
 *   the batch is no longer whole (and the audit says why) → its rows, some thousand a transaction:
 *   note who is concerned, take the rows away in both layers, lift up the newest row of what has
 *   none above it any more → what is kept by batch, and the batch → the feed.
 *
 * A batch that is not whole is on its way in or out; cut off, it goes out.
 */

#define KEYS_A_TURN 500

/* for the error of a batch that is not there */
#define BATCHES_NAMED 5

#define SAME_PERSON(a, b) a ".register = " b ".register AND " a ".key = " b ".key"
#define SAME_PAYMENT(a, b)                                                                         \
  a ".programme = " b ".programme AND " a ".nik = " b ".nik AND " a ".period = " b                 \
    ".period AND " a ".stage = " b ".stage AND " a ".component = " b ".component"

/* the newest row under one that went */
#define NEWEST(table, same)                                                                        \
  "o.batch = (SELECT x.batch FROM " table " x JOIN batches b ON b.seq = x.batch WHERE " same       \
  " ORDER BY b.date DESC, b.seq DESC LIMIT 1)"

/* whom a row without NIK may mean */
#define TOUCH_NAMESAKES(rows)                                                                      \
  "INSERT OR IGNORE INTO touched_households SELECT m.no_kk FROM (" rows ") n"                      \
  " JOIN residents m ON m.region = n.region AND m.birth_date = n.birth_date"                       \
  " AND m.name_key = n.name_key"

/* ?1: the batch; ?2 to ?3: of temp.undone_… */
#define TURN "u.n BETWEEN ?2 AND ?3"
#define ROWS_OF_TURN                                                                               \
  " FROM undone_rows u CROSS JOIN register_rows r ON " SAME_PERSON ("u", "r") " WHERE " TURN       \
                                                                              " AND r.batch = ?1"
#define ROWS_BELOW                                                                                 \
  " FROM undone_rows u CROSS JOIN register_rows r ON " SAME_PERSON (                               \
      "u", "r") " CROSS JOIN overruled_rows o ON " SAME_PERSON ("o", "u") " WHERE " TURN           \
                                                                          " AND r.batch = ?1"
#define IN_ROWS " (" HUB_ROW_KEY ") IN (SELECT " HUB_ROW_KEY " FROM undone_rows u WHERE " TURN ")"
#define PAYMENTS_OF_TURN                                                                           \
  " FROM undone_payments u CROSS JOIN payments r ON " SAME_PAYMENT ("u", "r") " WHERE " TURN       \
                                                                              " AND r.batch = ?1"
#define IN_PAYMENTS                                                                                \
  " (" HUB_PAYMENT_KEY ") IN (SELECT " HUB_PAYMENT_KEY " FROM undone_payments u WHERE " TURN ")"

static const char *const row_turn[] = {
  "INSERT OR IGNORE INTO undone_niks SELECT r.nik" ROWS_OF_TURN " AND r.nik IS NOT NULL",
  "INSERT OR IGNORE INTO undone_niks SELECT o.nik" ROWS_BELOW " AND o.nik IS NOT NULL",
  TOUCH_NAMESAKES ("SELECT r.*" ROWS_OF_TURN " AND r.nik IS NULL"),
  TOUCH_NAMESAKES ("SELECT o.*" ROWS_BELOW " AND o.nik IS NULL"),
  "INSERT OR IGNORE INTO touched_households SELECT m.no_kk FROM undone_rows u"
  " CROSS JOIN links l ON " SAME_PERSON ("l", "u") " CROSS JOIN residents m ON m.nik = l.nik"
                                                   " WHERE ?1 > 0 AND " TURN,
  "DELETE FROM pk_sensitive WHERE batch = ?1"
  " AND nik IN (SELECT u.key FROM undone_rows u WHERE " TURN ")",
  "DELETE FROM register_rows WHERE batch = ?1 AND" IN_ROWS,
  "DELETE FROM overruled_rows WHERE batch = ?1 AND" IN_ROWS,
  "INSERT INTO register_rows (" HUB_ROW_KEY ", " HUB_ROW_CELLS ", batch, line)"
  " SELECT " HUB_ROW_KEY ", " HUB_ROW_CELLS ", batch, line FROM overruled_rows o"
  " WHERE ?1 > 0 AND" IN_ROWS " AND NOT EXISTS (SELECT 1 FROM register_rows r WHERE " SAME_PERSON (
      "r",
      "o") ") AND " NEWEST ("overruled_rows", SAME_PERSON ("x", "o")),
  "DELETE FROM overruled_rows AS o WHERE ?1 > 0 AND" IN_ROWS
  " AND EXISTS (SELECT 1 FROM register_rows r WHERE " SAME_PERSON ("r",
                                                                   "o") " AND r.batch = o.batch)",
  NULL,
};

static const char *const payment_turn[] = {
  "INSERT OR IGNORE INTO undone_niks SELECT r.nik" PAYMENTS_OF_TURN,
  "INSERT OR IGNORE INTO touched_households SELECT r.no_kk" PAYMENTS_OF_TURN,
  "INSERT OR IGNORE INTO touched_households SELECT o.no_kk FROM undone_payments u"
  " CROSS JOIN payments r ON " SAME_PAYMENT (
      "u",
      "r") " CROSS JOIN overruled_payments o ON " SAME_PAYMENT ("o", "u") " WHERE " TURN
                                                                          " AND r.batch = ?1",
  "DELETE FROM payments WHERE batch = ?1 AND" IN_PAYMENTS,
  "DELETE FROM overruled_payments WHERE batch = ?1 AND" IN_PAYMENTS,
  "INSERT INTO payments (" HUB_PAYMENT_KEY ", " HUB_PAYMENT_CELLS ", batch, line)"
  " SELECT " HUB_PAYMENT_KEY ", " HUB_PAYMENT_CELLS ", batch, line FROM overruled_payments o"
  " WHERE ?1 > 0 AND" IN_PAYMENTS " AND NOT EXISTS (SELECT 1 FROM payments r WHERE " SAME_PAYMENT (
      "r",
      "o") ") AND " NEWEST ("overruled_payments", SAME_PAYMENT ("x", "o")),
  "DELETE FROM overruled_payments AS o WHERE ?1 > 0 AND" IN_PAYMENTS
  " AND EXISTS (SELECT 1 FROM payments r WHERE " SAME_PAYMENT ("r", "o") " AND r.batch = o.batch)",
  NULL,
};

/* what is to be undone in turns: keys of both layers */
typedef struct
{
  const char *list[3];
  const char *count;
  const char *const *turn;
} Layers;

static const Layers row_layers = {
  { "CREATE TEMP TABLE IF NOT EXISTS undone_rows (n INTEGER PRIMARY KEY, register, key)",
    "DELETE FROM undone_rows",
    "INSERT INTO undone_rows (register, key)"
    " SELECT register, key FROM register_rows WHERE batch = ?1"
    " UNION ALL SELECT register, key FROM overruled_rows WHERE batch = ?1" },
  "SELECT max(n) FROM undone_rows",
  row_turn,
};

static const Layers payment_layers = {
  { "CREATE TEMP TABLE IF NOT EXISTS undone_payments (n INTEGER PRIMARY KEY, " HUB_PAYMENT_KEY ")",
    "DELETE FROM undone_payments",
    "INSERT INTO undone_payments (" HUB_PAYMENT_KEY ")"
    " SELECT " HUB_PAYMENT_KEY " FROM payments WHERE batch = ?1"
    " UNION ALL SELECT " HUB_PAYMENT_KEY " FROM overruled_payments WHERE batch = ?1" },
  "SELECT max(n) FROM undone_payments",
  payment_turn,
};

/* of every register: few, and kept by batch; ?1 is the batch */
static const char *const last_steps[] = {
  /* what lacking a row means changes where no other batch speaks for the village */
  "INSERT OR IGNORE INTO touched_households SELECT h.no_kk FROM coverage c"
  " JOIN households h ON h.region = c.region WHERE c.batch = ?1 AND NOT EXISTS"
  " (SELECT 1 FROM coverage x WHERE x.region = c.region AND x.register = c.register"
  "   AND x.batch <> ?1)",
  "DELETE FROM coverage WHERE batch = ?1",
  "DELETE FROM programme_batches WHERE batch = ?1",
  /* '/' is the character after '.' */
  "INSERT OR IGNORE INTO touched_households SELECT h.no_kk FROM officials o"
  " JOIN households h ON h.region >= o.region AND h.region < o.region || '/'"
  " WHERE o.batch = ?1",
  "DELETE FROM officials WHERE batch = ?1",
  "INSERT OR REPLACE INTO feed (region, no_kk, is_deleted) SELECT DISTINCT h.region, 'place', 0"
  " FROM points p JOIN households h ON h.region = p.region WHERE p.batch = ?1",
  "DELETE FROM points WHERE batch = ?1",
  "DELETE FROM register_regions WHERE batch = ?1",
  "DELETE FROM batches WHERE seq = ?1",
};

typedef struct
{
  const HubImportContext *context; /* (unowned): the caller's */
  HubUndoResult *result;           /* (unowned): the caller's */
  const char *batch;
  gint64 seq;
  HubSettler *settler;         /* (owned) */
  HubTransaction *transaction; /* (nullable) (owned) */
  gint64 begun_us;
} Undo;

static void
undo_clear (Undo *self)
{
  g_clear_pointer (&self->transaction, hub_transaction_free);
  g_clear_pointer (&self->settler, hub_settler_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Undo, undo_clear)

/* (transfer full): "a, b, c": the last that came in */
static char *
list_batches (HubStore *store)
{
  g_autoptr (GString) list = g_string_new (NULL);
  g_autoptr (HubStmt) stmt = hub_store_query (
      store, NULL, "SELECT id FROM batches ORDER BY seq DESC LIMIT " G_STRINGIFY (BATCHES_NAMED),
      "");
  gboolean row = TRUE;

  while (stmt != NULL && hub_stmt_next (stmt, &row, NULL) && row)
    g_string_append_printf (list, "%s%s", list->len > 0 ? ", " : "", hub_stmt_text (stmt, 0));
  return g_string_free (g_steal_pointer (&list), FALSE);
}

static gboolean
find_batch (Undo *self, GError **error)
{
  HubStore *store = self->context->store;
  gboolean row = FALSE;
  g_autoptr (HubStmt) stmt = hub_store_query (
      store, error, "SELECT seq, register, n_rows, is_closed FROM batches WHERE id = ?", "t",
      self->batch);

  if (stmt == NULL || !hub_stmt_next (stmt, &row, error))
    return FALSE;
  if (!row)
    {
      g_autofree char *list = list_batches (store);

      g_set_error (error, HUB_ERROR, HUB_ERROR_USAGE,
                   "there is no batch %s; the last that came in: %s", self->batch,
                   *list != '\0' ? list : "none");
      return FALSE;
    }
  if (hub_stmt_int (stmt, 3) != 0)
    {
      g_set_error (error, HUB_ERROR, HUB_ERROR_DATA,
                   "batch %s is older than what is kept for an undo (retention.batches_days); send "
                   "a newer list instead",
                   self->batch);
      return FALSE;
    }
  self->seq = hub_stmt_int (stmt, 0);
  self->result->n_rows = (guint64) hub_stmt_int (stmt, 2);
  if (hub_register_from_name (hub_stmt_text (stmt, 1), &self->result->reg))
    return TRUE;
  g_set_error (error, HUB_ERROR, HUB_ERROR_DATA, "batch %s is of a register that is unknown here",
               self->batch);
  return FALSE;
}

/* those whose rows changed in this turn */
static gboolean
settle (Undo *self, GError **error)
{
  HubStore *store = self->context->store;
  g_autoptr (HubStmt) stmt = hub_store_query (store, error, "SELECT nik FROM undone_niks", "");
  gboolean row = TRUE;

  if (stmt == NULL)
    return FALSE;
  while (row)
    if (!hub_stmt_next (stmt, &row, error) ||
        (row && !hub_settler_settle (self->settler, hub_stmt_text (stmt, 0), error)))
      return FALSE;
  g_clear_pointer (&stmt, hub_stmt_free);
  return hub_store_run (store, error, "DELETE FROM undone_niks", "");
}

static gboolean
begin (Undo *self, GError **error)
{
  self->transaction = hub_transaction_begin (self->context->store, error);
  self->begun_us = anj_clock_monotonic_us (self->context->clock);
  return self->transaction != NULL;
}

static gboolean
commit (Undo *self, GError **error)
{
  gboolean ok = hub_transaction_commit (self->transaction, error);

  g_clear_pointer (&self->transaction, hub_transaction_free);
  return ok;
}

static gboolean
run_turn (Undo *self, HubStmt *const *st, gsize n, gint64 first, GError **error)
{
  for (gsize i = 0; i < n; i++)
    {
      hub_stmt_rebind (st[i], "iii", self->seq, first, first + KEYS_A_TURN - 1);
      if (!hub_stmt_finish (st[i], error))
        return FALSE;
    }
  return settle (self, error) && hub_import_breathe (self->context->store, self->context->clock,
                                                     &self->transaction, &self->begun_us, error);
}

/* looking for the keys takes long, and needs no lock */
static gboolean
run_turns (Undo *self, const Layers *layers, GError **error)
{
  HubStore *store = self->context->store;
  sqlite3_stmt *st[G_N_ELEMENTS (row_turn)] = { NULL };
  gint64 n_keys = 0;
  gsize n = 0;
  gboolean ok;

  while (layers->turn[n] != NULL)
    n++;
  ok = hub_store_run (store, error, layers->list[0], "") &&
       hub_store_run (store, error, layers->list[1], "") &&
       hub_store_run (store, error, layers->list[2], "i", self->seq) &&
       hub_store_get_int (store, error, 0, &n_keys, layers->count, "") &&
       hub_statements_prepare (store, layers->turn, n, st, error) && begin (self, error);
  for (gint64 at = 1; ok && at <= n_keys; at += KEYS_A_TURN)
    ok = run_turn (self, st, n, at, error);
  ok = ok && commit (self, error);
  hub_statements_finalize (st, n);
  return ok;
}

static gboolean
take_out (Undo *self, GError **error)
{
  HubStore *store = self->context->store;

  self->settler = hub_settler_new (store, self->context->random, error);
  if (self->settler == NULL ||
      !hub_store_run (store, error, "CREATE TEMP TABLE IF NOT EXISTS undone_niks (nik PRIMARY KEY)",
                      "") ||
      !run_turns (self, &row_layers, error) || !run_turns (self, &payment_layers, error) ||
      !begin (self, error))
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (last_steps); i++)
    if (!hub_store_run (store, error, last_steps[i], "i", self->seq))
      return FALSE;
  return commit (self, error);
}

static gboolean
note_undone (const Undo *self, GError **error)
{
  JsonObject *detail = json_object_new ();

  json_object_set_string_member (detail, "batch", self->batch);
  json_object_set_string_member (detail, "register", hub_register_name (self->result->reg));
  json_object_set_int_member (detail, "rows", (gint64) self->result->n_rows);
  return hub_audit_append (self->context->store, anj_clock_real_us (self->context->clock), "hub",
                           "batch-undone", detail, error) &&
         hub_store_run (self->context->store, error,
                        "UPDATE batches SET is_whole = 0 WHERE seq = ?", "i", self->seq);
}

gboolean
hub_undo_unfinished (const HubImportContext *context, GError **error)
{
  g_autofree char *preview = g_build_filename (context->data_dir, HUB_IMPORT_PREVIEW_DIR, NULL);
  gint64 seq = 0;

  if (!hub_dir_remove (preview, error))
    return FALSE;
  do
    {
      g_auto (Undo) self = { .context = context };

      if (!hub_store_get_int (context->store, error, 0, &seq,
                              "SELECT seq FROM batches WHERE is_whole = 0 LIMIT 1", ""))
        return FALSE;
      self.seq = seq;
      if (seq != 0 && !take_out (&self, error))
        return FALSE;
    }
  while (seq != 0);
  return TRUE;
}

/* with the lock of imports */
static gboolean
undo (Undo *self, GError **error)
{
  const HubImportContext *context = self->context;
  g_autofree char *rejected = hub_rejects_path (context->data_dir, self->batch);

  if (!hub_import_tune (context->store, error) || !hub_undo_unfinished (context, error) ||
      !begin (self, error) || !find_batch (self, error) || !note_undone (self, error) ||
      !commit (self, error) || !take_out (self, error))
    return FALSE;
  g_unlink (rejected);
  return hub_feed_publish (context->store, context->random, &self->result->n_households, error);
}

gboolean
hub_undo_batch (const HubImportContext *context,
                const char *batch,
                HubUndoResult *out_result,
                GError **error)
{
  g_auto (Undo) self = { .context = context, .result = out_result, .batch = batch };
  int lock_fd = hub_import_lock (context->data_dir, error);
  gboolean ok;

  if (lock_fd < 0)
    return FALSE;
  ok = undo (&self, error);
  close (lock_fd);
  return ok;
}
