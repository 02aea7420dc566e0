/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Inside of the layer: schema first, then what a schema cannot say. %ANJ_ERROR_INVALID names the
 * JSON pointer and what is allowed. */
gboolean anj_config_check_document (JsonObject *document, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* of these what concerns programmes, and what they name: roles, recipients, documents, aliases */
gboolean
anj_config_check_programmes (JsonObject *document, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
