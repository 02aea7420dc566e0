/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-import.h"

#include <csv.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "data/anj-data.h"
#include "hub/hub-csv.h"
#include "hub/hub-row.h"
#include "hub/hub-writer.h"

/*
 * hub_import_file:
 *   open, checksum → is the batch known? → BEGIN → rows (hub-csv → hub-row → hub-writer) → COMMIT
 *   → documents of the households that were touched (hub-household), in transactions of their own.
 *
 * A crash after COMMIT leaves touched_households filled: the next import, the same batch again
 * included, works them up first.
 */

#define CHUNK_BYTES 65536
#define BATCH_MAX_BYTES 64

typedef struct
{
  const HubImportContext *context; /* (unowned): the caller's */
  const HubImportJob *job;         /* (unowned): the caller's */
  HubImportResult *result;         /* (unowned): the caller's */
  char *sha256;
  gint64 batch_seq;
  char *rejected_tmp; /* (owned) */
  FILE *rejected;     /* (nullable) (owned): opened with the first bad row */
} Import;

static void
import_clear (Import *self)
{
  g_clear_pointer (&self->rejected, fclose);
  if (self->rejected_tmp != NULL)
    g_unlink (self->rejected_tmp);
  g_free (self->rejected_tmp);
  g_free (self->sha256);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Import, import_clear)

void
hub_import_result_clear (HubImportResult *self)
{
  g_clear_pointer (&self->rejected_path, g_free);
  memset (self, 0, sizeof *self);
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
  const char *name = hub_register_name (job->reg);
  gboolean row = FALSE;
  g_autoptr (HubStmt) stmt = hub_store_query (
      self->context->store, error, "SELECT register, date, sha256 FROM batches WHERE id = ?", "t",
      job->batch);

  if (stmt == NULL || !hub_stmt_next (stmt, &row, error))
    return FALSE;
  if (!row)
    return TRUE;
  if (g_str_equal (hub_stmt_text (stmt, 0), name) &&
      g_str_equal (hub_stmt_text (stmt, 1), job->date) &&
      g_str_equal (hub_stmt_text (stmt, 2), self->sha256))
    {
      self->result->was_known = TRUE;
      return TRUE;
    }
  g_set_error (error, HUB_ERROR, HUB_ERROR_DATA,
               "batch %s is in already (%s of %s) with other content; give this file a --batch id "
               "of its own",
               job->batch, hub_stmt_text (stmt, 0), hub_stmt_text (stmt, 1));
  return FALSE;
}

static gboolean
open_rejected (Import *self, GError **error)
{
  g_autofree char *dir = g_build_filename (self->context->data_dir, "rejected", NULL);
  int fd;

  if (g_mkdir_with_parents (dir, 0700) != 0)
    {
      g_set_error (error, HUB_ERROR, HUB_ERROR_CANT_CREATE, "cannot make %s: %s", dir,
                   g_strerror (errno));
      return FALSE;
    }
  self->rejected_tmp = g_strdup_printf ("%s/.%s.new", dir, self->job->batch);
  fd = open (self->rejected_tmp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd < 0 || (self->rejected = fdopen (fd, "w")) == NULL)
    {
      g_set_error (error, HUB_ERROR, HUB_ERROR_CANT_CREATE, "cannot write %s: %s",
                   self->rejected_tmp, g_strerror (errno));
      if (fd >= 0)
        close (fd);
      return FALSE;
    }
  fputs ("line,column,reason\n", self->rejected);
  return TRUE;
}

static gboolean
reject (Import *self, guint64 line, const char *column, const char *reason, GError **error)
{
  if (self->rejected == NULL && !open_rejected (self, error))
    return FALSE;
  self->result->n_rejected++;
  fprintf (self->rejected, "%" G_GUINT64_FORMAT ",%s,", line, column);
  csv_fwrite (self->rejected, reason, strlen (reason));
  fputc ('\n', self->rejected);
  return TRUE;
}

/* under its name only when it is whole */
static gboolean
close_rejected (Import *self, GError **error)
{
  g_autofree char *name = g_strconcat (self->job->batch, ".csv", NULL);
  g_autofree char *path = g_build_filename (self->context->data_dir, "rejected", name, NULL);
  gboolean ok;

  if (self->rejected == NULL)
    {
      g_unlink (path); /* of an attempt that failed */
      return TRUE;
    }
  ok = fflush (self->rejected) == 0 && fsync (fileno (self->rejected)) == 0;
  ok = fclose (g_steal_pointer (&self->rejected)) == 0 && ok;
  if (!ok || g_rename (self->rejected_tmp, path) != 0)
    {
      g_set_error (error, HUB_ERROR, HUB_ERROR_IO, "cannot write %s: %s", path, g_strerror (errno));
      return FALSE;
    }
  g_clear_pointer (&self->rejected_tmp, g_free);
  self->result->rejected_path = g_steal_pointer (&path);
  return TRUE;
}

static gboolean
take_row (Import *self,
          const HubCsv *csv,
          HubRowChecker *checker,
          HubWriter *writer,
          HubRow *row,
          GError **error)
{
  const char *column = NULL;
  g_autofree char *reason = NULL;

  if (!hub_row_checker_check (checker, csv, row, &column, &reason))
    return reject (self, hub_csv_line (csv), column, reason, error);
  switch (hub_writer_put (writer, row, error))
    {
    case HUB_WRITE_DONE:
      self->result->n_rows++;
      break;
    case HUB_WRITE_OLDER:
      self->result->n_older++;
      break;
    case HUB_WRITE_TWICE:
      return reject (self, hub_csv_line (csv), "", "comes a second time in this file", error);
    case HUB_WRITE_FAILED:
      return FALSE;
    }
  self->result->n_other_dates += row->has_other_birth_date;
  return TRUE;
}

static gboolean
take_rows (Import *self, HubCsv *csv, HubWriter *writer, GError **error)
{
  const HubImportContext *context = self->context;
  g_autoptr (HubRowChecker) checker = hub_row_checker_new (
      self->job->reg, csv, context->regions, hub_import_year_today (context->clock), error);
  HubRow row = { 0 };
  HubCsvResult result = HUB_CSV_ROW;
  gboolean ok = checker != NULL;

  while (ok && result != HUB_CSV_END)
    {
      result = hub_csv_next (csv, error);
      if (result == HUB_CSV_FAILED)
        ok = FALSE;
      else if (result == HUB_CSV_BAD)
        ok = reject (self, hub_csv_line (csv), hub_csv_fault_column (csv), hub_csv_fault (csv),
                     error);
      else if (result == HUB_CSV_ROW)
        ok = take_row (self, csv, checker, writer, &row, error);
    }
  hub_row_clear (&row);
  return ok;
}

static gboolean
add_batch (Import *self, GError **error)
{
  const HubImportJob *job = self->job;

  if (!hub_store_run (self->context->store, error,
                      "INSERT INTO batches (id, register, date, sha256, n_rows, n_rejected,"
                      " imported_us) VALUES (?, ?, ?, ?, 0, 0, ?)",
                      "tttti", job->batch, hub_register_name (job->reg), job->date, self->sha256,
                      anj_clock_real_us (self->context->clock)))
    return FALSE;
  self->batch_seq = sqlite3_last_insert_rowid (hub_store_db (self->context->store));
  return TRUE;
}

static gboolean
count_batch (Import *self, GError **error)
{
  const HubImportResult *result = self->result;

  if (result->n_rows + result->n_older > 0)
    return hub_store_run (self->context->store, error,
                          "UPDATE batches SET n_rows = ?, n_rejected = ? WHERE seq = ?", "iii",
                          (gint64) (result->n_rows + result->n_older), (gint64) result->n_rejected,
                          self->batch_seq);
  if (result->n_rejected == 0)
    g_set_error (error, HUB_ERROR, HUB_ERROR_DATA, "%s holds no row below its header line",
                 self->job->path);
  else
    g_set_error (error, HUB_ERROR, HUB_ERROR_DATA,
                 "no row of %s is good, nothing was imported; the reasons are in %s",
                 self->job->path, result->rejected_path);
  return FALSE;
}

static gboolean
take_batch (Import *self, int fd, GError **error)
{
  const HubImportContext *context = self->context;
  g_autoptr (HubCsv) csv = hub_csv_open (self->job->path, fd, error);
  g_autoptr (HubTransaction) transaction = NULL;
  g_autoptr (HubWriter) writer = NULL;

  if (csv == NULL)
    return FALSE;
  transaction = hub_transaction_begin (context->store, error);
  if (transaction == NULL || !find_batch (self, error))
    return FALSE;
  if (self->result->was_known)
    return TRUE;
  if (!add_batch (self, error))
    return FALSE;
  writer = hub_writer_new (context->store, self->job->reg, self->batch_seq, self->job->date, error);
  return writer != NULL && take_rows (self, csv, writer, error) && close_rejected (self, error) &&
         count_batch (self, error) && hub_writer_finish (writer, context->random, error) &&
         hub_transaction_commit (transaction, error);
}

gboolean
hub_import_file (const HubImportContext *context,
                 const HubImportJob *job,
                 HubImportResult *out_result,
                 GError **error)
{
  g_auto (Import) self = { .context = context, .job = job, .result = out_result };
  int fd;

  memset (out_result, 0, sizeof *out_result);
  if (!check_batch_id (job->batch, error) || !check_date (job->date, error))
    return FALSE;
  fd = open_file (job->path, error);
  if (fd < 0)
    return FALSE;
  self.sha256 = checksum_file (fd, job->path, error);
  if (self.sha256 == NULL)
    {
      close (fd);
      return FALSE;
    }
  return take_batch (&self, fd, error) &&
         hub_household_rebuild_touched (context->store, context->catalogue, context->random,
                                        &out_result->n_households, error);
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
  stmt = hub_store_query (store, error, "SELECT code, name FROM register_regions", "");
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
