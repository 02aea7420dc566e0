/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "hub/hub-router.h"

G_BEGIN_DECLS

/* GET /v1/config/{version} */
void hub_config_get (HubApp *app, HubRequest *request);
/* GET and PUT /admin/v1/config */
void hub_admin_config_get (HubApp *app, HubRequest *request);
void hub_admin_config_put (HubApp *app, HubRequest *request);

G_END_DECLS
