/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * From the root, each node is written in the order that its parent gives:
 *   write_node     which kind each value is, then the values, objects and arrays
 *   write_column   plain values in the shortest form
 */

#include <string.h>

#include "core/anj-columns-writer-private.h"

/* a dictionary of whole objects pays when each is used that often */
#define USES_OF_OBJECT 16
#define MAX_WORDS 8
#define PAIR 2

static guint32
number_of_text (AnjColumnsWriter *self, const char *text, gsize n_bytes)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_VALUE);
  g_autofree char *copy = g_strndup (text, n_bytes);

  json_node_set_string (node, copy);
  return anj_columns_number_of (self, node);
}

/* numbers in the pool, in the order of writing → which distinct one each is */
typedef struct
{
  guint n;
  guint32 *codes;  /* (owned): per value */
  GArray *numbers; /* (owned): of the distinct ones, in the order of first use */
} Distinct;

static void
distinct_init (Distinct *self, const GArray *numbers)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

  self->n = numbers->len;
  self->codes = g_new (guint32, numbers->len);
  self->numbers = g_array_new (FALSE, FALSE, sizeof (guint32));
  for (guint i = 0; i < numbers->len; i++)
    {
      guint32 number = g_array_index (numbers, guint32, i);
      gpointer code;

      if (!g_hash_table_lookup_extended (seen, GUINT_TO_POINTER (number), NULL, &code))
        {
          code = GUINT_TO_POINTER (self->numbers->len);
          g_hash_table_insert (seen, GUINT_TO_POINTER (number), code);
          g_array_append_val (self->numbers, number);
        }
      self->codes[i] = GPOINTER_TO_UINT (code);
    }
}

static void
distinct_clear (Distinct *self)
{
  g_clear_pointer (&self->codes, g_free);
  g_clear_pointer (&self->numbers, g_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Distinct, distinct_clear)

static JsonNode *
take_object_node (JsonObject *object)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  json_node_take_object (node, object);
  return node;
}

static JsonArray *
list_of (const AnjColumnsWriter *self, const GArray *numbers)
{
  JsonArray *array = json_array_sized_new (numbers->len);

  for (guint i = 0; i < numbers->len; i++)
    json_array_add_element (array,
                            json_node_ref (self->pool->pdata[g_array_index (numbers, guint32, i)]));
  return array;
}

/* most significant digits of all first: like beside like */
static char *
write_codes (const Distinct *distinct)
{
  guint width = anj_code_width (distinct->numbers->len);
  char *codes = g_new (char, (gsize) width * distinct->n + 1);
  char *at = codes;
  guint divisor = 1;

  for (guint digit = 1; digit < width; digit++)
    divisor *= ANJ_CODE_BASE;
  for (guint digit = 0; digit < width; digit++, divisor /= ANJ_CODE_BASE)
    for (guint i = 0; i < distinct->n; i++)
      *at++ = anj_code_digit (distinct->codes[i] / divisor % ANJ_CODE_BASE);
  *at = '\0';
  return codes;
}

/* {"all"} or {"of", "codes"} */
static JsonNode *
write_dictionary (const AnjColumnsWriter *self, const Distinct *distinct)
{
  JsonObject *column = json_object_new ();
  g_autofree char *codes = NULL;

  if (distinct->numbers->len == 1)
    {
      JsonNode *only = self->pool->pdata[g_array_index (distinct->numbers, guint32, 0)];

      json_object_set_member (column, "all", json_node_ref (only));
      return take_object_node (column);
    }
  codes = write_codes (distinct);
  json_object_set_array_member (column, "of", list_of (self, distinct->numbers));
  json_object_set_string_member (column, "codes", codes);
  return take_object_node (column);
}

/* short forms but for {"join"} */
static JsonNode *
write_plain (const AnjColumnsWriter *self, const Distinct *distinct, const GArray *numbers)
{
  JsonNode *node;

  if (numbers->len > 0 &&
      (distinct->numbers->len == 1 || distinct->numbers->len * 2 <= numbers->len))
    return write_dictionary (self, distinct);
  node = json_node_new (JSON_NODE_ARRAY);
  json_node_take_array (node, list_of (self, numbers));
  return node;
}

static JsonNode *
write_part (const AnjColumnsWriter *self, const GArray *numbers)
{
  g_auto (Distinct) distinct = { 0 };

  distinct_init (&distinct, numbers);
  return write_plain (self, &distinct, numbers);
}

/* (nullable): the text behind a number */
static const char *
text_of (const AnjColumnsWriter *self, const GArray *numbers, guint index)
{
  JsonNode *node = self->pool->pdata[g_array_index (numbers, guint32, index)];

  return JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : NULL;
}

/* the length of all the texts if it is one, even and of ASCII; else 0 */
static gsize
find_common_length (const AnjColumnsWriter *self, const Distinct *distinct, gboolean *out_is_text)
{
  gsize length = 0;
  gboolean is_common = TRUE;

  *out_is_text = TRUE;
  for (guint i = 0; i < distinct->numbers->len; i++)
    {
      const char *text = text_of (self, distinct->numbers, i);

      if (text == NULL)
        {
          *out_is_text = FALSE;
          return 0;
        }
      if (i == 0)
        length = strlen (text);
      is_common = is_common && strlen (text) == length && g_str_is_ascii (text);
    }
  return is_common && length > PAIR && length % PAIR == 0 ? length : 0;
}

static JsonNode *
write_pairs (AnjColumnsWriter *self, const GArray *numbers, gsize length)
{
  JsonObject *column = json_object_new ();
  JsonArray *parts = json_array_new ();

  for (gsize at = 0; at < length; at += PAIR)
    {
      g_autoptr (GArray) part = g_array_new (FALSE, FALSE, sizeof (guint32));

      for (guint i = 0; i < numbers->len; i++)
        {
          guint32 number = number_of_text (self, text_of (self, numbers, i) + at, PAIR);

          g_array_append_val (part, number);
        }
      json_array_add_element (parts, write_part (self, part));
    }
  json_object_set_string_member (column, "join", "");
  json_object_set_array_member (column, "parts", parts);
  return take_object_node (column);
}

static void
add_int (AnjColumnsWriter *self, GArray *numbers, gint64 value)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_VALUE);
  guint32 number;

  json_node_set_int (node, value);
  number = anj_columns_number_of (self, node);
  g_array_append_val (numbers, number);
}

static JsonNode *
write_words (AnjColumnsWriter *self, const GArray *numbers)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  g_autoptr (GArray) counts = g_array_new (FALSE, FALSE, sizeof (guint32));
  JsonObject *column = json_object_new ();
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < numbers->len; i++)
    {
      g_auto (GStrv) words = g_strsplit (text_of (self, numbers, i), " ", MAX_WORDS);
      guint n_words = g_strv_length (words);

      add_int (self, counts, n_words);
      while (parts->len < n_words)
        g_ptr_array_add (parts, g_array_new (FALSE, FALSE, sizeof (guint32)));
      for (guint k = 0; k < n_words; k++)
        {
          guint32 number = number_of_text (self, words[k], strlen (words[k]));

          g_array_append_val ((GArray *) parts->pdata[k], number);
        }
    }
  for (guint k = 0; k < parts->len; k++)
    json_array_add_element (array, write_part (self, parts->pdata[k]));
  json_object_set_string_member (column, "join", " ");
  json_object_set_member (column, "counts", write_part (self, counts));
  json_object_set_array_member (column, "parts", array);
  return take_object_node (column);
}

static JsonNode *
write_column (AnjColumnsWriter *self, const GArray *numbers)
{
  g_auto (Distinct) distinct = { 0 };
  gboolean is_text;
  gsize length;

  distinct_init (&distinct, numbers);
  if (distinct.numbers->len <= 1 || distinct.numbers->len * 4 <= numbers->len)
    return write_plain (self, &distinct, numbers);
  length = find_common_length (self, &distinct, &is_text);
  if (length > 0)
    return write_pairs (self, numbers, length);
  return is_text ? write_words (self, numbers) : write_plain (self, &distinct, numbers);
}

static JsonObject *write_node (AnjColumnsWriter *self, AnjColumnsNode *node, const GArray *order);

static gboolean
may_share_heads (AnjColumnsNode *node)
{
  for (guint i = 0; i < node->members->len; i++)
    {
      const AnjColumnsMember *member = node->members->pdata[i];

      if (member->n_plain > 0 && member->n_others > 0)
        return FALSE;
    }
  return TRUE;
}

static GArray *
pick (const GArray *from, const GArray *order)
{
  GArray *picked = g_array_sized_new (FALSE, FALSE, sizeof (guint32), order->len);

  for (guint i = 0; i < order->len; i++)
    g_array_append_val (picked, g_array_index (from, guint32, g_array_index (order, guint32, i)));
  return picked;
}

static JsonObject *
write_objects (AnjColumnsWriter *self, AnjColumnsNode *node, const GArray *order)
{
  g_autoptr (GArray) heads = pick (node->heads, order);
  g_auto (Distinct) distinct = { 0 };
  JsonObject *objects = json_object_new ();
  JsonObject *members = json_object_new ();
  gboolean is_shared;

  distinct_init (&distinct, heads);
  anj_columns_fill_members (node);
  is_shared = (gsize) distinct.numbers->len * USES_OF_OBJECT <= order->len &&
              may_share_heads (node);
  if (is_shared)
    json_object_set_member (objects, "same", write_dictionary (self, &distinct));
  for (guint i = 0; i < node->members->len; i++)
    {
      const AnjColumnsMember *member = node->members->pdata[i];

      if (!is_shared || member->n_others > 0)
        json_object_set_object_member (members, member->name,
                                       write_node (self, member->node, order));
    }
  json_object_set_object_member (objects, "members", members);
  return objects;
}

static JsonObject *
write_arrays (AnjColumnsWriter *self, AnjColumnsNode *node, const GArray *order)
{
  g_autoptr (GArray) lengths = pick (node->lengths, order);
  g_autoptr (GArray) items = NULL;
  g_autoptr (GArray) counts = g_array_new (FALSE, FALSE, sizeof (guint32));
  AnjSpread here, there;
  JsonObject *arrays = json_object_new ();

  /* where items are, and where they go */
  anj_spread_init (&here, (const guint32 *) (gpointer) node->lengths->data, node->lengths->len);
  anj_spread_init (&there, (const guint32 *) (gpointer) lengths->data, lengths->len);
  items = g_array_sized_new (FALSE, FALSE, sizeof (guint32), there.n_items);
  g_array_set_size (items, there.n_items);
  for (guint i = 0; i < order->len; i++)
    {
      add_int (self, counts, g_array_index (lengths, guint32, i));
      for (guint k = 0; k < g_array_index (lengths, guint32, i); k++)
        g_array_index (
            items, guint32,
            there.places[there.starts[i] + k]) = here.starts[g_array_index (order, guint32, i)] + k;
    }
  anj_spread_clear (&here);
  anj_spread_clear (&there);
  json_object_set_member (arrays, "counts", write_part (self, counts));
  json_object_set_object_member (arrays, "items", write_node (self, node->items, items));
  return arrays;
}

/* the numbers, among their kind, of those values in @order that are of @kind */
static GArray *
pick_kind (AnjColumnsNode *node, const GArray *order, AnjKind kind)
{
  g_autofree guint32 *rank = g_new (guint32, node->kinds->len);
  GArray *picked = g_array_new (FALSE, FALSE, sizeof (guint32));
  guint32 n_seen = 0;

  for (gsize i = 0; i < node->kinds->len; i++)
    {
      rank[i] = n_seen;
      n_seen += node->kinds->str[i] == (char) kind;
    }
  for (guint i = 0; i < order->len; i++)
    {
      guint32 index = g_array_index (order, guint32, i);

      if (node->kinds->str[index] == (char) kind)
        g_array_append_val (picked, rank[index]);
    }
  return picked;
}

static char *
write_kinds (AnjColumnsNode *node, const GArray *order)
{
  char *kinds = g_new0 (char, order->len + 1);

  for (guint i = 0; i < order->len; i++)
    kinds[i] = node->kinds->str[g_array_index (order, guint32, i)];
  if (order->len > 0 && strspn (kinds, (char[]){ kinds[0], '\0' }) == order->len)
    kinds[1] = '\0';
  return kinds;
}

static JsonObject *
write_node (AnjColumnsWriter *self, AnjColumnsNode *node, const GArray *order)
{
  g_autoptr (GArray) values = pick_kind (node, order, ANJ_KIND_VALUE);
  g_autoptr (GArray) objects = pick_kind (node, order, ANJ_KIND_OBJECT);
  g_autoptr (GArray) arrays = pick_kind (node, order, ANJ_KIND_ARRAY);
  g_autofree char *kinds = write_kinds (node, order);
  JsonObject *written = json_object_new ();

  json_object_set_string_member (written, "kinds", kinds);
  if (values->len > 0)
    {
      g_autoptr (GArray) numbers = pick (node->values, values);

      json_object_set_member (written, "values", write_column (self, numbers));
    }
  if (objects->len > 0)
    json_object_set_object_member (written, "objects", write_objects (self, node, objects));
  if (arrays->len > 0)
    json_object_set_object_member (written, "arrays", write_arrays (self, node, arrays));
  return written;
}

JsonObject *
anj_columns_writer_finish (AnjColumnsWriter *self)
{
  g_autoptr (GArray) order = g_array_sized_new (FALSE, FALSE, sizeof (guint32), self->n_rows);
  JsonObject *packed = json_object_new ();

  for (guint32 i = 0; i < self->n_rows; i++)
    g_array_append_val (order, i);
  json_object_set_int_member (packed, "rows", self->n_rows);
  json_object_set_object_member (packed, "columns", write_node (self, self->root, order));
  return packed;
}
