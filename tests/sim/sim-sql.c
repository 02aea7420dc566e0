/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What stands before SQLite: a statement that was prepared once is used again. Programs prepare
 * theirs each time, which nobody notices but who lives a thousand days in a second. */

#include <glib.h>
#include <sqlite3.h>

#include <dlfcn.h>
#include <string.h>

#define REAL(type, name) ((type) dlsym (RTLD_NEXT, name))

/* One text of one connection. */
typedef struct
{
  sqlite3 *db;
  char *sql;
  GPtrArray *free; /* (element-type sqlite3_stmt): not in use */
} Shelf;

typedef struct
{
  GHashTable *shelves; /* (element-type Shelf): a set */
  GHashTable *used;    /* (element-type sqlite3_stmt Shelf) */
  int (*prepare) (sqlite3 *, const char *, int, sqlite3_stmt **, const char **);
  int (*finalize) (sqlite3_stmt *);
} Shop;

static guint
hash_shelf (gconstpointer data)
{
  const Shelf *shelf = data;

  return g_str_hash (shelf->sql) ^ g_direct_hash (shelf->db);
}

static gboolean
is_same_shelf (gconstpointer a, gconstpointer b)
{
  const Shelf *one = a, *other = b;

  return one->db == other->db && g_str_equal (one->sql, other->sql);
}

static Shop *
shop (void)
{
  static Shop self;

  if (self.shelves == NULL)
    {
      self.shelves = g_hash_table_new (hash_shelf, is_same_shelf);
      self.used = g_hash_table_new (NULL, NULL);
      self.prepare = REAL (int (*) (sqlite3 *, const char *, int, sqlite3_stmt **, const char **),
                           "sqlite3_prepare_v2");
      self.finalize = REAL (int (*) (sqlite3_stmt *), "sqlite3_finalize");
    }
  return &self;
}

static Shelf *
find_shelf (sqlite3 *db, const char *sql)
{
  const Shelf wanted = { db, (char *) sql, NULL };
  Shelf *shelf = g_hash_table_lookup (shop ()->shelves, &wanted);

  if (shelf == NULL)
    {
      shelf = g_new (Shelf, 1);
      *shelf = (Shelf){ db, g_strdup (sql), g_ptr_array_new () };
      g_hash_table_add (shop ()->shelves, shelf);
    }
  return shelf;
}

int
sqlite3_prepare_v2 (sqlite3 *db,
                    const char *sql,
                    int n_bytes,
                    sqlite3_stmt **out,
                    const char **out_tail)
{
  Shelf *shelf;
  int rc = SQLITE_OK;

  if (n_bytes >= 0 || out_tail != NULL)
    return shop ()->prepare (db, sql, n_bytes, out, out_tail);
  shelf = find_shelf (db, sql);
  *out = NULL;
  if (shelf->free->len > 0)
    *out = g_ptr_array_steal_index_fast (shelf->free, shelf->free->len - 1);
  else
    rc = shop ()->prepare (db, sql, n_bytes, out, NULL);
  if (*out != NULL)
    g_hash_table_insert (shop ()->used, *out, shelf);
  return rc;
}

int
sqlite3_finalize (sqlite3_stmt *stmt)
{
  gpointer shelf;

  if (stmt == NULL || !g_hash_table_steal_extended (shop ()->used, stmt, NULL, &shelf))
    return shop ()->finalize (stmt);
  sqlite3_clear_bindings (stmt);
  g_ptr_array_add (((Shelf *) shelf)->free, stmt);
  return sqlite3_reset (stmt);
}

static gboolean
clear_shelf (gpointer key, gpointer value G_GNUC_UNUSED, gpointer db)
{
  Shelf *shelf = key;

  if (shelf->db != db)
    return FALSE;
  for (guint i = 0; i < shelf->free->len; i++)
    shop ()->finalize (shelf->free->pdata[i]);
  g_ptr_array_unref (shelf->free);
  g_free (shelf->sql);
  g_free (shelf);
  return TRUE;
}

int
sqlite3_close (sqlite3 *db)
{
  g_hash_table_foreach_remove (shop ()->shelves, clear_shelf, db);
  return REAL (int (*) (sqlite3 *), "sqlite3_close") (db);
}

int
sqlite3_close_v2 (sqlite3 *db)
{
  g_hash_table_foreach_remove (shop ()->shelves, clear_shelf, db);
  return REAL (int (*) (sqlite3 *), "sqlite3_close_v2") (db);
}
