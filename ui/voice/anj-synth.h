/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ui/voice/anj-sound.h"

G_BEGIN_DECLS

/**
 * AnjSynth:
 *
 * libespeak-ng's voice: 145 words a minute, -16 LUFS. One at a time in a process, in one thread.
 */
typedef struct _AnjSynth AnjSynth;

/* (nullable): the library or its data is not there. Takes some 20 ms the first time */
AnjSynth *anj_synth_new (void);
void anj_synth_free (AnjSynth *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnjSynth, anj_synth_free)

/**
 * anj_synth_say:
 * @language: "en" has a voice of its own; any other is read by the Indonesian one: there is none
 *   for jv, su and mad
 * @text: read as plain words
 *
 * Makes samples until @func wants no more; it may take its time.
 */
AnjSoundEnd anj_synth_say (AnjSynth *self,
                           const char *language,
                           const char *text,
                           AnjSoundFunc func,
                           gpointer user_data);

G_END_DECLS
