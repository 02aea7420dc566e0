/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-writer.h"

#include <string.h>

#include "hub/hub-list-writer.h"
#include "hub/hub-statements.h"

/*
 * Persons and payments lie in two layers: what holds (register_rows, payments) and what a newer
 * batch overrules (overruled_…). put_layered: a row newer than the one that holds moves that one
 * down and takes its place; an older one goes below at once. So an undo only has to take the
 * batch's rows away and lift up what was under them (hub-undo.c).
 *
 * petugas, wilayah and titik are small and kept by batch (hub-list-writer.c).
 */

/* values of a row that are worked out from its fields */
enum {
  CELL_REGISTER = HUB_N_FIELDS,
  CELL_KEY,
  CELL_NAME_KEY,
  CELL_STATUS,
  CELL_FAMILY,
  CELL_PERIOD_KEY,
};

typedef enum {
  FIND_ROW,
  PUT_ROW,
  OVERRULE_ROW,
  FIND_OLD_ROW,
  PUT_OLD_ROW,
  FIND_PAYMENT,
  PUT_PAYMENT,
  OVERRULE_PAYMENT,
  FIND_OLD_PAYMENT,
  PUT_OLD_PAYMENT,
  FIND_SENSITIVE,
  PUT_SENSITIVE,
  PUT_PROGRAMME,
  IS_COVERED,
  COVER,
  N_STATEMENTS,
} Statement;

/* where FIND_… has the batch and its date, and where the cells begin */
#define FOUND_BATCH 0
#define FOUND_DATE 1
#define FOUND_CELLS 2 /* and the line behind them */

#define ROW_COLUMNS HUB_ROW_KEY ", " HUB_ROW_CELLS ", batch, line"
#define ROW_VALUES                                                                                 \
  "(" ROW_COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
#define ROW_KEY " WHERE register = ? AND key = ?"
#define PAYMENT_COLUMNS HUB_PAYMENT_KEY ", " HUB_PAYMENT_CELLS ", batch, line"
#define PAYMENT_VALUES "(" PAYMENT_COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
#define PAYMENT_KEY                                                                                \
  " WHERE programme = ? AND nik = ? AND period = ? AND stage = ? AND component = ?"
#define BATCH_AND_DATE "batch, (SELECT b.date FROM batches b WHERE b.seq = batch), "

static const char *const statements[N_STATEMENTS] = {
  [FIND_ROW] = "SELECT " BATCH_AND_DATE HUB_ROW_CELLS ", line FROM register_rows" ROW_KEY,
  [PUT_ROW] = "INSERT OR REPLACE INTO register_rows " ROW_VALUES,
  [OVERRULE_ROW] = "INSERT INTO overruled_rows (" ROW_COLUMNS ") SELECT " ROW_COLUMNS
                   " FROM register_rows" ROW_KEY,
  [FIND_OLD_ROW] = "SELECT batch, '', " HUB_ROW_CELLS ", line FROM overruled_rows" ROW_KEY
                   " AND batch = ?",
  [PUT_OLD_ROW] = "INSERT OR REPLACE INTO overruled_rows " ROW_VALUES,
  [FIND_PAYMENT] = "SELECT " BATCH_AND_DATE HUB_PAYMENT_CELLS ", line FROM payments" PAYMENT_KEY,
  [PUT_PAYMENT] = "INSERT OR REPLACE INTO payments " PAYMENT_VALUES,
  [OVERRULE_PAYMENT] = "INSERT INTO overruled_payments (" PAYMENT_COLUMNS
                       ") SELECT " PAYMENT_COLUMNS " FROM payments" PAYMENT_KEY,
  [FIND_OLD_PAYMENT] = "SELECT batch, '', " HUB_PAYMENT_CELLS
                       ", line FROM overruled_payments" PAYMENT_KEY " AND batch = ?",
  [PUT_OLD_PAYMENT] = "INSERT OR REPLACE INTO overruled_payments " PAYMENT_VALUES,
  [FIND_SENSITIVE] = "SELECT stunting_risk, factors, category FROM pk_sensitive"
                     " WHERE nik = ? AND batch = ?",
  [PUT_SENSITIVE] = "INSERT OR REPLACE INTO pk_sensitive (nik, batch, stunting_risk, factors,"
                    " category) VALUES (?, ?, ?, ?, ?)",
  [PUT_PROGRAMME] = "INSERT OR IGNORE INTO programme_batches (programme, batch) VALUES (?, ?)",
  [IS_COVERED] = "SELECT 1 FROM coverage WHERE region = ? AND register = ?",
  [COVER] = "INSERT INTO coverage (region, register, batch) VALUES (?, ?, ?)",
};

static const int row_keys[] = { CELL_REGISTER, CELL_KEY };
static const int row_cells[] = {
  CELL_STATUS,      HUB_FIELD_NIK,     CELL_NAME_KEY,   HUB_FIELD_BIRTH_DATE, HUB_FIELD_REGION,
  HUB_FIELD_NO_KK,  HUB_FIELD_NAME,    HUB_FIELD_DESIL, HUB_FIELD_RELATION,   HUB_FIELD_OCCUPATION,
  HUB_FIELD_SEX,    HUB_FIELD_ADDRESS, HUB_FIELD_RT,    HUB_FIELD_RW,         HUB_FIELD_SINCE,
  HUB_FIELD_REASON, HUB_FIELD_YEAR,    CELL_FAMILY,
};
/* where row_cells has them */
enum {
  ROW_STATUS,
  ROW_NIK,
  ROW_NAME_KEY,
  ROW_BIRTH_DATE,
  ROW_REGION,
};

static const int payment_keys[] = { HUB_FIELD_PROGRAMME, HUB_FIELD_NIK, HUB_FIELD_PERIOD,
                                    HUB_FIELD_STAGE, HUB_FIELD_COMPONENT };
static const int payment_cells[] = { HUB_FIELD_NO_KK, HUB_FIELD_AMOUNT, HUB_FIELD_CHANNEL,
                                     HUB_FIELD_STATE, HUB_FIELD_DATE,   HUB_FIELD_NOTE,
                                     CELL_PERIOD_KEY };

typedef struct
{
  Statement find; /* the four others follow it */
  const int *keys;
  int n_keys;
  const int *cells;
  int n_cells;
  gboolean is_nullable; /* an empty cell is NULL, else "" */
} Layers;

static const Layers row_layers = {
  FIND_ROW, row_keys, G_N_ELEMENTS (row_keys), row_cells, G_N_ELEMENTS (row_cells), TRUE,
};
static const Layers payment_layers = {
  FIND_PAYMENT,
  payment_keys,
  G_N_ELEMENTS (payment_keys),
  payment_cells,
  G_N_ELEMENTS (payment_cells),
  FALSE,
};

/* the four that follow Layers.find */
#define PUT(layers) ((layers)->find + 1)
#define OVERRULE(layers) ((layers)->find + 2)
#define FIND_OLD(layers) ((layers)->find + 3)
#define PUT_OLD(layers) ((layers)->find + 4)

/* what the row that held before says of itself */
typedef struct
{
  gint64 batch; /* 0: there was none */
  char *nik;    /* (nullable) */
  char *no_kk;  /* (nullable): of a payment */
  char *region;
  char *birth_date;
  char *name_key;
} Before;

static void
before_clear (Before *self)
{
  g_free (self->nik);
  g_free (self->no_kk);
  g_free (self->region);
  g_free (self->birth_date);
  g_free (self->name_key);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Before, before_clear)

struct _HubWriter
{
  HubRegister reg;
  gint64 batch_seq;
  char *date;
  HubSettler *settler;    /* (owned) */
  HubListWriter *lists;   /* (owned) */
  GHashTable *covered;    /* (element-type utf8): villages noted in coverage */
  GHashTable *programmes; /* (element-type utf8): noted in programme_batches */
  GString *changed;
  guint64 line;                   /* of the row in hand */
  guint64 first_line;             /* of the row that it repeats */
  char *name_key;                 /* of the row in hand */
  char *period_key;               /* of the row in hand */
  sqlite3_stmt *st[N_STATEMENTS]; /* (owned) */
};

HubWriter *
hub_writer_new (HubStore *store,
                HubRegister reg,
                gint64 batch_seq,
                const char *date,
                const AnjRandom *random,
                GError **error)
{
  g_autoptr (HubWriter) self = g_new0 (HubWriter, 1);

  self->reg = reg;
  self->batch_seq = batch_seq;
  self->date = g_strdup (date);
  self->covered = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->programmes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->changed = g_string_new (NULL);
  self->settler = hub_settler_new (store, random, error);
  if (self->settler == NULL)
    return NULL;
  self->lists = hub_list_writer_new (store, self->settler, batch_seq, date, error);
  if (self->lists == NULL ||
      !hub_statements_prepare (store, statements, N_STATEMENTS, self->st, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
hub_writer_free (HubWriter *self)
{
  hub_statements_finalize (self->st, N_STATEMENTS);
  g_clear_pointer (&self->lists, hub_list_writer_free);
  g_clear_pointer (&self->settler, hub_settler_free);
  g_hash_table_unref (self->covered);
  g_hash_table_unref (self->programmes);
  g_string_free (self->changed, TRUE);
  g_free (self->date);
  g_free (self->name_key);
  g_free (self->period_key);
  g_free (self);
}

static const char *
get_key (const HubWriter *self, const HubRow *row)
{
  return row->values[self->reg == HUB_REGISTER_P3KE ? HUB_FIELD_KEY : HUB_FIELD_NIK];
}

/* (nullable): the cell as it is stored */
static const char *
get_cell (const HubWriter *self, const HubRow *row, int cell, gboolean is_nullable)
{
  const char *value;

  switch (cell)
    {
    case CELL_REGISTER:
      return hub_register_name (self->reg);
    case CELL_KEY:
      return get_key (self, row);
    case CELL_NAME_KEY:
      return self->name_key;
    case CELL_PERIOD_KEY:
      return self->period_key;
    case CELL_STATUS:
      value = row->values[HUB_FIELD_STATUS];
      return value != NULL ? value : "terdaftar";
    case CELL_FAMILY:
      value = self->reg != HUB_REGISTER_P3KE ? row->values[HUB_FIELD_KEY] : NULL;
      break;
    default:
      value = row->values[cell];
    }
  if (value == NULL || *value == '\0')
    return is_nullable ? NULL : "";
  return value;
}

/* the row lives until the statement has run */
static void
bind_cells (HubWriter *self,
            HubStmt *stmt,
            const Layers *layers,
            const HubRow *row,
            gboolean with_cells)
{
  int at = 1;

  for (int i = 0; i < layers->n_keys; i++)
    sqlite3_bind_text (stmt, at++, get_cell (self, row, layers->keys[i], layers->is_nullable), -1,
                       SQLITE_STATIC);
  for (int i = 0; with_cells && i < layers->n_cells; i++)
    sqlite3_bind_text (stmt, at++, get_cell (self, row, layers->cells[i], layers->is_nullable), -1,
                       SQLITE_STATIC);
  if (at <= sqlite3_bind_parameter_count (stmt))
    sqlite3_bind_int64 (stmt, at++, self->batch_seq);
  if (at <= sqlite3_bind_parameter_count (stmt))
    sqlite3_bind_int64 (stmt, at, (gint64) self->line);
}

static gboolean
write_layer (HubWriter *self,
             const Layers *layers,
             guint statement,
             const HubRow *row,
             gboolean with_cells,
             GError **error)
{
  bind_cells (self, self->st[statement], layers, row, with_cells);
  return hub_stmt_finish (self->st[statement], error);
}

static gboolean
is_active (const char *status)
{
  return g_strcmp0 (status, "aktif") == 0 || g_strcmp0 (status, "terdaftar") == 0;
}

static void
note_changed (HubWriter *self, const char *column)
{
  if (column != NULL)
    g_string_append_printf (self->changed, "%s%s", self->changed->len > 0 ? ", " : "", column);
}

static HubWriteResult
compare (HubWriter *self, const Layers *layers, const HubRow *row, HubStmt *found)
{
  for (int i = 0; i < layers->n_cells; i++)
    {
      int cell = layers->cells[i];
      const char *old = hub_stmt_text (found, FOUND_CELLS + i);

      if (g_strcmp0 (old, get_cell (self, row, cell, layers->is_nullable)) == 0)
        continue;
      if (cell == CELL_STATUS)
        cell = HUB_FIELD_STATUS;
      else if (cell == CELL_FAMILY)
        cell = HUB_FIELD_KEY;
      note_changed (
          self, cell < HUB_N_FIELDS ? hub_register_column_name (self->reg, (HubField) cell) : NULL);
    }
  if (layers == &row_layers && is_active (hub_stmt_text (found, FOUND_CELLS + ROW_STATUS)) &&
      !is_active (get_cell (self, row, CELL_STATUS, TRUE)))
    return HUB_WRITE_GONE;
  return self->changed->len > 0 ? HUB_WRITE_CHANGED : HUB_WRITE_SAME;
}

static HubWriteResult
note_twice (HubWriter *self, const Layers *layers, const HubRow *row, HubStmt *found)
{
  self->first_line = (guint64) hub_stmt_int (found, FOUND_CELLS + layers->n_cells);
  compare (self, layers, row, found);
  return HUB_WRITE_TWICE;
}

/* one who moved may stand in a file twice: where from, and where to, which then holds */
static HubWriteResult
judge_again (HubWriter *self, const Layers *layers, const HubRow *row, HubStmt *found)
{
  gboolean was_moved, is_moved;

  if (layers != &row_layers)
    return note_twice (self, layers, row, found);
  was_moved = g_str_equal (hub_stmt_text (found, FOUND_CELLS + ROW_STATUS), "pindah");
  is_moved = g_str_equal (get_cell (self, row, CELL_STATUS, TRUE), "pindah");
  if (was_moved == is_moved)
    return note_twice (self, layers, row, found);
  return is_moved ? HUB_WRITE_SAME : HUB_WRITE_CHANGED;
}

static void
note_before (Before *before, const Layers *layers, HubStmt *found)
{
  before->batch = hub_stmt_int (found, FOUND_BATCH);
  if (layers != &row_layers)
    {
      before->no_kk = g_strdup (hub_stmt_text (found, FOUND_CELLS));
      return;
    }
  before->nik = g_strdup (hub_stmt_text (found, FOUND_CELLS + ROW_NIK));
  before->name_key = g_strdup (hub_stmt_text (found, FOUND_CELLS + ROW_NAME_KEY));
  before->birth_date = g_strdup (hub_stmt_text (found, FOUND_CELLS + ROW_BIRTH_DATE));
  before->region = g_strdup (hub_stmt_text (found, FOUND_CELLS + ROW_REGION));
}

static HubWriteResult
put_below (HubWriter *self, const Layers *layers, const HubRow *row, GError **error)
{
  HubStmt *found = self->st[FIND_OLD (layers)];
  HubWriteResult result = HUB_WRITE_CHANGED;
  gboolean is_again = FALSE;

  bind_cells (self, found, layers, row, FALSE);
  if (!hub_stmt_next (found, &is_again, error))
    result = HUB_WRITE_FAILED;
  else if (is_again)
    result = judge_again (self, layers, row, found);
  sqlite3_reset (found);
  if (result == HUB_WRITE_CHANGED &&
      !write_layer (self, layers, PUT_OLD (layers), row, TRUE, error))
    return HUB_WRITE_FAILED;
  return result == HUB_WRITE_TWICE || result == HUB_WRITE_FAILED ? result : HUB_WRITE_OLDER;
}

static HubWriteResult
put_layered (HubWriter *self,
             const Layers *layers,
             const HubRow *row,
             Before *before,
             GError **error)
{
  HubStmt *found = self->st[layers->find];
  HubWriteResult result = HUB_WRITE_NEW;
  gboolean is_there, is_again = FALSE, is_older = FALSE;

  bind_cells (self, found, layers, row, FALSE);
  if (!hub_stmt_next (found, &is_there, error))
    result = HUB_WRITE_FAILED;
  else if (is_there)
    {
      note_before (before, layers, found);
      is_again = before->batch == self->batch_seq;
      is_older = !is_again && strcmp (hub_stmt_text (found, FOUND_DATE), self->date) > 0;
      if (is_again)
        result = judge_again (self, layers, row, found);
      else if (!is_older)
        result = compare (self, layers, row, found);
    }
  sqlite3_reset (found);
  if (is_older)
    return put_below (self, layers, row, error);
  if (result == HUB_WRITE_FAILED || (is_again && result != HUB_WRITE_CHANGED))
    return result == HUB_WRITE_SAME ? HUB_WRITE_OLDER : result;
  if ((is_there && !is_again &&
       !write_layer (self, layers, OVERRULE (layers), row, FALSE, error)) ||
      !write_layer (self, layers, PUT (layers), row, TRUE, error))
    return HUB_WRITE_FAILED;
  return result;
}

/* the first row of a register in a village changes what lacking one means to all there */
static gboolean
cover (HubWriter *self, const char *region, GError **error)
{
  const char *name = hub_register_name (self->reg);
  gboolean was_covered;

  if (g_hash_table_contains (self->covered, region))
    return TRUE;
  g_hash_table_add (self->covered, g_strdup (region));
  hub_stmt_rebind (self->st[IS_COVERED], "tt", region, name);
  if (!hub_stmt_next (self->st[IS_COVERED], &was_covered, error))
    return FALSE;
  sqlite3_reset (self->st[IS_COVERED]);
  hub_stmt_rebind (self->st[COVER], "tti", region, name, self->batch_seq);
  return hub_stmt_finish (self->st[COVER], error) &&
         (was_covered || hub_settler_touch_region (self->settler, region, error));
}

static gboolean
touch_before (HubWriter *self, const Before *before, const char *nik, GError **error)
{
  if (before->batch == 0 || g_strcmp0 (before->nik, nik) == 0)
    return TRUE;
  if (before->nik != NULL)
    return hub_settler_settle (self->settler, before->nik, error);
  return hub_settler_touch_person (self->settler, before->region, before->birth_date,
                                   before->name_key, error);
}

static gboolean
put_sensitive (HubWriter *self, const HubRow *row, const Before *before, GError **error)
{
  static const HubField fields[] = { HUB_FIELD_RISK, HUB_FIELD_FACTORS, HUB_FIELD_CATEGORY };
  const char *const *values = (const char *const *) row->values;
  HubStmt *found = self->st[FIND_SENSITIVE];
  gboolean is_there;

  hub_stmt_rebind (found, "ti", values[HUB_FIELD_NIK], before->batch);
  if (!hub_stmt_next (found, &is_there, error))
    return FALSE;
  for (gsize i = 0; is_there && i < G_N_ELEMENTS (fields); i++)
    if (g_strcmp0 (hub_stmt_text (found, (int) i), values[fields[i]]) != 0)
      note_changed (self, hub_register_column_name (self->reg, fields[i]));
  sqlite3_reset (found);
  hub_stmt_rebind (self->st[PUT_SENSITIVE], "tittt", values[HUB_FIELD_NIK], self->batch_seq,
                   values[HUB_FIELD_RISK], values[HUB_FIELD_FACTORS], values[HUB_FIELD_CATEGORY]);
  return hub_stmt_finish (self->st[PUT_SENSITIVE], error);
}

static HubWriteResult
put_person (HubWriter *self, const HubRow *row, GError **error)
{
  const char *nik = get_cell (self, row, HUB_FIELD_NIK, TRUE);
  const char *region = row->values[HUB_FIELD_REGION];
  g_auto (Before) before = { 0 };
  HubWriteResult result;

  g_free (self->name_key);
  self->name_key = hub_row_name_key (row->values[HUB_FIELD_NAME]);
  result = put_layered (self, &row_layers, row, &before, error);
  if (result == HUB_WRITE_TWICE || result == HUB_WRITE_FAILED)
    return result;
  if (!cover (self, region, error) ||
      (self->reg == HUB_REGISTER_PK && !put_sensitive (self, row, &before, error)))
    return HUB_WRITE_FAILED;
  if (result == HUB_WRITE_OLDER)
    return result;
  if (!touch_before (self, &before, nik, error) ||
      (before.batch != 0 && !hub_settler_touch_linked (self->settler, hub_register_name (self->reg),
                                                       get_key (self, row), error)))
    return HUB_WRITE_FAILED;
  if (nik != NULL
          ? !hub_settler_settle_row (self->settler, self->reg, row, self->name_key, error)
          : !hub_settler_touch_person (self->settler, region, row->values[HUB_FIELD_BIRTH_DATE],
                                       self->name_key, error))
    return HUB_WRITE_FAILED;
  return result == HUB_WRITE_SAME && self->changed->len > 0 ? HUB_WRITE_CHANGED : result;
}

static gboolean
note_programme (HubWriter *self, const char *programme, GError **error)
{
  if (g_hash_table_contains (self->programmes, programme))
    return TRUE;
  g_hash_table_add (self->programmes, g_strdup (programme));
  hub_stmt_rebind (self->st[PUT_PROGRAMME], "ti", programme, self->batch_seq);
  return hub_stmt_finish (self->st[PUT_PROGRAMME], error);
}

static HubWriteResult
put_payment (HubWriter *self, const HubRow *row, GError **error)
{
  g_auto (Before) before = { 0 };
  HubWriteResult result;

  g_free (self->period_key);
  self->period_key = hub_row_period_key (row->values[HUB_FIELD_PERIOD],
                                         row->values[HUB_FIELD_STAGE]);
  result = put_layered (self, &payment_layers, row, &before, error);
  if (result == HUB_WRITE_TWICE || result == HUB_WRITE_FAILED)
    return result;
  if (!note_programme (self, row->values[HUB_FIELD_PROGRAMME], error))
    return HUB_WRITE_FAILED;
  if (result != HUB_WRITE_OLDER &&
      (!hub_settler_touch (self->settler, before.no_kk, error) ||
       !hub_settler_touch (self->settler, row->values[HUB_FIELD_NO_KK], error) ||
       !hub_settler_settle (self->settler, row->values[HUB_FIELD_NIK], error)))
    return HUB_WRITE_FAILED;
  return result;
}

HubWriteResult
hub_writer_put (HubWriter *self, const HubRow *row, guint64 line, GError **error)
{
  self->line = line;
  self->first_line = 0;
  g_string_truncate (self->changed, 0);
  switch (self->reg)
    {
    case HUB_REGISTER_PENERIMA:
      return put_payment (self, row, error);
    case HUB_REGISTER_PETUGAS:
      return hub_list_writer_put_official (self->lists, row, self->changed, error);
    case HUB_REGISTER_WILAYAH:
      return hub_list_writer_put_region (self->lists, row, self->changed, error);
    case HUB_REGISTER_TITIK:
      return hub_list_writer_put_point (self->lists, row, self->changed, error);
    default:
      return put_person (self, row, error);
    }
}

guint64
hub_writer_first_line (const HubWriter *self)
{
  return self->first_line;
}

const char *
hub_writer_changed_columns (const HubWriter *self)
{
  return self->changed->str;
}

gboolean
hub_writer_finish (HubWriter *self, HubWriterGoneFunc gone, gpointer user_data, GError **error)
{
  if (self->reg == HUB_REGISTER_PENERIMA)
    return hub_list_writer_find_gone_recipients (self->lists, gone, user_data, error);
  if (self->reg == HUB_REGISTER_PETUGAS)
    return hub_list_writer_find_gone_officials (self->lists, gone, user_data, error);
  if (self->reg == HUB_REGISTER_TITIK)
    return hub_list_writer_find_gone_points (self->lists, gone, user_data, error);
  return TRUE;
}
