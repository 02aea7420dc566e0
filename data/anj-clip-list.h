/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * AnjClip:
 * @text: what the screen writes; may hold the placeholders "%d" and "%s" of its message
 * @file: below the pack's folder
 * @sha256: of the file, hex
 *
 * One recording of a language pack's "clips". A text with placeholders has one for each stretch of
 * words between them, in the order said: "Langkah %d dari %d" has two, "Langkah" and "dari".
 */
typedef struct
{
  char *text;
  char *file;
  char *sha256;
} AnjClip;

/**
 * AnjClipPart:
 * @clip: (nullable): (unowned): of the list; %NULL: the voice says @words
 * @words: (nullable): (owned)
 */
typedef struct
{
  const AnjClip *clip;
  char *words;
} AnjClipPart;

/**
 * AnjClipList:
 *
 * The recordings of a pack, and which of them make up a text. Immutable. What stands for a
 * placeholder is said by the clips of these texts:
 * - numbers: "0" to "99", "100" to "900"; after them "%d.000" (ribu), "%d.000.000" (juta),
 *   "%d.000.000.000" (miliar). "25" may be left out where "20" and "5" are there; "1.000" or any
 *   other whole number may be there in its own right.
 * - amounts: "Rp%d" (rupiah), said after the number
 * - dates: "Januari" … "Desember", as the language writes them, between their numbers
 * - digits one by one, letters of a ticket: "0" to "9", "A" to "Z"
 */
typedef struct _AnjClipList AnjClipList;

/**
 * anj_clip_list_new:
 * @manifest: that keeps data/schema/pack.json
 * @error: %ANJ_ERROR_INVALID with the JSON pointer: a text with fewer or more recordings than
 *   stretches of words, or with an odd placeholder
 */
AnjClipList *anj_clip_list_new (JsonObject *manifest, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void anj_clip_list_free (AnjClipList *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnjClipList, anj_clip_list_free)

guint anj_clip_list_get_size (const AnjClipList *self);
/* in the manifest's order; (transfer none) */
const AnjClip *anj_clip_list_get (const AnjClipList *self, guint index);

/**
 * anj_clip_list_find:
 * @text: as it is shown
 *
 * What says @text: a clip of its own, else those of a message with placeholders (a name in it is
 * left to the voice), else those of numbers and months alone.
 *
 * Returns: (transfer full) (nullable) (element-type AnjClipPart): %NULL: the voice says all of it
 */
GPtrArray *anj_clip_list_find (const AnjClipList *self, const char *text);

/**
 * anj_clip_list_count:
 * @texts: (element-type utf8): as a catalogue has them, with placeholders and tags
 * @out_n_texts: how many of them have words to be recorded ("%s: %s" has none)
 *
 * Returns: how many of those have clips of their own
 */
guint anj_clip_list_count (const AnjClipList *self, GPtrArray *texts, guint *out_n_texts);

G_END_DECLS
