/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/agent/anj-backoff.h"
#include "app/agent/anj-store-thread.h"

G_BEGIN_DECLS

/**
 * AnjRenew:
 *
 * Keeps this terminal's certificate from ending, and moves it to the hub's new CA when the
 * configuration names another. Lives in one main context. Nothing but identity/cert.pem and the
 * identity's certificate changes.
 */
typedef struct _AnjRenew AnjRenew;

/**
 * AnjRenewSetup:
 * @backoff: (nullable): after failures; %NULL: the real one, up to an hour
 * @ended: called when a renewal is over: @error (nullable) is why it failed, and will be tried
 * again; without one @is_fresh tells whether the identity has another certificate now, else the hub
 * took the one there is for new enough
 *
 * All (transfer none), all outlive it.
 */
typedef struct
{
  AnjStoreThread *store;
  AnjIdentity *identity;
  const AnjBootstrap *bootstrap;
  const AnjClock *clock;
  const AnjRandom *random;
  const AnjBackoffPolicy *backoff;
  void (*ended) (gboolean is_fresh, const GError *error, gpointer user_data);
  gpointer user_data;
} AnjRenewSetup;

AnjRenew *anj_renew_new (const AnjRenewSetup *setup);
void anj_renew_free (AnjRenew *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnjRenew, anj_renew_free)

/**
 * anj_renew_due_us:
 *
 * Returns: when @cert wants to be renewed, µs UTC: between a third and a half of its life; where
 *   between, its fingerprint decides, so that a fleet that was enrolled in a day does not come back
 *   in one
 */
gint64 anj_renew_due_us (X509 *cert);

/**
 * anj_renew_consider:
 * @hub_cas: (element-type X509): the CAs that the configuration names
 * @floor_us: the latest time known to have passed
 * @is_clock_sure: whether the setup's clock is right: the hub told the time within a day
 *
 * Begins a renewal if it is time. To be called now and then.
 */
void
anj_renew_consider (AnjRenew *self, GPtrArray *hub_cas, gint64 floor_us, gboolean is_clock_sure);

/* begins one whatever the time: an admin wishes it. One that is under way goes on; FALSE: none is,
 * nor begins, before the first anj_renew_consider() */
gboolean anj_renew_now (AnjRenew *self);
/* the hub says that the certificate has ended; one that failed keeps its wait */
void anj_renew_heed (AnjRenew *self, const GError *error);

/* cancels what is under way; nothing is begun after it */
void anj_renew_stop (AnjRenew *self);

G_END_DECLS
