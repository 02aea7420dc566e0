/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/media/anj-microphone.h"

#include <gio/gunixinputstream.h>
#include <string.h>

#include "ui/media/anj-voice.h"

#define PIECE_SAMPLES (ANJ_VOICE_RATE / 10)

struct _AnjMicrophone
{
  GObject parent_instance;

  GInputStream *stream;  /* (owned) */
  GCancellable *closing; /* (owned) */
  AnjVoice *voice;       /* (owned) */
  gint16 piece[PIECE_SAMPLES];
};

typedef enum {
  SIGNAL_HEARD,
  SIGNAL_ENDED,
} AnjMicrophoneSignal;

static const char *const signal_names[] = { "heard", "ended" };

G_DEFINE_FINAL_TYPE (AnjMicrophone, anj_microphone, G_TYPE_OBJECT)

static double
find_peak (const gint16 *samples, gsize n_samples)
{
  int peak = 0;

  for (gsize i = 0; i < n_samples; i++)
    peak = MAX (peak, ABS ((int) samples[i]));
  return MIN (peak / (double) G_MAXINT16, 1.0);
}

static void read_next (AnjMicrophone *self);

static void
on_piece (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AnjMicrophone) self = user_data;
  gsize n_bytes = 0;
  gboolean goes_on;
  double peak;

  goes_on = g_input_stream_read_all_finish (G_INPUT_STREAM (source), result, &n_bytes,
                                            /* error */ NULL) &&
            n_bytes == sizeof self->piece;
  if (g_cancellable_is_cancelled (self->closing))
    return;
  for (gsize i = 0; i < PIECE_SAMPLES; i++)
    self->piece[i] = GINT16_FROM_LE (self->piece[i]);
  peak = find_peak (self->piece, n_bytes / sizeof self->piece[0]);
  goes_on = anj_voice_write (self->voice, self->piece, n_bytes / sizeof self->piece[0]) && goes_on;
  if (goes_on)
    read_next (self);
  g_signal_emit_by_name (self, signal_names[SIGNAL_HEARD], peak);
  if (!goes_on && !g_cancellable_is_cancelled (self->closing))
    {
      g_cancellable_cancel (self->closing);
      g_signal_emit_by_name (self, signal_names[SIGNAL_ENDED]);
    }
}

static void
read_next (AnjMicrophone *self)
{
  g_input_stream_read_all_async (self->stream, self->piece, sizeof self->piece, G_PRIORITY_DEFAULT,
                                 self->closing, on_piece, g_object_ref (self));
}

AnjMicrophone *
anj_microphone_new (int fd, guint max_s)
{
  AnjMicrophone *self = g_object_new (ANJ_TYPE_MICROPHONE, NULL);

  self->stream = g_unix_input_stream_new (fd, /* close_fd */ TRUE);
  self->voice = anj_voice_new (max_s);
  read_next (self);
  return self;
}

void
anj_microphone_close (AnjMicrophone *self)
{
  g_cancellable_cancel (self->closing);
}

gint64
anj_microphone_get_length_ms (AnjMicrophone *self)
{
  return anj_voice_get_length_ms (self->voice);
}

AnjAttachment *
anj_microphone_finish (AnjMicrophone *self, GError **error)
{
  g_autoptr (GBytes) file = NULL;

  anj_microphone_close (self);
  file = anj_voice_finish (self->voice);
  if (file != NULL)
    return anj_attachment_new (file, ANJ_ATTACHMENT_OGG, error);
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "nothing was recorded");
  return NULL;
}

static void
anj_microphone_finalize (GObject *object)
{
  AnjMicrophone *self = ANJ_MICROPHONE (object);

  g_clear_object (&self->stream);
  g_clear_object (&self->closing);
  g_clear_pointer (&self->voice, anj_voice_free);
  explicit_bzero (self->piece, sizeof self->piece);
  G_OBJECT_CLASS (anj_microphone_parent_class)->finalize (object);
}

static void
anj_microphone_class_init (AnjMicrophoneClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = anj_microphone_finalize;
  g_signal_new (signal_names[SIGNAL_HEARD], G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                NULL, NULL, G_TYPE_NONE, 1, G_TYPE_DOUBLE);
  g_signal_new (signal_names[SIGNAL_ENDED], G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                NULL, NULL, G_TYPE_NONE, 0);
}

static void
anj_microphone_init (AnjMicrophone *self)
{
  self->closing = g_cancellable_new ();
}
