/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/agent/anj-identity.h"

G_BEGIN_DECLS

/**
 * anj_enrol:
 * @keys: the state directory, and where its keys go
 * @token: as `terminal token` wrote it; surrounding space is ignored
 * @out_terminal: (out): the id the hub gave
 * @error: says what to do
 *
 * Makes this terminal's keys and has the hub certify them (EST simpleenroll). Waits
 * for the network. A state directory that is enrolled already is refused.
 */
gboolean anj_enrol (const char *bootstrap_path,
                    const AnjStoreKeysSetup *keys,
                    const char *token,
                    const AnjClock *clock,
                    char **out_terminal,
                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
