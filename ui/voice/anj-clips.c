/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/voice/anj-clips.h"

#include <opusfile.h>
#include <speex/speex_resampler.h>
#include <string.h>

#include "core/anj-error.h"
#include "data/anj-clip-list.h"
#include "data/anj-pack.h"

#define OPUS_RATE 48000
#define OPUS_PACKET_MAX_SAMPLES 5760 /* 120 ms, RFC 6716 */

struct _AnjClips
{
  AnjPack *pack;
  AnjClipList *list;
};

AnjClips *
anj_clips_open (const char *packs_dir, const char *language, GError **error)
{
  g_autoptr (AnjPack) pack = anj_pack_load (packs_dir, language, error);
  g_autoptr (AnjClipList) list = NULL;
  AnjClips *self = NULL;

  if (pack == NULL)
    return NULL;
  list = anj_clip_list_new (anj_pack_get_manifest (pack), error);
  if (list == NULL)
    {
      g_prefix_error (error, "%s/manifest.json: ", anj_pack_get_folder (pack));
      return NULL;
    }
  self = g_new0 (AnjClips, 1);
  self->pack = g_steal_pointer (&pack);
  self->list = g_steal_pointer (&list);
  return self;
}

void
anj_clips_free (AnjClips *self)
{
  anj_clip_list_free (self->list);
  anj_pack_free (self->pack);
  g_free (self);
}

gboolean
anj_clips_are_reviewed (const AnjClips *self)
{
  return anj_pack_is_voice_reviewed (self->pack);
}

static void
sound_free (AnjClipSound *sound)
{
  g_clear_pointer (&sound->file, g_bytes_unref);
  g_free (sound->words);
  g_free (sound);
}

static GBytes *
read_clip (AnjClips *self, const AnjClip *clip, GError **error)
{
  g_autofree char *path = g_build_filename (anj_pack_get_folder (self->pack), clip->file, NULL);
  g_autofree char *sum = NULL;
  g_autoptr (GBytes) file = NULL;
  char *data = NULL;
  gsize n_bytes;

  if (!g_file_get_contents (path, &data, &n_bytes, error))
    return NULL;
  file = g_bytes_new_take (data, n_bytes);
  sum = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, file);
  if (strcmp (sum, clip->sha256) == 0 && op_test (NULL, (unsigned char *) data, n_bytes) == 0)
    return g_steal_pointer (&file);
  g_set_error (error, ANJ_ERROR, ANJ_ERROR_INVALID, "%s: not the recording of the manifest", path);
  return NULL;
}

gboolean
anj_clips_find (AnjClips *self, const char *text, GPtrArray **out_sounds, GError **error)
{
  g_autoptr (GPtrArray) parts = anj_clip_list_find (self->list, text);
  g_autoptr (GPtrArray) sounds = g_ptr_array_new_with_free_func ((GDestroyNotify) sound_free);

  for (guint i = 0; parts != NULL && i < parts->len; i++)
    {
      const AnjClipPart *part = g_ptr_array_index (parts, i);
      AnjClipSound *sound = g_new0 (AnjClipSound, 1);

      g_ptr_array_add (sounds, sound);
      sound->words = g_strdup (part->words);
      if (part->clip == NULL)
        continue;
      sound->file = read_clip (self, part->clip, error);
      if (sound->file == NULL)
        return FALSE;
    }
  *out_sounds = parts != NULL ? g_steal_pointer (&sounds) : NULL;
  return TRUE;
}

static AnjSoundEnd
resample (SpeexResamplerState *resampler,
          const gint16 *samples,
          guint n_samples,
          AnjSoundFunc func,
          gpointer user_data)
{
  while (n_samples > 0)
    {
      gint16 made[ANJ_SOUND_RATE / 50];
      spx_uint32_t n_taken = n_samples;
      spx_uint32_t n_made = G_N_ELEMENTS (made);

      speex_resampler_process_int (resampler, /* channel */ 0, samples, &n_taken, made, &n_made);
      samples += n_taken;
      n_samples -= n_taken;
      if (n_made > 0 && !func (user_data, made, n_made))
        return ANJ_SOUND_CUT;
    }
  return ANJ_SOUND_WHOLE;
}

static AnjSoundEnd
decode (OggOpusFile *opus, SpeexResamplerState *resampler, AnjSoundFunc func, gpointer user_data)
{
  gint16 stereo[2 * OPUS_PACKET_MAX_SAMPLES];
  gint16 mono[OPUS_PACKET_MAX_SAMPLES];
  AnjSoundEnd end = ANJ_SOUND_WHOLE;
  int n_samples;

  while (end == ANJ_SOUND_WHOLE &&
         ((n_samples = op_read_stereo (opus, stereo, G_N_ELEMENTS (stereo))) > 0 ||
          n_samples == OP_HOLE))
    {
      for (int i = 0; i < n_samples; i++)
        mono[i] = (gint16) ((stereo[2 * i] + stereo[2 * i + 1]) / 2);
      if (n_samples > 0)
        end = resample (resampler, mono, (guint) n_samples, func, user_data);
    }
  return end;
}

AnjSoundEnd
anj_clip_play (GBytes *file, AnjSoundFunc func, gpointer user_data)
{
  gsize n_bytes;
  const guint8 *data = g_bytes_get_data (file, &n_bytes);
  OggOpusFile *opus = op_open_memory (data, n_bytes, NULL);
  SpeexResamplerState *resampler = NULL;
  AnjSoundEnd end = ANJ_SOUND_WHOLE;

  if (opus == NULL)
    return end;
  resampler = speex_resampler_init (/* channels */ 1, OPUS_RATE, ANJ_SOUND_RATE,
                                    SPEEX_RESAMPLER_QUALITY_DESKTOP, NULL);
  if (resampler != NULL)
    {
      speex_resampler_skip_zeros (resampler);
      end = decode (opus, resampler, func, user_data);
      speex_resampler_destroy (resampler);
    }
  op_free (opus);
  return end;
}
