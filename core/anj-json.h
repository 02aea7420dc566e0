/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * anj_json_parse_object:
 * @bytes: UTF-8 JSON from anywhere
 * @error: %ANJ_ERROR_INVALID, with line and column where there are any
 *
 * Refuses what is not one JSON object: invalid UTF-8, trailing text, nesting deeper than 64,
 * comments, a NUL byte or \u0000, half a surrogate pair, an integer beyond 64 bits, a number
 * beyond a double's range.
 *
 * Returns: (transfer full): the object
 */
JsonObject *anj_json_parse_object (GBytes *bytes, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * anj_json_parse:
 *
 * Like anj_json_parse_object(), for any JSON value.
 *
 * Returns: (transfer full): the root
 */
JsonNode *anj_json_parse (GBytes *bytes, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * anj_json_object_to_bytes:
 *
 * Returns: (transfer full): compact JSON, members in their order, no trailing newline or NUL
 */
GBytes *anj_json_object_to_bytes (JsonObject *object);
/* the same as text */
char *anj_json_object_to_text (JsonObject *object);

/* Readers that never warn: a missing member or one of another type gives the fallback. */
const char *anj_json_get_string (JsonObject *object, const char *member, const char *fallback);
gint64 anj_json_get_int (JsonObject *object, const char *member, gint64 fallback);
gboolean anj_json_get_bool (JsonObject *object, const char *member, gboolean fallback);
JsonObject *anj_json_get_object (JsonObject *object, const char *member); /* (nullable) (none) */
JsonArray *anj_json_get_array (JsonObject *object, const char *member);   /* (nullable) (none) */
/* @array's element as an object, or NULL; (transfer none) */
JsonObject *anj_json_array_get_object (JsonArray *array, guint index);

/**
 * anj_json_get_text:
 * @object: holds the member @member, an object language -> text, or a plain string
 * @language: "id", "en", …; falls back to "id"
 *
 * Returns: (transfer none): the text, or "" when there is none
 */
const char *anj_json_get_text (JsonObject *object, const char *member, const char *language);

G_END_DECLS
