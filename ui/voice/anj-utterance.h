/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AnjUtterance:
 * @text: as the screen shows it, in the visit's language: a clip is found by it, and the log names
 *   it. Clips say numbers ("12", "1.250"), amounts ("Rp600.000") and dates ("15 November 2026") of
 *   it by themselves; digits to be said one by one stand apart ("3 5 0 9")
 * @spoken: (nullable): how the voice is to read it where there is no clip, say "enam ratus ribu
 *   rupiah"; %NULL: @text as it stands
 * @instead: (nullable): said aloud, as text and to the voice alike, when @secret and no headset is
 *   in; %NULL: nothing is
 * @secret: digits of numbers, names, amounts of one's own: becomes sound in a headset only
 * @language: (nullable): "jv": that it is in; %NULL: the one that all of it is said in
 *
 * One thing to be said. Its strings are wiped when it is freed.
 */
typedef struct
{
  char *text;
  char *spoken;
  char *instead;
  gboolean secret;
  char *language;
} AnjUtterance;

typedef enum {
  ANJ_UTTERANCE_OPEN,
  ANJ_UTTERANCE_SECRET,
} AnjUtteranceKind;

/* Strings are copied. Returns: (transfer full) */
AnjUtterance *anj_utterance_new (AnjUtteranceKind kind,
                                 const char *text,
                                 const char *spoken,
                                 const char *instead) G_GNUC_WARN_UNUSED_RESULT;
/* @language: (nullable) */
void anj_utterance_set_language (AnjUtterance *self, const char *language);
void anj_utterance_free (AnjUtterance *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnjUtterance, anj_utterance_free)

/* (transfer full) (element-type AnjUtterance): empty, frees its elements */
GPtrArray *anj_utterances_new (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
