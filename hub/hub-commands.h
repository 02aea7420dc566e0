/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "hub/hub-router.h"

G_BEGIN_DECLS

/* What terminals are told to do from afar (hub-command-queue.h): their side. */

/* POST /v1/commands/{id} {state: acked|done|failed, detail?} → 204; the same again has no effect */
void hub_commands_report (HubApp *app, HubRequest *request);
/* PUT /v1/commands/{id}/log: text of a "logs" of this terminal → 204 */
void hub_commands_put_log (HubApp *app, HubRequest *request);

G_END_DECLS
