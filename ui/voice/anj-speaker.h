/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

#include "core/anj-sources.h"
#include "ui/voice/anj-tone.h"
#include "ui/voice/anj-utterance.h"

G_BEGIN_DECLS

/**
 * AnjSpeaker:
 *
 * All that a screen says aloud: recorded clips of a language pack, else libespeak-ng's voice, and
 * tones. Samples are made in a thread of its own and written as fast as they sound, so that nothing
 * that was said before is left to be heard once something else is said.
 *
 * A secret never becomes samples without a headset: that is decided here, where they are made.
 *
 * Signals, in the thread default main context in which it was made:
 * "began" (guint): the utterance of this index is about to be heard; one that is not said, a secret
 *   without anything instead, is passed over
 * "ended": nothing is being said any more: all was said, or it was stopped. What interrupts by
 *   saying something else does not end it.
 *
 * One at a time in a process: libespeak-ng keeps its state in globals. To be closed before the last
 * reference goes.
 */
#define ANJ_TYPE_SPEAKER (anj_speaker_get_type ())
G_DECLARE_FINAL_TYPE (AnjSpeaker, anj_speaker, ANJ, SPEAKER, GObject)

#define ANJ_SPEAKER_STEPS 5
#define ANJ_SPEAKER_DEFAULT_STEP 3

typedef enum {
  ANJ_SPEAKER_SILENT,
  ANJ_SPEAKER_SPEAKING,
  ANJ_SPEAKER_PAUSED,
} AnjSpeakerState;

typedef enum {
  ANJ_SPEAKER_PACE_SOUND, /* as fast as it sounds, with or without an output */
  ANJ_SPEAKER_PACE_HURRY, /* tests: as fast as samples are made and the output takes them */
} AnjSpeakerPace;

/**
 * AnjSpeakerSetup:
 * @clock: outlives the speaker
 * @packs_dir: (nullable): holds LANGUAGE/manifest.json and LANGUAGE/clips
 * @log_path: (nullable): tests only: gets a line of JSON for all that became samples: "text" as
 *   shown (the name of a tone), "language", "source" ("clip", "voice" or "tone"; clip: no part by
 *   the voice), "samples" (their number), "secret", "whole" (false: it was cut). Holds secrets.
 * @pace: how fast
 */
typedef struct
{
  const AnjClock *clock;
  const char *packs_dir;
  const char *log_path;
  AnjSpeakerPace pace;
} AnjSpeakerSetup;

/* Silent, without output and headset. Never fails: without a voice there are clips and tones. */
AnjSpeaker *anj_speaker_new (const AnjSpeakerSetup *setup);

/* @fd: (transfer full): takes samples: signed 16 bit little-endian, 22,050 a second, mono; a pipe
 * is made as short as it can be. -1: none: all goes on in time, but is not heard. Stops what is
 * being said. An output that fails is dropped: as -1. */
void anj_speaker_set_output (AnjSpeaker *self, int fd);
gboolean anj_speaker_has_output (AnjSpeaker *self);

/* a change stops what is being said */
void anj_speaker_set_headset (AnjSpeaker *self, gboolean is_in);

/**
 * anj_speaker_say:
 * @language: of the visit, "id"
 * @utterances: (transfer full) (element-type AnjUtterance)
 *
 * Says all of it, at once: what was being said is not heard any more.
 */
void anj_speaker_say (AnjSpeaker *self, const char *language, GPtrArray *utterances);

/* what was said last stays what anj_speaker_repeat() says */
void anj_speaker_stop (AnjSpeaker *self);

/* whether clips that no native speaker has listened to are played as well; at first they are not,
 * the voice says it */
void anj_speaker_set_drafts (AnjSpeaker *self, gboolean are_played);

/* holds where it is, and goes on from there; nothing while silent */
void anj_speaker_toggle_pause (AnjSpeaker *self);

/* says what was said last once more, from its beginning; FALSE: nothing was */
gboolean anj_speaker_repeat (AnjSpeaker *self);

/* at once, also within what is being said, which goes on after it; of two that wait the later */
void anj_speaker_play (AnjSpeaker *self, AnjTone tone);

/* @step: 1 (20 dB below the loudest) to %ANJ_SPEAKER_STEPS (speech at -16 LUFS), 5 dB each */
void anj_speaker_set_loudness (AnjSpeaker *self, guint step);
guint anj_speaker_get_loudness (AnjSpeaker *self);

AnjSpeakerState anj_speaker_get_state (AnjSpeaker *self);

/* no signals and no samples any more; waits for the thread, not for the sound */
void anj_speaker_close (AnjSpeaker *self);

G_END_DECLS
