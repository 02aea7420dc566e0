/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "hub/hub-router.h"

G_BEGIN_DECLS

/* a terminal in a loop fills no audit; an answer that was lost is had again */
#define HUB_LOST_CERTIFICATE_MAX 3
#define HUB_LOST_CERTIFICATE_WINDOW_US G_TIME_SPAN_HOUR

/* POST /v1/certificate: the newest certificate again, for a terminal whose own is damaged or gone;
 * no client certificate in TLS, the request is signed by the terminal's key */
void hub_lost_certificate_post (HubApp *app, HubRequest *request);

G_END_DECLS
