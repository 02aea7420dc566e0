/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "hub/hub-router.h"

G_BEGIN_DECLS

/* the OpenAPI 3.1 documents; (transfer full). Words and schemas come from openapi-*.json; who may,
 * limits, the refusals that every route shares and the problems' keys from the tables that bind */
GBytes *hub_openapi_terminal (void);
GBytes *hub_openapi_admin (void);

/* GET /v1/openapi.json and /admin/v1/openapi.json */
void hub_openapi_terminal_get (HubApp *app, HubRequest *request);
void hub_openapi_admin_get (HubApp *app, HubRequest *request);

G_END_DECLS
