/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * How agencies and their spreadsheets write dates, amounts, numbers and sexes, read without a
 * guess: what could mean two things is refused. docs/registers.md, Cells. A cell is valid UTF-8
 * without outer spaces.
 */

/**
 * hub_cell_read_date:
 * @year_last: years from 1880 to this one are plausible
 * @out_reason: (out) (transfer full): what is wrong
 *
 * YYYY-MM-DD, DD-MM-YYYY (also with / and .), D MMMM YYYY (Indonesian or English, whole or short),
 * YYYYMMDD, a spreadsheet's serial number of five digits; a time of midnight behind it is passed
 * over. The day comes before the month, always.
 *
 * Returns: (transfer full) (nullable): YYYY-MM-DD
 */
char *hub_cell_read_date (const char *cell, guint year_last, char **out_reason);

/**
 * hub_cell_read_rupiah:
 *
 * "600000", "Rp 600.000,00", "600.000,-"; dots are for thousands, a comma is for sen. "1,200,000"
 * and "600,000.00" can only be English; "600,000" could be either and is refused.
 *
 * Returns: (transfer full) (nullable): digits
 */
char *hub_cell_read_rupiah (const char *cell, char **out_reason);

/* (transfer full): a NIK or No. KK as spreadsheets protect or group it, without apostrophe, spaces,
 * dots, hyphens and ".0"; anything else as it stands */
char *hub_cell_clean_number (const char *cell);

/* 'L', 'P' or 0: "Laki-laki", "LK", "1" …; "Perempuan", "PR", "2" … */
char hub_cell_read_sex (const char *cell);

/* (transfer full): a region's code with its dots, from "35.09.01.2001" or "3509012001" */
char *hub_cell_dot_region (const char *cell);

/* 1 to 12, by Indonesian or English name, whole or short ("Agt", "Nop", "Sept"); 0: none */
guint hub_cell_find_month (const char *word, gsize n_bytes);

G_END_DECLS
