/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-writer.h"

#include <string.h>

#include "core/anj-hex.h"

/*
 * One row: has a later batch spoken of it (older), has this file (twice)? Else it is written and
 * everyone it concerns is noted in touched_niks. At the end each of those gets a present address
 * (No. KK, village) from the newest row that has one; where that changes, the old and the new
 * No. KK are touched.
 */

#define MEMBER_BYTES 6

typedef enum {
  FIND_ROW,
  PUT_ROW,
  FIND_PAYMENT,
  PUT_PAYMENT,
  PUT_REGION,
  TOUCH_NIK,
  TOUCH_SAME_PERSON,
  TOUCH_HOUSEHOLD,
  COVER,
  TOUCH_VILLAGE,
  LIST_TOUCHED,
  FIND_ADDRESS,
  FIND_RESIDENT,
  PUT_RESIDENT,
  FORGET_RESIDENT,
  CLEAR_TOUCHED,
  N_STATEMENTS,
} Statement;

static const char *const statements[N_STATEMENTS] = {
  [FIND_ROW] = "SELECT r.batch, b.date, r.status, r.nik FROM register_rows r"
               " JOIN batches b ON b.seq = r.batch WHERE r.register = ? AND r.key = ?",
  [PUT_ROW] = "INSERT OR REPLACE INTO register_rows (register, key, nik, no_kk, name, name_key,"
              " birth_date, region, status, desil, relation, occupation, sex, address, rt, rw,"
              " since, reason, year, family, batch)"
              " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
  [FIND_PAYMENT] = "SELECT p.batch, b.date FROM payments p JOIN batches b ON b.seq = p.batch"
                   " WHERE p.programme = ? AND p.nik = ? AND p.period = ? AND p.stage = ?"
                   " AND p.component = ?",
  [PUT_PAYMENT] =
      "INSERT OR REPLACE INTO payments (programme, nik, period, stage, component, no_kk,"
      " amount, channel, state, date, note, batch)"
      " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
  [PUT_REGION] = "INSERT OR REPLACE INTO register_regions (code, bps, name, batch)"
                 " VALUES (?, ?, ?, ?)",
  [TOUCH_NIK] = "INSERT OR IGNORE INTO touched_niks (nik) VALUES (?)",
  /* who may be, or no longer surely be, the person of a row without NIK */
  [TOUCH_SAME_PERSON] = "INSERT OR IGNORE INTO touched_niks (nik) SELECT nik FROM residents"
                        " WHERE region = ? AND birth_date = ? AND name_key = ?",
  [TOUCH_HOUSEHOLD] = "INSERT OR IGNORE INTO touched_households (no_kk) VALUES (?)",
  [COVER] = "INSERT OR IGNORE INTO coverage (register, region) VALUES (?, ?)",
  [TOUCH_VILLAGE] = "INSERT OR IGNORE INTO touched_households (no_kk)"
                    " SELECT no_kk FROM households WHERE region = ?",
  [LIST_TOUCHED] = "SELECT nik FROM touched_niks",
  /* p3ke knows no No. KK: then the one under which aid was paid */
  [FIND_ADDRESS] =
      "SELECT coalesce(r.no_kk, (SELECT p.no_kk FROM payments p JOIN batches pb"
      "   ON pb.seq = p.batch WHERE p.nik = r.nik ORDER BY pb.date DESC, pb.seq DESC LIMIT 1)) AS "
      "kk,"
      " r.region, r.name, r.name_key, r.birth_date, coalesce(d.relation, ''),"
      " coalesce(d.occupation, ''), coalesce(d.status, '') <> 'meninggal' AND r.status <> 'pindah'"
      " FROM register_rows r JOIN batches b ON b.seq = r.batch"
      " LEFT JOIN register_rows d ON d.register = 'dtsen' AND d.key = r.nik"
      " WHERE r.nik = ? AND kk IS NOT NULL"
      " ORDER BY r.no_kk IS NULL, b.date DESC, r.register = 'dtsen' DESC, b.seq DESC LIMIT 1",
  [FIND_RESIDENT] = "SELECT no_kk FROM residents WHERE nik = ?",
  [PUT_RESIDENT] =
      "INSERT INTO residents (nik, no_kk, region, name, name_key, birth_date, relation, occupation,"
      " is_present, member) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
      " ON CONFLICT (nik) DO UPDATE SET no_kk = excluded.no_kk, region = excluded.region,"
      " name = excluded.name, name_key = excluded.name_key, birth_date = excluded.birth_date,"
      " relation = excluded.relation, occupation = excluded.occupation,"
      " is_present = excluded.is_present",
  [FORGET_RESIDENT] = "DELETE FROM residents WHERE nik = ?",
  [CLEAR_TOUCHED] = "DELETE FROM touched_niks",
};

struct _HubWriter
{
  HubStore *store; /* (unowned): the caller's, lives longer */
  HubRegister reg;
  gint64 batch_seq;
  char *date;
  char *covered;                  /* village last noted in coverage */
  sqlite3_stmt *st[N_STATEMENTS]; /* (owned) */
};

HubWriter *
hub_writer_new (HubStore *store,
                HubRegister reg,
                gint64 batch_seq,
                const char *date,
                GError **error)
{
  g_autoptr (HubWriter) self = g_new0 (HubWriter, 1);

  self->store = store;
  self->reg = reg;
  self->batch_seq = batch_seq;
  self->date = g_strdup (date);
  for (gsize i = 0; i < N_STATEMENTS; i++)
    if (sqlite3_prepare_v2 (hub_store_db (store), statements[i], -1, &self->st[i], NULL) !=
        SQLITE_OK)
      {
        g_set_error (error, HUB_ERROR, HUB_ERROR_IO, "hub.db: %s",
                     sqlite3_errmsg (hub_store_db (store)));
        return NULL;
      }
  return g_steal_pointer (&self);
}

void
hub_writer_free (HubWriter *self)
{
  for (gsize i = 0; i < N_STATEMENTS; i++)
    sqlite3_finalize (self->st[i]);
  g_free (self->date);
  g_free (self->covered);
  g_free (self);
}

/* runs to the end and rewinds, so that nothing stays open when the transaction ends */
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

static const char *
value_or_null (const HubRow *row, HubField field)
{
  const char *value = row->values[field];

  return value == NULL || *value == '\0' ? NULL : value;
}

static const char *
value_or_empty (const HubRow *row, HubField field)
{
  return row->values[field] != NULL ? row->values[field] : "";
}

static gboolean
touch_nik (HubWriter *self, const char *nik, GError **error)
{
  hub_stmt_rebind (self->st[TOUCH_NIK], "t", nik);
  return run (self->st[TOUCH_NIK], error);
}

/* the first row of a register in a village changes what lacking one means to all there */
static gboolean
cover (HubWriter *self, const char *region, GError **error)
{
  if (g_strcmp0 (self->covered, region) == 0)
    return TRUE;
  g_free (self->covered);
  self->covered = g_strdup (region);
  hub_stmt_rebind (self->st[COVER], "tt", hub_register_name (self->reg), region);
  if (!run (self->st[COVER], error))
    return FALSE;
  if (hub_store_n_changed (self->store) == 0)
    return TRUE;
  hub_stmt_rebind (self->st[TOUCH_VILLAGE], "t", region);
  return run (self->st[TOUCH_VILLAGE], error);
}

/* what the store holds under the same key; @out_nik and @out_status of persons only */
static HubWriteResult
judge (HubWriter *self, HubStmt *found, const char *new_status, char **out_nik, GError **error)
{
  HubWriteResult result = HUB_WRITE_DONE;
  gboolean row = FALSE;

  if (!hub_stmt_next (found, &row, error))
    result = HUB_WRITE_FAILED;
  else if (row && hub_stmt_int (found, 0) == self->batch_seq)
    {
      gboolean was_moved = new_status != NULL && g_str_equal (hub_stmt_text (found, 2), "pindah");
      gboolean is_moved = new_status != NULL && g_str_equal (new_status, "pindah");

      /* one who moved may stand in a file twice: where from, and where to */
      if (was_moved == is_moved)
        result = HUB_WRITE_TWICE;
      else if (is_moved)
        result = HUB_WRITE_OLDER;
    }
  else if (row && strcmp (hub_stmt_text (found, 1), self->date) > 0)
    result = HUB_WRITE_OLDER;
  if (row && result == HUB_WRITE_DONE && new_status != NULL)
    *out_nik = g_strdup (hub_stmt_text (found, 3));
  sqlite3_reset (found);
  return result;
}

static gboolean
store_person (HubWriter *self,
              const HubRow *row,
              const char *key,
              const char *status,
              GError **error)
{
  const char *name = row->values[HUB_FIELD_NAME];
  const char *region = row->values[HUB_FIELD_REGION];
  const char *birth_date = row->values[HUB_FIELD_BIRTH_DATE];
  const char *desil = value_or_null (row, HUB_FIELD_DESIL);
  g_autofree char *name_key = hub_row_name_key (name);
  const char *family = self->reg == HUB_REGISTER_DTSEN ? value_or_null (row, HUB_FIELD_KEY) : NULL;
  HubStmt *put = self->st[PUT_ROW];

  hub_stmt_rebind (
      put, "tttttttttitttttttttti", hub_register_name (self->reg), key,
      value_or_null (row, HUB_FIELD_NIK), value_or_null (row, HUB_FIELD_NO_KK), name, name_key,
      birth_date, region, status, (gint64) (desil != NULL ? g_ascii_strtoll (desil, NULL, 10) : 0),
      value_or_null (row, HUB_FIELD_RELATION), value_or_null (row, HUB_FIELD_OCCUPATION),
      value_or_null (row, HUB_FIELD_SEX), value_or_null (row, HUB_FIELD_ADDRESS),
      value_or_null (row, HUB_FIELD_RT), value_or_null (row, HUB_FIELD_RW),
      value_or_null (row, HUB_FIELD_SINCE), value_or_null (row, HUB_FIELD_REASON),
      value_or_null (row, HUB_FIELD_YEAR), family, self->batch_seq);
  if (!run (put, error))
    return FALSE;
  hub_stmt_rebind (self->st[TOUCH_SAME_PERSON], "ttt", region, birth_date, name_key);
  return run (self->st[TOUCH_SAME_PERSON], error) && cover (self, region, error);
}

static HubWriteResult
put_person (HubWriter *self, const HubRow *row, GError **error)
{
  const char *nik = value_or_null (row, HUB_FIELD_NIK);
  const char *key = self->reg == HUB_REGISTER_P3KE ? row->values[HUB_FIELD_KEY] : nik;
  const char *status = value_or_null (row, HUB_FIELD_STATUS);
  g_autofree char *old_nik = NULL;
  HubWriteResult result;

  if (status == NULL)
    status = "terdaftar";
  hub_stmt_rebind (self->st[FIND_ROW], "tt", hub_register_name (self->reg), key);
  result = judge (self, self->st[FIND_ROW], status, &old_nik, error);
  if (result != HUB_WRITE_DONE)
    return result;
  if (!store_person (self, row, key, status, error) ||
      (nik != NULL && !touch_nik (self, nik, error)) ||
      (old_nik != NULL && !touch_nik (self, old_nik, error)))
    return HUB_WRITE_FAILED;
  return HUB_WRITE_DONE;
}

static HubWriteResult
put_payment (HubWriter *self, const HubRow *row, GError **error)
{
  const char *programme = row->values[HUB_FIELD_PROGRAMME];
  const char *nik = row->values[HUB_FIELD_NIK];
  const char *no_kk = row->values[HUB_FIELD_NO_KK];
  const char *period = row->values[HUB_FIELD_PERIOD];
  const char *stage = value_or_empty (row, HUB_FIELD_STAGE);
  const char *component = value_or_empty (row, HUB_FIELD_COMPONENT);
  HubWriteResult result;

  hub_stmt_rebind (self->st[FIND_PAYMENT], "ttttt", programme, nik, period, stage, component);
  result = judge (self, self->st[FIND_PAYMENT], NULL, NULL, error);
  if (result != HUB_WRITE_DONE)
    return result;
  hub_stmt_rebind (self->st[PUT_PAYMENT], "ttttttitttti", programme, nik, period, stage, component,
                   no_kk, (gint64) g_ascii_strtoll (row->values[HUB_FIELD_AMOUNT], NULL, 10),
                   value_or_empty (row, HUB_FIELD_CHANNEL), row->values[HUB_FIELD_STATE],
                   value_or_empty (row, HUB_FIELD_DATE), value_or_empty (row, HUB_FIELD_NOTE),
                   self->batch_seq);
  hub_stmt_rebind (self->st[TOUCH_HOUSEHOLD], "t", no_kk);
  if (!run (self->st[PUT_PAYMENT], error) || !run (self->st[TOUCH_HOUSEHOLD], error) ||
      !touch_nik (self, nik, error))
    return HUB_WRITE_FAILED;
  return HUB_WRITE_DONE;
}

static HubWriteResult
put_region (HubWriter *self, const HubRow *row, GError **error)
{
  hub_stmt_rebind (self->st[PUT_REGION], "ttti", row->values[HUB_FIELD_REGION],
                   value_or_empty (row, HUB_FIELD_BPS), row->values[HUB_FIELD_NAME],
                   self->batch_seq);
  return run (self->st[PUT_REGION], error) ? HUB_WRITE_DONE : HUB_WRITE_FAILED;
}

HubWriteResult
hub_writer_put (HubWriter *self, const HubRow *row, GError **error)
{
  switch (self->reg)
    {
    case HUB_REGISTER_PENERIMA:
      return put_payment (self, row, error);
    case HUB_REGISTER_WILAYAH:
      return put_region (self, row, error);
    default:
      return put_person (self, row, error);
    }
}

static gboolean
touch_household (HubWriter *self, const char *no_kk, GError **error)
{
  if (no_kk == NULL)
    return TRUE;
  hub_stmt_rebind (self->st[TOUCH_HOUSEHOLD], "t", no_kk);
  return run (self->st[TOUCH_HOUSEHOLD], error);
}

static gboolean
settle (HubWriter *self, const char *nik, const AnjRandom *random, GError **error)
{
  HubStmt *address = self->st[FIND_ADDRESS];
  HubStmt *resident = self->st[FIND_RESIDENT];
  gboolean has_address, was_resident;
  guint8 drawn[MEMBER_BYTES];
  g_autofree char *hex = NULL;
  g_autofree char *member = NULL;

  hub_stmt_rebind (resident, "t", nik);
  hub_stmt_rebind (address, "t", nik);
  if (!hub_stmt_next (resident, &was_resident, error) ||
      !hub_stmt_next (address, &has_address, error) ||
      (was_resident && !touch_household (self, hub_stmt_text (resident, 0), error)))
    return FALSE;
  if (!has_address)
    {
      hub_stmt_rebind (self->st[FORGET_RESIDENT], "t", nik);
      return run (self->st[FORGET_RESIDENT], error);
    }
  anj_random_fill (random, drawn, sizeof drawn);
  hex = anj_hex_encode (drawn, sizeof drawn);
  member = g_strconcat ("m-", hex, NULL);
  hub_stmt_rebind (self->st[PUT_RESIDENT], "ttttttttit", nik, hub_stmt_text (address, 0),
                   hub_stmt_text (address, 1), hub_stmt_text (address, 2),
                   hub_stmt_text (address, 3), hub_stmt_text (address, 4),
                   hub_stmt_text (address, 5), hub_stmt_text (address, 6),
                   hub_stmt_int (address, 7), member);
  return run (self->st[PUT_RESIDENT], error) &&
         touch_household (self, hub_stmt_text (address, 0), error);
}

gboolean
hub_writer_finish (HubWriter *self, const AnjRandom *random, GError **error)
{
  HubStmt *touched = self->st[LIST_TOUCHED];
  gboolean row = TRUE;

  while (hub_stmt_next (touched, &row, error) && row)
    {
      gboolean ok = settle (self, hub_stmt_text (touched, 0), random, error);

      sqlite3_reset (self->st[FIND_ADDRESS]);
      sqlite3_reset (self->st[FIND_RESIDENT]);
      if (!ok)
        return FALSE;
    }
  sqlite3_reset (touched);
  return !row && run (self->st[CLEAR_TOUCHED], error);
}
