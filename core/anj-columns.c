/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * Reading: every count in the packed form is checked against what its parent says before anything
 * of that size is made, and all of them together against a budget, so that a few bytes cannot ask
 * for much memory. Rows are put together one at a time.
 */

#include <string.h>

#include "core/anj-columns-private.h"
#include "core/anj-error.h"
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

/* what may still be asked for */
typedef struct
{
  gsize n_values;
  gsize n_bytes;
} Budget;

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

static gboolean
fail (const char *what, GError **error)
{
  g_set_error (error, ANJ_ERROR, ANJ_ERROR_INVALID, "columns: %s", what);
  return FALSE;
}

static gpointer
refuse (const char *what, GError **error)
{
  (void) fail (what, error);
  return NULL;
}

static gboolean
spend (Budget *budget, gsize n_values, gsize n_bytes, GError **error)
{
  if (n_values > budget->n_values || n_bytes > budget->n_bytes)
    return fail ("more than is taken", error);
  budget->n_values -= n_values;
  budget->n_bytes -= n_bytes;
  return TRUE;
}

/* what one use of @node costs; whatever holds an array is no dictionary's word */
static gboolean
weigh (JsonNode *node, Budget *weight)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *member;

  weight->n_values++;
  if (JSON_NODE_HOLDS_ARRAY (node))
    return FALSE;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      if (json_node_get_value_type (node) == G_TYPE_STRING)
        weight->n_bytes += strlen (json_node_get_string (node));
      return TRUE;
    }
  json_object_iter_init (&iter, json_node_get_object (node));
  while (json_object_iter_next (&iter, &name, &member))
    {
      weight->n_bytes += strlen (name);
      if (!weigh (member, weight))
        return FALSE;
    }
  return TRUE;
}

typedef enum {
  WORDS_SCALAR,
  WORDS_OBJECT,
} Words;

static gboolean
add_words (GPtrArray *out,
           JsonNode *node,
           Words words,
           guint n_uses,
           Budget *budget,
           GError **error)
{
  Budget weight = { 0 };

  if (JSON_NODE_HOLDS_OBJECT (node) != (words == WORDS_OBJECT) || !weigh (node, &weight))
    return fail ("a value of the wrong kind", error);
  if (n_uses > 0 &&
      (weight.n_values > budget->n_values / n_uses || weight.n_bytes > budget->n_bytes / n_uses))
    return fail ("more than is taken", error);
  budget->n_values -= weight.n_values * n_uses;
  budget->n_bytes -= weight.n_bytes * n_uses;
  for (guint i = 0; i < n_uses; i++)
    g_ptr_array_add (out, json_node_ref (node));
  return TRUE;
}

static guint32 *
read_codes (const char *codes, guint n_values, guint n_words, GError **error)
{
  guint width = anj_code_width (n_words);
  g_autofree guint32 *read = NULL;

  if (codes == NULL || strlen (codes) != (gsize) width * n_values)
    return refuse ("codes of another number", error);
  read = g_new0 (guint32, n_values);
  for (guint digit = 0; digit < width; digit++)
    for (guint i = 0; i < n_values; i++)
      {
        int value = anj_code_value (codes[(gsize) digit * n_values + i]);

        if (value < 0)
          return refuse ("a code that is none", error);
        read[i] = read[i] * ANJ_CODE_BASE + (guint32) value;
      }
  for (guint i = 0; i < n_values; i++)
    if (read[i] >= n_words)
      return refuse ("a code without a word", error);
  return g_steal_pointer (&read);
}

static gboolean
read_dictionary (JsonObject *column,
                 guint n_values,
                 Words words,
                 GPtrArray *out,
                 Budget *budget,
                 GError **error)
{
  JsonArray *of = anj_json_get_array (column, "of");
  guint n_words = of != NULL ? json_array_get_length (of) : 0;
  g_autofree guint32 *codes = NULL;

  if (json_object_has_member (column, "all"))
    return add_words (out, json_object_get_member (column, "all"), words, n_values, budget, error);
  if (n_words == 0)
    return fail ("a column of no known form", error);
  codes = read_codes (anj_json_get_string (column, "codes", NULL), n_values, n_words, error);
  if (codes == NULL)
    return FALSE;
  for (guint i = 0; i < n_values; i++)
    if (!add_words (out, json_array_get_element (of, codes[i]), words, 1, budget, error))
      return FALSE;
  return TRUE;
}

static gboolean
read_list (JsonArray *list,
           guint n_values,
           Words words,
           GPtrArray *out,
           Budget *budget,
           GError **error)
{
  if (json_array_get_length (list) != n_values)
    return fail ("a list of another length", error);
  for (guint i = 0; i < n_values; i++)
    if (!add_words (out, json_array_get_element (list, i), words, 1, budget, error))
      return FALSE;
  return TRUE;
}

static GPtrArray *
read_short (JsonNode *column, guint n_values, Words words, Budget *budget, GError **error)
{
  g_autoptr (GPtrArray) out = g_ptr_array_new_with_free_func ((GDestroyNotify) json_node_unref);

  if (column == NULL || !(JSON_NODE_HOLDS_ARRAY (column) || JSON_NODE_HOLDS_OBJECT (column)))
    return refuse ("a column is missing", error);
  if (JSON_NODE_HOLDS_ARRAY (column)
          ? read_list (json_node_get_array (column), n_values, words, out, budget, error)
          : read_dictionary (json_node_get_object (column), n_values, words, out, budget, error))
    return g_steal_pointer (&out);
  return NULL;
}

/* lengths; each at most what is left */
static guint32 *
read_counts (JsonNode *column, guint n_values, Budget *budget, gsize *out_sum, GError **error)
{
  g_autoptr (GPtrArray) nodes = read_short (column, n_values, WORDS_SCALAR, budget, error);
  g_autofree guint32 *counts = g_new0 (guint32, n_values);
  gsize sum = 0;

  if (nodes == NULL)
    return NULL;
  for (guint i = 0; i < n_values; i++)
    {
      JsonNode *node = nodes->pdata[i];
      gint64 count = JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_INT64
                         ? json_node_get_int (node)
                         : -1;

      if (count < 0 || (guint64) count > budget->n_values - sum)
        return refuse ("a count that cannot be", error);
      counts[i] = (guint32) count;
      sum += (gsize) count;
    }
  *out_sum = sum;
  return g_steal_pointer (&counts);
}

/* adds the part's texts to those of @texts that have so many parts */
static gboolean
join_part (JsonNode *column,
           const guint32 *counts,
           guint part,
           const char *separator,
           GPtrArray *texts,
           Budget *budget,
           GError **error)
{
  g_autoptr (GPtrArray) nodes = NULL;
  guint n_with = 0, at = 0;

  for (guint i = 0; i < texts->len; i++)
    n_with += counts == NULL || counts[i] > part;
  nodes = read_short (column, n_with, WORDS_SCALAR, budget, error);
  if (nodes == NULL)
    return FALSE;
  for (guint i = 0; i < texts->len; i++)
    {
      const char *text;

      if (counts != NULL && counts[i] <= part)
        continue;
      text = JSON_NODE_HOLDS_VALUE ((JsonNode *) nodes->pdata[at])
                 ? json_node_get_string (nodes->pdata[at])
                 : NULL;
      at++;
      if (text == NULL)
        return fail ("a part that is no text", error);
      if (part > 0)
        g_string_append (texts->pdata[i], separator);
      g_string_append (texts->pdata[i], text);
    }
  return TRUE;
}

static void
free_text (gpointer text)
{
  g_string_free (text, TRUE);
}

static GPtrArray *
read_joined (JsonObject *column, guint n_values, Budget *budget, GError **error)
{
  const char *separator = anj_json_get_string (column, "join", "");
  JsonArray *parts = anj_json_get_array (column, "parts");
  g_autoptr (GPtrArray) out = g_ptr_array_new_with_free_func ((GDestroyNotify) json_node_unref);
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (free_text);
  g_autofree guint32 *counts = NULL;
  gsize sum = 0;

  if (parts == NULL)
    return refuse ("parts are missing", error);
  if (json_object_has_member (column, "counts"))
    {
      counts = read_counts (json_object_get_member (column, "counts"), n_values, budget, &sum,
                            error);
      if (counts == NULL)
        return NULL;
    }
  if (!spend (budget, n_values, sum * strlen (separator), error))
    return NULL;
  for (guint i = 0; i < n_values; i++)
    {
      if (counts != NULL && counts[i] > json_array_get_length (parts))
        return refuse ("a text of more parts than there are", error);
      g_ptr_array_add (texts, g_string_new (NULL));
    }
  for (guint part = 0; part < json_array_get_length (parts); part++)
    if (!join_part (json_array_get_element (parts, part), counts, part, separator, texts, budget,
                    error))
      return NULL;
  for (guint i = 0; i < n_values; i++)
    {
      JsonNode *node = json_node_new (JSON_NODE_VALUE);

      json_node_set_string (node, ((GString *) texts->pdata[i])->str);
      g_ptr_array_add (out, node);
    }
  return g_steal_pointer (&out);
}

static GPtrArray *
read_column (JsonNode *column, guint n_values, Budget *budget, GError **error)
{
  if (column != NULL && JSON_NODE_HOLDS_OBJECT (column) &&
      json_object_has_member (json_node_get_object (column), "join"))
    return read_joined (json_node_get_object (column), n_values, budget, error);
  return read_short (column, n_values, WORDS_SCALAR, budget, error);
}

static Node *
read_node (JsonObject *packed, guint n_values, guint depth, Budget *budget, GError **error);

static gboolean
read_objects (Node *self,
              JsonObject *packed,
              guint n_objects,
              guint depth,
              Budget *budget,
              GError **error)
{
  JsonObject *members = packed != NULL ? anj_json_get_object (packed, "members") : NULL;
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  if (members == NULL)
    return fail ("objects without members", error);
  if (json_object_has_member (packed, "same"))
    {
      self->heads = read_short (json_object_get_member (packed, "same"), n_objects, WORDS_OBJECT,
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
        return JSON_NODE_HOLDS_OBJECT (value) ? FALSE : fail ("a member that is no node", error);
      g_ptr_array_add (self->names, g_strdup (name));
      g_ptr_array_add (self->members, member);
      if (!spend (budget, 0, strlen (name) * (gsize) n_objects, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_arrays (Node *self,
             JsonObject *packed,
             guint n_arrays,
             guint depth,
             Budget *budget,
             GError **error)
{
  JsonObject *items = packed != NULL ? anj_json_get_object (packed, "items") : NULL;
  gsize sum = 0;

  if (items == NULL)
    return fail ("arrays without items", error);
  self->lengths = read_counts (json_object_get_member (packed, "counts"), n_arrays, budget, &sum,
                               error);
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
    return fail ("kinds of another number", error);
  for (gsize i = 0; i < length; i++)
    if (index_of_kind (kinds[i]) == N_KINDS)
      return fail ("an unknown kind", error);
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
read_node (JsonObject *packed, guint n_values, guint depth, Budget *budget, GError **error)
{
  g_autoptr (Node) self = g_new0 (Node, 1);
  guint counts[N_KINDS] = { 0 };
  guint n_plain, n_objects, n_arrays;

  self->n_values = n_values;
  if (depth == 0)
    return refuse ("too deep", error);
  if (!spend (budget, n_values, 0, error) || !read_kinds (self, packed, counts, error))
    return NULL;
  n_plain = counts[index_of_kind (ANJ_KIND_VALUE)];
  n_objects = counts[index_of_kind (ANJ_KIND_OBJECT)];
  n_arrays = counts[index_of_kind (ANJ_KIND_ARRAY)];
  if (n_plain > 0)
    {
      self->values = read_column (json_object_get_member (packed, "values"), n_plain, budget,
                                  error);
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
  Budget budget = { ANJ_COLUMNS_MAX_VALUES, ANJ_COLUMNS_MAX_BYTES };
  gint64 n_rows = anj_json_get_int (packed, "rows", -1);
  JsonObject *columns = anj_json_get_object (packed, "columns");
  g_autoptr (Node) root = NULL;
  AnjColumns *self;

  if (n_rows < 0 || n_rows > ANJ_COLUMNS_MAX_ROWS || columns == NULL)
    return refuse ("no rows or too many", error);
  root = read_node (columns, (guint) n_rows, MAX_DEPTH, &budget, error);
  if (root == NULL)
    return NULL;
  if (strspn (root->kinds, "o") != strlen (root->kinds))
    return refuse ("a row that is no object", error);
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
