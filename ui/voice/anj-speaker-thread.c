/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The thread that makes the samples of AnjSpeaker. It asks before each 20 ms of sound whether its
 * turn is over: so a turn is cut at once, and what is left to be heard is the outlet's lead alone.
 *
 *          next                      its first samples           all of them
 *  idle ─────────► choose_words ─────────► saying ──────────────► the next utterance, or ENDED
 *    ▲   tone          │ nothing for these ears                       │
 *    │ ──────► tone    └──────────────► the next utterance            │
 *    └────────────────────────────── the turn is over ────────────────┘
 *
 * A tone sounds between two pieces of speech, also in a pause. */

#include "ui/voice/anj-speaker-private.h"

#include <math.h>
#include <pthread.h>
#include <signal.h>

#define GAP_MS 250 /* between two utterances */
#define STEP_DB 5.0
#define LATE_READER_US (2 * G_TIME_SPAN_MILLISECOND)
#define ENDED (-1)

/* news */

typedef struct
{
  AnjSpeaker *speaker; /* (owned) */
  guint turn;
  int index; /* of the utterance that began, or ENDED */
} News;

static void
news_free (News *news)
{
  g_object_unref (news->speaker);
  g_free (news);
}

static gboolean
tell (gpointer user_data)
{
  News *news = user_data;

  if (news->index == ENDED)
    anj_speaker_ended (news->speaker, news->turn);
  else
    anj_speaker_began (news->speaker, news->turn, (guint) news->index);
  return G_SOURCE_REMOVE;
}

static void
send_news (AnjSpeaker *self, const AnjSpeakerTurn *turn, int index)
{
  g_autoptr (GSource) source = g_idle_source_new ();
  News *news = g_new0 (News, 1);

  news->speaker = g_object_ref (self);
  news->turn = turn->number;
  news->index = index;
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, tell, news, (GDestroyNotify) news_free);
  g_source_attach (source, self->context);
}

/* sound */

/* Sounds of one turn, or a tone, which none cuts. */
typedef struct
{
  AnjSpeaker *speaker;
  const AnjSpeakerTurn *turn; /* (nullable): a tone */
  guint index;                /* of the utterance */
  gboolean has_begun;
} Sound;

static gboolean
is_over (AnjSpeaker *self, const Sound *sound)
{
  return self->is_closing || (sound->turn != NULL && sound->turn->number != self->turn);
}

/* with the lock held; GCond knows but one clock */
static void
wait_us (AnjSpeaker *self, gint64 us)
{
  g_cond_wait_until (&self->changed, &self->lock, g_get_monotonic_time () + us);
}

static void play_tone (AnjSpeaker *self, AnjTone tone);

/* with the lock held: lets a tone sound first, holds in a pause, and keeps the outlet's time */
static gboolean
wait_for_turn (AnjSpeaker *self, const Sound *sound)
{
  while (!is_over (self, sound))
    {
      gint64 ahead_us = anj_outlet_get_wait_us (self->outlet);

      if (sound->turn != NULL && self->tone != ANJ_SPEAKER_NO_TONE)
        play_tone (self, (AnjTone) self->tone);
      else if (sound->turn != NULL && self->is_paused)
        g_cond_wait (&self->changed, &self->lock);
      else if (ahead_us > 0)
        wait_us (self, ahead_us);
      else
        return TRUE;
    }
  return FALSE;
}

static double
get_gain (AnjSpeaker *self)
{
  return pow (10, STEP_DB / 20 * ((double) self->step - ANJ_SPEAKER_STEPS));
}

static gboolean
write_piece (AnjSpeaker *self, Sound *sound, const gint16 *samples, gsize n_samples)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  AnjOutletResult result = ANJ_OUTLET_FULL;
  gint16 piece[ANJ_OUTLET_PIECE];

  while (result == ANJ_OUTLET_FULL)
    {
      if (!wait_for_turn (self, sound))
        return FALSE;
      for (gsize i = 0; i < n_samples; i++)
        piece[i] = (gint16) lrint (samples[i] * get_gain (self));
      result = anj_outlet_write (self->outlet, piece, n_samples);
      if (result == ANJ_OUTLET_FULL)
        wait_us (self, LATE_READER_US);
    }
  self->has_output = anj_outlet_has_fd (self->outlet) || (self->has_next_fd && self->next_fd >= 0);
  if (sound->turn != NULL && !sound->has_begun)
    send_news (self, sound->turn, (int) sound->index);
  sound->has_begun = TRUE;
  return TRUE;
}

static gboolean
on_samples (gpointer user_data, const gint16 *samples, gsize n_samples)
{
  Sound *sound = user_data;

  while (n_samples > 0)
    {
      gsize n = MIN (n_samples, ANJ_OUTLET_PIECE);

      if (!write_piece (sound->speaker, sound, samples, n))
        return FALSE;
      samples += n;
      n_samples -= n;
    }
  return TRUE;
}

/* with the lock held; lets go of it meanwhile */
static void
play_tone (AnjSpeaker *self, AnjTone tone)
{
  Sound sound = { self, NULL, 0, FALSE };

  self->tone = ANJ_SPEAKER_NO_TONE;
  g_mutex_unlock (&self->lock);
  anj_mouth_play (self->mouth, tone, on_samples, &sound);
  g_mutex_lock (&self->lock);
}

static void
write_gap (Sound *sound)
{
  const gint16 silence[ANJ_SOUND_RATE * GAP_MS / 1000] = { 0 };

  on_samples (sound, silence, G_N_ELEMENTS (silence));
}

/* words */

/* What of @utterance may be heard now: the secret rule (T17). Decided within the turn: whatever
 * changes afterwards has ended it. FALSE: nothing of it */
static gboolean
choose_words (AnjSpeaker *self,
              const AnjSpeakerTurn *turn,
              const AnjUtterance *utterance,
              AnjWords *out_words)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  gboolean is_for_ears = !utterance->secret || self->has_headset;

  if (turn->number != self->turn)
    return FALSE;
  out_words->language = utterance->language != NULL ? utterance->language : turn->language;
  out_words->text = is_for_ears ? utterance->text : utterance->instead;
  out_words->spoken = is_for_ears ? utterance->spoken : NULL;
  out_words->secret = is_for_ears && utterance->secret;
  out_words->drafts = self->has_drafts;
  return out_words->text != NULL && out_words->text[0] != '\0';
}

/* until all of it was heard */
static void
wait_for_silence (AnjSpeaker *self, const Sound *sound)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  while (!is_over (self, sound) && anj_outlet_get_rest_us (self->outlet) > 0)
    wait_us (self, anj_outlet_get_rest_us (self->outlet));
}

static void
say (AnjSpeaker *self, const AnjSpeakerTurn *turn)
{
  Sound sound = { self, turn, 0, FALSE };
  AnjSoundEnd end = ANJ_SOUND_WHOLE;

  for (guint i = 0; i < turn->utterances->len && end == ANJ_SOUND_WHOLE; i++)
    {
      AnjWords words;

      if (!choose_words (self, turn, g_ptr_array_index (turn->utterances, i), &words))
        continue;
      if (sound.has_begun)
        write_gap (&sound);
      sound.index = i;
      sound.has_begun = FALSE;
      end = anj_mouth_say (self->mouth, &words, on_samples, &sound);
      sound.has_begun = TRUE;
    }
  wait_for_silence (self, &sound);
  send_news (self, turn, ENDED);
}

/* a reader that went is no reason to end: its write says so */
static void
block_sigpipe (void)
{
  sigset_t signals;

  sigemptyset (&signals);
  sigaddset (&signals, SIGPIPE);
  pthread_sigmask (SIG_BLOCK, &signals, NULL);
}

gpointer
anj_speaker_run (gpointer user_data)
{
  AnjSpeaker *self = user_data;

  block_sigpipe ();
  self->mouth = anj_mouth_new (self->packs_dir, self->log_path);
  g_mutex_lock (&self->lock);
  while (!self->is_closing)
    {
      g_autoptr (AnjSpeakerTurn) turn = NULL;

      if (self->has_next_fd)
        {
          anj_outlet_set_fd (self->outlet, self->next_fd);
          self->has_next_fd = FALSE;
        }
      else if (self->tone != ANJ_SPEAKER_NO_TONE)
        play_tone (self, (AnjTone) self->tone);
      else if (self->next != NULL)
        {
          turn = g_steal_pointer (&self->next);
          g_mutex_unlock (&self->lock);
          say (self, turn);
          g_mutex_lock (&self->lock);
        }
      else
        g_cond_wait (&self->changed, &self->lock);
    }
  g_mutex_unlock (&self->lock);
  g_clear_pointer (&self->mouth, anj_mouth_free);
  return NULL;
}
