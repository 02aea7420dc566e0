/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define ANJ_VOICE_RATE 16000 /* samples a second, mono */

/**
 * AnjVoice:
 *
 * Turns samples into an Ogg/Opus file in memory; what it held is wiped with it.
 */
typedef struct _AnjVoice AnjVoice;

/* @max_s: seconds it has room for; further samples are dropped */
AnjVoice *anj_voice_new (guint max_s);
void anj_voice_free (AnjVoice *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnjVoice, anj_voice_free)

/* the first that fit of @n_samples; FALSE: it is full */
gboolean anj_voice_write (AnjVoice *self, const gint16 *samples, gsize n_samples);
/* of what was written */
gint64 anj_voice_get_length_ms (AnjVoice *self);

/* (transfer full) (nullable): the whole file, wiped with its last reference; NULL: no sound was
 * written, or it could not be encoded. Once, at the end */
GBytes *anj_voice_finish (AnjVoice *self);

G_END_DECLS
