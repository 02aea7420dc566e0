/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kiosk-config/ctl/anj-clips-check.h"

#include <ebur128.h>
#include <math.h>
#include <opusfile.h>
#include <string.h>

#include "data/anj-clip-list.h"

#define RATE 48000
#define CHANNELS 2
#define MAX_S 6
#define LUFS -16.0
#define LUFS_TOLERANCE 1.0
/* what loudness is measured over at least: a word is shorter than a block of R 128, so it is said
 * again until it fills some */
#define MEASURED_S 2

static void G_GNUC_PRINTF (3, 4)
    add_problem (GPtrArray *problems, guint index, const char *format, ...)
{
  g_autofree char *what = NULL;
  va_list arguments;

  va_start (arguments, format);
  what = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_ptr_array_add (problems, g_strdup_printf ("/clips/%u: %s", index, what));
}

/* (transfer full) (nullable) (element-type gint16): interleaved; NULL: it is damaged, or far too
 * long */
static GArray *
decode (GBytes *file)
{
  g_autoptr (GArray) samples = g_array_new (FALSE, FALSE, sizeof (gint16));
  gsize n_bytes;
  const guint8 *data = g_bytes_get_data (file, &n_bytes);
  OggOpusFile *opus = op_open_memory (data, n_bytes, NULL);
  gint16 piece[CHANNELS * 5760];
  int n_samples = 1;

  if (opus == NULL)
    return NULL;
  while (n_samples > 0 && samples->len < 10 * MAX_S * RATE * CHANNELS)
    {
      n_samples = op_read_stereo (opus, piece, G_N_ELEMENTS (piece));
      if (n_samples > 0)
        g_array_append_vals (samples, piece, (guint) n_samples * CHANNELS);
    }
  op_free (opus);
  return n_samples >= 0 ? g_steal_pointer (&samples) : NULL;
}

/* -HUGE_VAL: silence */
static double
measure (const GArray *samples)
{
  /* both channels of a mono file are one voice, not two */
  ebur128_state *meter = ebur128_init (1, RATE, EBUR128_MODE_I);
  guint n_frames = samples->len / CHANNELS;
  g_autofree gint16 *mono = g_new (gint16, MAX (n_frames, 1));
  double lufs = -HUGE_VAL;

  for (guint i = 0; i < n_frames; i++)
    mono[i] = (gint16) ((g_array_index (samples, gint16, CHANNELS * i) +
                         g_array_index (samples, gint16, CHANNELS * i + 1)) /
                        2);
  for (guint n = 0; n_frames > 0 && n < MEASURED_S * RATE; n += n_frames)
    ebur128_add_frames_short (meter, mono, n_frames);
  if (ebur128_loudness_global (meter, &lufs) != EBUR128_SUCCESS)
    lufs = -HUGE_VAL;
  ebur128_destroy (&meter);
  return lufs;
}

static void
check_sound (GPtrArray *problems, guint index, const AnjClip *clip, GBytes *file)
{
  g_autoptr (GArray) samples = decode (file);
  double length_s;
  double lufs;

  if (samples == NULL || samples->len == 0)
    {
      add_problem (problems, index, "%s is no whole Ogg/Opus file", clip->file);
      return;
    }
  length_s = samples->len / (double) (RATE * CHANNELS);
  if (length_s > MAX_S)
    add_problem (problems, index, "%s is %.1f s long, at most %d s are allowed", clip->file,
                 length_s, MAX_S);
  lufs = measure (samples);
  if (fabs (lufs - LUFS) > LUFS_TOLERANCE)
    add_problem (problems, index, "%s is at %.1f LUFS, must be at %.0f, give or take %.0f",
                 clip->file, lufs, LUFS, LUFS_TOLERANCE);
}

static void
check_clip (GPtrArray *problems, const char *folder, guint index, const AnjClip *clip)
{
  g_autofree char *path = g_build_filename (folder, clip->file, NULL);
  g_autofree char *sum = NULL;
  g_autoptr (GBytes) file = NULL;
  g_autoptr (GError) error = NULL;
  char *data = NULL;
  gsize n_bytes;

  if (!g_file_get_contents (path, &data, &n_bytes, &error))
    {
      add_problem (problems, index, "%s", error->message);
      return;
    }
  file = g_bytes_new_take (data, n_bytes);
  sum = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, file);
  if (strcmp (sum, clip->sha256) != 0)
    add_problem (problems, index, "%s is another file: its SHA-256 is %s", clip->file, sum);
  check_sound (problems, index, clip, file);
}

GPtrArray *
anj_clips_check (const char *folder, JsonObject *manifest)
{
  GPtrArray *problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjClipList) list = anj_clip_list_new (manifest, &error);

  if (list == NULL)
    g_ptr_array_add (problems, g_strdup (error->message));
  for (guint i = 0; list != NULL && i < anj_clip_list_get_size (list); i++)
    check_clip (problems, folder, i, anj_clip_list_get (list, i));
  return problems;
}
