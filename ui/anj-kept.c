/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-kept.h"

#define TABLE_KEY "anj-kept"
#define MOST_BYTES (8 * 1024 * 1024)

typedef struct
{
  gpointer drawing; /* (owned) */
  GDestroyNotify free_func;
} Kept;

typedef struct
{
  GHashTable *by_key; /* (owned): key → Kept */
  gsize n_bytes;
} Table;

static void
kept_free (gpointer data)
{
  Kept *kept = data;

  kept->free_func (kept->drawing);
  g_free (kept);
}

static void
table_free (gpointer data)
{
  Table *table = data;

  g_hash_table_unref (table->by_key);
  g_free (table);
}

static Table *
find_table (void)
{
  GObject *display = G_OBJECT (gdk_display_get_default ());
  Table *table = g_object_get_data (display, TABLE_KEY);

  if (table == NULL)
    {
      table = g_new0 (Table, 1);
      table->by_key = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, kept_free);
      g_object_set_data_full (display, TABLE_KEY, table, table_free);
    }
  return table;
}

gpointer
anj_kept_find (const char *key)
{
  const Kept *kept = g_hash_table_lookup (find_table ()->by_key, key);

  return kept != NULL ? kept->drawing : NULL;
}

void
anj_kept_add (const char *key, gpointer drawing, gsize n_bytes, GDestroyNotify free_func)
{
  Table *table = find_table ();
  Kept *kept = NULL;

  if (n_bytes > MOST_BYTES - table->n_bytes || g_hash_table_contains (table->by_key, key))
    {
      free_func (drawing);
      return;
    }
  kept = g_new (Kept, 1);
  kept->drawing = drawing;
  kept->free_func = free_func;
  table->n_bytes += n_bytes;
  g_hash_table_insert (table->by_key, g_strdup (key), kept);
}
