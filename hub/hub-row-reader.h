/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "hub/hub-row.h"

G_BEGIN_DECLS

/*
 * Reads and checks a file's rows in a thread of its own, some hundred ahead, while the caller
 * writes those before.
 */
typedef struct _HubRowReader HubRowReader;

/**
 * HubReadRow:
 * @line: of the file
 * @column: (nullable): of the fault; "" when the whole row is bad
 * @fault: (nullable): %NULL: @row is good
 */
typedef struct
{
  HubRow row;
  guint64 line;
  char *column;
  char *fault;
} HubReadRow;

typedef enum {
  HUB_READ_ROW,
  HUB_READ_END,
  HUB_READ_FAILED, /* error is set */
} HubReadResult;

/* @csv, @checker: nobody else touches them until the reader is freed */
HubRowReader *hub_row_reader_new (HubCsv *csv, HubRowChecker *checker);
/* may come before the end */
void hub_row_reader_free (HubRowReader *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubRowReader, hub_row_reader_free)

/**
 * hub_row_reader_next:
 * @out_row: (out) (transfer none): until the next call; its values may be replaced
 */
HubReadResult hub_row_reader_next (HubRowReader *self,
                                   HubReadRow **out_row,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
