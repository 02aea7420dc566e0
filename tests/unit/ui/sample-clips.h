/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

/* A language pack of the tests: recordings that are tones of their own length, so that they tell
 * themselves apart from the voice. */

typedef struct
{
  const char *text;
  const char *name; /* of the file: clips/NAME.opus */
  int length_ms;
} SampleClip;

/* Writes @packs_dir/@language with @clips (ended by a NULL text), each a tone at -16 LUFS. */
void sample_clips_write (const char *packs_dir, const char *language, const SampleClip *clips);
/* the same, at @amplitude of full scale */
void sample_clips_write_one (const char *path, int length_ms, double amplitude);
