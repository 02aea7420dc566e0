/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "hub/hub-router.h"

G_BEGIN_DECLS

/* POST /.well-known/est/simplereenroll (RFC 7030 § 4.2.2): by the certificate of the connection */
void hub_renew_est_post (HubApp *app, HubRequest *request);

/* POST /v1/renew: a request signed (CMS) by a certificate that may have ended long ago; no client
 * certificate in TLS */
void hub_renew_signed_post (HubApp *app, HubRequest *request);

G_END_DECLS
