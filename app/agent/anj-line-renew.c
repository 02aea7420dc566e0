/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "anj-agent"

/* Who the line is and whom it trusts: its client, and what AnjRenew makes of the certificate. */

#include "app/agent/anj-hub-cas.h"
#include "app/agent/anj-line-private.h"

void
anj_line_renew_client (AnjLine *self)
{
  g_clear_object (&self->client);
  self->client = anj_http_client_new (self->setup.clock);
  anj_hub_cas_set_client (self->client, self->setup.identity, self->setup.bootstrap);
  if (self->health != NULL)
    anj_http_client_set_time_floor (self->client, MAX (self->health->floor_us, 1),
                                    self->health->is_clock_sure);
}

static void
on_ended (gboolean is_fresh, const GError *error, gpointer user_data)
{
  AnjLine *self = user_data;

  if (self->state == ANJ_LINE_STOPPED)
    return;
  anj_line_remote_renewed (self, is_fresh, error);
  if (error != NULL)
    return;
  anj_line_renew_client (self);
  if (self->state == ANJ_LINE_WAIT) /* maybe for this */
    anj_line_begin_anew (self);
}

void
anj_line_consider_renewal (AnjLine *self)
{
  const AnjTerminalHealth *health = self->health;

  anj_renew_consider (self->renew, health->kept_hub_cas, health->floor_us, health->is_clock_sure);
}

AnjRenew *
anj_line_make_renew (AnjLine *self)
{
  AnjRenewSetup setup = { .store = self->setup.store,
                          .identity = self->setup.identity,
                          .bootstrap = self->setup.bootstrap,
                          .clock = self->setup.clock,
                          .random = self->setup.random,
                          .backoff = self->setup.backoff,
                          .ended = on_ended,
                          .user_data = self };

  return anj_renew_new (&setup);
}
