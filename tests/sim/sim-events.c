/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "tests/sim/sim-events.h"

static SimEvent *
get (const GArray *self, guint i)
{
  return &g_array_index (self, SimEvent, i);
}

static gboolean
is_before (const GArray *self, guint a, guint b)
{
  return get (self, a)->time_us < get (self, b)->time_us;
}

static void
swap (GArray *self, guint a, guint b)
{
  SimEvent kept = *get (self, a);

  *get (self, a) = *get (self, b);
  *get (self, b) = kept;
}

void
sim_events_push (GArray *self, SimEvent event)
{
  guint i = self->len;

  g_array_append_val (self, event);
  for (; i > 0 && is_before (self, i, (i - 1) / 2); i = (i - 1) / 2)
    swap (self, i, (i - 1) / 2);
}

SimEvent
sim_events_pop (GArray *self)
{
  SimEvent first = *get (self, 0);
  guint i = 0;

  g_array_remove_index_fast (self, 0);
  for (;;)
    {
      guint least = i;

      for (guint child = 2 * i + 1; child <= 2 * i + 2 && child < self->len; child++)
        if (is_before (self, child, least))
          least = child;
      if (least == i)
        return first;
      swap (self, i, least);
      i = least;
    }
}

gint64
sim_events_next_us (const GArray *self)
{
  return self->len > 0 ? get (self, 0)->time_us : G_MAXINT64;
}
