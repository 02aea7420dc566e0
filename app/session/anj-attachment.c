/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/session/anj-attachment.h"

#include "app/session/anj-photo.h"
#include "app/session/anj-recording.h"
#include "app/session/anj-session.h"

struct _AnjAttachment
{
  gatomicrefcount ref_count;

  GBytes *bytes;    /* (owned): secret */
  const char *type; /* (static) */
};

static const struct
{
  const char *type;
  GBytes *(*strip) (GBytes *bytes, GError **error);
} types[] = {
  { ANJ_ATTACHMENT_JPEG, anj_photo_strip },
  { ANJ_ATTACHMENT_OGG, anj_recording_strip },
};

AnjAttachment *
anj_attachment_new (GBytes *bytes, const char *type, GError **error)
{
  g_autoptr (GBytes) stripped = NULL;
  AnjAttachment *self;
  gsize index = 0;

  g_return_val_if_fail (bytes != NULL && type != NULL, NULL);

  while (index < G_N_ELEMENTS (types) && !g_str_equal (types[index].type, type))
    index++;
  if (index == G_N_ELEMENTS (types))
    {
      g_set_error (error, ANJ_SESSION_ERROR, ANJ_SESSION_ERROR_INVALID,
                   "attachment-type: %s is neither " ANJ_ATTACHMENT_JPEG " nor " ANJ_ATTACHMENT_OGG,
                   type);
      return NULL;
    }
  if (g_bytes_get_size (bytes) > ANJ_ATTACHMENT_MAX_BYTES)
    {
      g_set_error (error, ANJ_SESSION_ERROR, ANJ_SESSION_ERROR_INVALID,
                   "attachment-too-large: longer than %d bytes", ANJ_ATTACHMENT_MAX_BYTES);
      return NULL;
    }
  stripped = types[index].strip (bytes, error);
  if (stripped == NULL)
    return NULL;
  self = g_new0 (AnjAttachment, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->bytes = g_steal_pointer (&stripped);
  self->type = types[index].type;
  return self;
}

AnjAttachment *
anj_attachment_ref (AnjAttachment *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
anj_attachment_unref (AnjAttachment *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_bytes_unref (self->bytes);
  g_free (self);
}

GBytes *
anj_attachment_get_bytes (const AnjAttachment *self)
{
  return self->bytes;
}

const char *
anj_attachment_get_type (const AnjAttachment *self)
{
  return self->type;
}
