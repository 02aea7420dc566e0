/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/anj-region.h"
#include "core/anj-sources.h"
#include "hub/hub-household.h"
#include "hub/hub-registers.h"

G_BEGIN_DECLS

/**
 * HubImportContext:
 *
 * What an import works with; all (unowned), all needed.
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
 * HubImportJob:
 * @batch: letters, digits, ".", "_", "-"; up to 64, no run of 16 digits
 * @date: YYYY-MM-DD, of the data, not of the import
 */
typedef struct
{
  HubRegister reg;
  const char *path;
  const char *batch;
  const char *date;
} HubImportJob;

/**
 * HubImportResult:
 * @was_known: the same batch had come in before; nothing was done
 * @n_rows: rows that hold now
 * @n_older: good rows that a batch of a later date overrules
 * @n_rejected: rows set aside in @rejected_path
 * @n_other_dates: good rows whose NIK says another birth date
 * @n_households: households whose document changed
 * @rejected_path: (nullable) (owned)
 */
typedef struct
{
  gboolean was_known;
  guint64 n_rows;
  guint64 n_older;
  guint64 n_rejected;
  guint64 n_other_dates;
  guint64 n_households;
  char *rejected_path;
} HubImportResult;

void hub_import_result_clear (HubImportResult *self);

/**
 * hub_import_file:
 * @out_result: (out caller-allocates): cleared with hub_import_result_clear(), also on error
 * @error: %HUB_ERROR_USAGE (batch id or date), %HUB_ERROR_NO_INPUT, %HUB_ERROR_DATA (not the
 *   register's columns, no good row, a batch of that id with other content), %HUB_ERROR_IO
 *
 * Takes the good rows of a CSV file in, in constant memory and one transaction, sets the bad ones
 * aside in DATA/rejected/BATCH.csv, and brings the households' documents up to date.
 */
gboolean hub_import_file (const HubImportContext *context,
                          const HubImportJob *job,
                          HubImportResult *out_result,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

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
