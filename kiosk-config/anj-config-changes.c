/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "core/anj-json.h"
#include "kiosk-config/anj-config-values.h"

/* What differs between two documents. */

static void compare (GPtrArray *changes,
                     JsonNode *before,
                     JsonNode *after,
                     const char *pointer,
                     const char *name);

static void
change_free (gpointer data)
{
  AnjConfigChange *self = data;

  g_free (self->pointer);
  g_free (self->name);
  g_clear_pointer (&self->before, json_node_unref);
  g_clear_pointer (&self->after, json_node_unref);
  g_free (self);
}

static void
add_change (GPtrArray *changes,
            JsonNode *before,
            JsonNode *after,
            const char *pointer,
            const char *name)
{
  AnjConfigChange *change = g_new0 (AnjConfigChange, 1);

  change->pointer = g_strdup (pointer);
  change->name = g_strdup (name);
  change->before = before != NULL ? json_node_ref (before) : NULL;
  change->after = after != NULL ? json_node_ref (after) : NULL;
  g_ptr_array_add (changes, change);
}

static void
compare_objects (GPtrArray *changes,
                 JsonObject *before,
                 JsonObject *after,
                 const char *pointer,
                 const char *name)
{
  JsonObjectIter iter;
  const char *member;
  JsonNode *node;

  json_object_iter_init_ordered (&iter, before);
  while (json_object_iter_next_ordered (&iter, &member, &node))
    {
      g_autofree char *place = anj_config_step_into (pointer, member);

      compare (changes, node, json_object_get_member (after, member), place, name);
    }
  json_object_iter_init_ordered (&iter, after);
  while (json_object_iter_next_ordered (&iter, &member, &node))
    {
      g_autofree char *place = anj_config_step_into (pointer, member);

      if (!json_object_has_member (before, member))
        add_change (changes, NULL, node, place, name);
    }
}

/* (transfer full) (nullable): what an element of a list is known by, with its region */
static char *
name_of (JsonArray *array, guint index)
{
  static const char *const members[] = { "code", "id", "date", "role", "alias", "for" };
  JsonObject *element = anj_json_array_get_object (array, index);

  for (gsize i = 0; element != NULL && i < G_N_ELEMENTS (members); i++)
    {
      JsonNode *node = json_object_get_member (element, members[i]);
      const char *region = anj_json_get_string (element, "region", NULL);
      g_autofree char *text = node != NULL ? json_to_string (node, FALSE) : NULL;
      const char *known = node != NULL && JSON_NODE_HOLDS_VALUE (node)
                              ? anj_json_get_string (element, members[i], text)
                              : text;

      if (known != NULL)
        return region != NULL ? g_strdup_printf ("%s %s", known, region) : g_strdup (known);
    }
  return NULL;
}

/* (transfer full) (nullable) (element-type utf8): %NULL: some have none, or two have the same */
static GPtrArray *
names_of (JsonArray *array)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      char *name = name_of (array, i);

      if (name == NULL)
        return NULL;
      g_ptr_array_add (names, name);
      if (!g_hash_table_add (seen, name))
        return NULL;
    }
  return g_steal_pointer (&names);
}

/* -1: none */
static int
find_name (GPtrArray *names, const char *name)
{
  for (guint i = 0; i < names->len; i++)
    if (strcmp (g_ptr_array_index (names, i), name) == 0)
      return (int) i;
  return -1;
}

/* whether those that both have stand in the same order */
static gboolean
is_in_order (GPtrArray *before, GPtrArray *after)
{
  int last = -1;

  for (guint i = 0; i < before->len; i++)
    {
      int index = find_name (after, g_ptr_array_index (before, i));

      if (index >= 0 && index < last)
        return FALSE;
      last = MAX (last, index);
    }
  return TRUE;
}

static void
compare_named (GPtrArray *changes,
               JsonArray *before,
               JsonArray *after,
               GPtrArray *before_names,
               GPtrArray *after_names,
               const char *pointer)
{
  for (guint i = 0; i < before_names->len; i++)
    {
      const char *name = g_ptr_array_index (before_names, i);
      int index = find_name (after_names, name);
      g_autofree char *place = g_strdup_printf ("%s/%d", pointer, index < 0 ? (int) i : index);

      compare (changes, json_array_get_element (before, i),
               index < 0 ? NULL : json_array_get_element (after, (guint) index), place, name);
    }
  for (guint i = 0; i < after_names->len; i++)
    {
      const char *name = g_ptr_array_index (after_names, i);
      g_autofree char *place = g_strdup_printf ("%s/%u", pointer, i);

      if (find_name (before_names, name) < 0)
        add_change (changes, NULL, json_array_get_element (after, i), place, name);
    }
}

static void
compare_arrays (GPtrArray *changes,
                JsonNode *before,
                JsonNode *after,
                const char *pointer,
                const char *name)
{
  g_autoptr (GPtrArray) before_names = names_of (json_node_get_array (before));
  g_autoptr (GPtrArray) after_names = names_of (json_node_get_array (after));

  if (before_names == NULL || after_names == NULL || !is_in_order (before_names, after_names))
    add_change (changes, before, after, pointer, name);
  else
    compare_named (changes, json_node_get_array (before), json_node_get_array (after), before_names,
                   after_names, pointer);
}

static void
compare (GPtrArray *changes,
         JsonNode *before,
         JsonNode *after,
         const char *pointer,
         const char *name)
{
  if (after != NULL && json_node_equal (before, after))
    return;
  if (after != NULL && JSON_NODE_HOLDS_OBJECT (before) && JSON_NODE_HOLDS_OBJECT (after))
    compare_objects (changes, json_node_get_object (before), json_node_get_object (after), pointer,
                     name);
  else if (after != NULL && JSON_NODE_HOLDS_ARRAY (before) && JSON_NODE_HOLDS_ARRAY (after))
    compare_arrays (changes, before, after, pointer, name);
  else
    add_change (changes, before, after, pointer, name);
}

GPtrArray *
anj_config_list_changes (JsonObject *before, JsonObject *after)
{
  GPtrArray *changes = g_ptr_array_new_with_free_func (change_free);

  compare_objects (changes, before, after, "", /* name */ NULL);
  return changes;
}
