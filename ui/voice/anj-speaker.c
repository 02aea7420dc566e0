/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Two threads. The one that made it holds the state and gives orders; the other
 * (anj-speaker-thread.c) makes samples.
 *
 *           say, repeat               toggle_pause
 *  SILENT ───────────────► SPEAKING ◄──────────────► PAUSED
 *    ▲  all was said, stop,  │    ▲     say, repeat     │ │
 *    └── set_headset, ───────┴────┼─────────────────────┘ │
 *        set_output, close        └───────────────────────┘
 *
 * Every arrow but toggle_pause is a new turn, begun under the lock. A secret is decided on where
 * its samples would be made, under that lock: as a change of the headset is a new turn, none of
 * them passes after it. */

#include "ui/voice/anj-speaker-private.h"

#include <unistd.h>

enum {
  SIGNAL_BEGAN,
  SIGNAL_ENDED,
  N_SIGNALS,
};

static const char *const signal_names[N_SIGNALS] = { "began", "ended" };

G_DEFINE_FINAL_TYPE (AnjSpeaker, anj_speaker, G_TYPE_OBJECT)

void
anj_speaker_turn_free (AnjSpeakerTurn *turn)
{
  g_free (turn->language);
  g_ptr_array_unref (turn->utterances);
  g_free (turn);
}

/* news of the thread */

static gboolean
is_on (AnjSpeaker *self, guint turn)
{
  return self->thread != NULL && turn == self->turn && self->state != ANJ_SPEAKER_SILENT;
}

void
anj_speaker_began (AnjSpeaker *self, guint turn, guint index)
{
  if (is_on (self, turn))
    g_signal_emit_by_name (self, signal_names[SIGNAL_BEGAN], index);
}

static void
fall_silent (AnjSpeaker *self)
{
  if (self->state == ANJ_SPEAKER_SILENT)
    return;
  self->state = ANJ_SPEAKER_SILENT;
  g_signal_emit_by_name (self, signal_names[SIGNAL_ENDED]);
}

void
anj_speaker_ended (AnjSpeaker *self, guint turn)
{
  if (is_on (self, turn))
    fall_silent (self);
}

/* orders */

/* with the lock held: what was said until now is over */
static void
begin_turn (AnjSpeaker *self, AnjSpeakerTurn *turn)
{
  self->turn++;
  g_clear_pointer (&self->next, anj_speaker_turn_free);
  self->next = turn;
  if (turn != NULL)
    turn->number = self->turn;
  self->is_paused = FALSE;
  g_cond_broadcast (&self->changed);
}

static void
say_last (AnjSpeaker *self)
{
  AnjSpeakerTurn *turn = g_new0 (AnjSpeakerTurn, 1);

  turn->language = g_strdup (self->language);
  turn->utterances = g_ptr_array_ref (self->last);
  self->state = ANJ_SPEAKER_SPEAKING;
  g_mutex_lock (&self->lock);
  begin_turn (self, turn);
  g_mutex_unlock (&self->lock);
}

void
anj_speaker_say (AnjSpeaker *self, const char *language, GPtrArray *utterances)
{
  g_return_if_fail (self->thread != NULL);

  g_free (self->language);
  self->language = g_strdup (language);
  g_clear_pointer (&self->last, g_ptr_array_unref);
  self->last = utterances;
  say_last (self);
}

gboolean
anj_speaker_repeat (AnjSpeaker *self)
{
  if (self->last == NULL || self->thread == NULL)
    return FALSE;
  say_last (self);
  return TRUE;
}

void
anj_speaker_stop (AnjSpeaker *self)
{
  g_mutex_lock (&self->lock);
  begin_turn (self, NULL);
  g_mutex_unlock (&self->lock);
  fall_silent (self);
}

void
anj_speaker_toggle_pause (AnjSpeaker *self)
{
  if (self->state == ANJ_SPEAKER_SILENT)
    return;
  self->state = self->state == ANJ_SPEAKER_PAUSED ? ANJ_SPEAKER_SPEAKING : ANJ_SPEAKER_PAUSED;
  g_mutex_lock (&self->lock);
  self->is_paused = self->state == ANJ_SPEAKER_PAUSED;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
}

void
anj_speaker_play (AnjSpeaker *self, AnjTone tone)
{
  g_mutex_lock (&self->lock);
  self->tone = (int) tone;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
}

void
anj_speaker_set_output (AnjSpeaker *self, int fd)
{
  g_mutex_lock (&self->lock);
  if (self->has_next_fd && self->next_fd >= 0)
    close (self->next_fd);
  self->next_fd = fd;
  self->has_next_fd = TRUE;
  self->has_output = fd >= 0;
  begin_turn (self, NULL);
  g_mutex_unlock (&self->lock);
  fall_silent (self);
}

gboolean
anj_speaker_has_output (AnjSpeaker *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->has_output;
}

void
anj_speaker_set_headset (AnjSpeaker *self, gboolean is_in)
{
  gboolean is_news;

  g_mutex_lock (&self->lock);
  is_news = self->has_headset != is_in;
  self->has_headset = is_in;
  if (is_news)
    begin_turn (self, NULL);
  g_mutex_unlock (&self->lock);
  if (is_news)
    fall_silent (self);
}

void
anj_speaker_set_drafts (AnjSpeaker *self, gboolean are_played)
{
  g_mutex_lock (&self->lock);
  self->has_drafts = are_played;
  g_mutex_unlock (&self->lock);
}

void
anj_speaker_set_loudness (AnjSpeaker *self, guint step)
{
  g_mutex_lock (&self->lock);
  self->step = CLAMP (step, 1, ANJ_SPEAKER_STEPS);
  g_mutex_unlock (&self->lock);
}

guint
anj_speaker_get_loudness (AnjSpeaker *self)
{
  return self->step;
}

AnjSpeakerState
anj_speaker_get_state (AnjSpeaker *self)
{
  return self->state;
}

void
anj_speaker_close (AnjSpeaker *self)
{
  if (self->thread == NULL)
    return;
  g_mutex_lock (&self->lock);
  self->is_closing = TRUE;
  begin_turn (self, NULL);
  g_mutex_unlock (&self->lock);
  g_thread_join (g_steal_pointer (&self->thread));
  self->state = ANJ_SPEAKER_SILENT;
}

AnjSpeaker *
anj_speaker_new (const AnjSpeakerSetup *setup)
{
  AnjSpeaker *self = g_object_new (ANJ_TYPE_SPEAKER, NULL);

  self->clock = setup->clock;
  self->context = g_main_context_ref_thread_default ();
  self->packs_dir = g_strdup (setup->packs_dir);
  self->log_path = g_strdup (setup->log_path);
  self->outlet = anj_outlet_new (setup->pace == ANJ_SPEAKER_PACE_SOUND ? setup->clock : NULL);
  self->thread = g_thread_new ("anj-speaker", anj_speaker_run, self);
  return self;
}

static void
anj_speaker_finalize (GObject *object)
{
  AnjSpeaker *self = ANJ_SPEAKER (object);

  g_assert (self->thread == NULL); /* was closed */
  g_clear_pointer (&self->next, anj_speaker_turn_free);
  if (self->has_next_fd && self->next_fd >= 0)
    close (self->next_fd);
  anj_outlet_free (self->outlet);
  g_free (self->packs_dir);
  g_free (self->log_path);
  g_main_context_unref (self->context);
  g_clear_pointer (&self->last, g_ptr_array_unref);
  g_free (self->language);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);
  G_OBJECT_CLASS (anj_speaker_parent_class)->finalize (object);
}

static void
anj_speaker_class_init (AnjSpeakerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = anj_speaker_finalize;
  g_signal_new (signal_names[SIGNAL_BEGAN], G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  g_signal_new (signal_names[SIGNAL_ENDED], G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                NULL, NULL, G_TYPE_NONE, 0);
}

static void
anj_speaker_init (AnjSpeaker *self)
{
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  self->tone = ANJ_SPEAKER_NO_TONE;
  self->next_fd = -1;
  self->step = ANJ_SPEAKER_DEFAULT_STEP;
}
