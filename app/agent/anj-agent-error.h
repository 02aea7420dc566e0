/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AnjAgentError:
 * @ANJ_AGENT_ERROR_INVALID: a session asks for what may not be; the message is a key
 * @ANJ_AGENT_ERROR_THROTTLED: too many misses; the message is "throttled SECONDS"
 * @ANJ_AGENT_ERROR_UNAVAILABLE: not yet; the message is a key, "not-synced" in most cases
 * @ANJ_AGENT_ERROR_FULL: no room on disk
 * @ANJ_AGENT_ERROR_LOCKED: no resident is served here now; the message is "locked" or "revoked"
 * @ANJ_AGENT_ERROR_DISK: the disk failed to read or write, or cannot be written
 * @ANJ_AGENT_ERROR_DAMAGED: a file is not what was written; the message names it
 * @ANJ_AGENT_ERROR_REFUSED: the hub, or what it sent, was refused; the message says why
 * @ANJ_AGENT_ERROR_CONFIG: files that do not belong together; the message says what to do
 * @ANJ_AGENT_ERROR_NO_CERTIFICATE: it is damaged or gone; its key is there, and the hub gives it
 * back
 * @ANJ_AGENT_ERROR_RESTART: the program ends to be begun anew
 * @ANJ_AGENT_ERROR_FAILED: all else
 *
 * Errors of the agent. The first five reach a session, as key.
 */
typedef enum {
  ANJ_AGENT_ERROR_INVALID,
  ANJ_AGENT_ERROR_THROTTLED,
  ANJ_AGENT_ERROR_UNAVAILABLE,
  ANJ_AGENT_ERROR_FULL,
  ANJ_AGENT_ERROR_LOCKED,
  ANJ_AGENT_ERROR_DISK,
  ANJ_AGENT_ERROR_DAMAGED,
  ANJ_AGENT_ERROR_REFUSED,
  ANJ_AGENT_ERROR_CONFIG,
  ANJ_AGENT_ERROR_NO_CERTIFICATE,
  ANJ_AGENT_ERROR_RESTART,
  ANJ_AGENT_ERROR_FAILED,
} AnjAgentError;

#define ANJ_AGENT_ERROR (anj_agent_error_quark ())
GQuark anj_agent_error_quark (void);

/* sysexits.h code of a program that ends with @error */
int anj_agent_error_exit_code (const GError *error);

/* a %ANJ_AGENT_ERROR_THROTTLED; @wait_us is rounded up to whole seconds */
GError *anj_agent_error_new_throttled (gint64 wait_us);

G_END_DECLS
