/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Reading the envelope's JSON objects, for the core's own files. Each error is
 * %ANJ_ERROR_INVALID and names the member. */

/* %FALSE, always */
gboolean anj_fields_refuse (GError **error, const char *member, const char *what);

/* no member beside the NULL-terminated @allowed */
gboolean anj_fields_only (JsonObject *object,
                          const char *const *allowed,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer none): a string that must be there */
const char *anj_fields_string (JsonObject *object,
                               const char *member,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* a string that must be there and match @pattern (a regular expression, anchored) */
const char *anj_fields_matching (JsonObject *object,
                                 const char *member,
                                 const char *pattern,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* exactly @n_bytes in lower-case hex */
gboolean
anj_fields_hex (JsonObject *object, const char *member, guint8 *out, gsize n_bytes, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* an integer from @min up */
gboolean
anj_fields_count (JsonObject *object, const char *member, gint64 min, guint64 *out, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

gboolean anj_fields_bool (JsonObject *object, const char *member, gboolean *out, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* (transfer none): an array that must be there, with at most @n_max elements */
JsonArray *anj_fields_array (JsonObject *object, const char *member, guint n_max, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* sets @member to @n_bytes in lower-case hex */
void anj_fields_set_hex (JsonObject *object, const char *member, const guint8 *data, gsize n_bytes);

G_END_DECLS
