/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-batches.h"

#include <stdio.h>
#include <string.h>

#include "core/anj-nik.h"
#include "core/anj-time.h"
#include "hub/hub-audit.h"

#define ID_MAX_BYTES 64
#define SOURCE_MAX_CHARACTERS 200
#define FIRST_YEAR 2000
/* Indonesia's day begins at UTC+9 */
#define EASTERNMOST_US (9 * G_TIME_SPAN_HOUR)

static gboolean
check_id (const char *id, GError **error)
{
  guint n_digits = 0;
  gboolean ok = g_ascii_isalnum (id[0]) && strlen (id) <= ID_MAX_BYTES;

  for (const char *p = id; ok && *p != '\0'; p++)
    {
      n_digits = g_ascii_isdigit (*p) ? n_digits + 1 : 0;
      ok = n_digits < ANJ_NIK_LENGTH && (g_ascii_isalnum (*p) || strchr ("._-", *p) != NULL);
    }
  if (!ok)
    g_set_error (error, HUB_ERROR, HUB_ERROR_USAGE,
                 "--batch \"%s\" is no batch id; take up to %d letters, digits, '.', '_' and '-', "
                 "no %d digits in a row (a NIK), for example dtsen-2026-3",
                 id, ID_MAX_BYTES, ANJ_NIK_LENGTH);
  return ok;
}

/* a batch of a day to come would overrule all that come until then */
static gboolean
check_day (const char *date, guint year, const AnjClock *clock, GError **error)
{
  gint64 seconds = (anj_clock_real_us (clock) + EASTERNMOST_US) / G_USEC_PER_SEC;
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_utc (seconds);
  g_autofree char *today = g_date_time_format (now, "%Y-%m-%d");

  if (year >= FIRST_YEAR && strcmp (date, today) <= 0)
    return TRUE;
  if (year < FIRST_YEAR)
    g_set_error (error, HUB_ERROR, HUB_ERROR_USAGE,
                 "--date %s is before the year %d; write the date of the data", date, FIRST_YEAR);
  else
    g_set_error (error, HUB_ERROR, HUB_ERROR_USAGE,
                 "--date %s is yet to come (%s is the last); write the date of the data", date,
                 today);
  return FALSE;
}

static gboolean
check_date (const char *date, const AnjClock *clock, GError **error)
{
  guint year, month, day;
  int end = 0;

  if (strlen (date) == 10 && sscanf (date, "%4u-%2u-%2u%n", &year, &month, &day, &end) == 3 &&
      end == 10 && month <= 12 &&
      g_date_valid_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) year))
    return check_day (date, year, clock, error);
  g_set_error (error, HUB_ERROR, HUB_ERROR_USAGE,
               "--date \"%s\" is no date; write the date of the data as YYYY-MM-DD", date);
  return FALSE;
}

/* what is kept for years, and shown: one line, nobody's number in it */
static gboolean
check_source (const char *source, GError **error)
{
  guint n_digits = 0;
  gboolean ok = g_utf8_validate (source, -1, NULL) &&
                g_utf8_strlen (source, -1) <= SOURCE_MAX_CHARACTERS;

  for (const char *p = source; ok && *p != '\0'; p++)
    {
      n_digits = g_ascii_isdigit (*p) ? n_digits + 1 : 0;
      ok = n_digits < ANJ_NIK_LENGTH && !g_ascii_iscntrl (*p);
    }
  if (!ok)
    g_set_error (error, HUB_ERROR, HUB_ERROR_USAGE,
                 "--source takes one line of up to %d characters without a NIK, for example "
                 "\"Dinsos Jember, surat 460/123/2026\"",
                 SOURCE_MAX_CHARACTERS);
  return ok;
}

gboolean
hub_batch_check (const HubImportJob *job, const AnjClock *clock, GError **error)
{
  return check_id (job->batch, error) && check_date (job->date, clock, error) &&
         (job->source == NULL || check_source (job->source, error));
}

gboolean
hub_batch_find (HubStore *store,
                const HubImportJob *job,
                const HubBatchFile *file,
                gboolean *out_is_known,
                GError **error)
{
  gboolean row = FALSE;
  g_autoptr (HubStmt) stmt = hub_store_query (
      store, error, "SELECT register, date, sha256, map_sha256 FROM batches WHERE id = ?", "t",
      job->batch);

  *out_is_known = FALSE;
  if (stmt == NULL || !hub_stmt_next (stmt, &row, error))
    return FALSE;
  if (!row)
    return TRUE;
  *out_is_known = g_str_equal (hub_stmt_text (stmt, 0), hub_register_name (job->reg)) &&
                  g_str_equal (hub_stmt_text (stmt, 1), job->date) &&
                  g_str_equal (hub_stmt_text (stmt, 2), file->sha256) &&
                  g_str_equal (hub_stmt_text (stmt, 3), file->map_sha256);
  if (*out_is_known)
    return TRUE;
  g_set_error (error, HUB_ERROR, HUB_ERROR_DATA,
               "batch %s is in already (%s of %s) with other content; give this file a --batch id "
               "of its own, or take the old one out with 'anjungan-hub undo %s' first",
               job->batch, hub_stmt_text (stmt, 0), hub_stmt_text (stmt, 1), job->batch);
  return FALSE;
}

gboolean
hub_batch_add (const HubImportContext *context,
               const HubImportJob *job,
               const HubBatchFile *file,
               gint64 *out_seq,
               GError **error)
{
  if (!hub_store_run (context->store, error,
                      "INSERT INTO batches (id, register, date, source, sha256, map_sha256,"
                      " encoding, n_rows, n_rejected, imported_us)"
                      " VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0, ?)",
                      "ttttttti", job->batch, hub_register_name (job->reg), job->date,
                      job->source != NULL ? job->source : "", file->sha256, file->map_sha256,
                      file->encoding, anj_clock_real_us (context->clock)))
    return FALSE;
  *out_seq = sqlite3_last_insert_rowid (hub_store_db (context->store));
  return TRUE;
}

gboolean
hub_batch_finish (const HubImportContext *context,
                  const HubImportJob *job,
                  const HubBatchFile *file,
                  gint64 seq,
                  const HubImportResult *result,
                  GError **error)
{
  gint64 n_rows = (gint64) (result->n_rows + result->n_older);
  gint64 n_rejected = (gint64) result->n_rejected;
  JsonObject *detail = json_object_new ();

  json_object_set_string_member (detail, "batch", job->batch);
  json_object_set_string_member (detail, "register", hub_register_name (job->reg));
  json_object_set_string_member (detail, "date", job->date);
  if (job->source != NULL)
    json_object_set_string_member (detail, "source", job->source);
  json_object_set_string_member (detail, "sha256", file->sha256);
  json_object_set_int_member (detail, "rows", n_rows);
  json_object_set_int_member (detail, "rejected", n_rejected);
  return hub_audit_append (context->store, anj_clock_real_us (context->clock), "hub",
                           "batch-imported", detail, error) &&
         hub_store_run (context->store, error,
                        "UPDATE batches SET n_rows = ?, n_rejected = ?, n_added = ?, n_changed = ?,"
                        " n_gone = ?, n_same = ?, n_older = ?, is_whole = 1 WHERE seq = ?",
                        "iiiiiiii", n_rows, n_rejected, (gint64) result->n_added,
                        (gint64) result->n_changed, (gint64) result->n_gone,
                        (gint64) result->n_same, (gint64) result->n_older, seq);
}

/* a row of hub_batch_list() */
static JsonObject *
read_batch (HubStmt *stmt)
{
  static const char *const texts[] = {
    "batch", "register", "date", "source", "sha256", "encoding"
  };
  static const char *const counts[] = { "rows", "rejected", "added",    "changed",
                                        "gone", "same",     "overruled" };
  JsonObject *batch = json_object_new ();
  int column = 0;
  g_autofree char *imported = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    json_object_set_string_member (batch, texts[i], hub_stmt_text (stmt, column++));
  imported = anj_time_format (hub_stmt_int (stmt, column++));
  json_object_set_string_member (batch, "imported", imported);
  json_object_set_boolean_member (batch, "whole", hub_stmt_int (stmt, column++) != 0);
  json_object_set_boolean_member (batch, "undoable", hub_stmt_int (stmt, column++) == 0);
  for (gsize i = 0; i < G_N_ELEMENTS (counts); i++, column++)
    if (sqlite3_column_type (stmt, column) != SQLITE_NULL)
      json_object_set_int_member (batch, counts[i], hub_stmt_int (stmt, column));
  return batch;
}

JsonArray *
hub_batch_list (HubStore *store, GError **error)
{
  g_autoptr (HubStmt) stmt = hub_store_query (
      store, error,
      "SELECT id, register, date, source, sha256, encoding, imported_us, is_whole, is_closed,"
      " n_rows, n_rejected, n_added, n_changed, n_gone, n_same, n_older FROM batches ORDER BY seq",
      "");
  g_autoptr (JsonArray) batches = json_array_new ();
  gboolean row = TRUE;

  while (stmt != NULL && hub_stmt_next (stmt, &row, error) && row)
    json_array_add_object_element (batches, read_batch (stmt));
  return row ? NULL : g_steal_pointer (&batches);
}
