/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-retention.h"

#include <glib/gstdio.h>

#include "core/anj-json.h"
#include "hub/hub-attachment-store.h"
#include "hub/hub-audit.h"
#include "hub/hub-files.h"

/*
 * Five kinds of things, each with an age: cases, attachments and batches' rows in SQL (one WHERE
 * for counting and for doing), audit rows by hub_audit_purge(), rejected files by the date of the
 * file.
 */

#define STEP_ROWS 500
#define STEP " ORDER BY s.id LIMIT " G_STRINGIFY (STEP_ROWS)
#define DAY_SLACK_US (10 * G_TIME_SPAN_MINUTE)

/* the last word on a case */
#define MOVED                                                                                      \
  "(SELECT max(h.time_us) FROM ticket_history h WHERE h.region = t.region"                         \
  " AND h.number = t.number)"

#define CLOSED_CASES                                                                               \
  " FROM tickets t JOIN submissions s ON s.id = t.submission WHERE t.state = 'closed'"             \
  " AND length(s.payload) > 0 AND " MOVED " < ?1"

#define REFUSED_CASES                                                                              \
  " FROM submissions s WHERE s.tombstone IS NOT NULL AND length(s.payload) > 0"                    \
  " AND s.received_us < ?1"

#define DECIDED_ATTACHMENTS                                                                        \
  " FROM attachments a JOIN tickets t ON t.uuid = a.uuid WHERE a.dropped_us IS NULL"               \
  " AND t.state IN ('answered', 'closed') AND " MOVED " < ?1"

/* A row that can never hold again: a later batch of the same thing came in before the cut, and such
 * a batch is not undone any more. @key joins r (the row) to x (the later one). */
#define LATER(table, key)                                                                          \
  "EXISTS (SELECT 1 FROM " table " x JOIN batches b ON b.seq = x.batch WHERE " key                 \
  " AND b.imported_us < ?1 AND (b.date, b.seq) > (SELECT o.date, o.seq FROM batches o"             \
  " WHERE o.seq = r.batch))"
#define SAME_PERSON "x.register = r.register AND x.key = r.key"
#define SAME_PAYMENT                                                                               \
  "x.programme = r.programme AND x.nik = r.nik AND x.period = r.period AND x.stage = r.stage"      \
  " AND x.component = r.component"

static const struct
{
  const char *table;
  const char *key; /* columns of its primary key */
  const char *where;
} batch_tables[] = {
  { "overruled_rows", "register, key, batch",
    "(" LATER ("register_rows", SAME_PERSON) " OR " LATER ("overruled_rows", SAME_PERSON) ")" },
  { "overruled_payments", "programme, nik, period, stage, component, batch",
    "(" LATER ("payments", SAME_PAYMENT) " OR " LATER ("overruled_payments", SAME_PAYMENT) ")" },
  { "pk_sensitive", "nik, batch", LATER ("pk_sensitive", "x.nik = r.nik") },
  { "officials", "region, role, name_key, batch",
    LATER ("officials", "x.region = r.region AND x.role = r.role") },
  { "points", "region, programme, name_key, batch",
    LATER ("points", "x.region = r.region AND x.programme = r.programme") },
};

gboolean
hub_retention_read_policy (JsonObject *config, HubRetentionPolicy *out_policy)
{
  JsonObject *retention = anj_json_get_object (config, "retention");
  const struct
  {
    const char *name;
    gint64 *out_days;
  } members[] = {
    { "cases_days", &out_policy->cases_days },
    { "attachments_days", &out_policy->attachments_days },
    { "audit_days", &out_policy->audit_days },
    { "batches_days", &out_policy->batches_days },
    { "rejected_days", &out_policy->rejected_days },
  };

  if (retention == NULL)
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    {
      *members[i].out_days = anj_json_get_int (retention, members[i].name, 0);
      if (*members[i].out_days < 1)
        return FALSE;
    }
  return TRUE;
}

static gint64
cut (gint64 now_us, gint64 days)
{
  return now_us - days * G_TIME_SPAN_DAY;
}

static gboolean
count (HubStore *store, const char *sql, gint64 before_us, guint *n, GError **error)
{
  gint64 found = 0;

  if (!hub_store_get_int (store, error, 0, &found, sql, "i", before_us))
    return FALSE;
  *n += (guint) found;
  return TRUE;
}

/* adds how many rows @sql changed */
static gboolean
run (HubStore *store, const char *sql, gint64 before_us, guint *n, GError **error)
{
  if (!hub_store_run (store, error, sql, "i", before_us))
    return FALSE;
  *n += (guint) hub_store_n_changed (store);
  return TRUE;
}

static gboolean
count_cases (HubStore *store, gint64 before_us, guint *n, GError **error)
{
  return count (store, "SELECT count(*)" CLOSED_CASES, before_us, n, error) &&
         count (store, "SELECT count(*)" REFUSED_CASES, before_us, n, error);
}

/* links and headers stay: the chain, numbers and totals hold on without what residents wrote */
static gboolean
empty_cases (HubStore *store, gint64 before_us, guint *n, GError **error)
{
  return hub_store_run (
             store, error,
             "UPDATE tickets SET answer = NULL WHERE submission IN (SELECT s.id" CLOSED_CASES STEP
             ")",
             "i", before_us) &&
         run (store,
              "UPDATE submissions SET payload = x'' WHERE id IN (SELECT s.id" CLOSED_CASES STEP ")",
              before_us, n, error) &&
         run (store,
              "UPDATE submissions SET payload = x'', header = x'' WHERE id IN (SELECT "
              "s.id" REFUSED_CASES STEP ")",
              before_us, n, error);
}

static gboolean
count_rows (HubStore *store, gint64 before_us, guint *n, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (batch_tables); i++)
    {
      g_autofree char *sql = g_strdup_printf ("SELECT count(*) FROM %s r WHERE %s",
                                              batch_tables[i].table, batch_tables[i].where);

      if (!count (store, sql, before_us, n, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
forget_rows (HubStore *store, gint64 before_us, guint *n, gboolean *more, GError **error)
{
  /* first: from here on nobody can want the rows back */
  if (!hub_store_run (store, error,
                      "UPDATE batches SET is_closed = 1 WHERE imported_us < ? AND is_closed = 0",
                      "i", before_us))
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (batch_tables); i++)
    {
      guint n_gone = 0;
      g_autofree char *sql = g_strdup_printf (
          "DELETE FROM %s WHERE (%s) IN (SELECT %s FROM %s r WHERE %s LIMIT %d)",
          batch_tables[i].table, batch_tables[i].key, batch_tables[i].key, batch_tables[i].table,
          batch_tables[i].where, STEP_ROWS);

      if (!run (store, sql, before_us, &n_gone, error))
        return FALSE;
      *n += n_gone;
      *more = *more || n_gone == STEP_ROWS;
    }
  return TRUE;
}

/* (transfer full) (element-type utf8): paths of files in @dir that are older than @before_us */
static GPtrArray *
list_old_files (const char *dir, gint64 before_us)
{
  GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) names = hub_dir_list (dir);

  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *path = g_build_filename (dir, g_ptr_array_index (names, i), NULL);
      GStatBuf status;

      if (g_lstat (path, &status) == 0 && S_ISREG (status.st_mode) &&
          (gint64) status.st_mtime * G_USEC_PER_SEC < before_us)
        g_ptr_array_add (paths, g_steal_pointer (&path));
    }
  return paths;
}

/* *out_more: there are more than one step's */
static gboolean
drop_attachments (HubStore *store,
                  const char *data_dir,
                  gint64 before_us,
                  gint64 now_us,
                  guint *n,
                  gboolean *out_more,
                  GError **error)
{
  g_autofree char *dir = g_build_filename (data_dir, "attachments", NULL);
  g_autoptr (GPtrArray) cases = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (HubStmt) stmt = hub_store_query (store, error,
                                              "SELECT a.uuid, count(*)" DECIDED_ATTACHMENTS
                                              " GROUP BY a.uuid LIMIT " G_STRINGIFY (STEP_ROWS),
                                              "i", before_us);
  gboolean row = TRUE;

  if (stmt == NULL)
    return FALSE;
  while (row)
    {
      if (!hub_stmt_next (stmt, &row, error))
        return FALSE;
      if (!row)
        break;
      g_ptr_array_add (cases, g_strdup (hub_stmt_text (stmt, 0)));
      *n += (guint) hub_stmt_int (stmt, 1);
    }
  for (guint i = 0; i < cases->len; i++)
    if (!hub_attachment_drop (store, dir, g_ptr_array_index (cases, i), now_us, error))
      return FALSE;
  *out_more = *out_more || cases->len == STEP_ROWS;
  return TRUE;
}

static GPtrArray *
list_rejected (const char *data_dir, gint64 before_us)
{
  g_autofree char *dir = g_build_filename (data_dir, "rejected", NULL);

  return list_old_files (dir, before_us);
}

gboolean
hub_retention_count (HubStore *store,
                     const char *data_dir,
                     const HubRetentionPolicy *policy,
                     gint64 now_us,
                     HubRetentionCounts *out_counts,
                     GError **error)
{
  g_autoptr (GPtrArray) rejected = list_rejected (data_dir, cut (now_us, policy->rejected_days));

  memset (out_counts, 0, sizeof *out_counts);
  if (!count (store, "SELECT count(*)" DECIDED_ATTACHMENTS, cut (now_us, policy->attachments_days),
              &out_counts->n_attachments, error) ||
      !count_cases (store, cut (now_us, policy->cases_days), &out_counts->n_cases, error) ||
      !count_rows (store, cut (now_us, policy->batches_days), &out_counts->n_register_rows,
                   error) ||
      !hub_audit_count_older (store, cut (now_us, policy->audit_days), G_MAXINT32,
                              &out_counts->n_audit_rows, error))
    return FALSE;
  out_counts->n_rejected_files = rejected->len;
  return TRUE;
}

static gboolean
tell_audit (HubStore *store, const HubRetentionCounts *counts, gint64 now_us, GError **error)
{
  JsonObject *detail;

  if (counts->n_cases + counts->n_attachments + counts->n_register_rows +
          counts->n_rejected_files ==
      0)
    return TRUE;
  detail = json_object_new ();
  json_object_set_int_member (detail, "cases", counts->n_cases);
  json_object_set_int_member (detail, "attachments", counts->n_attachments);
  json_object_set_int_member (detail, "register_rows", counts->n_register_rows);
  json_object_set_int_member (detail, "rejected_files", counts->n_rejected_files);
  return hub_audit_append (store, now_us, "hub", "retention", detail, error);
}

static void
remove_all (GPtrArray *paths)
{
  for (guint i = 0; i < paths->len; i++)
    g_unlink (g_ptr_array_index (paths, i)); /* one that stays is tried again tomorrow */
}

gboolean
hub_retention_run (HubStore *store,
                   const char *data_dir,
                   const HubRetentionPolicy *policy,
                   gint64 now_us,
                   HubRetentionCounts *out_counts,
                   gboolean *out_more,
                   GError **error)
{
  g_autoptr (HubTransaction) transaction = hub_transaction_begin (store, error);
  g_autoptr (GPtrArray) rejected = list_rejected (data_dir, cut (now_us, policy->rejected_days));

  memset (out_counts, 0, sizeof *out_counts);
  *out_more = FALSE;
  if (transaction == NULL ||
      !drop_attachments (store, data_dir, cut (now_us, policy->attachments_days), now_us,
                         &out_counts->n_attachments, out_more, error) ||
      !empty_cases (store, cut (now_us, policy->cases_days), &out_counts->n_cases, error) ||
      !forget_rows (store, cut (now_us, policy->batches_days), &out_counts->n_register_rows,
                    out_more, error))
    return FALSE;
  out_counts->n_rejected_files = rejected->len;
  if (!tell_audit (store, out_counts, now_us, error) ||
      !hub_audit_purge (store, cut (now_us, policy->audit_days), now_us, STEP_ROWS,
                        &out_counts->n_audit_rows, error) ||
      !hub_transaction_commit (transaction, error))
    return FALSE;
  remove_all (rejected);
  *out_more = *out_more || out_counts->n_cases >= STEP_ROWS ||
              out_counts->n_audit_rows >= STEP_ROWS;
  return TRUE;
}

gboolean
hub_retention_turn (HubStore *store, gint64 now_us, HubRetentionTurn *out_turn, GError **error)
{
  gint64 last_us = 0, since_us;

  if (!hub_store_get_int (store, error, 0, &last_us,
                          "SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'retention-us'", ""))
    return FALSE;
  since_us = now_us - last_us;
  if (last_us == 0)
    *out_turn = HUB_RETENTION_DUE;
  else if (since_us < -DAY_SLACK_US || since_us > HUB_RETENTION_MAX_GAP_US)
    *out_turn = HUB_RETENTION_GAP;
  else
    *out_turn = since_us >= G_TIME_SPAN_DAY ? HUB_RETENTION_DUE : HUB_RETENTION_NOT_YET;
  return TRUE;
}

gboolean
hub_retention_note_done (HubStore *store, gint64 now_us, GError **error)
{
  g_autofree char *value = g_strdup_printf ("%" G_GINT64_FORMAT, now_us);

  return hub_store_run (store, error,
                        "INSERT OR REPLACE INTO meta (key, value) VALUES ('retention-us', ?)", "t",
                        value);
}
