/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/agent/anj-hold.h"

void
anj_hold_init (AnjHold *self)
{
  *self = (AnjHold){ .hold_s = ANJ_HOLD_FIRST_S };
}

guint
anj_hold_get_s (const AnjHold *self, guint max_s)
{
  return MIN (self->hold_s, max_s);
}

void
anj_hold_note_answer (AnjHold *self, gint64 lasted_us, guint max_s)
{
  guint held_s = anj_hold_get_s (self, max_s);

  /* news came before the line was put to the test */
  if (lasted_us < (gint64) held_s * G_USEC_PER_SEC)
    return;
  if (++self->n_survived >= ANJ_HOLD_TRUST)
    self->dead_s = 0;
  if (held_s < max_s && (self->dead_s == 0 || held_s * 2 < self->dead_s))
    {
      self->hold_s = held_s * 2;
      self->n_survived = 0;
    }
}

void
anj_hold_note_death (AnjHold *self, gint64 lasted_us, guint max_s)
{
  guint held_s = anj_hold_get_s (self, max_s);

  if (lasted_us < ANJ_HOLD_TELLING_S * (gint64) G_USEC_PER_SEC)
    return;
  self->dead_s = held_s;
  self->hold_s = MAX (held_s / 2, ANJ_HOLD_SHORTEST_S);
  self->n_survived = 0;
}
