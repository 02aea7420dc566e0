/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

#include "core/anj-schema.h"

G_BEGIN_DECLS

/* Inside of the layer: what is wrong with a document, as lines "JSON pointer: what is allowed". The
 * schema first; only of a document that it lets through what a schema cannot say. */

/* (transfer full) */
AnjSchema *anj_config_schema_new (void);

/* (transfer full) (element-type utf8): all that is wrong; overrides by their form only, not by what
 * they make of the document */
GPtrArray *anj_config_list_mistakes_of (const AnjSchema *schema, JsonObject *document);

/* %ANJ_ERROR_INVALID: the first of them */
gboolean anj_config_check_document (JsonObject *document, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* parts of it, on a document that the schema lets through */
/* programmes, and what they name: roles, recipients, documents, aliases */
void anj_config_check_programmes (JsonObject *document, GPtrArray *mistakes);
/* opening hours and holidays */
void anj_config_check_hours (JsonObject *document, GPtrArray *mistakes);
/* whom it trusts, and its overrides' form */
void anj_config_check_fleet (JsonObject *document, GPtrArray *mistakes);

void anj_config_add_mistake (GPtrArray *mistakes, const char *format, ...) G_GNUC_PRINTF (2, 3);
/* whether @text, of the form 2026-08-17, is a day of the calendar */
gboolean anj_config_is_day (const char *text);

G_END_DECLS
