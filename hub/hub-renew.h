/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "hub/hub-router.h"

G_BEGIN_DECLS

/* POST /.well-known/est/simplereenroll (RFC 7030 § 4.2.2): by the certificate of the connection */
void hub_renew_est_post (HubApp *app, HubRequest *request);

/* POST /v1/renew: a request signed (CMS) by a certificate that may have ended long ago; no client
 * certificate in TLS */
void hub_renew_signed_post (HubApp *app, HubRequest *request);

/* (transfer full): a new certificate for @peer, a terminal, and its @key: the newest from now on,
 * in the audit and in terminals.log */
X509 *hub_renew_issue (HubApp *app, const HubPeer *peer, EVP_PKEY *key, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
