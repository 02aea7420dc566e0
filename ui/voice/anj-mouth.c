/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "anj-ui"

#include "ui/voice/anj-mouth.h"

#include <errno.h>
#include <fcntl.h>
#include <json-glib/json-glib.h>
#include <string.h>
#include <unistd.h>

#include "core/anj-json.h"
#include "ui/voice/anj-clips.h"
#include "ui/voice/anj-synth.h"

struct _AnjMouth
{
  char *packs_dir; /* (nullable) */
  AnjSynth *synth; /* (nullable) */
  char *language;  /* (nullable): that @clips are of */
  AnjClips *clips; /* (nullable): that pack has none, or is damaged */
  int log_fd;      /* -1: no log */
};

/* counts what goes through */
typedef struct
{
  AnjSoundFunc func;
  gpointer user_data;
  guint64 n_samples;
} Counter;

AnjMouth *
anj_mouth_new (const char *packs_dir, const char *log_path)
{
  AnjMouth *self = g_new0 (AnjMouth, 1);

  self->packs_dir = g_strdup (packs_dir);
  self->synth = anj_synth_new ();
  if (self->synth == NULL)
    g_warning ("no voice: libespeak-ng or its data is missing");
  self->log_fd = -1;
  if (log_path == NULL)
    return self;
  self->log_fd = open (log_path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (self->log_fd < 0)
    g_warning ("cannot open %s: %s", log_path, g_strerror (errno));
  return self;
}

void
anj_mouth_free (AnjMouth *self)
{
  g_clear_pointer (&self->clips, anj_clips_free);
  g_clear_pointer (&self->synth, anj_synth_free);
  if (self->log_fd >= 0)
    close (self->log_fd);
  g_free (self->language);
  g_free (self->packs_dir);
  g_free (self);
}

static gboolean
count (gpointer user_data, const gint16 *samples, gsize n_samples)
{
  Counter *counter = user_data;

  if (!counter->func (counter->user_data, samples, n_samples))
    return FALSE;
  counter->n_samples += n_samples;
  return TRUE;
}

/* a line a sound, and none for silence */
static void
log_sound (AnjMouth *self,
           const AnjWords *words,
           const char *source,
           guint64 n_samples,
           AnjSoundEnd end)
{
  g_autoptr (JsonObject) line = NULL;
  g_autofree char *text = NULL;
  g_autofree char *written = NULL;

  if (self->log_fd < 0 || n_samples == 0)
    return;
  line = json_object_new ();
  json_object_set_string_member (line, "text", words->text);
  json_object_set_string_member (line, "language", words->language);
  json_object_set_string_member (line, "source", source);
  json_object_set_int_member (line, "samples", (gint64) n_samples);
  json_object_set_boolean_member (line, "secret", words->secret);
  json_object_set_boolean_member (line, "whole", end == ANJ_SOUND_WHOLE);
  text = anj_json_object_to_text (line);
  written = g_strconcat (text, "\n", NULL);
  if (write (self->log_fd, written, strlen (written)) < 0)
    g_warning ("cannot write what was said: %s", g_strerror (errno));
}

static void
open_clips (AnjMouth *self, const char *language)
{
  g_autoptr (GError) error = NULL;

  if (self->packs_dir == NULL || g_strcmp0 (self->language, language) == 0)
    return;
  g_clear_pointer (&self->clips, anj_clips_free);
  g_free (self->language);
  self->language = g_strdup (language);
  self->clips = anj_clips_open (self->packs_dir, language, &error);
  if (self->clips == NULL && !g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    g_warning ("no recordings: %s", error->message);
}

static GPtrArray *
find_clips (AnjMouth *self, const AnjWords *words)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *sounds = NULL;

  open_clips (self, words->language);
  if (self->clips == NULL || !(words->drafts || anj_clips_are_reviewed (self->clips)))
    return NULL;
  if (!anj_clips_find (self->clips, words->text, &sounds, &error))
    g_warning ("no recording: %s", error->message);
  return sounds;
}

static AnjSoundEnd
say_by_voice (AnjMouth *self, const char *language, const char *text, Counter *counter)
{
  return self->synth != NULL ? anj_synth_say (self->synth, language, text, count, counter)
                             : ANJ_SOUND_WHOLE;
}

/* @out_source: what made samples of it */
static AnjSoundEnd
say_by_clips (AnjMouth *self,
              const char *language,
              GPtrArray *sounds,
              Counter *counter,
              const char **out_source)
{
  AnjSoundEnd end = ANJ_SOUND_WHOLE;

  *out_source = "clip";
  for (guint i = 0; i < sounds->len && end == ANJ_SOUND_WHOLE; i++)
    {
      const AnjClipSound *sound = g_ptr_array_index (sounds, i);

      if (sound->file != NULL)
        end = anj_clip_play (sound->file, count, counter);
      else
        {
          *out_source = "voice";
          end = say_by_voice (self, language, sound->words, counter);
        }
    }
  return end;
}

AnjSoundEnd
anj_mouth_say (AnjMouth *self, const AnjWords *words, AnjSoundFunc func, gpointer user_data)
{
  g_autoptr (GPtrArray) sounds = find_clips (self, words);
  Counter counter = { func, user_data, 0 };
  const char *source = "voice";
  AnjSoundEnd end;

  if (sounds != NULL)
    end = say_by_clips (self, words->language, sounds, &counter, &source);
  else
    end = say_by_voice (self, words->language, words->spoken != NULL ? words->spoken : words->text,
                        &counter);
  log_sound (self, words, source, counter.n_samples, end);
  return end;
}

AnjSoundEnd
anj_mouth_play (AnjMouth *self, AnjTone tone, AnjSoundFunc func, gpointer user_data)
{
  g_autoptr (GArray) samples = anj_tone_make (tone);
  const AnjWords words = { "", anj_tone_get_name (tone), NULL, FALSE, FALSE };
  gboolean is_whole = func (user_data, (const gint16 *) (gpointer) samples->data, samples->len);
  AnjSoundEnd end = is_whole ? ANJ_SOUND_WHOLE : ANJ_SOUND_CUT;

  log_sound (self, &words, "tone", is_whole ? samples->len : 0, end);
  return end;
}
