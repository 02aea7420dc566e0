/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "hub/hub-router.h"

G_BEGIN_DECLS

/* What terminals are told to do from afar (hub-command-queue.h): the admins' side. */

/**
 * hub_admin_commands_post:
 *
 * POST /admin/v1/commands {kind, terminals: [id] | region, hours?, preview?} → 201 {count,
 * commands}: one for each of them, or, where one is unknown or revoked, none; 404 where a region
 * has none. A connected terminal hears of it at once. With preview: 200 {count}, nobody is told.
 */
void hub_admin_commands_post (HubApp *app, HubRequest *request);
/* POST /admin/v1/commands/{id}/cancel → 200 the command; 409 where it is over or begun */
void hub_admin_commands_cancel (HubApp *app, HubRequest *request);
/* GET /admin/v1/commands?region= → what was ordered at one time, counted by state */
void hub_admin_commands_get (HubApp *app, HubRequest *request);
/* POST /admin/v1/commands/cancel {kind, region} → 200 {count} of those that nobody had begun */
void hub_admin_commands_cancel_region (HubApp *app, HubRequest *request);
/* GET /admin/v1/commands/{id}/log → the text; an audit row says who read it */
void hub_admin_commands_log (HubApp *app, HubRequest *request);
/* GET /admin/v1/terminals/{id}/commands → the newest 500 */
void hub_admin_terminal_commands (HubApp *app, HubRequest *request);

G_END_DECLS
