/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "hub/hub-error.h"

G_BEGIN_DECLS

/* A text file's physical lines as UTF-8, whatever it is written in, in constant memory. */
typedef struct _HubCsvText HubCsvText;

/* of the file, not of the UTF-8 made of it */
#define HUB_CSV_LINE_MAX_BYTES 65536

typedef enum {
  HUB_LINE_OK,
  HUB_LINE_END,
  HUB_LINE_TOO_LONG, /* hub_csv_text_skip_line() leaves it behind */
  HUB_LINE_FAILED,   /* errno is set */
} HubLineResult;

/**
 * hub_csv_text_open:
 * @path: for messages
 * @fd: (transfer full): open for reading, at the start; closed also on error
 * @error: %HUB_ERROR_DATA (a spreadsheet's own file, UTF-32, UTF-16 without a mark), %HUB_ERROR_IO
 *
 * With a byte order mark: UTF-8 or UTF-16. Without: UTF-8; only a file that has bytes which are no
 * UTF-8, and not one character beyond ASCII that is, is Windows-1252. (One that has both is UTF-8
 * with damaged lines.)
 */
HubCsvText *hub_csv_text_open (const char *path, int fd, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void hub_csv_text_free (HubCsvText *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubCsvText, hub_csv_text_free)

/**
 * hub_csv_text_next:
 * @out_text: (out) (transfer none): ends with '\n', also the last line; a byte 0xFF stands for what
 *   could not be read; until the next call
 */
HubLineResult hub_csv_text_next (HubCsvText *self, const guint8 **out_text, gsize *out_n_bytes);

gboolean hub_csv_text_skip_line (HubCsvText *self);

/* lines read so far, and where in the file the next one begins */
guint64 hub_csv_text_line (const HubCsvText *self);
gint64 hub_csv_text_offset (const HubCsvText *self);

/* to what the two above once returned */
gboolean hub_csv_text_go_back (HubCsvText *self, guint64 line, gint64 offset);

/* "UTF-8", "UTF-16LE", "UTF-16BE" or "Windows-1252" */
const char *hub_csv_text_encoding (const HubCsvText *self);

G_END_DECLS
