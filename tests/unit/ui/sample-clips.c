/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sample-clips.h"

#include <glib/gstdio.h>
#include <math.h>
#include <opusenc.h>

#define RATE 48000
#define TONE_HZ 440
#define AMPLITUDE 0.241 /* a tone of 440 Hz is at -16 LUFS then */

void
sample_clips_write_one (const char *path, int length_ms, double amplitude)
{
  int n_samples = RATE / 1000 * length_ms;
  g_autofree opus_int16 *samples = g_new (opus_int16, n_samples);
  OggOpusComments *comments = ope_comments_create ();
  OggOpusEnc *encoder = NULL;

  for (int i = 0; i < n_samples; i++)
    samples[i] = (opus_int16) lrint (amplitude * G_MAXINT16 * sin (2 * G_PI * TONE_HZ * i / RATE));
  encoder = ope_encoder_create_file (path, comments, RATE, /* channels */ 1, /* family */ 0, NULL);
  g_assert_nonnull (encoder);
  g_assert_cmpint (ope_encoder_write (encoder, samples, n_samples), ==, OPE_OK);
  g_assert_cmpint (ope_encoder_drain (encoder), ==, OPE_OK);
  ope_encoder_destroy (encoder);
  ope_comments_destroy (comments);
}

static void
append_clip (GString *manifest, const char *folder, const SampleClip *clip)
{
  g_autofree char *file = g_strdup_printf ("clips/%s.opus", clip->name);
  g_autofree char *path = g_build_filename (folder, file, NULL);
  g_autofree char *data = NULL;
  g_autofree char *sum = NULL;
  gsize n_bytes;

  sample_clips_write_one (path, clip->length_ms, AMPLITUDE);
  g_assert_true (g_file_get_contents (path, &data, &n_bytes, NULL));
  sum = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) data, n_bytes);
  g_string_append_printf (manifest, "%s{\"text\":\"%s\",\"file\":\"%s\",\"sha256\":\"%s\"}",
                          g_str_has_suffix (manifest->str, "[") ? "" : ",", clip->text, file, sum);
}

void
sample_clips_write (const char *packs_dir, const char *language, const SampleClip *clips)
{
  g_autofree char *folder = g_build_filename (packs_dir, language, NULL);
  g_autofree char *recordings = g_build_filename (folder, "clips", NULL);
  g_autofree char *path = g_build_filename (folder, "manifest.json", NULL);
  g_autoptr (GString) manifest = g_string_new (NULL);

  g_assert_cmpint (g_mkdir_with_parents (recordings, 0700), ==, 0);
  g_string_printf (manifest,
                   "{\"language\":\"%s\",\"name\":\"N\",\"greeting\":\"G\",\"version\":1,"
                   "\"texts\":{\"status\":\"unreviewed\",\"reviewers\":[]},"
                   "\"voice\":{\"status\":\"unreviewed\",\"reviewers\":[],\"speaker\":\"S\"},"
                   "\"clips\":[",
                   language);
  for (; clips->text != NULL; clips++)
    append_clip (manifest, folder, clips);
  g_string_append (manifest, "]}");
  g_assert_true (g_file_set_contents (path, manifest->str, -1, NULL));
}
