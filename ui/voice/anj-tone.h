/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AnjTone:
 * @ANJ_TONE_KEY: a key was taken: a tick of 20 ms
 * @ANJ_TONE_ACCEPTED: two notes up
 * @ANJ_TONE_LOOK: please look: one low note
 * @ANJ_TONE_CALL: the attendant is called: a bell
 * @ANJ_TONE_WAIT: still at work: a soft tick
 *
 * The sounds that are no words (the design's sound rules): none of them says "wrong".
 */
typedef enum {
  ANJ_TONE_KEY,
  ANJ_TONE_ACCEPTED,
  ANJ_TONE_LOOK,
  ANJ_TONE_CALL,
  ANJ_TONE_WAIT,
} AnjTone;

#define ANJ_N_TONES (ANJ_TONE_WAIT + 1)

/* Returns: (transfer full) (element-type gint16): samples at ANJ_SOUND_RATE */
GArray *anj_tone_make (AnjTone tone) G_GNUC_WARN_UNUSED_RESULT;
/* in the log */
const char *anj_tone_get_name (AnjTone tone);

G_END_DECLS
