/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ui/anj-visit.h"

G_BEGIN_DECLS

/* People who help residents: {role, name, contact} of the household document, of the place and of
 * the configuration. */

/* (transfer none): what people call @role; @role itself when the configuration does not know it */
const char *anj_contact_role_title (AnjVisit *visit, const char *role);

/* (transfer none): the picture of @role */
const char *anj_contact_role_icon (AnjVisit *visit, const char *role);

/**
 * anj_contact_find:
 * @role: (nullable): code of the role wanted; %NULL: whoever is nearest
 *
 * Returns: (transfer none) (nullable): the nearest who has a name: of the household document, which
 *   lists the village first, else of the place, else of the configuration
 */
JsonObject *anj_contact_find (AnjVisit *visit, const char *role);
/* the same for whoever is meant by @whom, in Indonesian: "Bank penyalur atau pendamping" */
JsonObject *anj_contact_find_whom (AnjVisit *visit, const char *whom);

/* (transfer full): "Bu Siti, Operator data desa, 0812-…" */
char *anj_contact_line (AnjVisit *visit, JsonObject *contact);

G_END_DECLS
