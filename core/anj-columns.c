/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reading: the tree of what rows are made of; rows are put together one at a time. */

#include <string.h>

#include "core/anj-columns-private.h"
#include "core/anj-columns-read.h"
#include "core/anj-json.h"

#define MAX_DEPTH 24

typedef struct _Node Node;

struct _Node
{
  guint n_values;
  char *kinds;        /* (owned): one of all, or one a value */
  guint32 *ranks;     /* (owned) (nullable): of a value among those of its kind; NULL: its index */
  GPtrArray *values;  /* (owned) (nullable) (element-type JsonNode) */
  GPtrArray *heads;   /* (owned) (nullable) (element-type JsonNode): of objects */
  GPtrArray *names;   /* (owned) (nullable) (element-type utf8) */
  GPtrArray *members; /* (owned) (nullable) (element-type Node): by name */
  guint32 *lengths;   /* (owned) (nullable): of arrays */
  AnjSpread spread;   /* of arrays */
  Node *items;        /* (owned) (nullable) */
};

struct _AnjColumns
{
  Node *root;
};

static void
node_free (gpointer data)
{
  Node *self = data;

  if (self == NULL)
    return;
  g_free (self->kinds);
  g_free (self->ranks);
  g_clear_pointer (&self->values, g_ptr_array_unref);
  g_clear_pointer (&self->heads, g_ptr_array_unref);
  g_clear_pointer (&self->names, g_ptr_array_unref);
  g_clear_pointer (&self->members, g_ptr_array_unref);
  g_free (self->lengths);
  anj_spread_clear (&self->spread);
  node_free (self->items);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Node, node_free)

static Node *read_node (JsonObject *packed,
                        guint n_values,
                        guint depth,
                        AnjColumnsBudget *budget,
                        GError **error);

static gboolean
read_objects (Node *self,
              JsonObject *packed,
              guint n_objects,
              guint depth,
              AnjColumnsBudget *budget,
              GError **error)
{
  JsonObject *members = packed != NULL ? anj_json_get_object (packed, "members") : NULL;
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  if (members == NULL)
    return anj_columns_fail ("objects without members", error);
  if (json_object_has_member (packed, "same"))
    {
      self->heads = anj_columns_read_objects (json_object_get_member (packed, "same"), n_objects,
                                              budget, error);
      if (self->heads == NULL)
        return FALSE;
    }
  self->names = g_ptr_array_new_with_free_func (g_free);
  self->members = g_ptr_array_new_with_free_func (node_free);
  json_object_iter_init (&iter, members);
  while (json_object_iter_next (&iter, &name, &value))
    {
      Node *member = JSON_NODE_HOLDS_OBJECT (value)
                         ? read_node (json_node_get_object (value), n_objects, depth, budget, error)
                         : NULL;

      if (member == NULL)
        return JSON_NODE_HOLDS_OBJECT (value)
                   ? FALSE
                   : anj_columns_fail ("a member that is no node", error);
      g_ptr_array_add (self->names, g_strdup (name));
      g_ptr_array_add (self->members, member);
      if (!anj_columns_spend (budget, 0, strlen (name) * (gsize) n_objects, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_arrays (Node *self,
             JsonObject *packed,
             guint n_arrays,
             guint depth,
             AnjColumnsBudget *budget,
             GError **error)
{
  JsonObject *items = packed != NULL ? anj_json_get_object (packed, "items") : NULL;
  gsize sum = 0;

  if (items == NULL)
    return anj_columns_fail ("arrays without items", error);
  self->lengths = anj_columns_read_counts (json_object_get_member (packed, "counts"), n_arrays,
                                           budget, &sum, error);
  if (self->lengths == NULL)
    return FALSE;
  anj_spread_init (&self->spread, self->lengths, n_arrays);
  self->items = read_node (items, (guint) sum, depth, budget, error);
  return self->items != NULL;
}

static guint
index_of_kind (char kind)
{
  static const char kinds[] = { ANJ_KIND_MISSING, ANJ_KIND_VALUE, ANJ_KIND_OBJECT, ANJ_KIND_ARRAY };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (kinds[i] == kind)
      return i;
  return G_N_ELEMENTS (kinds);
}

#define N_KINDS 4

/* how many of each kind there are; ranks where they differ */
static gboolean
read_kinds (Node *self, JsonObject *packed, guint out_counts[N_KINDS], GError **error)
{
  const char *kinds = anj_json_get_string (packed, "kinds", NULL);
  gsize length = kinds != NULL ? strlen (kinds) : 0;

  if (kinds == NULL || (length != self->n_values && length != 1))
    return anj_columns_fail ("kinds of another number", error);
  for (gsize i = 0; i < length; i++)
    if (index_of_kind (kinds[i]) == N_KINDS)
      return anj_columns_fail ("an unknown kind", error);
  self->kinds = g_strdup (kinds);
  if (length != self->n_values || self->n_values == 1)
    {
      out_counts[index_of_kind (kinds[0])] = self->n_values;
      return TRUE;
    }
  self->ranks = g_new (guint32, self->n_values);
  for (guint i = 0; i < self->n_values; i++)
    self->ranks[i] = out_counts[index_of_kind (kinds[i])]++;
  return TRUE;
}

static Node *
read_node (JsonObject *packed,
           guint n_values,
           guint depth,
           AnjColumnsBudget *budget,
           GError **error)
{
  g_autoptr (Node) self = g_new0 (Node, 1);
  guint counts[N_KINDS] = { 0 };
  guint n_plain, n_objects, n_arrays;

  self->n_values = n_values;
  if (depth == 0)
    return anj_columns_refuse ("too deep", error);
  if (!anj_columns_spend (budget, n_values, 0, error) || !read_kinds (self, packed, counts, error))
    return NULL;
  n_plain = counts[index_of_kind (ANJ_KIND_VALUE)];
  n_objects = counts[index_of_kind (ANJ_KIND_OBJECT)];
  n_arrays = counts[index_of_kind (ANJ_KIND_ARRAY)];
  if (n_plain > 0)
    {
      self->values = anj_columns_read_values (json_object_get_member (packed, "values"), n_plain,
                                              budget, error);
      if (self->values == NULL)
        return NULL;
    }
  if (n_objects > 0 && !read_objects (self, anj_json_get_object (packed, "objects"), n_objects,
                                      depth - 1, budget, error))
    return NULL;
  if (n_arrays > 0 && !read_arrays (self, anj_json_get_object (packed, "arrays"), n_arrays,
                                    depth - 1, budget, error))
    return NULL;
  return g_steal_pointer (&self);
}

AnjColumns *
anj_columns_read (JsonObject *packed, GError **error)
{
  AnjColumnsBudget budget = { ANJ_COLUMNS_MAX_VALUES, ANJ_COLUMNS_MAX_BYTES };
  gint64 n_rows = anj_json_get_int (packed, "rows", -1);
  JsonObject *columns = anj_json_get_object (packed, "columns");
  g_autoptr (Node) root = NULL;
  AnjColumns *self;

  if (n_rows < 0 || n_rows > ANJ_COLUMNS_MAX_ROWS || columns == NULL)
    return anj_columns_refuse ("no rows or too many", error);
  root = read_node (columns, (guint) n_rows, MAX_DEPTH, &budget, error);
  if (root == NULL)
    return NULL;
  if (strspn (root->kinds, "o") != strlen (root->kinds))
    return anj_columns_refuse ("a row that is no object", error);
  self = g_new0 (AnjColumns, 1);
  self->root = g_steal_pointer (&root);
  return self;
}

void
anj_columns_free (AnjColumns *self)
{
  node_free (self->root);
  g_free (self);
}

guint
anj_columns_n_rows (const AnjColumns *self)
{
  return self->root->n_values;
}

static JsonNode *make_value (const Node *node, guint index);

/* deep; what the dictionary holds stays its own */
static JsonNode *
copy_node (JsonNode *node)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *member;
  JsonNode *copy;
  JsonObject *object;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return json_node_copy (node);
  object = json_object_new ();
  json_object_iter_init (&iter, json_node_get_object (node));
  while (json_object_iter_next (&iter, &name, &member))
    json_object_set_member (object, name, copy_node (member));
  copy = json_node_new (JSON_NODE_OBJECT);
  json_node_take_object (copy, object);
  return copy;
}

static JsonNode *
make_object (const Node *node, guint index)
{
  JsonNode *made;
  JsonObject *object;

  if (node->heads != NULL)
    made = copy_node (node->heads->pdata[index]);
  else
    {
      made = json_node_new (JSON_NODE_OBJECT);
      json_node_take_object (made, json_object_new ());
    }
  object = json_node_get_object (made);
  for (guint i = 0; i < node->members->len; i++)
    {
      JsonNode *value = make_value (node->members->pdata[i], index);

      if (value != NULL)
        json_object_set_member (object, node->names->pdata[i], value);
    }
  return made;
}

static JsonNode *
make_array (const Node *node, guint index)
{
  JsonNode *made = json_node_new (JSON_NODE_ARRAY);
  JsonArray *array = json_array_sized_new (node->lengths[index]);

  for (guint i = 0; i < node->lengths[index]; i++)
    {
      guint32 place = node->spread.places[node->spread.starts[index] + i];
      JsonNode *value = make_value (node->items, place);

      /* an array has no gaps: a missing item is null */
      json_array_add_element (array, value != NULL ? value : json_node_new (JSON_NODE_NULL));
    }
  json_node_take_array (made, array);
  return made;
}

/* (nullable): a missing one */
static JsonNode *
make_value (const Node *node, guint index)
{
  char kind = node->ranks != NULL ? node->kinds[index] : node->kinds[0];
  guint rank = node->ranks != NULL ? node->ranks[index] : index;

  switch ((AnjKind) kind)
    {
    case ANJ_KIND_VALUE:
      return copy_node (node->values->pdata[rank]);
    case ANJ_KIND_OBJECT:
      return make_object (node, rank);
    case ANJ_KIND_ARRAY:
      return make_array (node, rank);
    case ANJ_KIND_MISSING:
    default:
      return NULL;
    }
}

JsonObject *
anj_columns_get_row (const AnjColumns *self, guint index)
{
  g_autoptr (JsonNode) row = NULL;

  g_return_val_if_fail (index < anj_columns_n_rows (self), NULL);
  row = make_value (self->root, index);
  return json_node_dup_object (row);
}
