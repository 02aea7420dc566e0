/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-speech.h"

/*              Suara                       headset in
 *   QUIET ──────────────► ALOUD ────────────────────────► PRIVATE
 *    ▲ ▲                    │                                │
 *    │ └── Suara while it ──┘                                │
 *    │     speaks, or held                                   │
 *    └──────────────────── headset out ──────────────────────┘
 *
 * QUIET goes to PRIVATE as well. In PRIVATE *Suara* says it again, or ends it, and stays there.
 *
 * Which cause speaks in which mode:
 *              KEY   FOCUS, PAGE, CHANGE   ALWAYS
 *   QUIET       –            –              yes
 *   ALOUD       –           yes             yes
 *   PRIVATE    yes          yes             yes
 *
 * What says a secret is decided by the speaker, where sound is made.
 */

#define WAIT_TICK_MS 2000
#define SPOKEN_CLASS "sedang-dibaca"

struct _AnjSpeech
{
  GObject parent_instance;

  AnjSpeaker *speaker; /* (owned) */
  AnjSpeechMode mode;
  GPtrArray *widgets;  /* (element-type GtkWidget) (owned) (nullable): of what was said last */
  GtkWidget *spoken;   /* (owned) (nullable): carries the class */
  AnjReading *next;    /* (owned) (nullable): waits for the end of what is being said */
  char *next_language; /* (owned) (nullable) */
  gboolean is_of_page; /* what is being said */
  gboolean was_cut;    /* the last interruption ended it */
  guint wait_source;
};

G_DEFINE_FINAL_TYPE (AnjSpeech, anj_speech, G_TYPE_OBJECT)

enum {
  CHANGED,
  HEARD,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* --- what is being said --- */

/* the card or button that @widget is in, else itself */
static GtkWidget *
part_of (GtkWidget *widget)
{
  for (GtkWidget *around = widget; around != NULL; around = gtk_widget_get_parent (around))
    if (GTK_IS_BUTTON (around) || gtk_widget_has_css_class (around, "kartu"))
      return around;
  return widget;
}

static void
mark_spoken (AnjSpeech *self, GtkWidget *widget)
{
  if (self->spoken != NULL)
    gtk_widget_remove_css_class (self->spoken, SPOKEN_CLASS);
  g_clear_object (&self->spoken);
  if (widget == NULL)
    return;
  self->spoken = g_object_ref (part_of (widget));
  gtk_widget_add_css_class (self->spoken, SPOKEN_CLASS);
}

static void
on_began (AnjSpeech *self, guint index)
{
  if (self->widgets != NULL && index < self->widgets->len)
    mark_spoken (self, g_ptr_array_index (self->widgets, index));
  if (self->is_of_page)
    g_signal_emit (self, signals[HEARD], 0);
}

static void
forget_next (AnjSpeech *self)
{
  g_clear_pointer (&self->next, anj_reading_free);
  g_clear_pointer (&self->next_language, g_free);
}

static void
begin (AnjSpeech *self, const char *language, AnjReading *reading)
{
  g_clear_pointer (&self->widgets, g_ptr_array_unref);
  self->widgets = g_steal_pointer (&reading->widgets);
  anj_speaker_say (self->speaker, language, g_steal_pointer (&reading->utterances));
  anj_reading_free (reading);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_ended (AnjSpeech *self)
{
  mark_spoken (self, NULL);
  if (self->is_of_page)
    g_signal_emit (self, signals[HEARD], 0);
  if (self->next != NULL)
    {
      g_autofree char *language = g_steal_pointer (&self->next_language);

      begin (self, language, g_steal_pointer (&self->next));
      return;
    }
  g_signal_emit (self, signals[CHANGED], 0);
}

gboolean
anj_speech_wants (AnjSpeech *self, AnjSpeechCause cause)
{
  return cause == ANJ_SPEECH_ALWAYS || self->mode == ANJ_SPEECH_PRIVATE ||
         (self->mode == ANJ_SPEECH_ALOUD && cause != ANJ_SPEECH_KEY);
}

void
anj_speech_say (AnjSpeech *self, AnjSpeechCause cause, const char *language, AnjReading *reading)
{
  if (!anj_speech_wants (self, cause) || reading->utterances->len == 0)
    {
      anj_reading_free (reading);
      return;
    }
  forget_next (self);
  if (cause == ANJ_SPEECH_CHANGE && anj_speech_is_speaking (self))
    {
      self->next = reading;
      self->next_language = g_strdup (language);
      return;
    }
  mark_spoken (self, NULL);
  self->is_of_page = cause == ANJ_SPEECH_PAGE || cause == ANJ_SPEECH_CHANGE;
  begin (self, language, reading);
}

void
anj_speech_interrupt (AnjSpeech *self)
{
  self->was_cut = anj_speech_is_speaking (self) && self->is_of_page;
  forget_next (self);
  anj_speaker_stop (self->speaker);
}

void
anj_speech_repeat (AnjSpeech *self)
{
  anj_speaker_repeat (self->speaker);
}

void
anj_speech_toggle_pause (AnjSpeech *self)
{
  anj_speaker_toggle_pause (self->speaker);
}

void
anj_speech_play (AnjSpeech *self, AnjTone tone)
{
  anj_speaker_play (self->speaker, tone);
}

gboolean
anj_speech_change_loudness (AnjSpeech *self, int by)
{
  guint step = anj_speaker_get_loudness (self->speaker);
  guint wanted = (guint) CLAMP ((int) step + by, 1, ANJ_SPEAKER_STEPS);

  anj_speaker_set_loudness (self->speaker, wanted);
  return wanted != step;
}

/* --- waiting --- */

static gboolean
on_wait_tick (gpointer user_data)
{
  anj_speech_play (ANJ_SPEECH (user_data), ANJ_TONE_WAIT);
  return G_SOURCE_CONTINUE;
}

void
anj_speech_set_waiting (AnjSpeech *self, gboolean waiting)
{
  if (waiting == (self->wait_source != 0))
    return;
  if (!waiting)
    {
      g_clear_handle_id (&self->wait_source, g_source_remove);
      return;
    }
  anj_speech_play (self, ANJ_TONE_WAIT);
  self->wait_source = g_timeout_add (WAIT_TICK_MS, on_wait_tick, self);
}

/* --- mode --- */

AnjSpeechMode
anj_speech_get_mode (AnjSpeech *self)
{
  return self->mode;
}

gboolean
anj_speech_is_speaking (AnjSpeech *self)
{
  return anj_speaker_get_state (self->speaker) != ANJ_SPEAKER_SILENT;
}

static void
set_mode (AnjSpeech *self, AnjSpeechMode mode)
{
  self->mode = mode;
  g_signal_emit (self, signals[CHANGED], 0);
}

void
anj_speech_set_headset (AnjSpeech *self, gboolean is_in)
{
  if (is_in == (self->mode == ANJ_SPEECH_PRIVATE))
    return;
  forget_next (self);
  anj_speaker_set_headset (self->speaker, is_in);
  set_mode (self, is_in ? ANJ_SPEECH_PRIVATE : ANJ_SPEECH_QUIET);
}

gboolean
anj_speech_touch_button (AnjSpeech *self)
{
  if (self->was_cut)
    {
      anj_speech_hold_button (self);
      return FALSE;
    }
  if (self->mode == ANJ_SPEECH_QUIET)
    set_mode (self, ANJ_SPEECH_ALOUD);
  return TRUE;
}

void
anj_speech_hold_button (AnjSpeech *self)
{
  anj_speech_interrupt (self);
  if (self->mode == ANJ_SPEECH_ALOUD)
    set_mode (self, ANJ_SPEECH_QUIET);
}

/* --- object --- */

static void
anj_speech_dispose (GObject *object)
{
  AnjSpeech *self = ANJ_SPEECH (object);

  g_clear_handle_id (&self->wait_source, g_source_remove);
  forget_next (self);
  g_clear_object (&self->spoken);
  g_clear_pointer (&self->widgets, g_ptr_array_unref);
  if (self->speaker != NULL)
    g_signal_handlers_disconnect_by_data (self->speaker, self);
  g_clear_object (&self->speaker);

  G_OBJECT_CLASS (anj_speech_parent_class)->dispose (object);
}

static void
anj_speech_class_init (AnjSpeechClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = anj_speech_dispose;
  signals[CHANGED] = g_signal_new ("changed", ANJ_TYPE_SPEECH, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
  signals[HEARD] = g_signal_new ("heard", ANJ_TYPE_SPEECH, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
}

static void
anj_speech_init (AnjSpeech *self G_GNUC_UNUSED)
{
}

AnjSpeech *
anj_speech_new (AnjSpeaker *speaker)
{
  AnjSpeech *self = g_object_new (ANJ_TYPE_SPEECH, NULL);

  self->speaker = g_object_ref (speaker);
  g_signal_connect_swapped (speaker, "began", G_CALLBACK (on_began), self);
  g_signal_connect_swapped (speaker, "ended", G_CALLBACK (on_ended), self);
  return self;
}
