/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "hub/hub-row.h"
#include "hub/hub-settler.h"

G_BEGIN_DECLS

/* Puts checked rows of one batch into the registers' tables; inside the import's transaction. */
typedef struct _HubWriter HubWriter;

/**
 * HubWriteResult:
 * @HUB_WRITE_NEW: nobody had said anything of this person, payment, official or region
 * @HUB_WRITE_CHANGED: the row says otherwise than the one before
 * @HUB_WRITE_GONE: the same, and the person is no longer active in the register
 * @HUB_WRITE_SAME: the row says what the one before said
 * @HUB_WRITE_OLDER: a batch of a later date overrules the row
 * @HUB_WRITE_TWICE: this batch had the same person or payment before; nothing changed
 * @HUB_WRITE_FAILED: error is set
 */
typedef enum {
  HUB_WRITE_NEW,
  HUB_WRITE_CHANGED,
  HUB_WRITE_GONE,
  HUB_WRITE_SAME,
  HUB_WRITE_OLDER,
  HUB_WRITE_TWICE,
  HUB_WRITE_FAILED,
} HubWriteResult;

/**
 * hub_writer_new:
 * @store: outlives the writer
 * @batch_seq: the batch's row in `batches`
 * @date: the batch's date, YYYY-MM-DD
 * @random: draws ids for people who are new; outlives the writer
 */
HubWriter *hub_writer_new (HubStore *store,
                           HubRegister reg,
                           gint64 batch_seq,
                           const char *date,
                           const AnjRandom *random,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;
void hub_writer_free (HubWriter *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubWriter, hub_writer_free)

/**
 * hub_writer_put:
 * @line: of the file
 *
 * Everyone it concerns is settled (hub_settler_settle()): touched_households is complete after the
 * last row and hub_writer_finish().
 */
HubWriteResult hub_writer_put (HubWriter *self, const HubRow *row, guint64 line, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* after %HUB_WRITE_TWICE: the line of the row that stays; 0: not known */
guint64 hub_writer_first_line (const HubWriter *self);

/* (transfer none): after %HUB_WRITE_CHANGED, %HUB_WRITE_GONE or %HUB_WRITE_TWICE the names of the
 * columns that differ, "desil, status"; until the next row */
const char *hub_writer_changed_columns (const HubWriter *self);

/**
 * HubWriterGoneFunc:
 * @nik: (nullable): of a person who is no longer on the list
 * @what: the programme; of an official, role and region
 */
typedef void (*HubWriterGoneFunc) (const char *nik, const char *what, gpointer user_data);

/**
 * hub_writer_finish:
 * @gone: is called for everyone whom the list before this one of the same programme, or of the same
 *   role and region, had and this one has not; not where a later list holds
 */
gboolean hub_writer_finish (HubWriter *self,
                            HubWriterGoneFunc gone,
                            gpointer user_data,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
