/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-undo.h"

#include <glib/gstdio.h>

#include "hub/hub-audit.h"
#include "hub/hub-rejects.h"
#include "hub/hub-settler.h"
#include "hub/hub-statements.h"

/*
 * A list of statements, each with the batch as ?1: note who is concerned, take the batch's rows
 * away in both layers, lift up the newest row of what has none above it any more.
 */

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

static const char *const person_steps[] = {
  "INSERT OR IGNORE INTO touched_niks SELECT nik FROM register_rows"
  " WHERE batch = ?1 AND nik IS NOT NULL",
  "INSERT OR IGNORE INTO touched_niks SELECT o.nik FROM register_rows r JOIN overruled_rows o"
  " ON " SAME_PERSON ("o", "r") " WHERE r.batch = ?1 AND o.nik IS NOT NULL",
  TOUCH_NAMESAKES ("SELECT * FROM register_rows WHERE batch = ?1 AND nik IS NULL"),
  TOUCH_NAMESAKES ("SELECT o.* FROM register_rows r JOIN overruled_rows o ON " SAME_PERSON (
      "o",
      "r") " WHERE r.batch = ?1 AND o.nik IS NULL"),
  /* what lacking a row means changes where no other batch speaks for the village */
  "INSERT OR IGNORE INTO touched_households SELECT h.no_kk FROM coverage c"
  " JOIN households h ON h.region = c.region WHERE c.batch = ?1 AND NOT EXISTS"
  " (SELECT 1 FROM coverage x WHERE x.region = c.region AND x.register = c.register"
  "   AND x.batch <> ?1)",
  "DELETE FROM coverage WHERE batch = ?1",
  "DELETE FROM pk_sensitive WHERE batch = ?1",
  "DELETE FROM register_rows WHERE batch = ?1",
  "DELETE FROM overruled_rows WHERE batch = ?1",
  "INSERT INTO register_rows SELECT * FROM overruled_rows o"
  " WHERE o.register = (SELECT register FROM batches WHERE seq = ?1)"
  " AND NOT EXISTS (SELECT 1 FROM register_rows r WHERE " SAME_PERSON ("r", "o") ") AND " NEWEST (
      "overruled_rows",
      SAME_PERSON ("x", "o")),
  "DELETE FROM overruled_rows AS o WHERE o.register = (SELECT register FROM batches"
  " WHERE seq = ?1) AND EXISTS (SELECT 1 FROM register_rows r WHERE " SAME_PERSON (
      "r",
      "o") " AND r.batch = o.batch)",
  NULL,
};

static const char *const payment_steps[] = {
  "INSERT OR IGNORE INTO touched_niks SELECT nik FROM payments WHERE batch = ?1",
  "INSERT OR IGNORE INTO touched_households SELECT no_kk FROM payments WHERE batch = ?1",
  "INSERT OR IGNORE INTO touched_households SELECT o.no_kk FROM payments r"
  " JOIN overruled_payments o ON " SAME_PAYMENT ("o", "r") " WHERE r.batch = ?1",
  "DELETE FROM programme_batches WHERE batch = ?1",
  "DELETE FROM payments WHERE batch = ?1",
  "DELETE FROM overruled_payments WHERE batch = ?1",
  "INSERT INTO payments (programme, nik, period, stage, component, no_kk, amount, channel, state,"
  " date, note, batch, period_key) SELECT * FROM overruled_payments o"
  " WHERE NOT EXISTS (SELECT 1 FROM payments r WHERE " SAME_PAYMENT ("r", "o") ") AND " NEWEST (
      "overruled_payments",
      SAME_PAYMENT ("x", "o")) " AND ?1 > 0",
  "DELETE FROM overruled_payments AS o WHERE EXISTS (SELECT 1 FROM payments r"
  " WHERE " SAME_PAYMENT ("r", "o") " AND r.batch = o.batch) AND ?1 > 0",
  NULL,
};

/* '/' is the character after '.' */
static const char *const officer_steps[] = {
  "INSERT OR IGNORE INTO touched_households SELECT h.no_kk FROM officers o"
  " JOIN households h ON h.region >= o.region AND h.region < o.region || '/'"
  " WHERE o.batch = ?1",
  "DELETE FROM officers WHERE batch = ?1",
  NULL,
};

static const char *const region_steps[] = {
  "DELETE FROM register_regions WHERE batch = ?1",
  NULL,
};

typedef struct
{
  const HubImportContext *context; /* (unowned): the caller's */
  HubUndoResult *result;           /* (unowned): the caller's */
  const char *batch;
  gint64 seq;
} Undo;

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

static gboolean
run_steps (const Undo *self, GError **error)
{
  const char *const *steps;

  switch (self->result->reg)
    {
    case HUB_REGISTER_PENERIMA:
      steps = payment_steps;
      break;
    case HUB_REGISTER_PETUGAS:
      steps = officer_steps;
      break;
    case HUB_REGISTER_WILAYAH:
      steps = region_steps;
      break;
    default:
      steps = person_steps;
    }
  for (; *steps != NULL; steps++)
    if (!hub_store_run (self->context->store, error, *steps, "i", self->seq))
      return FALSE;
  return TRUE;
}

static gboolean
settle_touched (const Undo *self, GError **error)
{
  HubStore *store = self->context->store;
  g_autoptr (HubSettler) settler = hub_settler_new (store, self->context->random, error);
  g_autoptr (HubStmt) stmt = NULL;
  gboolean row = TRUE;

  if (settler == NULL)
    return FALSE;
  stmt = hub_store_query (store, error, "SELECT nik FROM touched_niks", "");
  if (stmt == NULL)
    return FALSE;
  while (row)
    if (!hub_stmt_next (stmt, &row, error) ||
        (row && !hub_settler_settle (settler, hub_stmt_text (stmt, 0), error)))
      return FALSE;
  g_clear_pointer (&stmt, hub_stmt_free);
  return hub_store_run (store, error, "DELETE FROM touched_niks", "");
}

static gboolean
forget_batch (const Undo *self, GError **error)
{
  HubStore *store = self->context->store;
  JsonObject *detail = json_object_new ();

  json_object_set_string_member (detail, "batch", self->batch);
  json_object_set_string_member (detail, "register", hub_register_name (self->result->reg));
  json_object_set_int_member (detail, "rows", (gint64) self->result->n_rows);
  return hub_audit_append (store, anj_clock_real_us (self->context->clock), "hub", "batch-undone",
                           detail, error) &&
         hub_store_run (store, error, "DELETE FROM batches WHERE seq = ?", "i", self->seq);
}

static gboolean
take_out (Undo *self, GError **error)
{
  g_autoptr (HubTransaction) transaction = hub_transaction_begin (self->context->store, error);

  return transaction != NULL && find_batch (self, error) && run_steps (self, error) &&
         settle_touched (self, error) && forget_batch (self, error) &&
         hub_transaction_commit (transaction, error);
}

gboolean
hub_undo_batch (const HubImportContext *context,
                const char *batch,
                HubUndoResult *out_result,
                GError **error)
{
  Undo self = { .context = context, .result = out_result, .batch = batch };
  g_autofree char *rejected = hub_rejects_path (context->data_dir, batch);

  if (!hub_import_tune (context->store, error) || !take_out (&self, error))
    return FALSE;
  g_unlink (rejected);
  return hub_household_rebuild_touched (context->store, context->catalogue, context->random,
                                        &out_result->n_households, error);
}
