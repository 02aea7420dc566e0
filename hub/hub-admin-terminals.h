/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "hub/hub-router.h"

G_BEGIN_DECLS

/* POST /admin/v1/tokens */
void hub_admin_tokens_post (HubApp *app, HubRequest *request);
/* GET /admin/v1/terminals */
void hub_admin_terminals_get (HubApp *app, HubRequest *request);
/* POST /admin/v1/terminals/{id}/revoke */
void hub_admin_terminals_revoke (HubApp *app, HubRequest *request);

G_END_DECLS
