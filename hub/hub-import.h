/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/anj-region.h"
#include "core/anj-sources.h"
#include "hub/hub-catalogue.h"
#include "hub/hub-registers.h"

G_BEGIN_DECLS

/**
 * HubImportContext:
 *
 * What an import works with; all (unowned). @regions and @catalogue are not needed to undo.
 */
typedef struct
{
  HubStore *store;
  const char *data_dir;
  const AnjRegionTable *regions;
  const HubCatalogue *catalogue;
  const AnjClock *clock;
  const AnjRandom *random;
} HubImportContext;

/**
 * HubImportMode:
 * @HUB_IMPORT_PREVIEW: everything is worked out and nothing is kept
 */
typedef enum {
  HUB_IMPORT_FOR_GOOD,
  HUB_IMPORT_PREVIEW,
} HubImportMode;

/**
 * HubImportJob:
 * @batch: letters, digits, ".", "_", "-"; up to 64, no run of 16 digits
 * @date: YYYY-MM-DD, of the data, not of the import
 * @source: (nullable): who sent the file, with which letter; kept with the batch
 * @map_path: (nullable): a mapping file (hub-mapping.h)
 * @is_strict: one bad row refuses the file
 */
typedef struct
{
  HubRegister reg;
  const char *path;
  const char *batch;
  const char *date;
  const char *source;
  const char *map_path;
  gboolean is_strict;
  HubImportMode mode;
} HubImportJob;

/**
 * HubImportChange:
 * @mark: '+' new; '-' gone: no longer active, or no longer on a list that names all; '~' otherwise
 *   changed
 * @line: of the file; 0: gone because the file does not have it
 * @line_before: of the file of the batch before; 0: there is none, or nobody looked
 * @nik: (nullable): masked
 * @what: columns that differ, programme, or role and region
 */
typedef struct
{
  char mark;
  guint64 line;
  guint64 line_before;
  char *nik;
  char *what;
} HubImportChange;

/**
 * HubImportShrunken:
 * @n_people: on the new list of @programme
 * @n_gone: on the list before only; more than @n_people
 */
typedef struct
{
  char *programme;
  guint64 n_people;
  guint64 n_gone;
} HubImportShrunken;

#define HUB_IMPORT_CHANGES_SHOWN 20
/* in the data directory; a copy of the database while a preview works */
#define HUB_IMPORT_PREVIEW_DIR "preview"

/**
 * HubImportResult:
 * @was_known: the same batch had come in before; nothing was done
 * @n_rows: rows that hold now
 * @n_added, @n_changed, @n_gone, @n_same: what they change; @n_gone also counts those whom only the
 *   list before had
 * @n_older: good rows that a batch of a later date overrules
 * @n_rejected: rows set aside in @rejected_path
 * @n_other_dates: good rows whose NIK says another birth date
 * @n_old_districts: good rows whose NIK begins with a code that its district gave up
 * @n_old_codes: good rows with a region's old code, taken in under today's
 * @n_split_codes: good rows of a region that was split; they keep its code
 * @n_unknown_programmes: good rows of a programme that the configuration lacks; no aid to reports
 * @n_unknown_states: good rows with a status that the configuration does not explain
 * @encoding: (nullable): as hub_csv_encoding() names it; static
 * @n_households: households that terminals get, or forget
 * @rejected_path: (nullable) (owned)
 * @changes: (owned) (element-type HubImportChange): the first %HUB_IMPORT_CHANGES_SHOWN
 * @rejects: (owned) (element-type utf8): the first, "line 4, nik: …"
 * @shrunken: (owned) (element-type HubImportShrunken): programmes whose list may be a part only
 */
typedef struct
{
  gboolean was_known;
  guint64 n_rows;
  guint64 n_added;
  guint64 n_changed;
  guint64 n_gone;
  guint64 n_same;
  guint64 n_older;
  guint64 n_rejected;
  guint64 n_other_dates;
  guint64 n_old_districts;
  guint64 n_old_codes;
  guint64 n_split_codes;
  guint64 n_unknown_programmes;
  guint64 n_unknown_states;
  guint64 n_households;
  const char *encoding;
  char *rejected_path;
  GPtrArray *changes;
  GPtrArray *rejects;
  GPtrArray *shrunken;
} HubImportResult;

void hub_import_result_clear (HubImportResult *self);

/**
 * hub_import_note_change:
 * @n_most: @self->changes gets no longer than this
 * @nik: (nullable): as it is; it is kept masked
 */
void hub_import_note_change (HubImportResult *self,
                             guint n_most,
                             char mark,
                             guint64 line,
                             guint64 line_before,
                             const char *nik,
                             const char *what);

/**
 * hub_import_file:
 * @out_result: (out caller-allocates): cleared with hub_import_result_clear(), also on error
 * @error: %HUB_ERROR_USAGE (batch id, date or source), %HUB_ERROR_NO_INPUT, %HUB_ERROR_DATA (not
 *   the register's columns, no good row, a bad one and @is_strict, NIKs that a spreadsheet rounded,
 *   a batch of that id with other content), %HUB_ERROR_IO
 *
 * Takes the good rows of a CSV file in, in constant memory, sets the bad ones aside in
 * DATA/rejected/BATCH.csv, and puts the households that it concerns into the feed. It works in
 * short transactions, so that a server beside it can write; one that fails or is cut off is taken
 * out, now or when the next one, an undo or the server begins. A preview works on a copy of the
 * database and leaves store and folder as they are.
 */
gboolean hub_import_file (const HubImportContext *context,
                          const HubImportJob *job,
                          HubImportResult *out_result,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * hub_import_lock:
 *
 * Returns: a file to be closed, or -1: %HUB_ERROR_UNAVAILABLE when somebody else has it. One import
 *   or undo is on at a time.
 */
int hub_import_lock (const char *data_dir, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* whether an import or undo is on */
gboolean hub_import_is_running (const char *data_dir);

/* to be called after each row or so: commits @inout_transaction and begins the next when others
 * have waited long enough */
gboolean hub_import_breathe (HubStore *store,
                             const AnjClock *clock,
                             HubTransaction **inout_transaction,
                             gint64 *inout_begun_us,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* gives SQLite the memory that work on a million rows needs; outside of transactions */
gboolean hub_import_tune (HubStore *store, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * hub_import_load_regions:
 *
 * Returns: (transfer full): the regions that come with the program, and on top of them what was
 *   imported as wilayah
 */
AnjRegionTable *hub_import_load_regions (HubStore *store, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* today's year, UTC */
guint hub_import_year_today (const AnjClock *clock);

G_END_DECLS
