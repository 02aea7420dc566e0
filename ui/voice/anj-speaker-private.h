/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ui/voice/anj-mouth.h"
#include "ui/voice/anj-outlet.h"
#include "ui/voice/anj-speaker.h"

G_BEGIN_DECLS

#define ANJ_SPEAKER_NO_TONE (-1)

/* what is to be said in one turn */
typedef struct
{
  guint number;
  char *language;
  GPtrArray *utterances; /* (element-type AnjUtterance) */
} AnjSpeakerTurn;

void anj_speaker_turn_free (AnjSpeakerTurn *turn);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnjSpeakerTurn, anj_speaker_turn_free)

struct _AnjSpeaker
{
  GObject parent_instance;

  const AnjClock *clock;
  char *packs_dir;       /* (nullable) */
  char *log_path;        /* (nullable) */
  GMainContext *context; /* (owned) */
  GThread *thread;       /* (nullable): joined by close */
  AnjOutlet *outlet;     /* (owned): the thread's */
  AnjMouth *mouth;       /* (owned): the thread's own */

  /* of the thread that made it */
  AnjSpeakerState state;
  char *language;  /* (nullable): of what was said last */
  GPtrArray *last; /* (nullable) */

  GMutex lock; /* of all below */
  GCond changed;
  guint turn;           /* that is on */
  AnjSpeakerTurn *next; /* (nullable): not yet taken by the thread */
  int tone;             /* AnjTone, or ANJ_SPEAKER_NO_TONE */
  int next_fd;          /* for the outlet, if has_next_fd */
  gboolean has_next_fd;
  gboolean has_output;
  gboolean has_headset;
  gboolean has_drafts; /* clips that nobody has listened to are played */
  gboolean is_paused;
  gboolean is_closing;
  guint step;
};

/* anj-speaker-thread.c: until is_closing */
gpointer anj_speaker_run (gpointer self);

/* anj-speaker.c: what the thread tells, in the thread that made it; of a turn that is over nothing
 * is heard any more */
void anj_speaker_began (AnjSpeaker *self, guint turn, guint index);
void anj_speaker_ended (AnjSpeaker *self, guint turn);

G_END_DECLS
