/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* What can go wrong for a client, as RFC 9457 problems. Keys are stable: programs act on them. */
typedef enum {
  HUB_PROBLEM_BAD_REQUEST,
  HUB_PROBLEM_CERTIFICATE_MISSING,
  HUB_PROBLEM_CERTIFICATE_INVALID,
  HUB_PROBLEM_CERTIFICATE_EXPIRED,
  HUB_PROBLEM_TERMINAL_UNKNOWN,
  HUB_PROBLEM_TERMINAL_REVOKED,
  HUB_PROBLEM_FORBIDDEN,
  HUB_PROBLEM_NOT_FOUND,
  HUB_PROBLEM_METHOD,
  HUB_PROBLEM_TOO_LARGE,
  HUB_PROBLEM_BUSY,
  HUB_PROBLEM_INTERNAL,
  HUB_PROBLEM_TOKEN_UNKNOWN,
  HUB_PROBLEM_TOKEN_USED,
  HUB_PROBLEM_TOKEN_EXPIRED,
  HUB_PROBLEM_TOKEN_TRIES,
  HUB_PROBLEM_CSR_INVALID,
  HUB_PROBLEM_SLICES_EXHAUSTED,
  HUB_PROBLEM_CHAIN,
  HUB_PROBLEM_CURSOR_UNKNOWN,
  HUB_PROBLEM_TICKET_UNKNOWN,
  HUB_PROBLEM_TICKET_TRIES,
  HUB_PROBLEM_CONFIG_UNKNOWN,
  HUB_PROBLEM_CONFIG_NOT_NEWER,
  HUB_PROBLEM_CONFIG_INVALID,
  HUB_PROBLEM_ATTACHMENT_UNKNOWN,
  HUB_PROBLEM_ATTACHMENT_SIZE,
  HUB_PROBLEM_RANGE,
  HUB_PROBLEM_ATTACHMENT_DAMAGED,
  HUB_PROBLEM_ATTACHMENT_QUOTA,
  HUB_PROBLEM_ATTACHMENT_MISSING,
  HUB_PROBLEM_DISK_FULL,
  HUB_N_PROBLEMS,
} HubProblem;

guint hub_problem_status (HubProblem problem);
/* (transfer none): the part after "about:blank#" */
const char *hub_problem_key (HubProblem problem);

/**
 * hub_problem_new:
 * @detail: (nullable): for a person; no personal data
 *
 * Returns: (transfer full): {type, title, status, detail}; callers may add members
 */
JsonObject *hub_problem_new (HubProblem problem, const char *detail);

G_END_DECLS
