/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kiosk-config/anj-config-values.h"

#include <string.h>

#include "core/anj-json.h"
#include "kiosk-config/anj-config-merge.h"

typedef struct
{
  GHashTable *origins; /* (owned): JSON pointer -> origin */
  GPtrArray *values;   /* (owned) */
} Walk;

static void
value_free (gpointer data)
{
  AnjConfigValue *self = data;

  g_free (self->pointer);
  g_free (self->origin);
  json_node_unref (self->node);
  g_free (self);
}

static void walk (Walk *self, JsonNode *node, const char *pointer, const char *origin);

static void
walk_object (Walk *self, JsonObject *object, const char *pointer, const char *origin)
{
  JsonObjectIter iter;
  const char *member;
  JsonNode *node;

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &member, &node))
    {
      g_autofree char *place = anj_config_step_into (pointer, member);

      walk (self, node, place, origin);
    }
}

/* an indicator's region is what it tells of, not where it holds */
static gboolean
is_by_region (const char *pointer)
{
  return strcmp (pointer, "/indicators") != 0;
}

static void
walk_array (Walk *self, JsonArray *array, const char *pointer, const char *origin)
{
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonObject *element = anj_json_array_get_object (array, i);
      const char *region = element != NULL && is_by_region (pointer)
                               ? anj_json_get_string (element, "region", NULL)
                               : NULL;
      g_autofree char *place = g_strdup_printf ("%s/%u", pointer, i);
      g_autofree char *own = region != NULL ? anj_config_describe_region (region) : NULL;

      walk (self, json_array_get_element (array, i), place, own != NULL ? own : origin);
    }
}

static gboolean
is_leaf (JsonNode *node)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    return json_object_get_size (json_node_get_object (node)) == 0;
  return !JSON_NODE_HOLDS_ARRAY (node) || json_array_get_length (json_node_get_array (node)) == 0;
}

static void
walk (Walk *self, JsonNode *node, const char *pointer, const char *origin)
{
  const char *own = g_hash_table_lookup (self->origins, pointer);
  AnjConfigValue *value;

  if (own != NULL)
    origin = own;
  if (is_leaf (node))
    {
      value = g_new0 (AnjConfigValue, 1);
      value->pointer = g_strdup (pointer);
      value->node = json_node_ref (node);
      value->origin = g_strdup (origin);
      g_ptr_array_add (self->values, value);
    }
  else if (JSON_NODE_HOLDS_OBJECT (node))
    walk_object (self, json_node_get_object (node), pointer, origin);
  else
    walk_array (self, json_node_get_array (node), pointer, origin);
}

GPtrArray *
anj_config_list_values (JsonObject *document, const AnjConfigPlace *place)
{
  g_autoptr (GHashTable) origins = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (JsonObject) effective = anj_config_effective_of (document, place, origins);
  Walk self = { origins, g_ptr_array_new_with_free_func (value_free) };

  walk_object (&self, effective, "", "country");
  return self.values;
}
