/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kiosk-config/anj-config.h"

G_BEGIN_DECLS

/* Of a document by itself, signed or not: its selector, and its overrides laid over it. */

/* whether overrides may set the document's @member: what terminals obey, not what the hub works by
 * nor whom to trust */
gboolean anj_config_may_override (const char *member);

/* @object's merged with @patch (RFC 7396), in place */
void anj_config_merge_patch (JsonObject *object, JsonObject *patch);

/**
 * anj_config_merge_for:
 * @origins: (nullable): JSON pointer -> where its value comes from, e.g. "regency 35.09"; added to
 *
 * Returns: (transfer full): @document with the overrides for @place applied, from the widest to the
 *   narrowest
 */
JsonObject *
anj_config_merge_for (JsonObject *document, const AnjConfigPlace *place, GHashTable *origins);
/* anj_config_is_for() of an unsigned document */
gboolean anj_config_selects (JsonObject *document, const AnjConfigPlace *place);

/* (transfer full): "regency 35.09" */
char *anj_config_describe_region (const char *region);

/* anj_config_effective() of an unsigned document */
JsonObject *
anj_config_effective_of (JsonObject *document, const AnjConfigPlace *place, GHashTable *origins);

G_END_DECLS
