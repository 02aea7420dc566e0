/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "hub/hub-router.h"

G_BEGIN_DECLS

/* POST /admin/v1/tokens */
void hub_admin_tokens_post (HubApp *app, HubRequest *request);
/* GET /admin/v1/terminals?region=&state=&silent=true&after=ID&limit=N: hub_fleet_list() */
void hub_admin_terminals_get (HubApp *app, HubRequest *request);
/* GET /admin/v1/terminals/{id} */
void hub_admin_terminals_show (HubApp *app, HubRequest *request);
/* POST /admin/v1/terminals/{id}/revoke */
void hub_admin_terminals_revoke (HubApp *app, HubRequest *request);

/**
 * hub_admin_terminals_confirm:
 *
 * POST /admin/v1/terminals/{id}/confirm: ends its quarantine (hub-quarantine.h) → 200 the terminal,
 * also where there was none.
 */
void hub_admin_terminals_confirm (HubApp *app, HubRequest *request);

G_END_DECLS
