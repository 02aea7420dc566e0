/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "hub/hub-router.h"

G_BEGIN_DECLS

/* EST (RFC 7030): GET cacerts, POST simpleenroll with a one-time token */
void hub_est_cacerts (HubApp *app, HubRequest *request);
void hub_est_simpleenroll (HubApp *app, HubRequest *request);

G_END_DECLS
