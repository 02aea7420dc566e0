/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "tests/fuzz/der-tree.h"

#include <stdarg.h>
#include <string.h>

#define CONSTRUCTED 0x20
#define LONG_TAG 0x1f
#define MAX_DEPTH 40
#define PLACES_END (-1)

static DerNode *parse_next (const guint8 **cursor, const guint8 *end, guint depth);

DerNode *
der_node_new (guint8 tag)
{
  DerNode *self = g_new0 (DerNode, 1);

  self->tag = tag;
  if (tag & CONSTRUCTED)
    self->children = g_ptr_array_new_with_free_func ((GDestroyNotify) der_node_free);
  else
    self->bytes = g_byte_array_new ();
  return self;
}

void
der_node_free (DerNode *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->children, g_ptr_array_unref);
  g_clear_pointer (&self->bytes, g_byte_array_unref);
  g_free (self);
}

DerNode *
der_node_copy (const DerNode *self)
{
  DerNode *copy = der_node_new (self->tag);

  if (self->bytes != NULL)
    g_byte_array_append (copy->bytes, self->bytes->data, self->bytes->len);
  for (guint i = 0; self->children != NULL && i < self->children->len; i++)
    g_ptr_array_add (copy->children, der_node_copy (self->children->pdata[i]));
  return copy;
}

static gboolean
read_length (const guint8 **cursor, const guint8 *end, gsize *out_length)
{
  guint n_more;

  if (*cursor == end)
    return FALSE;
  *out_length = *(*cursor)++;
  if (*out_length < 0x80)
    return TRUE;
  n_more = *out_length & 0x7f;
  if (n_more == 0 || n_more > 4 || (gsize) (end - *cursor) < n_more)
    return FALSE;
  for (*out_length = 0; n_more > 0; n_more--)
    *out_length = *out_length << 8 | *(*cursor)++;
  return TRUE;
}

static gboolean
parse_children (DerNode *self, const guint8 *data, const guint8 *end, guint depth)
{
  while (data < end)
    {
      DerNode *child = parse_next (&data, end, depth + 1);

      if (child == NULL)
        return FALSE;
      g_ptr_array_add (self->children, child);
    }
  return TRUE;
}

static DerNode *
parse_next (const guint8 **cursor, const guint8 *end, guint depth)
{
  g_autoptr (DerNode) self = NULL;
  gsize length;
  guint8 tag;

  if (*cursor == end || depth > MAX_DEPTH)
    return NULL;
  tag = *(*cursor)++;
  if ((tag & LONG_TAG) == LONG_TAG || !read_length (cursor, end, &length) ||
      length > (gsize) (end - *cursor))
    return NULL;
  self = der_node_new (tag);
  if (self->bytes != NULL)
    g_byte_array_append (self->bytes, *cursor, (guint) length);
  else if (!parse_children (self, *cursor, *cursor + length, depth))
    return NULL;
  *cursor += length;
  return g_steal_pointer (&self);
}

DerNode *
der_node_parse (const guint8 *data, gsize n_bytes)
{
  const guint8 *cursor = data;
  DerNode *self = parse_next (&cursor, data + n_bytes, 0);

  if (self != NULL && cursor != data + n_bytes)
    g_clear_pointer (&self, der_node_free);
  return self;
}

static void
write_node (const DerNode *self, GByteArray *out)
{
  g_autoptr (GByteArray) content = g_byte_array_new ();
  guint8 head[6] = { self->tag };
  guint n_head = 1, n_more = 0;

  if (self->bytes != NULL)
    g_byte_array_append (content, self->bytes->data, self->bytes->len);
  for (guint i = 0; self->children != NULL && i < self->children->len; i++)
    write_node (self->children->pdata[i], content);
  while (content->len >= 0x80 && n_more < 4 && content->len >> (8 * n_more) > 0)
    n_more++;
  head[n_head++] = (guint8) (n_more > 0 ? 0x80 | n_more : content->len);
  while (n_more > 0)
    head[n_head++] = (guint8) (content->len >> (8 * --n_more));
  g_byte_array_append (out, head, n_head);
  g_byte_array_append (out, content->data, content->len);
}

GBytes *
der_node_to_bytes (const DerNode *self)
{
  GByteArray *out = g_byte_array_new ();

  write_node (self, out);
  return g_byte_array_free_to_bytes (out);
}

DerNode *
der_node_at (DerNode *self, ...)
{
  va_list places;
  int place;

  va_start (places, self);
  while (self != NULL && (place = va_arg (places, int)) != PLACES_END)
    {
      int n = self->children != NULL ? (int) self->children->len : 0;
      int index = place < 0 ? n + place + 1 : place;

      self = index >= 0 && index < n ? self->children->pdata[index] : NULL;
    }
  va_end (places);
  return self;
}

static void
list_into (DerNode *self, GPtrArray *out)
{
  g_ptr_array_add (out, self);
  for (guint i = 0; self->children != NULL && i < self->children->len; i++)
    list_into (self->children->pdata[i], out);
}

GPtrArray *
der_node_list (DerNode *self)
{
  GPtrArray *list = g_ptr_array_new ();

  list_into (self, list);
  return list;
}

static DerNode *
pick (GPtrArray *nodes, FuzzRandom *random)
{
  return nodes->pdata[fuzz_random_below (random, nodes->len)];
}

/* one that has children, if any has */
static DerNode *
pick_parent (GPtrArray *nodes, FuzzRandom *random)
{
  gsize first = fuzz_random_below (random, nodes->len);

  for (guint i = 0; i < nodes->len; i++)
    {
      DerNode *node = nodes->pdata[(first + i) % nodes->len];

      if (node->children != NULL && node->children->len > 0)
        return node;
    }
  return NULL;
}

static void
change_leaf (GPtrArray *nodes, FuzzRandom *random)
{
  DerNode *node = pick (nodes, random);
  gsize n_before, n_after;

  if (node->bytes == NULL)
    return;
  n_before = node->bytes->len;
  g_byte_array_set_size (node->bytes, (guint) n_before + 80);
  n_after = fuzz_mutate (random, node->bytes->data, n_before, n_before + 80);
  g_byte_array_set_size (node->bytes, (guint) n_after);
}

/* constructed or not does not change: it would be no tree any more */
static void
change_tag (GPtrArray *nodes, FuzzRandom *random)
{
  DerNode *node = pick (nodes, random);
  guint8 tag = (guint8) fuzz_random_next (random);

  if ((tag & LONG_TAG) != LONG_TAG)
    node->tag = (guint8) ((tag & ~CONSTRUCTED) | (node->tag & CONSTRUCTED));
}

static void
change_children (DerNode *parent, GPtrArray *donors, FuzzRandom *random)
{
  guint n = parent->children->len;
  gsize at = fuzz_random_below (random, n), other = fuzz_random_below (random, n);
  gpointer moved;

  switch (fuzz_random_below (random, 5))
    {
    case 0:
      g_ptr_array_remove_index (parent->children, (guint) at);
      break;
    case 1:
      g_ptr_array_insert (parent->children, (gint) other,
                          der_node_copy (parent->children->pdata[at]));
      break;
    case 2:
      moved = parent->children->pdata[at];
      parent->children->pdata[at] = parent->children->pdata[other];
      parent->children->pdata[other] = moved;
      break;
    case 3:
      g_ptr_array_insert (parent->children, (gint) at, der_node_copy (pick (donors, random)));
      break;
    default:
      moved = der_node_copy (pick (donors, random)); /* before the old one goes: it may be it */
      der_node_free (parent->children->pdata[at]);
      parent->children->pdata[at] = moved;
    }
}

void
der_node_mutate (DerNode *self, DerNode *donor, FuzzRandom *random)
{
  g_autoptr (GPtrArray) nodes = der_node_list (self);
  g_autoptr (GPtrArray) donors = der_node_list (donor != NULL ? donor : self);
  DerNode *parent = pick_parent (nodes, random);
  gsize choice = fuzz_random_below (random, 8);

  if (choice < 3)
    change_leaf (nodes, random);
  else if (choice == 3)
    change_tag (nodes, random);
  else if (parent != NULL)
    change_children (parent, donors, random);
}

gsize
der_mutate (guint8 *data, gsize n_bytes, gsize n_max, FuzzRandom *random)
{
  g_autoptr (DerNode) tree = der_node_parse (data, n_bytes);
  g_autoptr (GBytes) bytes = NULL;

  if (tree == NULL)
    return n_bytes;
  der_node_mutate (tree, NULL, random);
  bytes = der_node_to_bytes (tree);
  if (g_bytes_get_size (bytes) > n_max)
    return n_bytes;
  memcpy (data, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  return g_bytes_get_size (bytes);
}

gsize
der_mutate_base64 (guint8 *data, gsize n_bytes, gsize n_max, unsigned seed)
{
  FuzzRandom random = { .state = seed };
  g_autofree char *text = g_strndup ((const char *) data, n_bytes);
  g_autofree char *again = NULL;
  gsize n_der = 0, n_room;
  g_autofree guint8 *der = g_base64_decode (text, &n_der);

  if (n_der == 0 || fuzz_random_below (&random, 4) == 0)
    return fuzz_mutate (&random, data, n_bytes, n_max);
  n_room = n_der + 1024;
  der = g_realloc (der, n_room);
  n_der = der_mutate (der, n_der, n_room, &random);
  again = g_base64_encode (der, n_der);
  if (strlen (again) > n_max)
    return n_bytes;
  memcpy (data, again, strlen (again));
  return strlen (again);
}
