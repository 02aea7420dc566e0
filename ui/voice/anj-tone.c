/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/voice/anj-tone.h"

#include <math.h>

#include "ui/voice/anj-sound.h"

/* where a note begins to swell and how long it takes, so that it does not click */
#define SWELL_S 0.003

/**
 * Note:
 * @fade_s: after this time it is at 37 %
 * @overtone: how loud the note's 2.76-fold is beside it: what makes a bell
 */
typedef struct
{
  double from_s;
  double length_s;
  double frequency_hz;
  double loudness;
  double fade_s;
  double overtone;
} Note;

typedef struct
{
  const char *name;
  Note notes[2];
} Recipe;

/* all at -18 LUFS while they sound, the waiting tick 8 dB below */
static const Recipe recipes[ANJ_N_TONES] = {
  [ANJ_TONE_KEY] = { "key", { { 0, 0.020, 1250, 0.47, 0.008, 0 } } },
  [ANJ_TONE_ACCEPTED] = { "accepted",
                          { { 0, 0.16, 659.26, 0.336, 0.12, 0 },
                            { 0.13, 0.27, 880.00, 0.336, 0.14, 0 } } },
  [ANJ_TONE_LOOK] = { "look", { { 0, 0.35, 220, 0.34, 0.25, 0 } } },
  [ANJ_TONE_CALL] = { "call",
                      { { 0, 0.55, 1046.5, 0.35, 0.22, 0.35 },
                        { 0.40, 0.75, 784.0, 0.35, 0.26, 0.35 } } },
  [ANJ_TONE_WAIT] = { "wait", { { 0, 0.015, 800, 0.228, 0.006, 0 } } },
};

static double
sound_at (const Note *note, double at_s)
{
  double since_s = at_s - note->from_s;
  double left_s = note->length_s - since_s;
  double angle = 2 * G_PI * note->frequency_hz * since_s;
  double swell;

  if (since_s < 0 || left_s <= 0)
    return 0;
  swell = MIN (MIN (since_s, left_s) / SWELL_S, 1);
  return note->loudness * swell * exp (-since_s / note->fade_s) *
         (sin (angle) + note->overtone * sin (2.76 * angle));
}

GArray *
anj_tone_make (AnjTone tone)
{
  const Recipe *recipe = &recipes[tone];
  GArray *samples = g_array_new (FALSE, FALSE, sizeof (gint16));
  double length_s = MAX (recipe->notes[0].from_s + recipe->notes[0].length_s,
                         recipe->notes[1].from_s + recipe->notes[1].length_s);

  for (int i = 0; i < (int) lrint (length_s * ANJ_SOUND_RATE); i++)
    {
      double at_s = i / (double) ANJ_SOUND_RATE;
      double sum = sound_at (&recipe->notes[0], at_s) + sound_at (&recipe->notes[1], at_s);
      gint16 sample = (gint16) lrint (CLAMP (sum, -1, 1) * G_MAXINT16);

      g_array_append_val (samples, sample);
    }
  return samples;
}

const char *
anj_tone_get_name (AnjTone tone)
{
  return recipes[tone].name;
}
