/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "hub/hub-row.h"

G_BEGIN_DECLS

/* Puts checked rows of one batch into the registers' tables; inside the import's transaction. */
typedef struct _HubWriter HubWriter;

/**
 * HubWriteResult:
 * @HUB_WRITE_DONE: the row holds now
 * @HUB_WRITE_OLDER: a batch of a later date already says otherwise; nothing changed
 * @HUB_WRITE_TWICE: this batch had the same person or payment before; nothing changed
 * @HUB_WRITE_FAILED: error is set
 */
typedef enum {
  HUB_WRITE_DONE,
  HUB_WRITE_OLDER,
  HUB_WRITE_TWICE,
  HUB_WRITE_FAILED,
} HubWriteResult;

/**
 * hub_writer_new:
 * @store: outlives the writer
 * @batch_seq: the batch's row in `batches`
 * @date: the batch's date, YYYY-MM-DD
 */
HubWriter *hub_writer_new (HubStore *store,
                           HubRegister reg,
                           gint64 batch_seq,
                           const char *date,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;
void hub_writer_free (HubWriter *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubWriter, hub_writer_free)

HubWriteResult
hub_writer_put (HubWriter *self, const HubRow *row, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * hub_writer_finish:
 * @random: draws ids for people who are new
 *
 * Works out where everyone lives now whom the batch touched, and leaves the No. KKs to be rebuilt
 * in touched_households: of a person who moved, both.
 */
gboolean hub_writer_finish (HubWriter *self,
                            const AnjRandom *random,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
