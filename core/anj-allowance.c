/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/anj-allowance.h"

#include "core/anj-json.h"

/* Opus at 64 kbit/s is more than a voice needs */
#define RECORDING_BYTES_A_SECOND 8000

void
anj_allowance_read (AnjAllowance *self, JsonObject *config)
{
  JsonObject *rules = anj_json_get_object (config, "attachments");
  gint64 recording_s;

  *self = (AnjAllowance){ 0 };
  if (rules == NULL)
    return;
  recording_s = CLAMP (anj_json_get_int (rules, "recording_s", 0), 0, 3600);
  self->n_photos = (guint) CLAMP (anj_json_get_int (rules, "photos", 0), 0, 16);
  self->n_recordings = recording_s > 0 ? 1 : 0;
  self->photo_bytes = (guint64) MAX (0, anj_json_get_int (rules, "photo_bytes", 0)) +
                      ANJ_ALLOWANCE_SEAL_BYTES;
  self->recording_bytes = (guint64) recording_s * RECORDING_BYTES_A_SECOND +
                          ANJ_ALLOWANCE_SEAL_BYTES;
}

const char *
anj_allowance_take (AnjAllowance *self, const char *type, guint64 n_bytes)
{
  gboolean is_photo = g_strcmp0 (type, "image/jpeg") == 0;
  guint *n_left = is_photo ? &self->n_photos : &self->n_recordings;

  if (!is_photo && g_strcmp0 (type, "audio/ogg") != 0)
    return "attachment-type";
  if (*n_left == 0)
    return "attachments-too-many";
  if (n_bytes > (is_photo ? self->photo_bytes : self->recording_bytes))
    return "attachment-too-large";
  (*n_left)--;
  return NULL;
}
