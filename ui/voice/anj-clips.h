/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ui/voice/anj-sound.h"

G_BEGIN_DECLS

/**
 * AnjClips:
 *
 * The recordings of one language pack, opened: what is damaged is not said.
 */
typedef struct _AnjClips AnjClips;

/**
 * anj_clips_open:
 * @packs_dir: holds @language/manifest.json
 * @error: as of anj_pack_load() and anj_clip_list_new(): what is wrong with the manifest
 */
AnjClips *anj_clips_open (const char *packs_dir,
                          const char *language,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;
void anj_clips_free (AnjClips *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnjClips, anj_clips_free)

/* as anj_pack_is_voice_reviewed() */
gboolean anj_clips_are_reviewed (const AnjClips *self);

/**
 * AnjClipSound:
 * @file: (nullable): an Ogg/Opus file; %NULL: the voice says @words
 */
typedef struct
{
  GBytes *file;
  char *words;
} AnjClipSound;

/**
 * anj_clips_find:
 * @text: as it is shown
 * @out_sounds: (transfer full) (nullable) (element-type AnjClipSound): %NULL: there are none for
 *   @text, the voice is to say it
 * @error: %G_FILE_ERROR, %ANJ_ERROR_INVALID: a recording is gone, or is not the manifest's: then
 *   the voice is to say all of @text. Names the file, never @text
 */
gboolean anj_clips_find (AnjClips *self, const char *text, GPtrArray **out_sounds, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* Decodes @file; what cannot be decoded is left out. */
AnjSoundEnd anj_clip_play (GBytes *file, AnjSoundFunc func, gpointer user_data);

G_END_DECLS
