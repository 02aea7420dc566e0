/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ui/anj-visit.h"

G_BEGIN_DECLS

/* The photos and the recording of the draft in a visit, and what of them is possible here. @type is
 * %ANJ_ATTACHMENT_JPEG or %ANJ_ATTACHMENT_OGG. */

/* this terminal has one, and the configuration allows its use; also guards of the journey table */
gboolean anj_evidence_has_camera (AnjVisit *visit);
gboolean anj_evidence_has_microphone (AnjVisit *visit);
/* there is a camera, and a photo would help the draft; a guard of the journey table */
gboolean anj_evidence_wants_photo (AnjVisit *visit);

/* from config `attachments` */
guint anj_evidence_max_photos (AnjVisit *visit);
gsize anj_evidence_max_photo_bytes (AnjVisit *visit);
guint anj_evidence_max_recording_s (AnjVisit *visit);

guint anj_evidence_count (AnjVisit *visit, const char *type);
/* (transfer none) (nullable): the one of @type at @index, from 0 */
AnjAttachment *anj_evidence_get (AnjVisit *visit, const char *type, guint index);
void anj_evidence_remove (AnjVisit *visit, const char *type, guint index);
void anj_evidence_add_photo (AnjVisit *visit, AnjAttachment *photo); /* (transfer full) */
/* @recording: (transfer full) (nullable): in place of the one before; %NULL: none */
void anj_evidence_set_recording (AnjVisit *visit, AnjAttachment *recording, guint length_s);
/* 0: none */
guint anj_evidence_get_recording_s (AnjVisit *visit);

G_END_DECLS
