/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

#include "hub/hub-error.h"

G_BEGIN_DECLS

/*
 * Rows of a CSV file (RFC 4180; `;`, `,`, `|` or tabs between cells; UTF-8, UTF-16 or Windows-1252,
 * see hub-csv-text.h), one at a time in constant memory. Columns are asked for by name. A row that
 * cannot be read is reported and skipped; a quotation mark that never closes costs its own line
 * only.
 */

typedef struct _HubCsv HubCsv;

typedef enum {
  HUB_CSV_ROW,    /* hub_csv_get() gives its fields */
  HUB_CSV_BAD,    /* hub_csv_line(), hub_csv_fault_column() and hub_csv_fault() say what is wrong */
  HUB_CSV_END,    /* no more rows */
  HUB_CSV_FAILED, /* error is set; nothing more can be read */
} HubCsvResult;

#define HUB_CSV_ROW_MAX_BYTES 65536
#define HUB_CSV_MAX_COLUMNS 1000

/**
 * hub_csv_open:
 * @path: for messages
 * @fd: (transfer full): open for reading, at the start; closed also on error
 * @error: %HUB_ERROR_DATA (no header line, no text, two columns of one name), %HUB_ERROR_IO
 *
 * Reads the header line, or the line after a spreadsheet's "sep=;"; without that, the mark which
 * the header line has most of stands between cells. Column names are compared without regard to
 * case and outer spaces.
 */
HubCsv *hub_csv_open (const char *path, int fd, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void hub_csv_free (HubCsv *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubCsv, hub_csv_free)

/**
 * hub_csv_find:
 * @name: a column's name
 *
 * Returns: its number for hub_csv_get(), or -1
 */
int hub_csv_find (const HubCsv *self, const char *name);

/**
 * hub_csv_describe_joined:
 * @name: a column that hub_csv_find() did not find
 *
 * Returns: (transfer full) (nullable): where the header line has @name in one cell with others,
 *   with another mark between them, and what to do
 */
char *hub_csv_describe_joined (const HubCsv *self, const char *name);

/* (transfer none): what the file is written in (hub_csv_text_encoding()) */
const char *hub_csv_encoding (const HubCsv *self);

/**
 * hub_csv_rename:
 * @names: (element-type utf8 utf8): old name, in lower case → new name; all at once
 * @error: %HUB_ERROR_DATA: two columns would have one name
 */
gboolean hub_csv_rename (HubCsv *self, GHashTable *names, GError **error) G_GNUC_WARN_UNUSED_RESULT;

HubCsvResult hub_csv_next (HubCsv *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * hub_csv_get:
 * @column: from hub_csv_find(); -1 gives ""
 *
 * Returns: (transfer none): valid UTF-8 without outer spaces, until the next hub_csv_next()
 */
const char *hub_csv_get (const HubCsv *self, int column);

/* line of the file, from 1, on which the last row or fault begins */
guint64 hub_csv_line (const HubCsv *self);
/* (transfer none): "" when the fault is of the whole row */
const char *hub_csv_fault_column (const HubCsv *self);
const char *hub_csv_fault (const HubCsv *self);

/* appends one cell, in quotation marks where it needs them (RFC 4180) */
void hub_csv_append_cell (GString *out, const char *text);

G_END_DECLS
