/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Every value goes to the node of its path, as the number of an equal value seen before, so that
 * what repeats in the rows takes four bytes. */

#include <string.h>

#include "core/anj-columns-writer-private.h"

static void node_free (AnjColumnsNode *self);

static void
member_free (gpointer data)
{
  AnjColumnsMember *self = data;

  g_free (self->name);
  node_free (self->node);
  g_free (self);
}

static AnjColumnsNode *
node_new (void)
{
  AnjColumnsNode *self = g_new0 (AnjColumnsNode, 1);

  self->kinds = g_string_new (NULL);
  self->values = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->heads = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->members = g_ptr_array_new_with_free_func (member_free);
  self->by_name = g_hash_table_new (g_str_hash, g_str_equal);
  self->lengths = g_array_new (FALSE, FALSE, sizeof (guint32));
  return self;
}

static void
node_free (AnjColumnsNode *self)
{
  if (self == NULL)
    return;
  g_string_free (self->kinds, TRUE);
  g_array_unref (self->values);
  g_array_unref (self->heads);
  g_hash_table_unref (self->by_name);
  g_ptr_array_unref (self->members);
  g_array_unref (self->lengths);
  node_free (self->items);
  g_free (self);
}

AnjColumnsWriter *
anj_columns_writer_new (void)
{
  AnjColumnsWriter *self = g_new0 (AnjColumnsWriter, 1);

  self->numbers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->pool = g_ptr_array_new_with_free_func ((GDestroyNotify) json_node_unref);
  self->form = g_string_new (NULL);
  self->root = node_new ();
  return self;
}

void
anj_columns_writer_free (AnjColumnsWriter *self)
{
  g_hash_table_unref (self->numbers);
  g_ptr_array_unref (self->pool);
  g_string_free (self->form, TRUE);
  node_free (self->root);
  g_free (self);
}

static gboolean
is_plain (JsonNode *node)
{
  JsonObjectIter iter;
  JsonNode *member;

  if (JSON_NODE_HOLDS_ARRAY (node))
    return FALSE;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return TRUE;
  json_object_iter_init (&iter, json_node_get_object (node));
  while (json_object_iter_next (&iter, NULL, &member))
    if (!is_plain (member))
      return FALSE;
  return TRUE;
}

static void append_form (GString *form, JsonNode *node);

/* printf takes a sixth of a page's time */
static void
append_number (GString *form, guint64 number)
{
  char digits[24];
  gsize at = sizeof digits;

  do
    digits[--at] = (char) ('0' + number % 10);
  while ((number /= 10) > 0);
  g_string_append_len (form, digits + at, (gssize) (sizeof digits - at));
}

/* equal forms: equal values; lengths keep texts apart from what follows */
static void
append_text_form (GString *form, const char *text)
{
  gsize length = strlen (text);

  append_number (form, length);
  g_string_append_c (form, ':');
  g_string_append_len (form, text, (gssize) length);
}

static void
append_object_form (GString *form, JsonObject *object)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *member;

  g_string_append_c (form, '{');
  json_object_iter_init (&iter, object);
  while (json_object_iter_next (&iter, &name, &member))
    {
      append_text_form (form, name);
      append_form (form, member);
    }
  g_string_append_c (form, '}');
}

static void
append_form (GString *form, JsonNode *node)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  if (JSON_NODE_HOLDS_OBJECT (node))
    append_object_form (form, json_node_get_object (node));
  else if (JSON_NODE_HOLDS_NULL (node))
    g_string_append_c (form, 'n');
  else if (json_node_get_value_type (node) == G_TYPE_STRING)
    append_text_form (form, json_node_get_string (node));
  else if (json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    g_string_append_c (form, json_node_get_boolean (node) ? 't' : 'f');
  else if (json_node_get_value_type (node) == G_TYPE_DOUBLE)
    g_string_append_printf (form, "d%s;",
                            g_ascii_dtostr (number, sizeof number, json_node_get_double (node)));
  else
    {
      g_string_append_c (form, 'i');
      append_number (form, (guint64) json_node_get_int (node));
      g_string_append_c (form, ';');
    }
}

/* @node: plain */
guint32
anj_columns_number_of (AnjColumnsWriter *self, JsonNode *node)
{
  GString *form = g_string_truncate (self->form, 0);
  gpointer found;

  append_form (form, node);
  if (!g_hash_table_lookup_extended (self->numbers, form->str, NULL, &found))
    {
      found = GUINT_TO_POINTER (self->pool->len);
      g_hash_table_insert (self->numbers, g_strdup (form->str), found);
      g_ptr_array_add (self->pool, json_node_copy (node));
    }
  return GPOINTER_TO_UINT (found);
}

static void add_value (AnjColumnsWriter *self, AnjColumnsNode *node, JsonNode *value);

static void
add_missing (AnjColumnsNode *node, guint n_values)
{
  while (node->kinds->len < n_values)
    g_string_append_c (node->kinds, ANJ_KIND_MISSING);
}

void
anj_columns_fill_members (AnjColumnsNode *node)
{
  for (guint i = 0; i < node->members->len; i++)
    add_missing (((AnjColumnsMember *) node->members->pdata[i])->node, node->heads->len);
}

static AnjColumnsMember *
ensure_member (AnjColumnsNode *node, const char *name)
{
  AnjColumnsMember *member = g_hash_table_lookup (node->by_name, name);

  if (member == NULL)
    {
      member = g_new0 (AnjColumnsMember, 1);
      member->name = g_strdup (name);
      member->node = node_new ();
      g_ptr_array_add (node->members, member);
      g_hash_table_insert (node->by_name, member->name, member);
    }
  return member;
}

static void
add_object (AnjColumnsWriter *self, AnjColumnsNode *node, JsonObject *object)
{
  g_autoptr (JsonNode) head_node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *head = json_object_new ();
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;
  guint32 number;

  json_node_take_object (head_node, head);
  json_object_iter_init (&iter, object);
  while (json_object_iter_next (&iter, &name, &value))
    {
      AnjColumnsMember *member = ensure_member (node, name);

      add_missing (member->node, node->heads->len);
      add_value (self, member->node, value);
      if (is_plain (value))
        {
          json_object_set_member (head, name, json_node_ref (value));
          member->n_plain++;
        }
      else
        member->n_others++;
    }
  number = anj_columns_number_of (self, head_node);
  g_array_append_val (node->heads, number);
}

static void
add_array (AnjColumnsWriter *self, AnjColumnsNode *node, JsonArray *array)
{
  guint32 length = json_array_get_length (array);

  g_array_append_val (node->lengths, length);
  if (node->items == NULL)
    node->items = node_new ();
  for (guint i = 0; i < length; i++)
    add_value (self, node->items, json_array_get_element (array, i));
}

static void
add_value (AnjColumnsWriter *self, AnjColumnsNode *node, JsonNode *value)
{
  guint32 number;

  if (JSON_NODE_HOLDS_OBJECT (value))
    {
      g_string_append_c (node->kinds, ANJ_KIND_OBJECT);
      add_object (self, node, json_node_get_object (value));
    }
  else if (JSON_NODE_HOLDS_ARRAY (value))
    {
      g_string_append_c (node->kinds, ANJ_KIND_ARRAY);
      add_array (self, node, json_node_get_array (value));
    }
  else
    {
      g_string_append_c (node->kinds, ANJ_KIND_VALUE);
      number = anj_columns_number_of (self, value);
      g_array_append_val (node->values, number);
    }
}

void
anj_columns_writer_add (AnjColumnsWriter *self, JsonObject *row)
{
  g_string_append_c (self->root->kinds, ANJ_KIND_OBJECT);
  add_object (self, self->root, row);
  self->n_rows++;
}
