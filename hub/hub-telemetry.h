/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "hub/hub-router.h"

G_BEGIN_DECLS

/* POST /v1/telemetry: health, by data/schema/telemetry.json; members that it does not name are
 * refused, so that no personal data can slip in */
void hub_telemetry_post (HubApp *app, HubRequest *request);

G_END_DECLS
