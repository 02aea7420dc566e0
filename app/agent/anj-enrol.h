/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/agent/anj-identity.h"

G_BEGIN_DECLS

/**
 * AnjEnrolment:
 * @keys: the state directory, and where its keys go
 * @token: as `terminal token` wrote it; surrounding space is ignored
 * @replaced: (nullable): id of the terminal whose cases lie in the state directory and whose key is
 *   lost, or no secret any more: it goes on with another one
 */
typedef struct
{
  const char *bootstrap_path;
  const AnjStoreKeysSetup *keys;
  const char *token;
  const char *replaced;
  const AnjClock *clock;
} AnjEnrolment;

/**
 * anj_enrol:
 * @out_terminal: (out): the id the hub gave
 * @error: says what to do
 *
 * Makes this terminal's keys and has the hub certify them (EST simpleenroll). Waits for the
 * network. A state directory that is enrolled already, or has cases, is refused; with @replaced one
 * that has none, or another's.
 */
gboolean
anj_enrol (const AnjEnrolment *self, char **out_terminal, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * anj_enrol_fetch_certificate:
 * @error: says what to do; of the network where the hub was not reached
 *
 * Has the hub give back the certificate that this terminal's key has, and writes
 * identity/cert.pem. Waits for the network.
 */
gboolean anj_enrol_fetch_certificate (const AnjBootstrap *bootstrap,
                                      const AnjStoreKeysSetup *setup,
                                      const AnjClock *clock,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
