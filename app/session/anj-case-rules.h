/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

#include "core/anj-envelope.h"

G_BEGIN_DECLS

/* Inside of the layer: what the schema of a body cannot say of a case, and who reads it. */

/**
 * anj_case_rules_take:
 * @header: with kind, category and programme; gets `sensitive` and `anonymous`
 * @error: %ANJ_SESSION_ERROR_INVALID naming the place in @body
 */
gboolean anj_case_rules_take (AnjHeader *header,
                              JsonObject *config,
                              JsonObject *body,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * anj_case_rules_office:
 * @header: taken; a note's becomes what that of the case is that it is about
 * @about: (nullable): as for anj_case_new()
 *
 * Returns: (transfer none): a role of the configuration's recipients
 */
const char *
anj_case_rules_office (AnjHeader *header, JsonObject *config, JsonObject *body, JsonObject *about);

/* FALSE, with %ANJ_SESSION_ERROR_INVALID "PLACE: WHY" */
gboolean anj_case_rules_refuse (GError **error, const char *place, const char *why);
/* (transfer none) (nullable): the first of @array (nullable) whose @member is @value */
JsonObject *anj_case_rules_find (JsonArray *array, const char *member, const char *value);

G_END_DECLS
