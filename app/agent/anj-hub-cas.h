/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

#include "app/agent/anj-identity.h"
#include "net/anj-http-client.h"

G_BEGIN_DECLS

/* Whom this terminal takes for its hub: the CAs that the configuration in force names in `hub_cas`,
 * else the bootstrap file's. identity/ca.pem has them for the agent's other processes. */

/**
 * anj_hub_cas_list:
 * @document: (nullable): the configuration in force
 *
 * Returns: (transfer full) (element-type X509): one at least
 */
GPtrArray *anj_hub_cas_list (JsonObject *document, const AnjBootstrap *bootstrap);

/* whether identity/ca.pem says just that */
gboolean anj_hub_cas_are_kept (const char *state_dir, GPtrArray *cas);
/* writes identity/ca.pem, if it says something else */
gboolean
anj_hub_cas_keep (const char *state_dir, GPtrArray *cas, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full) (element-type X509): what was kept; the bootstrap file's where nothing was */
GPtrArray *anj_hub_cas_load (const char *state_dir, const AnjBootstrap *bootstrap);

/* whether the file is there and can be read: enrolment makes it */
gboolean anj_hub_cas_is_whole (const char *state_dir);

/* @client trusts those kept and shows this terminal's certificate */
void anj_hub_cas_set_client (AnjHttpClient *client,
                             const AnjIdentity *identity,
                             const AnjBootstrap *bootstrap);

G_END_DECLS
