/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * Reading one column: every count in the packed form is checked against what its parent says before
 * anything of that size is made, and all of them together against a budget, so that a few bytes
 * cannot ask for much memory.
 */

#include "core/anj-columns-read.h"

#include <string.h>

#include "core/anj-columns-private.h"
#include "core/anj-error.h"
#include "core/anj-json.h"

gboolean
anj_columns_fail (const char *what, GError **error)
{
  g_set_error (error, ANJ_ERROR, ANJ_ERROR_INVALID, "columns: %s", what);
  return FALSE;
}

gpointer
anj_columns_refuse (const char *what, GError **error)
{
  (void) anj_columns_fail (what, error);
  return NULL;
}

gboolean
anj_columns_spend (AnjColumnsBudget *budget, gsize n_values, gsize n_bytes, GError **error)
{
  if (n_values > budget->n_values || n_bytes > budget->n_bytes)
    return anj_columns_fail ("more than is taken", error);
  budget->n_values -= n_values;
  budget->n_bytes -= n_bytes;
  return TRUE;
}

/* what one use of @node costs; whatever holds an array is no dictionary's word */
static gboolean
weigh (JsonNode *node, AnjColumnsBudget *weight)
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
           AnjColumnsBudget *budget,
           GError **error)
{
  AnjColumnsBudget weight = { 0 };

  if (JSON_NODE_HOLDS_OBJECT (node) != (words == WORDS_OBJECT) || !weigh (node, &weight))
    return anj_columns_fail ("a value of the wrong kind", error);
  if (n_uses > 0 &&
      (weight.n_values > budget->n_values / n_uses || weight.n_bytes > budget->n_bytes / n_uses))
    return anj_columns_fail ("more than is taken", error);
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
    return anj_columns_refuse ("codes of another number", error);
  read = g_new0 (guint32, n_values);
  for (guint digit = 0; digit < width; digit++)
    for (guint i = 0; i < n_values; i++)
      {
        int value = anj_code_value (codes[(gsize) digit * n_values + i]);

        if (value < 0)
          return anj_columns_refuse ("a code that is none", error);
        read[i] = read[i] * ANJ_CODE_BASE + (guint32) value;
      }
  for (guint i = 0; i < n_values; i++)
    if (read[i] >= n_words)
      return anj_columns_refuse ("a code without a word", error);
  return g_steal_pointer (&read);
}

static gboolean
read_dictionary (JsonObject *column,
                 guint n_values,
                 Words words,
                 GPtrArray *out,
                 AnjColumnsBudget *budget,
                 GError **error)
{
  JsonArray *of = anj_json_get_array (column, "of");
  guint n_words = of != NULL ? json_array_get_length (of) : 0;
  g_autofree guint32 *codes = NULL;

  if (json_object_has_member (column, "all"))
    return add_words (out, json_object_get_member (column, "all"), words, n_values, budget, error);
  if (n_words == 0)
    return anj_columns_fail ("a column of no known form", error);
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
           AnjColumnsBudget *budget,
           GError **error)
{
  if (json_array_get_length (list) != n_values)
    return anj_columns_fail ("a list of another length", error);
  for (guint i = 0; i < n_values; i++)
    if (!add_words (out, json_array_get_element (list, i), words, 1, budget, error))
      return FALSE;
  return TRUE;
}

static GPtrArray *
read_short (JsonNode *column, guint n_values, Words words, AnjColumnsBudget *budget, GError **error)
{
  g_autoptr (GPtrArray) out = g_ptr_array_new_with_free_func ((GDestroyNotify) json_node_unref);

  if (column == NULL || !(JSON_NODE_HOLDS_ARRAY (column) || JSON_NODE_HOLDS_OBJECT (column)))
    return anj_columns_refuse ("a column is missing", error);
  if (JSON_NODE_HOLDS_ARRAY (column)
          ? read_list (json_node_get_array (column), n_values, words, out, budget, error)
          : read_dictionary (json_node_get_object (column), n_values, words, out, budget, error))
    return g_steal_pointer (&out);
  return NULL;
}

/* lengths; each at most what is left */
guint32 *
anj_columns_read_counts (JsonNode *column,
                         guint n_values,
                         AnjColumnsBudget *budget,
                         gsize *out_sum,
                         GError **error)
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
        return anj_columns_refuse ("a count that cannot be", error);
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
           AnjColumnsBudget *budget,
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
        return anj_columns_fail ("a part that is no text", error);
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
read_joined (JsonObject *column, guint n_values, AnjColumnsBudget *budget, GError **error)
{
  const char *separator = anj_json_get_string (column, "join", "");
  JsonArray *parts = anj_json_get_array (column, "parts");
  g_autoptr (GPtrArray) out = g_ptr_array_new_with_free_func ((GDestroyNotify) json_node_unref);
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (free_text);
  g_autofree guint32 *counts = NULL;
  gsize sum = 0;

  if (parts == NULL)
    return anj_columns_refuse ("parts are missing", error);
  if (json_object_has_member (column, "counts"))
    {
      counts = anj_columns_read_counts (json_object_get_member (column, "counts"), n_values, budget,
                                        &sum, error);
      if (counts == NULL)
        return NULL;
    }
  if (!anj_columns_spend (budget, n_values, sum * strlen (separator), error))
    return NULL;
  for (guint i = 0; i < n_values; i++)
    {
      if (counts != NULL && counts[i] > json_array_get_length (parts))
        return anj_columns_refuse ("a text of more parts than there are", error);
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

GPtrArray *
anj_columns_read_values (JsonNode *column, guint n_values, AnjColumnsBudget *budget, GError **error)
{
  if (column != NULL && JSON_NODE_HOLDS_OBJECT (column) &&
      json_object_has_member (json_node_get_object (column), "join"))
    return read_joined (json_node_get_object (column), n_values, budget, error);
  return read_short (column, n_values, WORDS_SCALAR, budget, error);
}

GPtrArray *
anj_columns_read_objects (JsonNode *column,
                          guint n_values,
                          AnjColumnsBudget *budget,
                          GError **error)
{
  return read_short (column, n_values, WORDS_OBJECT, budget, error);
}
