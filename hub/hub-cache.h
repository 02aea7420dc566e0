/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "hub/hub-router.h"

G_BEGIN_DECLS

/* GET /v1/cache?since=CURSOR: a page of the village's households; JSON lines, zstd when accepted */
void hub_cache_get (HubApp *app, HubRequest *request);

G_END_DECLS
