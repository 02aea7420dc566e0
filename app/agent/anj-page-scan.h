/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Rows out of the bytes of a SQLite file (https://sqlite.org/fileformat.html) that SQLite itself
 * does not read any more, or not whole: after a flipped bit in its log it forgets all that follows.
 *
 * Nothing that leads to a row is believed, no page header, no list of cells, no tree: at every byte
 * of every page a row is tried, of the shapes below, and the caller, whose rows are sealed, knows
 * which are real. Pages have 4,096 bytes, without reserved ones.
 */

#define ANJ_PAGE_BYTES 4096

/**
 * AnjPageRow:
 * @rowid: of a row [NULL, blob], [NULL, blob, NULL or integer] or [NULL, blob, blob] in a table;
 *   -1 of a row [blob of 16 bytes, blob, blob] in a table WITHOUT ROWID
 * @key: (nullable): the 16 bytes
 * @first: the first blob behind NULL or key
 * @second: (nullable): the second
 * @number: the integer behind the first, if it is not negative; -1: there is none
 */
typedef struct
{
  gint64 rowid;
  GBytes *key;
  GBytes *first;
  GBytes *second;
  gint64 number;
} AnjPageRow;

typedef void (*AnjPageRowFunc) (const AnjPageRow *row, gpointer user_data);

/**
 * anj_page_scan:
 * @file: the database file, cut or spoilt in any way
 * @log: (nullable): its "-wal"
 *
 * Calls @func with what may be rows: those of the file, then those of each transaction of the log,
 * in its order, also behind a frame that is spoilt; the same row many times. Frames that an older
 * round of the log left behind are not read.
 */
void anj_page_scan (GBytes *file, GBytes *log, AnjPageRowFunc func, gpointer user_data);

G_END_DECLS
