/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* what sealing to a header's recipients may add to an attachment */
#define ANJ_ALLOWANCE_SEAL_BYTES 8192

/**
 * AnjAllowance:
 * @photo_bytes, @recording_bytes: of one, sealed
 *
 * What may still be attached to a case.
 */
typedef struct
{
  guint n_photos;
  guint n_recordings;
  guint64 photo_bytes;
  guint64 recording_bytes;
} AnjAllowance;

/* what @config's `attachments` lets a resident attach to one case; nothing when it has none */
void anj_allowance_read (AnjAllowance *self, JsonObject *config);

/**
 * anj_allowance_take:
 * @type: media type
 * @n_bytes: sealed
 *
 * Counts one attachment.
 *
 * Returns: (nullable): static; why it is too much: "attachment-type", "attachments-too-many",
 *   "attachment-too-large"
 */
const char *anj_allowance_take (AnjAllowance *self, const char *type, guint64 n_bytes);

G_END_DECLS
