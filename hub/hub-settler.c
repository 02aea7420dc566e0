/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-settler.h"

#include <string.h>

#include "hub/hub-cache-source.h"
#include "hub/hub-ids.h"
#include "hub/hub-statements.h"
#include "hub/reconcile/hub-links.h"

typedef enum {
  FIND_ADDRESS,
  FIND_RESIDENT,
  ADD_RESIDENT,
  CHANGE_RESIDENT,
  FORGET_RESIDENT,
  TOUCH,
  TOUCH_PERSON,
  TOUCH_LINKED,
  TOUCH_REGION,
  N_STATEMENTS,
} Statement;

/* what FIND_ADDRESS and FIND_RESIDENT give, in this order */
typedef enum {
  NO_KK,
  REGION,
  NAME,
  NAME_KEY,
  BIRTH_DATE,
  RELATION,
  OCCUPATION,
  IS_PRESENT,
  N_COLUMNS,
} Column;

static const char *const statements[N_STATEMENTS] = {
  /* p3ke and pk know no No. KK: then the one under which aid was paid */
  [FIND_ADDRESS] =
      "SELECT coalesce(r.no_kk, (SELECT p.no_kk FROM payments p JOIN batches pb"
      "   ON pb.seq = p.batch WHERE p.nik = r.nik"
      "   ORDER BY pb.date DESC, pb.seq DESC, p.no_kk LIMIT 1)) AS kk,"
      " r.region, r.name, r.name_key, r.birth_date, coalesce(d.relation, ''),"
      " coalesce(d.occupation, ''), coalesce(d.status, '') <> 'meninggal' AND r.status <> 'pindah'"
      " FROM register_rows r JOIN batches b ON b.seq = r.batch"
      " LEFT JOIN register_rows d ON d.register = 'dtsen' AND d.key = r.nik"
      " WHERE r.nik = ? AND kk IS NOT NULL"
      " ORDER BY r.no_kk IS NULL, b.date DESC, r.register = 'dtsen' DESC, b.seq DESC, r.key"
      " LIMIT 1",
  [FIND_RESIDENT] = "SELECT no_kk, region, name, name_key, birth_date, relation, occupation,"
                    " is_present FROM residents WHERE nik = ?",
  [ADD_RESIDENT] = "INSERT INTO residents (no_kk, region, name, name_key, birth_date, relation,"
                   " occupation, is_present, nik, member) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
  [CHANGE_RESIDENT] = "UPDATE residents SET no_kk = ?, region = ?, name = ?, name_key = ?,"
                      " birth_date = ?, relation = ?, occupation = ?, is_present = ?"
                      " WHERE nik = ?",
  [FORGET_RESIDENT] = "DELETE FROM residents WHERE nik = ?",
  [TOUCH] = "INSERT OR IGNORE INTO touched_households (no_kk) VALUES (?)",
  [TOUCH_PERSON] = "INSERT OR IGNORE INTO touched_households (no_kk)"
                   " SELECT no_kk FROM residents WHERE region = ?1 AND birth_date = ?2"
                   " AND name_key = ?3 AND EXISTS (SELECT 1 FROM register_rows WHERE nik IS NULL)",
  [TOUCH_LINKED] = "INSERT OR IGNORE INTO touched_households (no_kk)"
                   " SELECT m.no_kk FROM links l JOIN residents m ON m.nik = l.nik"
                   " WHERE l.register = ?1 AND l.key = ?2",
  /* '/' is the character after '.' */
  [TOUCH_REGION] = "INSERT OR IGNORE INTO touched_households (no_kk)"
                   " SELECT no_kk FROM households WHERE region >= ?1 AND region < ?1 || '/'",
};

struct _HubSettler
{
  HubStore *store; /* (unowned): the caller's, lives longer */
  HubIds ids;
  char *village; /* (nullable): whose key village_key is: people come village by village */
  guint8 village_key[ANJ_VILLAGE_KEY_BYTES];
  char *last_touched;
  sqlite3_stmt *st[N_STATEMENTS]; /* (owned) */
};

HubSettler *
hub_settler_new (HubStore *store, const AnjRandom *random, GError **error)
{
  g_autoptr (HubSettler) self = g_new0 (HubSettler, 1);

  self->store = store;
  if (!hub_ids_open (&self->ids, store, random, error) ||
      !hub_statements_prepare (store, statements, N_STATEMENTS, self->st, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
hub_settler_free (HubSettler *self)
{
  hub_statements_finalize (self->st, N_STATEMENTS);
  g_free (self->village);
  g_free (self->last_touched);
  g_free (self);
}

/* a family's rows mostly come one after the other */
gboolean
hub_settler_touch (HubSettler *self, const char *no_kk, GError **error)
{
  if (no_kk == NULL || g_strcmp0 (no_kk, self->last_touched) == 0)
    return TRUE;
  g_free (self->last_touched);
  self->last_touched = g_strdup (no_kk);
  hub_stmt_rebind (self->st[TOUCH], "t", no_kk);
  return hub_stmt_finish (self->st[TOUCH], error);
}

gboolean
hub_settler_touch_person (HubSettler *self,
                          const char *region,
                          const char *birth_date,
                          const char *name_key,
                          GError **error)
{
  hub_stmt_rebind (self->st[TOUCH_PERSON], "ttt", region, birth_date, name_key);
  return hub_stmt_finish (self->st[TOUCH_PERSON], error);
}

gboolean
hub_settler_touch_linked (HubSettler *self, const char *reg, const char *key, GError **error)
{
  hub_stmt_rebind (self->st[TOUCH_LINKED], "tt", reg, key);
  return hub_stmt_finish (self->st[TOUCH_LINKED], error);
}

gboolean
hub_settler_touch_region (HubSettler *self, const char *region, GError **error)
{
  hub_stmt_rebind (self->st[TOUCH_REGION], "t", region);
  return hub_stmt_finish (self->st[TOUCH_REGION], error) &&
         hub_cache_source_touch_place (self->store, region, error);
}

static gboolean
is_same (HubStmt *one, HubStmt *other, Column column)
{
  return strcmp (hub_stmt_text (one, column), hub_stmt_text (other, column)) == 0;
}

static gboolean
is_same_resident (HubStmt *resident, HubStmt *address)
{
  for (Column column = 0; column < N_COLUMNS; column++)
    if (!is_same (resident, address, column))
      return FALSE;
  return TRUE;
}

static gboolean
write_resident (HubSettler *self, HubStmt *stmt, const char *nik, GError **error)
{
  HubStmt *address = self->st[FIND_ADDRESS];

  for (Column column = 0; column < N_COLUMNS; column++)
    sqlite3_bind_value (stmt, column + 1, sqlite3_column_value (address, column));
  sqlite3_bind_text (stmt, N_COLUMNS + 1, nik, -1, SQLITE_STATIC);
  return hub_stmt_finish (stmt, error);
}

static char *
make_member (HubSettler *self, const char *village, const char *nik)
{
  if (g_strcmp0 (self->village, village) != 0)
    {
      g_free (self->village);
      self->village = g_strdup (village);
      hub_ids_village_key (&self->ids, village, self->village_key);
    }
  return anj_cache_member_id (self->village_key, nik);
}

static gboolean
add_resident (HubSettler *self, const char *nik, GError **error)
{
  HubStmt *stmt = self->st[ADD_RESIDENT];
  g_autofree char *member = make_member (self, hub_stmt_text (self->st[FIND_ADDRESS], REGION), nik);

  sqlite3_bind_text (stmt, N_COLUMNS + 2, member, -1, SQLITE_STATIC);
  return write_resident (self, stmt, nik, error);
}

static gboolean
forget_resident (HubSettler *self, const char *nik, GError **error)
{
  hub_stmt_rebind (self->st[FORGET_RESIDENT], "t", nik);
  return hub_stmt_finish (self->st[FORGET_RESIDENT], error);
}

/* @found: the statement's row, or NULL */
static gboolean
touch_namesakes (HubSettler *self, HubStmt *found, GError **error)
{
  return found == NULL || hub_settler_touch_person (self, hub_stmt_text (found, REGION),
                                                    hub_stmt_text (found, BIRTH_DATE),
                                                    hub_stmt_text (found, NAME_KEY), error);
}

static gboolean
settle (HubSettler *self, const char *nik, HubStmt *resident, HubStmt *address, GError **error)
{
  if (resident == NULL && address == NULL)
    return TRUE;
  if ((resident != NULL && !hub_settler_touch (self, hub_stmt_text (resident, NO_KK), error)) ||
      (address != NULL && !hub_settler_touch (self, hub_stmt_text (address, NO_KK), error)))
    return FALSE;
  if (resident != NULL && address != NULL)
    {
      if (is_same_resident (resident, address))
        return TRUE;
      if (!write_resident (self, self->st[CHANGE_RESIDENT], nik, error))
        return FALSE;
      if (is_same (resident, address, REGION) && is_same (resident, address, BIRTH_DATE) &&
          is_same (resident, address, NAME_KEY))
        return TRUE;
    }
  else if (!(address != NULL ? add_resident (self, nik, error)
                             : forget_resident (self, nik, error)))
    return FALSE;
  return touch_namesakes (self, resident, error) && touch_namesakes (self, address, error);
}

gboolean
hub_settler_settle (HubSettler *self, const char *nik, GError **error)
{
  HubStmt *address = self->st[FIND_ADDRESS];
  HubStmt *resident = self->st[FIND_RESIDENT];
  gboolean was_resident, has_address;
  gboolean ok;

  hub_stmt_rebind (resident, "t", nik);
  hub_stmt_rebind (address, "t", nik);
  ok = hub_stmt_next (resident, &was_resident, error) &&
       hub_stmt_next (address, &has_address, error) &&
       settle (self, nik, was_resident ? resident : NULL, has_address ? address : NULL, error) &&
       hub_settler_touch_linked (self, HUB_LINKS_NIK, nik, error);
  sqlite3_reset (resident);
  sqlite3_reset (address);
  return ok;
}

static gboolean
add_first (HubSettler *self,
           HubRegister reg,
           const HubRow *row,
           const char *name_key,
           GError **error)
{
  const char *const *values = (const char *const *) row->values;
  gboolean is_dtsen = reg == HUB_REGISTER_DTSEN;
  const char *status = is_dtsen ? values[HUB_FIELD_STATUS] : "";
  g_autofree char *member = make_member (self, values[HUB_FIELD_REGION], values[HUB_FIELD_NIK]);
  HubStmt *stmt = self->st[ADD_RESIDENT];

  hub_stmt_rebind (stmt, "tttttttitt", values[HUB_FIELD_NO_KK], values[HUB_FIELD_REGION],
                   values[HUB_FIELD_NAME], name_key, values[HUB_FIELD_BIRTH_DATE],
                   is_dtsen && values[HUB_FIELD_RELATION] != NULL ? values[HUB_FIELD_RELATION] : "",
                   is_dtsen && values[HUB_FIELD_OCCUPATION] != NULL ? values[HUB_FIELD_OCCUPATION]
                                                                    : "",
                   (gint64) (strcmp (status, "meninggal") != 0 && strcmp (status, "pindah") != 0),
                   values[HUB_FIELD_NIK], member);
  return hub_stmt_finish (stmt, error) &&
         hub_settler_touch (self, values[HUB_FIELD_NO_KK], error) &&
         hub_settler_touch_person (self, values[HUB_FIELD_REGION], values[HUB_FIELD_BIRTH_DATE],
                                   name_key, error);
}

/* Whoever has a No. KK anywhere is a resident. So of one who is none, this row alone says where. */
gboolean
hub_settler_settle_row (HubSettler *self,
                        HubRegister reg,
                        const HubRow *row,
                        const char *name_key,
                        GError **error)
{
  HubStmt *resident = self->st[FIND_RESIDENT];
  gboolean is_resident;
  gboolean ok;

  if (row->values[HUB_FIELD_NO_KK] == NULL)
    return hub_settler_settle (self, row->values[HUB_FIELD_NIK], error);
  hub_stmt_rebind (resident, "t", row->values[HUB_FIELD_NIK]);
  ok = hub_stmt_next (resident, &is_resident, error);
  sqlite3_reset (resident);
  if (ok && is_resident)
    return hub_settler_settle (self, row->values[HUB_FIELD_NIK], error);
  return ok && add_first (self, reg, row, name_key, error);
}
