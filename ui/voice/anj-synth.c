/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/voice/anj-synth.h"

#include <espeak-ng/speak_lib.h>
#include <gmodule.h>
#include <math.h>
#include <string.h>

/* how many samples come at a time */
#define PIECE_MS 20
/* the voice as loud as it can be before libespeak-ng itself cuts its peaks */
#define VOLUME_PERCENT 60

/* Measured with libebur128 over the screen's sentences: the rates give 145 words a minute with
 * their rests, the gains -16 LUFS after soften(). tests/unit/ui/test-synth.c holds both. */
typedef struct
{
  const char *name;
  int rate;
  double gain;
} Voice;

static const Voice indonesian = { "id", 175, 2.8 };
static const Voice english = { "en", 127, 2.65 };

#define LIBRARY "libespeak-ng.so.1"

/* Opened by hand, in the thread that speaks: with all that it brings (PulseAudio's client) the
 * linker would hold up every screen's first frame by 13 ms. */
typedef struct
{
  void (*info) (const char **data_path);
  int (*initialize) (espeak_AUDIO_OUTPUT output, int length_ms, const char *path, int options);
  void (*set_callback) (t_espeak_callback *callback);
  espeak_ERROR (*set_voice) (const char *name);
  espeak_ERROR (*set_parameter) (espeak_PARAMETER parameter, int value, int relative);
  espeak_ERROR (*synth) (const void *text,
                         size_t size,
                         unsigned int position,
                         espeak_POSITION_TYPE position_type,
                         unsigned int end_position,
                         unsigned int flags,
                         unsigned int *unique_identifier,
                         void *user_data);
} Library;

struct _AnjSynth
{
  Library library;
  const Voice *voice; /* that is set; NULL: none yet */
  AnjSoundFunc func;
  gpointer user_data;
  AnjSoundEnd end;
  gint16 piece[ANJ_SOUND_RATE * PIECE_MS / 1000];
};

/* A voice is mostly far below its peaks: they are bent, not cut, so that the rest can be louder. */
static gint16
soften (double sample)
{
  const double straight = 0.5;
  double size = fabs (sample);

  if (size > straight)
    size = straight + (1 - straight) * tanh ((size - straight) / (1 - straight));
  return (gint16) lrint (copysign (size, sample) * G_MAXINT16);
}

static gboolean
pass_on (AnjSynth *self, const short *samples, gsize n_samples)
{
  while (n_samples > 0)
    {
      gsize n = MIN (n_samples, G_N_ELEMENTS (self->piece));

      for (gsize i = 0; i < n; i++)
        self->piece[i] = soften (samples[i] / (double) G_MAXINT16 * self->voice->gain);
      if (!self->func (self->user_data, self->piece, n))
        return FALSE;
      samples += n;
      n_samples -= n;
    }
  return TRUE;
}

/* nonzero ends it */
static int
on_samples (short *samples, int n_samples, espeak_EVENT *event)
{
  AnjSynth *self = event->user_data;

  if (samples == NULL || n_samples <= 0 || self->end == ANJ_SOUND_CUT)
    return self->end == ANJ_SOUND_CUT;
  if (!pass_on (self, samples, (gsize) n_samples))
    self->end = ANJ_SOUND_CUT;
  return self->end == ANJ_SOUND_CUT;
}

static gboolean
load_library (Library *out_library)
{
  GModule *module = g_module_open (LIBRARY, G_MODULE_BIND_LAZY | G_MODULE_BIND_LOCAL);
  const struct
  {
    const char *name;
    gpointer *place;
  } symbols[] = {
    { "espeak_Info", (gpointer *) &out_library->info },
    { "espeak_Initialize", (gpointer *) &out_library->initialize },
    { "espeak_SetSynthCallback", (gpointer *) &out_library->set_callback },
    { "espeak_SetVoiceByName", (gpointer *) &out_library->set_voice },
    { "espeak_SetParameter", (gpointer *) &out_library->set_parameter },
    { "espeak_Synth", (gpointer *) &out_library->synth },
  };

  if (module == NULL)
    return FALSE;
  g_module_make_resident (module);
  for (gsize i = 0; i < G_N_ELEMENTS (symbols); i++)
    if (!g_module_symbol (module, symbols[i].name, symbols[i].place))
      return FALSE;
  return TRUE;
}

/* It cannot be ended and begun anew (1.51: espeak_Terminate() may wait for ever for its own
 * thread), so it is begun once and stays. */
static gboolean
begin_library (const Library *library)
{
  const char *data_path = NULL;

  library->info (&data_path);
  return (data_path != NULL && data_path[0] != '\0') ||
         library->initialize (AUDIO_OUTPUT_SYNCHRONOUS, PIECE_MS, /* path */ NULL,
                              espeakINITIALIZE_DONT_EXIT) == ANJ_SOUND_RATE;
}

AnjSynth *
anj_synth_new (void)
{
  g_autofree AnjSynth *self = g_new0 (AnjSynth, 1);

  if (!load_library (&self->library) || !begin_library (&self->library))
    return NULL;
  self->library.set_callback (on_samples);
  return g_steal_pointer (&self);
}

void
anj_synth_free (AnjSynth *self)
{
  explicit_bzero (self->piece, sizeof self->piece);
  g_free (self);
}

static void
set_voice (AnjSynth *self, const Voice *voice)
{
  if (self->voice == voice)
    return;
  self->library.set_voice (voice->name);
  self->library.set_parameter (espeakRATE, voice->rate, /* relative */ 0);
  self->library.set_parameter (espeakVOLUME, VOLUME_PERCENT, /* relative */ 0);
  self->voice = voice;
}

AnjSoundEnd
anj_synth_say (AnjSynth *self,
               const char *language,
               const char *text,
               AnjSoundFunc func,
               gpointer user_data)
{
  set_voice (self, strcmp (language, "en") == 0 ? &english : &indonesian);
  self->func = func;
  self->user_data = user_data;
  self->end = ANJ_SOUND_WHOLE;
  self->library.synth (text, strlen (text) + 1, 0, POS_CHARACTER, 0, espeakCHARS_UTF8,
                       /* unique_identifier */ NULL, self);
  explicit_bzero (self->piece, sizeof self->piece);
  return self->end;
}
