/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-token-guard.h"

void
hub_token_guard_init (HubTokenGuard *self, const AnjClock *clock)
{
  *self = (HubTokenGuard){ .clock = clock };
}

guint
hub_token_guard_wait_s (const HubTokenGuard *self)
{
  gint64 left_us = self->shut_until_monotonic_us - anj_clock_monotonic_us (self->clock);

  return left_us <= 0 ? 0 : (guint) ((left_us + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC);
}

void
hub_token_guard_add_bad (HubTokenGuard *self)
{
  gint64 now_us = anj_clock_monotonic_us (self->clock);

  self->tries_monotonic_us[self->next] = now_us;
  self->next = (self->next + 1) % HUB_TOKEN_GUARD_MAX_TRIES;
  self->n_tries = MIN (self->n_tries + 1, HUB_TOKEN_GUARD_MAX_TRIES);
  /* the ring is full and its oldest, which stands where the next one will, is within the window */
  if (self->n_tries == HUB_TOKEN_GUARD_MAX_TRIES &&
      now_us - self->tries_monotonic_us[self->next] < HUB_TOKEN_GUARD_WINDOW_US)
    {
      self->shut_until_monotonic_us = now_us + HUB_TOKEN_GUARD_WINDOW_US;
      self->n_tries = 0;
    }
}
