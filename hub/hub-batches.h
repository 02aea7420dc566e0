/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

#include "hub/hub-import.h"

G_BEGIN_DECLS

/* The table `batches`: what came in, from whom, and what it changed. */

/**
 * HubBatchFile:
 *
 * The bytes of a batch; all (unowned).
 *
 * @sha256: of the file
 * @map_sha256: of the mapping file; "" without one
 * @encoding: as hub_csv_encoding() names it
 */
typedef struct
{
  const char *sha256;
  const char *map_sha256;
  const char *encoding;
} HubBatchFile;

/* id, date and source of @job; %HUB_ERROR_USAGE. A date is from 2000 on, and not after today where
 * Indonesia's day begins first (UTC+9). */
gboolean hub_batch_check (const HubImportJob *job,
                          const AnjClock *clock,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * hub_batch_find:
 * @out_is_known: (out): the same batch is in already
 * @error: %HUB_ERROR_DATA: another one of that id is
 */
gboolean hub_batch_find (HubStore *store,
                         const HubImportJob *job,
                         const HubBatchFile *file,
                         gboolean *out_is_known,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* not whole yet */
gboolean hub_batch_add (const HubImportContext *context,
                        const HubImportJob *job,
                        const HubBatchFile *file,
                        gint64 *out_seq,
                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* makes it whole and notes it in the audit chain */
gboolean hub_batch_finish (const HubImportContext *context,
                           const HubImportJob *job,
                           const HubBatchFile *file,
                           gint64 seq,
                           const HubImportResult *result,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * hub_batch_list:
 *
 * Returns: (transfer full): in the order of coming in: [{"batch", "register", "date", "source",
 *   "sha256", "encoding", "rows", "rejected", "imported", "whole", "undoable", "added"?,
 * "changed"?, "gone"?, "same"?, "overruled"?}]; the last five are lacking where a program of before
 * noted none
 */
JsonArray *hub_batch_list (HubStore *store, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
