/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ui/voice/anj-sound.h"
#include "ui/voice/anj-tone.h"

G_BEGIN_DECLS

/**
 * AnjMouth:
 *
 * Makes samples of a text, by the clips of its language's pack or by the voice, and writes into the
 * tests' log what became samples. One thread.
 */
typedef struct _AnjMouth AnjMouth;

/**
 * anj_mouth_new:
 * @packs_dir: (nullable): no clips
 * @log_path: (nullable): see AnjSpeakerSetup
 */
AnjMouth *anj_mouth_new (const char *packs_dir, const char *log_path);
void anj_mouth_free (AnjMouth *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnjMouth, anj_mouth_free)

/**
 * AnjWords:
 * @text: as shown
 * @spoken: (nullable): how the voice is to read it; %NULL: as @text
 * @secret: only for the log: whoever calls has decided that it may be heard
 * @drafts: by clips that no native speaker has listened to as well
 */
typedef struct
{
  const char *language;
  const char *text;
  const char *spoken;
  gboolean secret;
  gboolean drafts;
} AnjWords;

/* Makes samples until @func wants no more. */
AnjSoundEnd
anj_mouth_say (AnjMouth *self, const AnjWords *words, AnjSoundFunc func, gpointer user_data);
AnjSoundEnd anj_mouth_play (AnjMouth *self, AnjTone tone, AnjSoundFunc func, gpointer user_data);

G_END_DECLS
