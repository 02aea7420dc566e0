/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ui/anj-reading.h"
#include "ui/voice/anj-speaker.h"

G_BEGIN_DECLS

/**
 * AnjSpeechMode:
 * @ANJ_SPEECH_QUIET: notes and the warning only
 * @ANJ_SPEECH_ALOUD: *Suara* was touched
 * @ANJ_SPEECH_PRIVATE: a headset is in
 */
typedef enum {
  ANJ_SPEECH_QUIET,
  ANJ_SPEECH_ALOUD,
  ANJ_SPEECH_PRIVATE,
} AnjSpeechMode;

/**
 * AnjSpeechCause:
 * @ANJ_SPEECH_KEY: echo of a key: into a headset alone
 * @ANJ_SPEECH_FOCUS: something was moved to
 * @ANJ_SPEECH_PAGE: a page came, a dialogue, an error
 * @ANJ_SPEECH_CHANGE: something new stands on the page: waits for what is being said
 * @ANJ_SPEECH_ALWAYS: the greeting, the warning: in every mode
 */
typedef enum {
  ANJ_SPEECH_KEY,
  ANJ_SPEECH_FOCUS,
  ANJ_SPEECH_PAGE,
  ANJ_SPEECH_CHANGE,
  ANJ_SPEECH_ALWAYS,
} AnjSpeechCause;

/**
 * AnjSpeech:
 *
 * When the screen speaks, and how much: what is asked of it by the page, the keys and the button
 * *Suara*. What is being said carries the style class `sedang-dibaca`.
 * Signals: "changed": the mode, or whether it speaks; "heard": what was said of a page is at an
 * end, or a part of it: somebody may have been listening.
 */
#define ANJ_TYPE_SPEECH (anj_speech_get_type ())
G_DECLARE_FINAL_TYPE (AnjSpeech, anj_speech, ANJ, SPEECH, GObject)

/* @speaker: (transfer none): kept */
AnjSpeech *anj_speech_new (AnjSpeaker *speaker);

AnjSpeechMode anj_speech_get_mode (AnjSpeech *self);
gboolean anj_speech_is_speaking (AnjSpeech *self);
/* plugging in begins to speak, pulling out ends it: what was private does not go on aloud */
void anj_speech_set_headset (AnjSpeech *self, gboolean is_in);
/* *Suara* is touched, after anj_speech_interrupt(). TRUE: now say what is shown; FALSE: it spoke of
 * the page until then, and is silent now */
gboolean anj_speech_touch_button (AnjSpeech *self);
/* *Suara* is held: silence until it is touched again */
void anj_speech_hold_button (AnjSpeech *self);

/* whether in this mode anything would be said, so that it need not be read otherwise */
gboolean anj_speech_wants (AnjSpeech *self, AnjSpeechCause cause);
/* @reading: (transfer full) */
void
anj_speech_say (AnjSpeech *self, AnjSpeechCause cause, const char *language, AnjReading *reading);
/* a finger, a key: what is being said ends */
void anj_speech_interrupt (AnjSpeech *self);
void anj_speech_repeat (AnjSpeech *self);
void anj_speech_toggle_pause (AnjSpeech *self);
void anj_speech_play (AnjSpeech *self, AnjTone tone);
/* a soft tick each 2 s */
void anj_speech_set_waiting (AnjSpeech *self, gboolean waiting);
/* @by: steps; returns whether there was one more */
gboolean anj_speech_change_loudness (AnjSpeech *self, int by);

G_END_DECLS
