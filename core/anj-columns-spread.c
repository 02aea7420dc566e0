/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/anj-columns-private.h"

void
anj_spread_init (AnjSpread *self, const guint32 *lengths, guint n_arrays)
{
  g_autofree guint32 *longer = g_new (guint32, n_arrays);
  guint n_longer = 0;
  guint32 place = 0;

  self->starts = g_new (guint32, n_arrays);
  self->n_items = 0;
  for (guint i = 0; i < n_arrays; i++)
    {
      self->starts[i] = self->n_items;
      self->n_items += lengths[i];
      longer[n_longer++] = i;
    }
  self->places = g_new (guint32, self->n_items);
  for (guint32 position = 0; n_longer > 0; position++)
    {
      guint n_left = 0;

      for (guint i = 0; i < n_longer; i++)
        if (lengths[longer[i]] > position)
          {
            self->places[self->starts[longer[i]] + position] = place++;
            longer[n_left++] = longer[i];
          }
      n_longer = n_left;
    }
}

void
anj_spread_clear (AnjSpread *self)
{
  g_clear_pointer (&self->starts, g_free);
  g_clear_pointer (&self->places, g_free);
}
