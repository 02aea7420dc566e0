/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/supervisor/anj-curtain-keeper.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define MAX_MESSAGE_BYTES 16
#define MS_US ((gint64) 1000)
/* one that lived longer failed by chance, not because it cannot work here */
#define LIVED_US ((gint64) 5 * G_USEC_PER_SEC)

static void
set_state (AnjCurtainKeeper *self, AnjChildState state, gint64 now_us)
{
  self->child->state = state;
  self->child->since_us = now_us;
}

static void
count_failure (AnjCurtainKeeper *self, gint64 now_us)
{
  const guint *back_off_ms = self->times->back_off_ms;

  self->n_failures++;
  self->start_us =
      now_us +
      MS_US * back_off_ms[MIN (self->n_failures, G_N_ELEMENTS (self->times->back_off_ms)) - 1];
}

void
anj_curtain_keeper_look (AnjCurtainKeeper *self, gint64 now_us)
{
  char buffer[MAX_MESSAGE_BYTES + 1];
  const char *message;

  if (self->child == NULL)
    return;
  while ((message = anj_child_receive (self->child, buffer, sizeof buffer)) != NULL)
    if (self->child->state == ANJ_CHILD_STARTING && strcmp (message, "READY") == 0)
      set_state (self, ANJ_CHILD_READY, now_us);
    else if (self->child->state == ANJ_CHILD_SHOWING && strcmp (message, "SHOWN") == 0)
      set_state (self, ANJ_CHILD_SHOWN, now_us);
  if (!anj_child_reap (self->child))
    return;
  fprintf (stderr, "anjungan: curtain %d ended\n", (int) self->child->pid);
  if (now_us - self->child->started_us > LIVED_US)
    self->n_failures = 0;
  count_failure (self, now_us);
  self->child->state = ANJ_CHILD_GONE;
  g_clear_pointer (&self->child, anj_child_free);
}

/* µs that it may stay in its state; 0: for ever */
static gint64
state_limit_us (const AnjCurtainKeeper *self)
{
  if (self->child->state == ANJ_CHILD_STARTING)
    return MS_US * self->times->ready_timeout_ms;
  if (self->child->state == ANJ_CHILD_SHOWING)
    return MS_US * self->times->shown_timeout_ms;
  return 0;
}

gint64
anj_curtain_keeper_pursue (AnjCurtainKeeper *self, gint64 now_us, gboolean may_cover)
{
  gint64 limit_us;

  if (self->child == NULL && now_us >= self->start_us)
    {
      self->child = anj_child_start (self->argv, self->envp, now_us);
      if (self->child == NULL)
        {
          fprintf (stderr, "anjungan: cannot start the curtain: %s; free memory or processes\n",
                   g_strerror (errno));
          count_failure (self, now_us);
        }
    }
  if (self->child == NULL)
    return self->start_us;

  if (self->child->state == ANJ_CHILD_READY && may_cover)
    {
      anj_child_send (self->child, "SHOW");
      set_state (self, ANJ_CHILD_SHOWING, now_us);
    }
  limit_us = state_limit_us (self);
  if (limit_us == 0)
    return G_MAXINT64;
  if (now_us - self->child->since_us <= limit_us)
    return self->child->since_us + limit_us;
  fprintf (stderr, "anjungan: curtain %d was never seen\n", (int) self->child->pid);
  anj_child_kill (self->child);
  set_state (self, ANJ_CHILD_KILLED, now_us);
  return G_MAXINT64;
}

gboolean
anj_curtain_keeper_holds (const AnjCurtainKeeper *self, gboolean is_first)
{
  if (self->child == NULL)
    return FALSE;
  return self->child->state == ANJ_CHILD_SHOWING ||
         (is_first &&
          (self->child->state == ANJ_CHILD_STARTING || self->child->state == ANJ_CHILD_READY));
}
