/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "hub/hub-router.h"

G_BEGIN_DECLS

/* PUT /v1/attachments/{sha256}: one piece, or how far it is */
void hub_attachments_put (HubApp *app, HubRequest *request);

/* DELETE /v1/attachments/{sha256}: the terminal no longer has what did not come */
void hub_attachments_delete (HubApp *app, HubRequest *request);

/* GET /admin/v1/attachments/{sha256}: the sealed bytes, for who has the key */
void hub_admin_attachment_get (HubApp *app, HubRequest *request);

G_END_DECLS
