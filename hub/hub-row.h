/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/anj-nik.h"
#include "hub/hub-csv.h"
#include "hub/hub-region-codes.h"
#include "hub/hub-registers.h"

G_BEGIN_DECLS

/*
 * One row of a register, its cells checked and written in one way: dates YYYY-MM-DD, dotted region
 * codes, words of status in lower case, programme codes in upper case.
 */

/**
 * HubRow:
 * @values: (element-type utf8): by #HubField; %NULL where the register has no such column, "" where
 *   the cell is empty
 * @has_other_birth_date: the NIK says another birth date than the register; no fault
 * @has_former_district: the NIK begins with a code that its district has no longer; no fault
 * @code_state: whether the file has a code that the region gave up; kode_wilayah is today's, or of
 *   a region that was split, the old one
 */
typedef struct
{
  char *values[HUB_N_FIELDS];
  gboolean has_other_birth_date;
  gboolean has_former_district;
  HubCodeState code_state;
} HubRow;

void hub_row_clear (HubRow *self);

/**
 * HubRowChecker:
 *
 * Knows the file's columns and what cells may hold.
 */
typedef struct _HubRowChecker HubRowChecker;

/**
 * hub_row_checker_new:
 * @csv: its header line is looked at
 * @regions: (transfer none): the checker must not outlive it
 * @codes: (transfer none): likewise
 * @year_today: for two-digit years of NIKs
 * @error: %HUB_ERROR_DATA naming the columns that the file lacks
 */
HubRowChecker *hub_row_checker_new (HubRegister reg,
                                    const HubCsv *csv,
                                    const AnjRegionTable *regions,
                                    const HubRegionCodes *codes,
                                    guint year_today,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
void hub_row_checker_free (HubRowChecker *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubRowChecker, hub_row_checker_free)

/**
 * hub_row_checker_check:
 * @csv: stands on a row
 * @row: cleared and filled
 * @out_column: (out) (transfer none): the bad cell's column
 * @out_reason: (out) (transfer full): what is wrong and, where it helps, what to do; no NIK, name
 * or address in it
 */
gboolean hub_row_checker_check (HubRowChecker *self,
                                const HubCsv *csv,
                                HubRow *row,
                                const char **out_column,
                                char **out_reason) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full): upper case without marks and double spaces, for comparing names */
char *hub_row_name_key (const char *name);

/**
 * hub_row_period_key:
 * @period: as agencies write it: "2026-3", "2026-10", "Juli 2026", "TW III 2026", "2026"
 * @stage: (nullable): "3", "Tahap IV"
 *
 * Returns: (transfer full): "YYYY-NN-SS", which sorts by time among one programme's; 0 where none
 *   can be read
 */
char *hub_row_period_key (const char *period, const char *stage);

G_END_DECLS
