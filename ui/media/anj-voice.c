/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/media/anj-voice.h"

#include <opusenc.h>
#include <string.h>

#include "core/anj-secret.h"

#define BITS_PER_S 24000
/* tags, page headers, and a rate that is an average */
#define SPARE_BYTES 65536

struct _AnjVoice
{
  OggOpusEnc *encoder; /* (owned) (nullable): NULL after a failure or the end */
  guint8 *data;        /* (owned): never grows, so that no copy stays behind */
  gsize n_bytes, n_allocated;
  gint64 n_samples, max_samples;
};

static int
on_bytes (void *user_data, const unsigned char *bytes, opus_int32 n_bytes)
{
  AnjVoice *self = user_data;

  if ((gsize) n_bytes > self->n_allocated - self->n_bytes)
    return 1;
  memcpy (self->data + self->n_bytes, bytes, (gsize) n_bytes);
  self->n_bytes += (gsize) n_bytes;
  return 0;
}

static int
on_closed (void *user_data G_GNUC_UNUSED)
{
  return 0;
}

AnjVoice *
anj_voice_new (guint max_s)
{
  static const OpusEncCallbacks callbacks = { on_bytes, on_closed };
  AnjVoice *self = g_new0 (AnjVoice, 1);
  OggOpusComments *comments = ope_comments_create ();

  self->max_samples = (gint64) max_s * ANJ_VOICE_RATE;
  self->n_allocated = (gsize) max_s * BITS_PER_S / 8 * 3 / 2 + SPARE_BYTES;
  self->data = g_malloc (self->n_allocated);
  self->encoder = ope_encoder_create_callbacks (&callbacks, self, comments, ANJ_VOICE_RATE,
                                                /* channels */ 1, /* family */ 0, NULL);
  if (self->encoder != NULL)
    {
      ope_encoder_ctl (self->encoder, OPUS_SET_BITRATE (BITS_PER_S));
      ope_encoder_ctl (self->encoder, OPE_SET_SERIALNO (1)); /* else by the clock */
    }
  ope_comments_destroy (comments);
  return self;
}

void
anj_voice_free (AnjVoice *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->encoder, ope_encoder_destroy);
  if (self->data != NULL)
    explicit_bzero (self->data, self->n_allocated);
  g_free (self->data);
  g_free (self);
}

gboolean
anj_voice_write (AnjVoice *self, const gint16 *samples, gsize n_samples)
{
  gint64 n_left = self->max_samples - self->n_samples;
  gint64 n_taken = MIN ((gint64) n_samples, n_left);

  if (self->encoder != NULL && n_taken > 0 &&
      ope_encoder_write (self->encoder, samples, (int) n_taken) != OPE_OK)
    g_clear_pointer (&self->encoder, ope_encoder_destroy);
  self->n_samples += n_taken;
  return self->n_samples < self->max_samples;
}

gint64
anj_voice_get_length_ms (AnjVoice *self)
{
  return self->n_samples * 1000 / ANJ_VOICE_RATE;
}

GBytes *
anj_voice_finish (AnjVoice *self)
{
  gboolean whole = self->encoder != NULL && self->n_samples > 0 &&
                   ope_encoder_drain (self->encoder) == OPE_OK;

  g_clear_pointer (&self->encoder, ope_encoder_destroy);
  return whole ? anj_secret_bytes_new (self->data, self->n_bytes) : NULL;
}
