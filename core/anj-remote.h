/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AnjRemoteKind:
 * @ANJ_REMOTE_LOCK: serves no resident and says so, until @ANJ_REMOTE_UNLOCK
 * @ANJ_REMOTE_WIPE: destroys k_seal and the cache; what is sealed to offices stays and leaves
 * @ANJ_REMOTE_RESTART: the agent begins anew
 * @ANJ_REMOTE_SYNC: fetches the village's records now
 * @ANJ_REMOTE_RENEW: renews the certificate now
 * @ANJ_REMOTE_LOGS: hands over the newest lines of the agent's own log
 *
 * What an admin can tell a terminal to do from afar.
 */
typedef enum {
  ANJ_REMOTE_LOCK,
  ANJ_REMOTE_UNLOCK,
  ANJ_REMOTE_WIPE,
  ANJ_REMOTE_RESTART,
  ANJ_REMOTE_SYNC,
  ANJ_REMOTE_RENEW,
  ANJ_REMOTE_LOGS,
  ANJ_N_REMOTES,
} AnjRemoteKind;

/* (transfer none): "lock", … */
const char *anj_remote_kind_name (AnjRemoteKind kind);
/* FALSE: @name (nullable) is none */
gboolean anj_remote_kind_parse (const char *name, AnjRemoteKind *out_kind);

/* random bits of a command's name, "c-" and hex */
#define ANJ_REMOTE_ID_BYTES 8
#define ANJ_REMOTE_ID_CHARS (2 + 2 * ANJ_REMOTE_ID_BYTES)
gboolean anj_remote_is_id (const char *text);

/* what a terminal may upload of its log */
#define ANJ_REMOTE_LOG_MAX_BYTES (64u * 1024)

G_END_DECLS
