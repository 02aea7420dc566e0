/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/anj-sources.h"

G_BEGIN_DECLS

#define HUB_TOKEN_GUARD_MAX_TRIES 10
#define HUB_TOKEN_GUARD_WINDOW_US (60 * G_USEC_PER_SEC)

/**
 * HubTokenGuard:
 *
 * Counts bad enrolment tokens from all sides: after %HUB_TOKEN_GUARD_MAX_TRIES within a minute the
 * next minute takes none. In memory: a restart forgives. Caller holds the store's lock.
 */
typedef struct
{
  const AnjClock *clock;
  gint64 tries_monotonic_us[HUB_TOKEN_GUARD_MAX_TRIES]; /* ring */
  guint n_tries;
  guint next;
  gint64 shut_until_monotonic_us;
} HubTokenGuard;

void hub_token_guard_init (HubTokenGuard *self, const AnjClock *clock);
/* seconds to wait, rounded up; 0 when a token may be tried now */
guint hub_token_guard_wait_s (const HubTokenGuard *self);
void hub_token_guard_add_bad (HubTokenGuard *self);

G_END_DECLS
