/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/anj-fields.h"

#include <string.h>

#include "core/anj-error.h"
#include "core/anj-hex.h"

gboolean
anj_fields_refuse (GError **error, const char *member, const char *what)
{
  g_set_error (error, ANJ_ERROR, ANJ_ERROR_INVALID, "\"%s\" %s", member, what);
  return FALSE;
}

gboolean
anj_fields_only (JsonObject *object, const char *const *allowed, GError **error)
{
  g_autoptr (GList) members = json_object_get_members (object);

  for (GList *l = members; l != NULL; l = l->next)
    if (!g_strv_contains (allowed, l->data))
      {
        g_set_error (error, ANJ_ERROR, ANJ_ERROR_INVALID, "unknown member \"%.40s\"",
                     (const char *) l->data);
        return FALSE;
      }
  return TRUE;
}

static JsonNode *
get_value (JsonObject *object, const char *member, GType type, const char *what, GError **error)
{
  JsonNode *node = json_object_get_member (object, member);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != type)
    {
      anj_fields_refuse (error, member, what);
      return NULL;
    }
  return node;
}

const char *
anj_fields_string (JsonObject *object, const char *member, GError **error)
{
  JsonNode *node = get_value (object, member, G_TYPE_STRING, "must be a string", error);

  return node != NULL ? json_node_get_string (node) : NULL;
}

const char *
anj_fields_matching (JsonObject *object, const char *member, const char *pattern, GError **error)
{
  const char *text = anj_fields_string (object, member, error);

  if (text == NULL)
    return NULL;
  /* DOLLAR_ENDONLY: "$" must not pass a final newline */
  if (!g_regex_match_simple (pattern, text, G_REGEX_ANCHORED | G_REGEX_DOLLAR_ENDONLY, 0))
    {
      g_set_error (error, ANJ_ERROR, ANJ_ERROR_INVALID, "\"%s\" must match %s", member, pattern);
      return NULL;
    }
  return text;
}

gboolean
anj_fields_hex (JsonObject *object, const char *member, guint8 *out, gsize n_bytes, GError **error)
{
  const char *text = anj_fields_string (object, member, error);

  if (text == NULL)
    return FALSE;
  if (strpbrk (text, "ABCDEF") != NULL || !anj_hex_decode (text, out, n_bytes))
    {
      g_set_error (error, ANJ_ERROR, ANJ_ERROR_INVALID,
                   "\"%s\" must be %" G_GSIZE_FORMAT " lower-case hex digits", member, 2 * n_bytes);
      return FALSE;
    }
  return TRUE;
}

gboolean
anj_fields_count (JsonObject *object, const char *member, gint64 min, guint64 *out, GError **error)
{
  JsonNode *node = get_value (object, member, G_TYPE_INT64, "must be an integer", error);
  gint64 number = node != NULL ? json_node_get_int (node) : 0;

  if (node == NULL)
    return FALSE;
  if (number < min)
    return anj_fields_refuse (error, member, "is too small");
  *out = (guint64) number;
  return TRUE;
}

gboolean
anj_fields_bool (JsonObject *object, const char *member, gboolean *out, GError **error)
{
  JsonNode *node = get_value (object, member, G_TYPE_BOOLEAN, "must be true or false", error);

  if (node == NULL)
    return FALSE;
  *out = json_node_get_boolean (node);
  return TRUE;
}

JsonArray *
anj_fields_array (JsonObject *object, const char *member, guint n_max, GError **error)
{
  JsonNode *node = json_object_get_member (object, member);

  if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node))
    {
      anj_fields_refuse (error, member, "must be an array");
      return NULL;
    }
  if (json_array_get_length (json_node_get_array (node)) > n_max)
    {
      anj_fields_refuse (error, member, "has too many elements");
      return NULL;
    }
  return json_node_get_array (node);
}

void
anj_fields_set_hex (JsonObject *object, const char *member, const guint8 *data, gsize n_bytes)
{
  g_autofree char *hex = anj_hex_encode (data, n_bytes);

  json_object_set_string_member (object, member, hex);
}
