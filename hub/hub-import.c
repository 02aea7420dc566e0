/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-import.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "hub/hub-batches.h"
#include "hub/hub-csv.h"
#include "hub/hub-feed.h"
#include "hub/hub-files.h"
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
 * A preview is the same on a copy of the database, in one transaction without a COMMIT. A crash
 * leaves a batch that is not whole: whoever comes next takes it out (hub_undo_unfinished()). A
 * crash after is_whole leaves touched_households filled: the next import or a running server works
 * them up.
 */

#define CHUNK_BYTES 65536
/* others who want to write wait so long, and have so long to begin */
#define TRANSACTION_US (200 * 1000)
#define PAUSE_US 3000
#define ROWS_A_LOOK 64
/* so many NIKs, or No. KKs, do not end in 0 by chance */
#define NUMBERS_TO_JUDGE 30

typedef struct
{
  const HubImportContext *context; /* (unowned): the caller's */
  const HubImportJob *job;         /* (unowned): the caller's */
  HubImportResult *result;         /* (unowned): the caller's */
  char *sha256;
  HubBatchFile file; /* borrows from here and from csv */
  gint64 batch_seq;
  guint64 n_niks;
  guint64 n_round_niks; /* whose last digit is 0 */
  guint64 n_no_kks;     /* a family's rows stand together mostly, and count once */
  guint64 n_round_no_kks;
  guint64 last_no_kk;          /* of the row before */
  GHashTable *gone;            /* (owned): programme -> people of the list before */
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
  g_clear_pointer (&self->gone, g_hash_table_unref);
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

static void
shrunken_free (gpointer data)
{
  HubImportShrunken *self = data;

  g_free (self->programme);
  g_free (self);
}

void
hub_import_result_clear (HubImportResult *self)
{
  g_clear_pointer (&self->rejected_path, g_free);
  g_clear_pointer (&self->changes, g_ptr_array_unref);
  g_clear_pointer (&self->rejects, g_ptr_array_unref);
  g_clear_pointer (&self->shrunken, g_ptr_array_unref);
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

void
hub_import_note_change (HubImportResult *self,
                        guint n_most,
                        char mark,
                        guint64 line,
                        guint64 line_before,
                        const char *nik,
                        const char *what)
{
  HubImportChange *change;

  if (self->changes == NULL)
    self->changes = g_ptr_array_new_with_free_func (change_free);
  if (self->changes->len >= n_most)
    return;
  change = g_new0 (HubImportChange, 1);
  change->mark = mark;
  change->line = line;
  change->line_before = line_before;
  change->nik = nik != NULL && *nik != '\0' ? anj_number_mask (nik) : NULL;
  change->what = g_strdup (what);
  g_ptr_array_add (self->changes, change);
}

static void
note_change (Import *self, char mark, guint64 line, const char *nik, const char *what)
{
  hub_import_note_change (self->result, HUB_IMPORT_CHANGES_SHOWN, mark, line, /* line_before */ 0,
                          nik, what);
}

static void
on_gone (const char *nik, const char *what, gpointer user_data)
{
  Import *self = user_data;

  self->result->n_gone++;
  note_change (self, '-', /* line */ 0, nik, what);
  if (self->job->reg == HUB_REGISTER_PENERIMA)
    g_hash_table_insert (
        self->gone, g_strdup (what),
        GUINT_TO_POINTER (GPOINTER_TO_UINT (g_hash_table_lookup (self->gone, what)) + 1));
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
    case HUB_REGISTER_TITIK:
      return g_strdup_printf ("%s %s", row->values[HUB_FIELD_PROGRAMME],
                              row->values[HUB_FIELD_REGION]);
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

static void
count_last_digits (Import *self, const HubRow *row)
{
  const char *nik = row->values[HUB_FIELD_NIK];
  const char *no_kk = row->values[HUB_FIELD_NO_KK];
  guint64 number = no_kk != NULL ? g_ascii_strtoull (no_kk, NULL, 10) : 0;

  if (nik != NULL && *nik != '\0')
    {
      self->n_niks++;
      self->n_round_niks += nik[ANJ_NIK_LENGTH - 1] == '0';
    }
  if (number == 0 || number == self->last_no_kk)
    return;
  self->n_no_kks++;
  self->n_round_no_kks += number % 10 == 0;
  self->last_no_kk = number;
}

static void
count_row (Import *self, const HubRow *row)
{
  HubImportResult *result = self->result;
  const HubCatalogue *catalogue = self->context->catalogue;

  result->n_rows++;
  result->n_other_dates += row->has_other_birth_date;
  result->n_old_districts += row->has_former_district;
  result->n_old_codes += row->code_state == HUB_CODE_RENUMBERED;
  result->n_split_codes += row->code_state == HUB_CODE_SPLIT;
  if (self->job->reg == HUB_REGISTER_PENERIMA)
    {
      result->n_unknown_programmes += !hub_catalogue_has_programme (
          catalogue, row->values[HUB_FIELD_PROGRAMME]);
      result->n_unknown_states += !hub_catalogue_has_state (catalogue,
                                                            row->values[HUB_FIELD_STATE]);
    }
  count_last_digits (self, row);
}

static gboolean
reject_second (Import *self, const HubWriter *writer, guint64 line, GError **error)
{
  const char *columns = hub_writer_changed_columns (writer);
  guint64 first = hub_writer_first_line (writer);
  g_autoptr (GString) reason = g_string_new ("comes a second time in this file");

  if (first > 0 && *columns != '\0')
    g_string_append_printf (reason, "; line %" G_GUINT64_FORMAT " differs in %s", first, columns);
  else if (first > 0)
    g_string_append_printf (reason, "; line %" G_GUINT64_FORMAT " is the first%s", first,
                            /* of pk, what is sensitive was not compared */
                            self->job->reg != HUB_REGISTER_PK ? " and says the same" : "");
  return hub_rejects_add (self->rejects, line, "", reason->str, error);
}

static gboolean
take_row (Import *self, HubWriter *writer, const HubReadRow *read, GError **error)
{
  HubImportResult *result = self->result;

  if (read->fault != NULL)
    return hub_rejects_add (self->rejects, read->line, read->column, read->fault, error);
  switch (hub_writer_put (writer, &read->row, read->line, error))
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
      return reject_second (self, writer, read->line, error);
    case HUB_WRITE_FAILED:
      return FALSE;
    }
  count_row (self, &read->row);
  return TRUE;
}

/* another spelling of a programme's code becomes the one of the catalogue */
static void
settle_programme (const HubCatalogue *catalogue, HubRow *row)
{
  char **code = &row->values[HUB_FIELD_PROGRAMME];
  const char *known = *code != NULL ? hub_catalogue_resolve (catalogue, HUB_ALIAS_PROGRAMME, *code)
                                    : NULL;

  if (known == *code)
    return;
  g_free (*code);
  *code = g_strdup (known);
}

static gboolean
take_rows (Import *self, HubCsv *csv, HubWriter *writer, GError **error)
{
  const HubImportContext *context = self->context;
  g_autoptr (HubRegionCodes) codes = hub_region_codes_load (context->store, error);
  g_autoptr (HubRowChecker) checker = NULL;
  g_autoptr (HubRowReader) reader = NULL;
  HubReadRow *read = NULL;
  HubReadResult result;
  guint64 n_rows = 0;

  if (codes == NULL)
    return FALSE;
  checker = hub_row_checker_new (self->job->reg, csv, context->regions, codes,
                                 hub_import_year_today (context->clock), error);
  if (checker == NULL)
    return FALSE;
  reader = hub_row_reader_new (csv, checker);
  while ((result = hub_row_reader_next (reader, &read, error)) == HUB_READ_ROW)
    {
      settle_programme (context->catalogue, &read->row);
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

/* a spreadsheet keeps 15 digits of a number: of a column that was one, every one ends in 0 */
static gboolean
check_last_digits (const Import *self, GError **error)
{
  gboolean are_niks_good = self->n_niks < NUMBERS_TO_JUDGE || self->n_round_niks < self->n_niks;

  if (are_niks_good && (self->n_no_kks < NUMBERS_TO_JUDGE || self->n_round_no_kks < self->n_no_kks))
    return TRUE;
  g_set_error (error, HUB_ERROR, HUB_ERROR_DATA,
               "all %s of %s end in 0: a spreadsheet has rounded them to 15 digits; make the "
               "column text and export it again",
               are_niks_good ? "No. KKs" : "NIKs", self->job->path);
  return FALSE;
}

static gboolean
check_strict (const Import *self, GError **error)
{
  const HubImportResult *result = self->result;

  if (!self->job->is_strict || result->n_rejected == 0)
    return TRUE;
  g_set_error (error, HUB_ERROR, HUB_ERROR_DATA,
               "%" G_GUINT64_FORMAT " rows of %s are bad, nothing was imported (--strict); %s %s",
               result->n_rejected, self->job->path,
               result->rejected_path != NULL ? "the reasons are in" : "the first:",
               result->rejected_path != NULL
                   ? result->rejected_path
                   : (const char *) g_ptr_array_index (result->rejects, 0));
  return FALSE;
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
note_shrunken (Import *self, const char *programme, guint n_gone, GError **error)
{
  HubImportShrunken *shrunken;
  gint64 n_people = 0;

  if (!hub_store_get_int (self->context->store, error, 0, &n_people,
                          "SELECT count(DISTINCT nik) FROM payments"
                          " WHERE programme = ? AND batch = ?",
                          "ti", programme, self->batch_seq))
    return FALSE;
  if (n_gone <= n_people)
    return TRUE;
  shrunken = g_new0 (HubImportShrunken, 1);
  shrunken->programme = g_strdup (programme);
  shrunken->n_people = (guint64) n_people;
  shrunken->n_gone = n_gone;
  g_ptr_array_add (self->result->shrunken, shrunken);
  return TRUE;
}

/* the likeliest mistake: a part of a list taken for the whole of it */
static gboolean
find_shrunken (Import *self, GError **error)
{
  g_autoptr (GList)
      programmes = g_list_sort (g_hash_table_get_keys (self->gone), (GCompareFunc) strcmp);

  for (const GList *i = programmes; i != NULL; i = i->next)
    if (!note_shrunken (self, i->data, GPOINTER_TO_UINT (g_hash_table_lookup (self->gone, i->data)),
                        error))
      return FALSE;
  return TRUE;
}

static gboolean
write_batch (Import *self, HubCsv *csv, GError **error)
{
  const HubImportContext *context = self->context;
  g_autoptr (HubWriter) writer = NULL;

  self->file.encoding = hub_csv_encoding (csv);
  self->result->encoding = self->file.encoding;
  if (!hub_batch_add (context, self->job, &self->file, &self->batch_seq, error))
    return FALSE;
  writer = hub_writer_new (context->store, self->job->reg, self->batch_seq, self->job->date,
                           context->random, error);
  return writer != NULL && take_rows (self, csv, writer, error) &&
         hub_rejects_close (self->rejects, &self->result->rejected_path, error) &&
         check_some_rows (self, error) && check_last_digits (self, error) &&
         check_strict (self, error) && hub_writer_finish (writer, on_gone, self, error) &&
         find_shrunken (self, error);
}

static gboolean
take_batch (Import *self, HubCsv *csv, GError **error)
{
  const HubImportContext *context = self->context;

  self->transaction = hub_transaction_begin (context->store, error);
  if (self->transaction == NULL ||
      !hub_batch_find (context->store, self->job, &self->file, &self->result->was_known, error))
    return FALSE;
  if (self->result->was_known)
    return TRUE;
  self->begun_us = anj_clock_monotonic_us (context->clock);
  if (!write_batch (self, csv, error))
    return FALSE;
  if (self->job->mode == HUB_IMPORT_PREVIEW)
    return count_touched (self, error);
  return hub_batch_finish (context, self->job, &self->file, self->batch_seq, self->result, error) &&
         hub_transaction_commit (self->transaction, error);
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

  if (!hub_batch_check (job, self->context->clock, error))
    return FALSE;
  if (job->map_path != NULL)
    {
      self->mapping = hub_mapping_load (job->map_path, job->reg, error);
      if (self->mapping == NULL)
        return FALSE;
    }
  self->rejects = hub_rejects_new (job->mode == HUB_IMPORT_PREVIEW ? NULL : self->context->data_dir,
                                   job->batch);
  self->gone = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->result->changes = g_ptr_array_new_with_free_func (change_free);
  self->result->shrunken = g_ptr_array_new_with_free_func (shrunken_free);
  self->result->rejects = g_ptr_array_ref (hub_rejects_first (self->rejects));
  *out_fd = open_file (job->path, error);
  if (*out_fd < 0)
    return FALSE;
  self->sha256 = checksum_file (*out_fd, job->path, error);
  self->file.sha256 = self->sha256;
  self->file.map_sha256 = self->mapping != NULL ? hub_mapping_sha256 (self->mapping) : "";
  if (self->sha256 != NULL)
    return TRUE;
  close (*out_fd);
  return FALSE;
}

static gboolean
preview_copy (Import *self, const char *dir, int fd, GError **error)
{
  const HubImportContext *context = self->context;
  g_autofree char *path = g_build_filename (dir, "hub.db", NULL);
  HubImportContext copied = *context;
  g_autoptr (HubStore) copy = NULL;
  gboolean ok = hub_dir_make (dir, error) &&
                hub_store_copy (context->data_dir, path, /* cancellable */ NULL, error) &&
                (copy = hub_registers_open (dir, error)) != NULL &&
                hub_store_run (copy, error, "PRAGMA synchronous = OFF", "");

  if (!ok)
    {
      close (fd);
      return FALSE;
    }
  copied.store = copy;
  copied.data_dir = dir;
  self->context = &copied;
  ok = import (self, fd, error);
  self->context = context;
  return ok;
}

/* with the lock of imports; on a copy of the database, so that nobody waits for it. What a crash
 * leaves of it goes with hub_undo_unfinished(). */
static gboolean
preview (Import *self, int fd, GError **error)
{
  g_autofree char *dir = g_build_filename (self->context->data_dir, HUB_IMPORT_PREVIEW_DIR, NULL);
  gboolean ok;

  if (!hub_dir_remove (dir, error))
    {
      close (fd);
      return FALSE;
    }
  ok = preview_copy (self, dir, fd, error);
  return hub_dir_remove (dir, ok ? error : NULL) && ok;
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
  ok = job->mode == HUB_IMPORT_PREVIEW ? preview (&self, fd, error) : import (&self, fd, error);
  close (lock_fd);
  return ok;
}
