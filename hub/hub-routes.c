/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-routes.h"

#include "core/anj-remote.h"
#include "hub/hub-admin-commands.h"
#include "hub/hub-admin-rollouts.h"
#include "hub/hub-admin-terminals.h"
#include "hub/hub-admin-tickets.h"
#include "hub/hub-attachments.h"
#include "hub/hub-cache.h"
#include "hub/hub-channel.h"
#include "hub/hub-commands.h"
#include "hub/hub-config-evidence.h"
#include "hub/hub-config.h"
#include "hub/hub-est.h"
#include "hub/hub-guess-alarms.h"
#include "hub/hub-lost-certificate.h"
#include "hub/hub-openapi.h"
#include "hub/hub-renew.h"
#include "hub/hub-submissions.h"
#include "hub/hub-telemetry.h"
#include "hub/hub-tickets.h"

#define KIB 1024
#define MIB (1024 * KIB)
#define SECONDS 1000

/* Limits stand beside the route they bind: body bytes, time, exchanges at once. Times allow for a
 * line of 64 kbit/s; the cache's page is the longest answer. */
static const HubRoute terminal_routes[] = {
  /* method, path, auth, body, time, at once, handler */
  { "GET", "/.well-known/est/cacerts", HUB_AUTH_NONE, 0, 30 * SECONDS, 200, hub_est_cacerts },
  { "POST", "/.well-known/est/simpleenroll", HUB_AUTH_NONE, 16 * KIB, 30 * SECONDS, 50,
    hub_est_simpleenroll },
  { "POST", "/.well-known/est/simplereenroll", HUB_AUTH_TERMINAL, 16 * KIB, 30 * SECONDS, 50,
    hub_renew_est_post },
  { "POST", "/v1/renew", HUB_AUTH_NONE, 16 * KIB, 30 * SECONDS, 50, hub_renew_signed_post },
  { "POST", "/v1/certificate", HUB_AUTH_NONE, 16 * KIB, 30 * SECONDS, 50,
    hub_lost_certificate_post },
  { "GET", "/v1/cache", HUB_AUTH_TERMINAL, 0, 600 * SECONDS, 500, hub_cache_get },
  { "POST", "/v1/submissions", HUB_AUTH_TERMINAL, 4 * MIB, 900 * SECONDS, 500,
    hub_submissions_post },
  { "PUT", "/v1/attachments/{sha256}", HUB_AUTH_TERMINAL, 256 * KIB, 120 * SECONDS, 200,
    hub_attachments_put },
  { "DELETE", "/v1/attachments/{sha256}", HUB_AUTH_TERMINAL, 0, 30 * SECONDS, 200,
    hub_attachments_delete },
  { "POST", "/v1/tickets/query", HUB_AUTH_TERMINAL, 4 * KIB, 30 * SECONDS, 500, hub_tickets_query },
  { "GET", "/v1/channel", HUB_AUTH_TERMINAL, 0, 60 * SECONDS, 100000, hub_channel_get },
  { "GET", "/v1/config/{version}", HUB_AUTH_TERMINAL, 0, 300 * SECONDS, 1000, hub_config_get },
  { "POST", "/v1/config-state", HUB_AUTH_TERMINAL, 16 * KIB, 30 * SECONDS, 1000,
    hub_config_state_post },
  { "POST", "/v1/commands/{id}", HUB_AUTH_TERMINAL, 4 * KIB, 30 * SECONDS, 1000,
    hub_commands_report },
  { "PUT", "/v1/commands/{id}/log", HUB_AUTH_TERMINAL, ANJ_REMOTE_LOG_MAX_BYTES, 120 * SECONDS, 50,
    hub_commands_put_log },
  { "POST", "/v1/telemetry", HUB_AUTH_TERMINAL, 4 * KIB, 30 * SECONDS, 1000, hub_telemetry_post },
  { "GET", "/v1/openapi.json", HUB_AUTH_TERMINAL, 0, 120 * SECONDS, 50, hub_openapi_terminal_get },
};

static const HubRoute admin_routes[] = {
  { "POST", "/admin/v1/tokens", HUB_AUTH_ADMIN, 4 * KIB, 30 * SECONDS, 50, hub_admin_tokens_post },
  { "GET", "/admin/v1/terminals", HUB_AUTH_ADMIN, 0, 120 * SECONDS, 50, hub_admin_terminals_get },
  { "GET", "/admin/v1/terminals/{id}", HUB_AUTH_ADMIN, 0, 30 * SECONDS, 50,
    hub_admin_terminals_show },
  { "POST", "/admin/v1/terminals/{id}/revoke", HUB_AUTH_ADMIN, 4 * KIB, 30 * SECONDS, 50,
    hub_admin_terminals_revoke },
  { "POST", "/admin/v1/terminals/{id}/confirm", HUB_AUTH_ADMIN, 4 * KIB, 30 * SECONDS, 50,
    hub_admin_terminals_confirm },
  { "GET", "/admin/v1/terminals/{id}/commands", HUB_AUTH_ADMIN, 0, 30 * SECONDS, 50,
    hub_admin_terminal_commands },
  { "POST", "/admin/v1/commands", HUB_AUTH_ADMIN, 64 * KIB, 120 * SECONDS, 10,
    hub_admin_commands_post },
  { "GET", "/admin/v1/commands", HUB_AUTH_ADMIN, 0, 120 * SECONDS, 50, hub_admin_commands_get },
  { "POST", "/admin/v1/commands/cancel", HUB_AUTH_ADMIN, 4 * KIB, 30 * SECONDS, 10,
    hub_admin_commands_cancel_region },
  { "POST", "/admin/v1/commands/{id}/cancel", HUB_AUTH_ADMIN, 4 * KIB, 30 * SECONDS, 50,
    hub_admin_commands_cancel },
  { "GET", "/admin/v1/commands/{id}/log", HUB_AUTH_ADMIN, 0, 120 * SECONDS, 20,
    hub_admin_commands_log },
  { "GET", "/admin/v1/guess-alarms", HUB_AUTH_ADMIN, 0, 30 * SECONDS, 50, hub_guess_alarms_get },
  { "GET", "/admin/v1/config", HUB_AUTH_ADMIN, 0, 120 * SECONDS, 50, hub_admin_config_get },
  { "PUT", "/admin/v1/config", HUB_AUTH_ADMIN, 2 * MIB, 300 * SECONDS, 10, hub_admin_config_put },
  { "POST", "/admin/v1/rollouts", HUB_AUTH_ADMIN, 3 * MIB, 300 * SECONDS, 10,
    hub_admin_rollouts_post },
  { "GET", "/admin/v1/rollouts", HUB_AUTH_ADMIN, 0, 120 * SECONDS, 50, hub_admin_rollouts_get },
  { "GET", "/admin/v1/rollouts/{id}", HUB_AUTH_ADMIN, 0, 120 * SECONDS, 50,
    hub_admin_rollout_show },
  { "POST", "/admin/v1/rollouts/{id}/pause", HUB_AUTH_ADMIN, 4 * KIB, 30 * SECONDS, 10,
    hub_admin_rollout_pause },
  { "POST", "/admin/v1/rollouts/{id}/resume", HUB_AUTH_ADMIN, 4 * KIB, 30 * SECONDS, 10,
    hub_admin_rollout_resume },
  { "POST", "/admin/v1/rollouts/{id}/stop", HUB_AUTH_ADMIN, 4 * KIB, 30 * SECONDS, 10,
    hub_admin_rollout_stop },
  { "POST", "/admin/v1/rollouts/{id}/retry", HUB_AUTH_ADMIN, 4 * KIB, 30 * SECONDS, 10,
    hub_admin_rollout_retry },
  { "GET", "/admin/v1/rollouts/{id}/evidence/{terminal}", HUB_AUTH_ADMIN, 0, 30 * SECONDS, 50,
    hub_admin_rollout_evidence },
  { "GET", "/admin/v1/tickets", HUB_AUTH_ADMIN, 0, 120 * SECONDS, 50, hub_admin_tickets_get },
  { "GET", "/admin/v1/tickets/{region}/{number}", HUB_AUTH_ADMIN, 0, 120 * SECONDS, 50,
    hub_admin_ticket_show },
  { "POST", "/admin/v1/tickets/{region}/{number}/answer", HUB_AUTH_ADMIN, 256 * KIB, 120 * SECONDS,
    50, hub_admin_ticket_answer },
  { "GET", "/admin/v1/attachments/{sha256}", HUB_AUTH_ADMIN, 0, 300 * SECONDS, 20,
    hub_admin_attachment_get },
  { "GET", "/admin/v1/openapi.json", HUB_AUTH_ADMIN, 0, 120 * SECONDS, 50, hub_openapi_admin_get },
};

const HubRoute *
hub_routes_terminal (gsize *out_n)
{
  *out_n = G_N_ELEMENTS (terminal_routes);
  return terminal_routes;
}

const HubRoute *
hub_routes_admin (gsize *out_n)
{
  *out_n = G_N_ELEMENTS (admin_routes);
  return admin_routes;
}
