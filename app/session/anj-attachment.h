/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define ANJ_ATTACHMENT_JPEG "image/jpeg"
#define ANJ_ATTACHMENT_OGG "audio/ogg"

/* before sealing; what a village allows is in the configuration, never more than this */
#define ANJ_ATTACHMENT_MAX_BYTES (8 * 1000 * 1000)

/**
 * AnjAttachment:
 *
 * A photo or a recording that goes with a case: plain bytes, in the process of the one resident
 * only. They say nothing but what is seen and heard: a photo is written anew without any of its
 * camera's notes (EXIF, XMP, place, thumbnail, comments), a recording gets an empty comment header.
 * The bytes are wiped with the last reference.
 */
typedef struct _AnjAttachment AnjAttachment;

/**
 * anj_attachment_new:
 * @bytes: (transfer none): as the camera, the microphone or a file gave them
 * @type: %ANJ_ATTACHMENT_JPEG or %ANJ_ATTACHMENT_OGG
 * @error: %ANJ_SESSION_ERROR_INVALID: another type, too long, no whole JPEG, no Ogg/Opus stream;
 *   the message begins with a key: "attachment-type", "attachment-too-large" or
 *   "attachment-damaged"
 *
 * A photo's pixels stay the same to the last bit (its coefficients are copied, nothing is
 * compressed again). A photo that says it lies on its side in EXIF alone is not turned: cameras
 * here write pixels upright.
 */
AnjAttachment *
anj_attachment_new (GBytes *bytes, const char *type, GError **error) G_GNUC_WARN_UNUSED_RESULT;
AnjAttachment *anj_attachment_ref (AnjAttachment *self);
void anj_attachment_unref (AnjAttachment *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnjAttachment, anj_attachment_unref)

/* (transfer none): what will be sealed; wiped with the attachment unless referenced */
GBytes *anj_attachment_get_bytes (const AnjAttachment *self);
/* (transfer none): one of the two types above; static */
const char *anj_attachment_get_type (const AnjAttachment *self);

G_END_DECLS
