/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-problem.h"

typedef struct
{
  guint status;
  const char *key;
  const char *title;
} Entry;

static const Entry entries[] = {
  [HUB_PROBLEM_BAD_REQUEST] = { 400, "bad-request", "The request is not what it should be" },
  [HUB_PROBLEM_CERTIFICATE_MISSING] = { 401, "certificate-missing", "No client certificate" },
  [HUB_PROBLEM_CERTIFICATE_INVALID] = { 403, "certificate-invalid",
                                        "The client certificate is not this hub's" },
  [HUB_PROBLEM_CERTIFICATE_EXPIRED] = { 403, "certificate-expired",
                                        "The client certificate is not valid at this time" },
  [HUB_PROBLEM_TERMINAL_UNKNOWN] = { 403, "terminal-unknown",
                                     "The hub does not know this "
                                     "terminal" },
  [HUB_PROBLEM_TERMINAL_REVOKED] = { 403, "terminal-revoked", "This terminal was revoked" },
  [HUB_PROBLEM_FORBIDDEN] = { 403, "forbidden", "This certificate may not do that" },
  [HUB_PROBLEM_NOT_FOUND] = { 404, "not-found", "There is nothing here" },
  [HUB_PROBLEM_METHOD] = { 405, "method", "This method is not allowed here" },
  [HUB_PROBLEM_TOO_LARGE] = { 413, "too-large", "The body is longer than this route takes" },
  [HUB_PROBLEM_BUSY] = { 503, "busy", "The hub is busy; try again" },
  [HUB_PROBLEM_INTERNAL] = { 500, "internal", "The hub failed" },
  [HUB_PROBLEM_TOKEN_UNKNOWN] = { 401, "token-unknown", "The token is not known" },
  [HUB_PROBLEM_TOKEN_USED] = { 401, "token-used", "The token was used" },
  [HUB_PROBLEM_TOKEN_EXPIRED] = { 401, "token-expired", "The token has expired" },
  [HUB_PROBLEM_TOKEN_TRIES] = { 429, "token-tries", "Too many bad tokens; wait a minute" },
  [HUB_PROBLEM_CSR_INVALID] = { 400, "csr-invalid", "The certificate request does not hold" },
  [HUB_PROBLEM_CERTIFICATE_RETURNS] = { 429, "certificate-returns",
                                        "This terminal got its certificate back too often" },
  [HUB_PROBLEM_SLICES_EXHAUSTED] = { 507, "slices-exhausted",
                                     "The village has no ticket numbers left to give away" },
  [HUB_PROBLEM_CHAIN] = { 409, "chain", "The link does not continue the chain" },
  [HUB_PROBLEM_CURSOR_UNKNOWN] = { 410, "cursor-unknown", "The cursor is not known; start at 0" },
  [HUB_PROBLEM_TICKET_UNKNOWN] = { 404, "ticket-unknown", "No such number with this PIN" },
  [HUB_PROBLEM_TICKET_TRIES] = { 429, "ticket-tries", "Too many wrong tries for this number" },
  [HUB_PROBLEM_CONFIG_UNKNOWN] = { 404, "config-unknown", "No such configuration" },
  [HUB_PROBLEM_CONFIG_NOT_NEWER] = { 409, "config-not-newer",
                                     "The configuration is not newer than the published one" },
  [HUB_PROBLEM_CONFIG_INVALID] = { 400, "config-invalid", "The configuration is refused" },
  [HUB_PROBLEM_ATTACHMENT_UNKNOWN] = { 404, "attachment-unknown",
                                       "No case of this terminal names this attachment" },
  [HUB_PROBLEM_ATTACHMENT_SIZE] = { 400, "attachment-size",
                                    "The case's header says another length" },
  [HUB_PROBLEM_RANGE] = { 409, "range", "The piece does not begin where the hub stands" },
  [HUB_PROBLEM_ATTACHMENT_DAMAGED] = { 422, "attachment-damaged",
                                       "These are not the bytes that were named; begin anew" },
  [HUB_PROBLEM_ATTACHMENT_QUOTA] = { 429, "attachment-quota",
                                     "This terminal sent as much as it may in a day" },
  [HUB_PROBLEM_ATTACHMENT_MISSING] = { 404, "attachment-missing", "The attachment is not here" },
  [HUB_PROBLEM_DISK_FULL] = { 507, "disk-full", "The hub has no room for attachments" },
  [HUB_PROBLEM_TERMINAL_QUARANTINED] = { 403, "terminal-quarantined",
                                         "Two machines use this terminal's key; an admin looks" },
  [HUB_PROBLEM_COMMAND_UNKNOWN] = { 404, "command-unknown", "No such command" },
  [HUB_PROBLEM_COMMAND_OVER] = { 409, "command-over", "The command is begun or over" },
  [HUB_PROBLEM_EVIDENCE_INVALID] = { 400, "evidence-invalid",
                                     "The report is not signed by this terminal, or says nothing" },
  [HUB_PROBLEM_ROLLOUT_UNKNOWN] = { 404, "rollout-unknown", "No such rollout" },
  [HUB_PROBLEM_ROLLOUT_RUNNING] = { 409, "rollout-running",
                                    "Another rollout has to be finished or stopped first" },
  [HUB_PROBLEM_ROLLOUT_STATE] = { 409, "rollout-state", "The rollout is in no state to do that" },
};

guint
hub_problem_status (HubProblem problem)
{
  return entries[problem].status;
}

const char *
hub_problem_key (HubProblem problem)
{
  return entries[problem].key;
}

JsonObject *
hub_problem_new (HubProblem problem, const char *detail)
{
  const Entry *entry = &entries[problem];
  g_autofree char *type = g_strconcat ("about:blank#", entry->key, NULL);
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "type", type);
  json_object_set_string_member (object, "title", entry->title);
  json_object_set_int_member (object, "status", entry->status);
  json_object_set_string_member (object, "detail", detail != NULL ? detail : entry->title);
  return object;
}
