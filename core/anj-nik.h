/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/anj-region.h"

G_BEGIN_DECLS

#define ANJ_NIK_LENGTH 16

/**
 * AnjNumberFault:
 *
 * What is wrong with a NIK or a No. KK that somebody wrote; each has its own sentence on screen.
 */
typedef enum {
  ANJ_NUMBER_OK,
  ANJ_NUMBER_TOO_SHORT,      /* fewer than 16 digits */
  ANJ_NUMBER_TOO_LONG,       /* more than 16 digits */
  ANJ_NUMBER_NOT_DIGITS,     /* something that is no ASCII digit */
  ANJ_NUMBER_SCIENTIFIC,     /* a spreadsheet's 3,50912E+15 */
  ANJ_NUMBER_UNKNOWN_REGION, /* first six digits name no district */
  ANJ_NUMBER_BAD_DATE,       /* digits 7-12 are no calendar day */
  ANJ_NUMBER_BAD_SERIAL,     /* last four digits 0000 */
} AnjNumberFault;

typedef enum {
  ANJ_SEX_MALE,
  ANJ_SEX_FEMALE,
} AnjSex;

/**
 * AnjNik:
 * @district: "35.09.01", where it was first registered (does not change on moving)
 *
 * What a NIK says. PP 37/2007 art. 37: PPKKCC, DDMMYY (women DD + 40), serial from 0001.
 */
typedef struct
{
  char district[9];
  GDate birth_date;
  AnjSex sex;
  guint serial;
} AnjNik;

/**
 * anj_nik_parse:
 * @text: (nullable): what was written; spaces and dots are NOT skipped
 * @regions: (nullable): %NULL skips the check that the district exists
 * @year_today: full year, for the century: two-digit years after it are 19xx
 * @out_nik: (out) (optional): untouched unless %ANJ_NUMBER_OK
 *
 * Returns: the first fault found: a text with anything but digits is %ANJ_NUMBER_SCIENTIFIC or
 *   %ANJ_NUMBER_NOT_DIGITS however long it is; then in the order of the enum
 */
AnjNumberFault
anj_nik_parse (const char *text, const AnjRegionTable *regions, guint year_today, AnjNik *out_nik);

/**
 * anj_kk_parse:
 *
 * The same for a No. KK: district, date of issue (no +40), serial.
 */
AnjNumberFault anj_kk_parse (const char *text, const AnjRegionTable *regions, guint year_today);

/**
 * anj_number_fault_to_string:
 *
 * Returns: (transfer none): a stable English clause for logs and rejected rows,
 *   e.g. "has 15 digits, needs 16" is NOT built here; "too short" is
 */
const char *anj_number_fault_to_string (AnjNumberFault fault);

/**
 * anj_number_mask:
 * @number: 16 digits
 *
 * Returns: (transfer full): "3509********0001"; for anything else, as many asterisks as characters
 */
char *anj_number_mask (const char *number);

G_END_DECLS
