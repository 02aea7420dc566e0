/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "hub/hub-router.h"

G_BEGIN_DECLS

/* GET /admin/v1/tickets?region=&state= */
void hub_admin_tickets_get (HubApp *app, HubRequest *request);
/* GET /admin/v1/tickets/{region}/{number} */
void hub_admin_ticket_show (HubApp *app, HubRequest *request);
/* POST /admin/v1/tickets/{region}/{number}/answer */
void hub_admin_ticket_answer (HubApp *app, HubRequest *request);

G_END_DECLS
