/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-diff.h"

#include <string.h>

/*
 * Both layers have the batch's rows; what was before them is in the lower one, always: the newest
 * row above is this batch's or one after it. (hub-writer.c)
 */

/* ?1: the batch's seq, ?2 its date */
#define OLDER " AND (b.date, b.seq) < (?2, ?1) ORDER BY b.date DESC, b.seq DESC LIMIT 1)"

#define MINE(upper, lower, columns)                                                                \
  " FROM (SELECT " columns " FROM " upper " WHERE batch = ?1 UNION ALL SELECT " columns            \
  " FROM " lower " WHERE batch = ?1) m"

#define ROW_COLUMNS HUB_ROW_KEY ", " HUB_ROW_CELLS ", line"
#define PAYMENT_COLUMNS HUB_PAYMENT_KEY ", " HUB_PAYMENT_CELLS ", line"
#define SAME_PERSON(a) a ".register = m.register AND " a ".key = m.key"
#define SAME_PAYMENT(a)                                                                            \
  a ".programme = m.programme AND " a ".nik = m.nik AND " a ".period = m.period AND " a            \
    ".stage = m.stage AND " a ".component = m.component"

/* a column is looked up by its name: the first of that name is this batch's, the second that of the
 * row before */
static const char people_sql[] =
    "SELECT o.batch AS before, m.*, p.stunting_risk, p.factors, p.category,"
    " o.*, q.stunting_risk, q.factors, q.category" MINE (
        "register_rows",
        "overruled_rows",
        ROW_COLUMNS) " LEFT JOIN overruled_rows o ON " SAME_PERSON ("o") " AND o.batch = (SELECT "
                                                                         "x.batch"
                                                                         "   FROM overruled_rows x "
                                                                         "JOIN batches b ON b.seq "
                                                                         "= x.batch "
                                                                         "WHERE " SAME_PERSON ("x")
                                                                             OLDER
    " LEFT JOIN pk_sensitive p ON m.register = 'pk' AND p.nik = m.key AND p.batch = ?1"
    " LEFT JOIN pk_sensitive q ON m.register = 'pk' AND q.nik = m.key AND q.batch = o.batch"
    " ORDER BY m.key";
static const char payments_sql[] = "SELECT o.batch AS before, m.*, o.*" MINE (
    "payments",
    "overruled_payments",
    PAYMENT_COLUMNS) " LEFT JOIN overruled_payments o ON " SAME_PAYMENT ("o") " AND o.batch = "
                                                                              "(SELECT x.batch"
                                                                              "   FROM "
                                                                              "overruled_payments "
                                                                              "x JOIN batches b ON "
                                                                              "b.seq = x.batch "
                                                                              "WHERE"
                                                                              " " SAME_PAYMENT ("x")
                                                                                  OLDER
    " ORDER BY m.programme, m.nik, m.period";
/* whom the list before of the same programme had */
static const char gone_sql[] =
    "WITH mine AS MATERIALIZED (SELECT programme, nik FROM payments WHERE batch = ?1"
    "   UNION SELECT programme, nik FROM overruled_payments WHERE batch = ?1),"
    " old AS MATERIALIZED (SELECT l.programme, (SELECT x.batch FROM programme_batches x"
    "   JOIN batches b ON b.seq = x.batch WHERE x.programme = l.programme" OLDER " AS batch"
    "   FROM programme_batches l WHERE l.batch = ?1)"
    " SELECT p.nik, p.programme, min(p.line) FROM (SELECT programme, nik, batch, line FROM payments"
    "   UNION ALL SELECT programme, nik, batch, line FROM overruled_payments) p"
    " JOIN old ON old.programme = p.programme AND old.batch = p.batch"
    " WHERE (p.programme, p.nik) NOT IN (SELECT programme, nik FROM mine) GROUP BY 2, 1 ORDER BY "
    "2, 1";

typedef struct
{
  const char *column;
  HubField field;
} Cell;

static const Cell people_cells[] = {
  { "status", HUB_FIELD_STATUS },
  { "nik", HUB_FIELD_NIK },
  { "birth_date", HUB_FIELD_BIRTH_DATE },
  { "region", HUB_FIELD_REGION },
  { "no_kk", HUB_FIELD_NO_KK },
  { "name", HUB_FIELD_NAME },
  { "desil", HUB_FIELD_DESIL },
  { "relation", HUB_FIELD_RELATION },
  { "occupation", HUB_FIELD_OCCUPATION },
  { "sex", HUB_FIELD_SEX },
  { "address", HUB_FIELD_ADDRESS },
  { "rt", HUB_FIELD_RT },
  { "rw", HUB_FIELD_RW },
  { "since", HUB_FIELD_SINCE },
  { "reason", HUB_FIELD_REASON },
  { "year", HUB_FIELD_YEAR },
  { "family", HUB_FIELD_KEY },
  { "stunting_risk", HUB_FIELD_RISK },
  { "factors", HUB_FIELD_FACTORS },
  { "category", HUB_FIELD_CATEGORY },
};
static const Cell payment_cells[] = {
  { "no_kk", HUB_FIELD_NO_KK }, { "amount", HUB_FIELD_AMOUNT }, { "channel", HUB_FIELD_CHANNEL },
  { "state", HUB_FIELD_STATE }, { "date", HUB_FIELD_DATE },     { "note", HUB_FIELD_NOTE },
};

typedef struct
{
  HubStore *store;         /* (unowned): the caller's */
  HubImportResult *result; /* (unowned): the caller's */
  HubRegister reg;
  gint64 seq;
  char *date;
  guint n_most;
} Diff;

static void
diff_clear (Diff *self)
{
  g_free (self->date);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Diff, diff_clear)

static gboolean
find_batch (Diff *self, const char *batch, GError **error)
{
  gboolean row = FALSE;
  g_autoptr (HubStmt) stmt = hub_store_query (
      self->store, error, "SELECT seq, date, register FROM batches WHERE id = ?", "t", batch);

  if (stmt == NULL || !hub_stmt_next (stmt, &row, error))
    return FALSE;
  if (!row || !hub_register_from_name (hub_stmt_text (stmt, 2), &self->reg))
    {
      g_set_error (error, HUB_ERROR, HUB_ERROR_USAGE,
                   "there is no batch %s; 'anjungan-hub batches' lists them", batch);
      return FALSE;
    }
  self->seq = hub_stmt_int (stmt, 0);
  self->date = g_strdup (hub_stmt_text (stmt, 1));
  if (hub_register_column_name (self->reg, HUB_FIELD_NIK) != NULL)
    return TRUE;
  g_set_error (error, HUB_ERROR, HUB_ERROR_USAGE,
               "batch %s is of %s; a diff is of people or payments", batch,
               hub_register_name (self->reg));
  return FALSE;
}

/* the number of the first or second column of that name; -1: there is none */
static int
find_column (HubStmt *stmt, const char *name, gboolean is_second)
{
  int n_found = 0;

  for (int i = 0; i < sqlite3_column_count (stmt); i++)
    if (strcmp (sqlite3_column_name (stmt, i), name) == 0 && n_found++ == is_second)
      return i;
  return -1;
}

static gboolean
is_active (const char *status)
{
  return g_str_equal (status, "aktif") || g_str_equal (status, "terdaftar");
}

/* (transfer full): "desil, status" */
static char *
list_changes (const Diff *self, HubStmt *stmt, const Cell *cells, gsize n_cells)
{
  g_autoptr (GString) changed = g_string_new (NULL);

  for (gsize i = 0; i < n_cells; i++)
    {
      const char *name = hub_register_column_name (self->reg, cells[i].field);
      int now = find_column (stmt, cells[i].column, FALSE);
      int before = find_column (stmt, cells[i].column, TRUE);

      if (name != NULL && now >= 0 &&
          g_strcmp0 (hub_stmt_text (stmt, now), hub_stmt_text (stmt, before)) != 0)
        g_string_append_printf (changed, "%s%s", changed->len > 0 ? ", " : "", name);
    }
  return g_string_free (g_steal_pointer (&changed), FALSE);
}

/* (transfer full): as the import tells a new row */
static char *
describe_row (const Diff *self, HubStmt *stmt)
{
  if (self->reg != HUB_REGISTER_PENERIMA)
    return g_strdup (hub_stmt_text (stmt, find_column (stmt, "region", FALSE)));
  return g_strdup_printf ("%s %s", hub_stmt_text (stmt, find_column (stmt, "programme", FALSE)),
                          hub_stmt_text (stmt, find_column (stmt, "period", FALSE)));
}

static void
judge_row (const Diff *self, HubStmt *stmt, const Cell *cells, gsize n_cells)
{
  HubImportResult *result = self->result;
  g_autofree char *what = NULL;
  int status = find_column (stmt, "status", FALSE);
  char mark = '~';

  result->n_rows++;
  if (sqlite3_column_type (stmt, 0) == SQLITE_NULL)
    {
      mark = '+';
      what = describe_row (self, stmt);
      result->n_added++;
    }
  else
    {
      what = list_changes (self, stmt, cells, n_cells);
      if (*what == '\0')
        {
          result->n_same++;
          return;
        }
      if (status >= 0 && !is_active (hub_stmt_text (stmt, status)) &&
          is_active (hub_stmt_text (stmt, find_column (stmt, "status", TRUE))))
        mark = '-';
      result->n_gone += mark == '-';
      result->n_changed += mark == '~';
    }
  hub_import_note_change (result, self->n_most, mark,
                          (guint64) hub_stmt_int (stmt, find_column (stmt, "line", FALSE)),
                          (guint64) hub_stmt_int (stmt, find_column (stmt, "line", TRUE)),
                          hub_stmt_text (stmt, find_column (stmt, "nik", FALSE)), what);
}

static gboolean
judge_rows (const Diff *self, const char *sql, const Cell *cells, gsize n_cells, GError **error)
{
  g_autoptr (HubStmt) stmt = hub_store_query (self->store, error, sql, "it", self->seq, self->date);
  gboolean row = TRUE;

  while (stmt != NULL && hub_stmt_next (stmt, &row, error) && row)
    judge_row (self, stmt, cells, n_cells);
  return !row;
}

static gboolean
find_gone (const Diff *self, GError **error)
{
  g_autoptr (HubStmt)
      stmt = hub_store_query (self->store, error, gone_sql, "it", self->seq, self->date);
  gboolean row = TRUE;

  while (stmt != NULL && hub_stmt_next (stmt, &row, error) && row)
    {
      self->result->n_gone++;
      hub_import_note_change (self->result, self->n_most, '-', /* line */ 0,
                              (guint64) hub_stmt_int (stmt, 2), hub_stmt_text (stmt, 0),
                              hub_stmt_text (stmt, 1));
    }
  return !row;
}

gboolean
hub_diff_batch (HubStore *store,
                const char *batch,
                guint n_most,
                HubRegister *out_register,
                HubImportResult *out_result,
                GError **error)
{
  g_auto (Diff) self = { .store = store, .result = out_result, .n_most = n_most };

  memset (out_result, 0, sizeof *out_result);
  if (!find_batch (&self, batch, error))
    return FALSE;
  *out_register = self.reg;
  if (self.reg == HUB_REGISTER_PENERIMA)
    return judge_rows (&self, payments_sql, payment_cells, G_N_ELEMENTS (payment_cells), error) &&
           find_gone (&self, error);
  return judge_rows (&self, people_sql, people_cells, G_N_ELEMENTS (people_cells), error);
}
