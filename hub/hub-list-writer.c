/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-list-writer.h"

#include <string.h>

#include "hub/hub-cache-source.h"
#include "hub/hub-statements.h"

typedef enum {
  IS_OLDER_OFFICIAL,
  FIND_OFFICIAL,
  PUT_OFFICIAL,
  FIND_REGION,
  PUT_REGION,
  GONE_RECIPIENTS,
  GONE_OFFICIALS,
  IS_OLDER_POINT,
  FIND_POINT,
  PUT_POINT,
  GONE_POINTS,
  N_STATEMENTS,
} Statement;

static const char *const statements[N_STATEMENTS] = {
  [IS_OLDER_OFFICIAL] = "SELECT 1 FROM officials_now o JOIN batches b ON b.seq = o.batch"
                        " WHERE o.region = ? AND o.role = ? AND b.date > ? LIMIT 1",
  /* as the list before this one has them */
  [FIND_OFFICIAL] = "SELECT o.name, o.contact FROM officials o WHERE o.region = ?1 AND o.role = ?2"
                    " AND o.name_key = ?3 AND o.batch = (SELECT x.batch FROM officials x"
                    "   JOIN batches b ON b.seq = x.batch WHERE x.region = ?1 AND x.role = ?2"
                    "   AND x.batch <> ?4 ORDER BY b.date DESC, b.seq DESC LIMIT 1)",
  [PUT_OFFICIAL] = "INSERT OR IGNORE INTO officials (region, role, name_key, batch, name, contact)"
                   " VALUES (?, ?, ?, ?, ?, ?)",
  [FIND_REGION] = "SELECT r.name, r.bps, r.former, b.date FROM register_regions r"
                  " JOIN batches b ON b.seq = r.batch WHERE r.code = ?1 AND r.batch <> ?2"
                  " ORDER BY b.date DESC, b.seq DESC LIMIT 1",
  [PUT_REGION] = "INSERT OR IGNORE INTO register_regions (code, batch, bps, name, former)"
                 " VALUES (?, ?, ?, ?, ?)",
  /* n: the programme's list now, if it is this batch; o: the one before it, whose rows only this
   * one can overrule */
  [GONE_RECIPIENTS] =
      "WITH lists AS (SELECT n.programme, (SELECT o.batch FROM programme_batches o"
      "   JOIN batches b ON b.seq = o.batch WHERE o.programme = n.programme AND o.batch <> ?1"
      "   ORDER BY b.date DESC, b.seq DESC LIMIT 1) AS old"
      "   FROM programme_newest n WHERE n.batch = ?1)"
      " SELECT DISTINCT l.programme, p.nik FROM lists l JOIN payments p"
      "   ON p.programme = l.programme AND p.batch = l.old"
      "   WHERE NOT EXISTS (SELECT 1 FROM payments x WHERE x.programme = p.programme"
      "     AND x.nik = p.nik AND x.batch = ?1)",
  [GONE_OFFICIALS] =
      "SELECT o.region, o.role FROM (SELECT DISTINCT region, role FROM officials_now"
      "   WHERE batch = ?1) l JOIN officials o ON o.region = l.region AND o.role = l.role"
      " WHERE o.batch = (SELECT x.batch FROM officials x JOIN batches b ON b.seq = x.batch"
      "   WHERE x.region = l.region AND x.role = l.role AND x.batch <> ?1"
      "   ORDER BY b.date DESC, b.seq DESC LIMIT 1)"
      " AND NOT EXISTS (SELECT 1 FROM officials x WHERE x.region = l.region AND x.role = l.role"
      "   AND x.name_key = o.name_key AND x.batch = ?1)",
  [IS_OLDER_POINT] = "SELECT 1 FROM points_now p JOIN batches b ON b.seq = p.batch"
                     " WHERE p.region = ? AND p.programme = ? AND b.date > ? LIMIT 1",
  [FIND_POINT] = "SELECT p.name, p.address, p.schedule, p.contact FROM points p"
                 " WHERE p.region = ?1 AND p.programme = ?2 AND p.name_key = ?3"
                 " AND p.batch = (SELECT x.batch FROM points x JOIN batches b ON b.seq = x.batch"
                 "   WHERE x.region = ?1 AND x.programme = ?2 AND x.batch <> ?4"
                 "   ORDER BY b.date DESC, b.seq DESC LIMIT 1)",
  [PUT_POINT] = "INSERT OR IGNORE INTO points"
                " (region, programme, name_key, batch, name, address, schedule, contact)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
  [GONE_POINTS] =
      "SELECT o.region, o.programme FROM (SELECT DISTINCT region, programme FROM points_now"
      "   WHERE batch = ?1) l JOIN points o ON o.region = l.region AND o.programme = l.programme"
      " WHERE o.batch = (SELECT x.batch FROM points x JOIN batches b ON b.seq = x.batch"
      "   WHERE x.region = l.region AND x.programme = l.programme AND x.batch <> ?1"
      "   ORDER BY b.date DESC, b.seq DESC LIMIT 1)"
      " AND NOT EXISTS (SELECT 1 FROM points x WHERE x.region = l.region"
      "   AND x.programme = l.programme AND x.name_key = o.name_key AND x.batch = ?1)",
};

struct _HubListWriter
{
  HubStore *store;     /* (unowned): the import's, lives longer */
  HubSettler *settler; /* (unowned): the writer's, lives longer */
  gint64 batch_seq;
  char *date;
  sqlite3_stmt *st[N_STATEMENTS]; /* (owned) */
};

HubListWriter *
hub_list_writer_new (HubStore *store,
                     HubSettler *settler,
                     gint64 batch_seq,
                     const char *date,
                     GError **error)
{
  g_autoptr (HubListWriter) self = g_new0 (HubListWriter, 1);

  self->store = store;
  self->settler = settler;
  self->batch_seq = batch_seq;
  self->date = g_strdup (date);
  if (!hub_statements_prepare (store, statements, N_STATEMENTS, self->st, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
hub_list_writer_free (HubListWriter *self)
{
  hub_statements_finalize (self->st, N_STATEMENTS);
  g_free (self->date);
  g_free (self);
}

static gboolean
compare (HubStmt *found,
         int column,
         const HubRow *row,
         HubField field,
         const char *name,
         GString *changed)
{
  const char *value = row->values[field] != NULL ? row->values[field] : "";

  if (strcmp (hub_stmt_text (found, column), value) == 0)
    return TRUE;
  g_string_append_printf (changed, "%s%s", changed->len > 0 ? ", " : "", name);
  return FALSE;
}

/* who holds a role in a region, which places a programme has in a village: the newest list says */
typedef struct
{
  Statement older;
  Statement find;
  HubField group; /* beside the region: of which things one list names all */
  struct
  {
    HubField field;
    const char *name;
  } columns[4]; /* of @find */
} List;

static const List officials = {
  IS_OLDER_OFFICIAL,
  FIND_OFFICIAL,
  HUB_FIELD_ROLE,
  { { HUB_FIELD_NAME, "nama" }, { HUB_FIELD_CONTACT, "kontak" } },
};

static const List points = {
  IS_OLDER_POINT,
  FIND_POINT,
  HUB_FIELD_PROGRAMME,
  { { HUB_FIELD_NAME, "nama" },
    { HUB_FIELD_ADDRESS, "alamat" },
    { HUB_FIELD_SCHEDULE, "jadwal" },
    { HUB_FIELD_CONTACT, "kontak" } },
};

static HubWriteResult
compare_all (const List *list, HubStmt *found, const HubRow *row, GString *changed)
{
  HubWriteResult result = HUB_WRITE_SAME;

  for (int i = 0; i < (int) G_N_ELEMENTS (list->columns) && list->columns[i].name != NULL; i++)
    if (!compare (found, i, row, list->columns[i].field, list->columns[i].name, changed))
      result = HUB_WRITE_CHANGED;
  return result;
}

static HubWriteResult
find_listed (HubListWriter *self,
             const List *list,
             const HubRow *row,
             const char *name_key,
             GString *changed,
             GError **error)
{
  const char *region = row->values[HUB_FIELD_REGION];
  const char *group = row->values[list->group];
  HubStmt *older = self->st[list->older];
  HubStmt *found = self->st[list->find];
  HubWriteResult result = HUB_WRITE_NEW;
  gboolean is_older, is_there;

  hub_stmt_rebind (older, "ttt", region, group, self->date);
  hub_stmt_rebind (found, "ttti", region, group, name_key, self->batch_seq);
  if (!hub_stmt_next (older, &is_older, error) || !hub_stmt_next (found, &is_there, error))
    result = HUB_WRITE_FAILED;
  else if (is_older)
    result = HUB_WRITE_OLDER;
  else if (is_there)
    result = compare_all (list, found, row, changed);
  sqlite3_reset (older);
  sqlite3_reset (found);
  return result;
}

HubWriteResult
hub_list_writer_put_official (HubListWriter *self,
                              const HubRow *row,
                              GString *changed,
                              GError **error)
{
  const char *region = row->values[HUB_FIELD_REGION];
  g_autofree char *name_key = hub_row_name_key (row->values[HUB_FIELD_NAME]);
  HubWriteResult result = find_listed (self, &officials, row, name_key, changed, error);

  hub_stmt_rebind (self->st[PUT_OFFICIAL], "tttitt", region, row->values[HUB_FIELD_ROLE], name_key,
                   self->batch_seq, row->values[HUB_FIELD_NAME], row->values[HUB_FIELD_CONTACT]);
  if (result == HUB_WRITE_FAILED || !hub_stmt_finish (self->st[PUT_OFFICIAL], error))
    return HUB_WRITE_FAILED;
  if (hub_store_n_changed (self->store) == 0)
    return HUB_WRITE_TWICE;
  if ((result == HUB_WRITE_NEW || result == HUB_WRITE_CHANGED) &&
      !hub_settler_touch_region (self->settler, region, error))
    return HUB_WRITE_FAILED;
  return result;
}

HubWriteResult
hub_list_writer_put_point (HubListWriter *self, const HubRow *row, GString *changed, GError **error)
{
  const char *region = row->values[HUB_FIELD_REGION];
  g_autofree char *name_key = hub_row_name_key (row->values[HUB_FIELD_NAME]);
  HubWriteResult result = find_listed (self, &points, row, name_key, changed, error);

  hub_stmt_rebind (self->st[PUT_POINT], "tttitttt", region, row->values[HUB_FIELD_PROGRAMME],
                   name_key, self->batch_seq, row->values[HUB_FIELD_NAME],
                   row->values[HUB_FIELD_ADDRESS], row->values[HUB_FIELD_SCHEDULE],
                   row->values[HUB_FIELD_CONTACT]);
  if (result == HUB_WRITE_FAILED || !hub_stmt_finish (self->st[PUT_POINT], error))
    return HUB_WRITE_FAILED;
  if (hub_store_n_changed (self->store) == 0)
    return HUB_WRITE_TWICE;
  if ((result == HUB_WRITE_NEW || result == HUB_WRITE_CHANGED) &&
      !hub_cache_source_touch_place (self->store, region, error))
    return HUB_WRITE_FAILED;
  return result;
}

HubWriteResult
hub_list_writer_put_region (HubListWriter *self,
                            const HubRow *row,
                            GString *changed,
                            GError **error)
{
  const char *code = row->values[HUB_FIELD_REGION];
  HubStmt *found = self->st[FIND_REGION];
  HubWriteResult result = HUB_WRITE_NEW;
  gboolean is_there;

  hub_stmt_rebind (found, "ti", code, self->batch_seq);
  if (!hub_stmt_next (found, &is_there, error))
    return HUB_WRITE_FAILED;
  if (is_there && strcmp (hub_stmt_text (found, 3), self->date) > 0)
    result = HUB_WRITE_OLDER;
  else if (is_there)
    result = compare (found, 0, row, HUB_FIELD_NAME, "nama", changed) &
                     compare (found, 1, row, HUB_FIELD_BPS, "kode_bps", changed) &
                     compare (found, 2, row, HUB_FIELD_FORMER, "kode_lama", changed)
                 ? HUB_WRITE_SAME
                 : HUB_WRITE_CHANGED;
  sqlite3_reset (found);
  hub_stmt_rebind (self->st[PUT_REGION], "tittt", code, self->batch_seq, row->values[HUB_FIELD_BPS],
                   row->values[HUB_FIELD_NAME], row->values[HUB_FIELD_FORMER]);
  if (!hub_stmt_finish (self->st[PUT_REGION], error))
    return HUB_WRITE_FAILED;
  return hub_store_n_changed (self->store) == 0 ? HUB_WRITE_TWICE : result;
}

gboolean
hub_list_writer_find_gone_recipients (HubListWriter *self,
                                      HubWriterGoneFunc gone,
                                      gpointer user_data,
                                      GError **error)
{
  HubStmt *stmt = self->st[GONE_RECIPIENTS];
  gboolean row;

  hub_stmt_rebind (stmt, "i", self->batch_seq);
  do
    {
      if (!hub_stmt_next (stmt, &row, error))
        return FALSE;
      if (row)
        gone (hub_stmt_text (stmt, 1), hub_stmt_text (stmt, 0), user_data);
    }
  while (row);
  sqlite3_reset (stmt);
  return TRUE;
}

typedef gboolean (*TouchFunc) (HubListWriter *self, const char *region, GError **error);

static gboolean
touch_households (HubListWriter *self, const char *region, GError **error)
{
  return hub_settler_touch_region (self->settler, region, error);
}

static gboolean
touch_place (HubListWriter *self, const char *region, GError **error)
{
  return hub_cache_source_touch_place (self->store, region, error);
}

static gboolean
find_gone (HubListWriter *self,
           HubStmt *stmt,
           TouchFunc touch,
           HubWriterGoneFunc gone,
           gpointer user_data,
           GError **error)
{
  gboolean row;

  hub_stmt_rebind (stmt, "i", self->batch_seq);
  do
    {
      g_autofree char *what = NULL;

      if (!hub_stmt_next (stmt, &row, error))
        return FALSE;
      if (!row)
        break;
      what = g_strdup_printf ("%s %s", hub_stmt_text (stmt, 1), hub_stmt_text (stmt, 0));
      gone (/* nik */ NULL, what, user_data);
      if (!touch (self, hub_stmt_text (stmt, 0), error))
        return FALSE;
    }
  while (row);
  sqlite3_reset (stmt);
  return TRUE;
}

gboolean
hub_list_writer_find_gone_officials (HubListWriter *self,
                                     HubWriterGoneFunc gone,
                                     gpointer user_data,
                                     GError **error)
{
  return find_gone (self, self->st[GONE_OFFICIALS], touch_households, gone, user_data, error);
}

gboolean
hub_list_writer_find_gone_points (HubListWriter *self,
                                  HubWriterGoneFunc gone,
                                  gpointer user_data,
                                  GError **error)
{
  return find_gone (self, self->st[GONE_POINTS], touch_place, gone, user_data, error);
}
