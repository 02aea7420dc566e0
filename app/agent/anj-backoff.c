/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/agent/anj-backoff.h"

guint
anj_backoff_next_ms (AnjBackoff *self, const AnjRandom *random)
{
  guint64 bound_ms = (guint64) self->policy->first_ms << MIN (self->n_failures, 20);
  guint64 half_ms;
  guint64 drawn;

  bound_ms = MIN (bound_ms, self->policy->max_ms);
  half_ms = MAX (bound_ms / 2, 1);
  anj_random_fill (random, (guint8 *) &drawn, sizeof drawn);
  self->n_failures++;
  return (guint) (bound_ms - half_ms + drawn % half_ms);
}

void
anj_backoff_reset (AnjBackoff *self)
{
  self->n_failures = 0;
}
