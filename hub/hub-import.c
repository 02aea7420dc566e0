/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-import.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "data/anj-data.h"
#include "hub/hub-audit.h"
#include "hub/hub-csv.h"
#include "hub/hub-feed.h"
#include "hub/hub-mapping.h"
#include "hub/hub-rejects.h"
#include "hub/hub-row-reader.h"
#include "hub/hub-undo.h"
#include "hub/hub-writer.h"

/*
 * hub_import_file:
 *   open, checksum → lock → is the batch known? → rows (hub-row-reader → hub-writer), committed
 *   every fifth of a second → batches.is_whole → what was touched goes into the feed (hub-feed).
 *
 * A preview is the same in one transaction without a COMMIT. A crash leaves a batch that is not
 * whole: whoever comes next takes it out (hub_undo_unfinished()). A crash after is_whole leaves
 * touched_households filled: the next import or a running server works them up.
 */

#define CHUNK_BYTES 65536
#define BATCH_MAX_BYTES 64
/* others who want to write wait so long, and have so long to begin */
#define TRANSACTION_US (200 * 1000)
#define PAUSE_US 3000
#define ROWS_A_LOOK 64

typedef struct
{
  const HubImportContext *context; /* (unowned): the caller's */
  const HubImportJob *job;         /* (unowned): the caller's */
  HubImportResult *result;         /* (unowned): the caller's */
  char *sha256;
  gint64 batch_seq;
  HubMapping *mapping;         /* (nullable) (owned) */
  HubRejects *rejects;         /* (owned) */
  HubTransaction *transaction; /* (nullable) (owned) */
  gint64 begun_us;
} Import;

static void
import_clear (Import *self)
{
  g_clear_pointer (&self->transaction, hub_transaction_free);
  g_clear_pointer (&self->mapping, hub_mapping_free);
  g_clear_pointer (&self->rejects, hub_rejects_free);
  g_free (self->sha256);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Import, import_clear)

static void
change_free (gpointer data)
{
  HubImportChange *self = data;

  g_free (self->nik);
  g_free (self->what);
  g_free (self);
}

void
hub_import_result_clear (HubImportResult *self)
{
  g_clear_pointer (&self->rejected_path, g_free);
  g_clear_pointer (&self->changes, g_ptr_array_unref);
  g_clear_pointer (&self->rejects, g_ptr_array_unref);
  memset (self, 0, sizeof *self);
}

gboolean
hub_import_tune (HubStore *store, GError **error)
{
  return hub_store_run (store, error, "PRAGMA cache_size = -65536", "") &&
         hub_store_run (store, error, "PRAGMA wal_autocheckpoint = 16384", "") &&
         hub_store_run (store, error, "PRAGMA journal_size_limit = 67108864", "");
}

int
hub_import_lock (const char *data_dir, GError **error)
{
  g_autofree char *path = g_build_filename (data_dir, "import.lock", NULL);
  int fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

  if (fd >= 0 && flock (fd, LOCK_EX | LOCK_NB) == 0)
    return fd;
  if (fd < 0)
    g_set_error (error, HUB_ERROR, HUB_ERROR_IO, "cannot open %s: %s", path, g_strerror (errno));
  else
    g_set_error_literal (error, HUB_ERROR, HUB_ERROR_UNAVAILABLE,
                         "another import or undo is on; wait until it has ended");
  if (fd >= 0)
    close (fd);
  return -1;
}

gboolean
hub_import_is_running (const char *data_dir)
{
  int fd = hub_import_lock (data_dir, NULL);

  if (fd >= 0)
    close (fd);
  return fd < 0;
}

gboolean
hub_import_breathe (HubStore *store,
                    const AnjClock *clock,
                    HubTransaction **inout_transaction,
                    gint64 *inout_begun_us,
                    GError **error)
{
  gint64 now_us = anj_clock_monotonic_us (clock);

  if (now_us < *inout_begun_us + TRANSACTION_US)
    return TRUE;
  if (!hub_transaction_commit (*inout_transaction, error))
    return FALSE;
  g_clear_pointer (inout_transaction, hub_transaction_free);
  g_usleep (PAUSE_US);
  *inout_transaction = hub_transaction_begin (store, error);
  *inout_begun_us = anj_clock_monotonic_us (clock);
  return *inout_transaction != NULL;
}

guint
hub_import_year_today (const AnjClock *clock)
{
  g_autoptr (GDateTime)
      now = g_date_time_new_from_unix_utc (anj_clock_real_us (clock) / G_USEC_PER_SEC);

  return (guint) g_date_time_get_year (now);
}

static gboolean
check_batch_id (const char *id, GError **error)
{
  guint n_digits = 0;
  gboolean ok = g_ascii_isalnum (id[0]) && strlen (id) <= BATCH_MAX_BYTES;

  for (const char *p = id; ok && *p != '\0'; p++)
    {
      n_digits = g_ascii_isdigit (*p) ? n_digits + 1 : 0;
      ok = n_digits < 16 && (g_ascii_isalnum (*p) || strchr ("._-", *p) != NULL);
    }
  if (!ok)
    g_set_error (error, HUB_ERROR, HUB_ERROR_USAGE,
                 "--batch \"%s\" is no batch id; take up to %d letters, digits, '.', '_' and '-', "
                 "for example dtsen-2026-3",
                 id, BATCH_MAX_BYTES);
  return ok;
}

static gboolean
check_date (const char *date, GError **error)
{
  guint year, month, day;
  int end = 0;

  if (strlen (date) == 10 && sscanf (date, "%4u-%2u-%2u%n", &year, &month, &day, &end) == 3 &&
      end == 10 && month <= 12 &&
      g_date_valid_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) year))
    return TRUE;
  g_set_error (error, HUB_ERROR, HUB_ERROR_USAGE,
               "--date \"%s\" is no date; write the date of the data as YYYY-MM-DD", date);
  return FALSE;
}

static int
open_file (const char *path, GError **error)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC);

  if (fd < 0)
    g_set_error (error, HUB_ERROR, HUB_ERROR_NO_INPUT, "cannot open %s: %s", path,
                 g_strerror (errno));
  return fd;
}

static char *
checksum_file (int fd, const char *path, GError **error)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree guint8 *chunk = g_malloc (CHUNK_BYTES);
  ssize_t n_bytes;

  while ((n_bytes = read (fd, chunk, CHUNK_BYTES)) > 0)
    g_checksum_update (checksum, chunk, n_bytes);
  if (n_bytes == 0 && lseek (fd, 0, SEEK_SET) == 0)
    return g_strdup (g_checksum_get_string (checksum));
  g_set_error (error, HUB_ERROR, HUB_ERROR_NO_INPUT, "cannot read %s: %s", path,
               g_strerror (errno));
  return NULL;
}

/* the same batch again is without effect; another one of the same id is a mistake */
static gboolean
find_batch (Import *self, GError **error)
{
  const HubImportJob *job = self->job;
  gboolean row = FALSE;
  g_autoptr (HubStmt) stmt = hub_store_query (
      self->context->store, error,
      "SELECT register, date, sha256, map_sha256 FROM batches WHERE id = ?", "t", job->batch);

  if (stmt == NULL || !hub_stmt_next (stmt, &row, error))
    return FALSE;
  if (!row)
    return TRUE;
  if (g_str_equal (hub_stmt_text (stmt, 0), hub_register_name (job->reg)) &&
      g_str_equal (hub_stmt_text (stmt, 1), job->date) &&
      g_str_equal (hub_stmt_text (stmt, 2), self->sha256) &&
      g_str_equal (hub_stmt_text (stmt, 3),
                   self->mapping != NULL ? hub_mapping_sha256 (self->mapping) : ""))
    {
      self->result->was_known = TRUE;
      return TRUE;
    }
  g_set_error (error, HUB_ERROR, HUB_ERROR_DATA,
               "batch %s is in already (%s of %s) with other content; give this file a --batch id "
               "of its own, or take the old one out with 'anjungan-hub undo %s' first",
               job->batch, hub_stmt_text (stmt, 0), hub_stmt_text (stmt, 1), job->batch);
  return FALSE;
}

static void
note_change (Import *self, char mark, guint64 line, const char *nik, const char *what)
{
  HubImportChange *change;

  if (self->result->changes->len >= HUB_IMPORT_CHANGES_SHOWN)
    return;
  change = g_new0 (HubImportChange, 1);
  change->mark = mark;
  change->line = line;
  change->nik = nik != NULL && *nik != '\0' ? anj_number_mask (nik) : NULL;
  change->what = g_strdup (what);
  g_ptr_array_add (self->result->changes, change);
}

static void
on_gone (const char *nik, const char *what, gpointer user_data)
{
  Import *self = user_data;

  self->result->n_gone++;
  note_change (self, '-', /* line */ 0, nik, what);
}

/* (transfer full): of a new row, what a reader needs to know it by beside the NIK */
static char *
describe_row (HubRegister reg, const HubRow *row)
{
  switch (reg)
    {
    case HUB_REGISTER_PENERIMA:
      return g_strdup_printf ("%s %s", row->values[HUB_FIELD_PROGRAMME],
                              row->values[HUB_FIELD_PERIOD]);
    case HUB_REGISTER_PETUGAS:
      return g_strdup_printf ("%s %s", row->values[HUB_FIELD_ROLE], row->values[HUB_FIELD_REGION]);
    default:
      return g_strdup (row->values[HUB_FIELD_REGION]);
    }
}

static void
note_row (Import *self, HubWriter *writer, const HubReadRow *read, char mark)
{
  g_autofree char *what = NULL;

  if (self->result->changes->len >= HUB_IMPORT_CHANGES_SHOWN)
    return;
  what = mark == '+' ? describe_row (self->job->reg, &read->row)
                     : g_strdup (hub_writer_changed_columns (writer));
  note_change (self, mark, read->line, read->row.values[HUB_FIELD_NIK], what);
}

static gboolean
take_row (Import *self, HubWriter *writer, const HubReadRow *read, GError **error)
{
  HubImportResult *result = self->result;

  if (read->fault != NULL)
    return hub_rejects_add (self->rejects, read->line, read->column, read->fault, error);
  switch (hub_writer_put (writer, &read->row, error))
    {
    case HUB_WRITE_NEW:
      result->n_added++;
      note_row (self, writer, read, '+');
      break;
    case HUB_WRITE_CHANGED:
      result->n_changed++;
      note_row (self, writer, read, '~');
      break;
    case HUB_WRITE_GONE:
      result->n_gone++;
      note_row (self, writer, read, '-');
      break;
    case HUB_WRITE_SAME:
      result->n_same++;
      break;
    case HUB_WRITE_OLDER:
      result->n_older++;
      return TRUE;
    case HUB_WRITE_TWICE:
      return hub_rejects_add (self->rejects, read->line, "", "comes a second time in this file",
                              error);
    case HUB_WRITE_FAILED:
      return FALSE;
    }
  result->n_rows++;
  result->n_other_dates += read->row.has_other_birth_date;
  return TRUE;
}

static gboolean
take_rows (Import *self, HubCsv *csv, HubWriter *writer, GError **error)
{
  const HubImportContext *context = self->context;
  g_autoptr (HubRowChecker) checker = hub_row_checker_new (
      self->job->reg, csv, context->regions, hub_import_year_today (context->clock), error);
  g_autoptr (HubRowReader) reader = NULL;
  const HubReadRow *read = NULL;
  HubReadResult result;
  guint64 n_rows = 0;

  if (checker == NULL)
    return FALSE;
  reader = hub_row_reader_new (csv, checker);
  while ((result = hub_row_reader_next (reader, &read, error)) == HUB_READ_ROW)
    {
      if (!take_row (self, writer, read, error))
        return FALSE;
      if (++n_rows % ROWS_A_LOOK == 0 && self->job->mode != HUB_IMPORT_PREVIEW &&
          !hub_import_breathe (context->store, context->clock, &self->transaction, &self->begun_us,
                               error))
        return FALSE;
    }
  self->result->n_rejected = hub_rejects_n (self->rejects);
  return result == HUB_READ_END;
}

static gboolean
add_batch (Import *self, GError **error)
{
  const HubImportJob *job = self->job;

  if (!hub_store_run (self->context->store, error,
                      "INSERT INTO batches (id, register, date, sha256, n_rows, n_rejected,"
                      " imported_us, map_sha256) VALUES (?, ?, ?, ?, 0, 0, ?, ?)",
                      "ttttit", job->batch, hub_register_name (job->reg), job->date, self->sha256,
                      anj_clock_real_us (self->context->clock),
                      self->mapping != NULL ? hub_mapping_sha256 (self->mapping) : ""))
    return FALSE;
  self->batch_seq = sqlite3_last_insert_rowid (hub_store_db (self->context->store));
  return TRUE;
}

static gboolean
check_some_rows (Import *self, GError **error)
{
  const HubImportResult *result = self->result;

  if (result->n_rows + result->n_older > 0)
    return TRUE;
  if (result->n_rejected == 0)
    g_set_error (error, HUB_ERROR, HUB_ERROR_DATA, "%s holds no row below its header line",
                 self->job->path);
  else if (result->rejected_path == NULL)
    g_set_error (error, HUB_ERROR, HUB_ERROR_DATA, "no row of %s is good; the first: %s",
                 self->job->path, (const char *) g_ptr_array_index (result->rejects, 0));
  else
    g_set_error (error, HUB_ERROR, HUB_ERROR_DATA,
                 "no row of %s is good, nothing was imported; the reasons are in %s",
                 self->job->path, result->rejected_path);
  return FALSE;
}

static gboolean
finish_batch (Import *self, GError **error)
{
  const HubImportJob *job = self->job;
  HubStore *store = self->context->store;
  gint64 n_rows = (gint64) (self->result->n_rows + self->result->n_older);
  gint64 n_rejected = (gint64) self->result->n_rejected;
  JsonObject *detail = json_object_new ();

  json_object_set_string_member (detail, "batch", job->batch);
  json_object_set_string_member (detail, "register", hub_register_name (job->reg));
  json_object_set_string_member (detail, "date", job->date);
  json_object_set_string_member (detail, "sha256", self->sha256);
  json_object_set_int_member (detail, "rows", n_rows);
  json_object_set_int_member (detail, "rejected", n_rejected);
  return hub_audit_append (store, anj_clock_real_us (self->context->clock), "hub", "batch-imported",
                           detail, error) &&
         hub_store_run (store, error,
                        "UPDATE batches SET n_rows = ?, n_rejected = ?, is_whole = 1 WHERE seq = ?",
                        "iii", n_rows, n_rejected, self->batch_seq);
}

static gboolean
count_touched (Import *self, GError **error)
{
  gint64 n = 0;

  if (!hub_store_get_int (self->context->store, error, 0, &n,
                          "SELECT count(*) FROM touched_households", ""))
    return FALSE;
  self->result->n_households = (guint64) n;
  return TRUE;
}

static gboolean
write_batch (Import *self, HubCsv *csv, GError **error)
{
  const HubImportContext *context = self->context;
  g_autoptr (HubWriter) writer = NULL;

  if (!add_batch (self, error))
    return FALSE;
  writer = hub_writer_new (context->store, self->job->reg, self->batch_seq, self->job->date,
                           context->random, error);
  return writer != NULL && take_rows (self, csv, writer, error) &&
         hub_rejects_close (self->rejects, &self->result->rejected_path, error) &&
         check_some_rows (self, error) && hub_writer_finish (writer, on_gone, self, error);
}

static gboolean
take_batch (Import *self, HubCsv *csv, GError **error)
{
  const HubImportContext *context = self->context;

  self->transaction = hub_transaction_begin (context->store, error);
  if (self->transaction == NULL || !find_batch (self, error))
    return FALSE;
  if (self->result->was_known)
    return TRUE;
  self->begun_us = anj_clock_monotonic_us (context->clock);
  if (!write_batch (self, csv, error))
    return FALSE;
  if (self->job->mode == HUB_IMPORT_PREVIEW)
    return count_touched (self, error);
  return finish_batch (self, error) && hub_transaction_commit (self->transaction, error);
}

/* with the lock of imports */
static gboolean
import (Import *self, int fd, GError **error)
{
  const HubImportContext *context = self->context;
  g_autoptr (HubCsv) csv = hub_csv_open (self->job->path, fd, error);
  g_autoptr (GError) undo_error = NULL;
  gboolean ok;

  if (csv == NULL || (self->mapping != NULL && !hub_mapping_apply (self->mapping, csv, error)) ||
      !hub_import_tune (context->store, error) || !hub_undo_unfinished (context, error))
    return FALSE;
  ok = take_batch (self, csv, error);
  g_clear_pointer (&self->transaction, hub_transaction_free);
  if (!ok && !hub_undo_unfinished (context, &undo_error))
    g_prefix_error (error, "(half of the batch is still in: %s) ", undo_error->message);
  return ok &&
         (self->job->mode == HUB_IMPORT_PREVIEW ||
          hub_feed_publish (context->store, context->random, &self->result->n_households, error));
}

static gboolean
prepare (Import *self, int *out_fd, GError **error)
{
  const HubImportJob *job = self->job;

  if (!check_batch_id (job->batch, error) || !check_date (job->date, error))
    return FALSE;
  if (job->map_path != NULL)
    {
      self->mapping = hub_mapping_load (job->map_path, job->reg, error);
      if (self->mapping == NULL)
        return FALSE;
    }
  self->rejects = hub_rejects_new (job->mode == HUB_IMPORT_PREVIEW ? NULL : self->context->data_dir,
                                   job->batch);
  self->result->changes = g_ptr_array_new_with_free_func (change_free);
  self->result->rejects = g_ptr_array_ref (hub_rejects_first (self->rejects));
  *out_fd = open_file (job->path, error);
  if (*out_fd < 0)
    return FALSE;
  self->sha256 = checksum_file (*out_fd, job->path, error);
  if (self->sha256 != NULL)
    return TRUE;
  close (*out_fd);
  return FALSE;
}

gboolean
hub_import_file (const HubImportContext *context,
                 const HubImportJob *job,
                 HubImportResult *out_result,
                 GError **error)
{
  g_auto (Import) self = { .context = context, .job = job, .result = out_result };
  int fd, lock_fd;
  gboolean ok;

  memset (out_result, 0, sizeof *out_result);
  if (!prepare (&self, &fd, error))
    return FALSE;
  lock_fd = hub_import_lock (context->data_dir, error);
  if (lock_fd < 0)
    {
      close (fd);
      return FALSE;
    }
  ok = import (&self, fd, error);
  close (lock_fd);
  return ok;
}

/* a name may hold a comma or a quotation mark */
static void
append_region (const char *code, const char *name, gpointer csv)
{
  g_autoptr (GString) quoted = g_string_new (name);

  g_string_replace (quoted, "\"", "\"\"", 0);
  g_string_append_printf (csv, "%s,\"%s\"\n", code, quoted->str);
}

AnjRegionTable *
hub_import_load_regions (HubStore *store, GError **error)
{
  g_autoptr (AnjRegionTable) shipped = anj_data_regions_new (error);
  g_autoptr (GString) csv = g_string_new (NULL);
  g_autoptr (GBytes) all = NULL;
  gboolean row = TRUE;
  g_autoptr (HubStmt) stmt = NULL;

  if (shipped == NULL)
    return NULL;
  stmt = hub_store_query (
      store, error,
      "SELECT r.code, r.name FROM register_regions r JOIN batches b ON b.seq = r.batch"
      " ORDER BY b.date, b.seq",
      "");
  if (stmt == NULL)
    return NULL;
  while (row)
    {
      if (!hub_stmt_next (stmt, &row, error))
        return NULL;
      if (row)
        append_region (hub_stmt_text (stmt, 0), hub_stmt_text (stmt, 1), csv);
    }
  if (csv->len == 0)
    return g_steal_pointer (&shipped);
  /* the later of two lines with one code counts */
  {
    g_autoptr (GString) imported = g_steal_pointer (&csv);

    csv = g_string_new (NULL);
    anj_region_table_foreach (shipped, NULL, ANJ_REGION_NONE, append_region, csv);
    g_string_append (csv, imported->str);
  }
  all = g_string_free_to_bytes (g_steal_pointer (&csv));
  return anj_region_table_new (all, error);
}
