/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kiosk-config/anj-config-merge.h"
#include "kiosk-config/anj-config.h"
#include "kiosk-config/ctl/anj-ctl.h"

G_BEGIN_DECLS

/* in place of a file's name: what the hub has published */
#define ANJ_CTL_PUBLISHED "published"

/**
 * anj_ctl_load_config:
 * @name: a file, a document or a signed bundle, or %ANJ_CTL_PUBLISHED
 *
 * A bundle must be signed under the identity's config_ca.pem, a document must be good.
 *
 * Returns: (transfer full)
 */
JsonObject *
anj_ctl_load_config (const AnjCtl *ctl, const char *name, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full): what @der holds, if the admin's own signer signed it */
AnjConfig *
anj_ctl_config_open (const AnjCtl *ctl, GBytes *der, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
