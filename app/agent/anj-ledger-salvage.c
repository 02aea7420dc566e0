/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "anj-agent"

#include "app/agent/anj-db.h"
#include "app/agent/anj-ledger-private.h"
#include "app/agent/anj-successor.h"

typedef struct
{
  const char *name;
  const char *columns;
  const char *order; /* its key */
} Table;

static const Table tables[] = {
  { "mark", "name, value", "name" },
  { "note", "name, value", "name" },
  { "viewed", "record, at", "record" }, /* of older versions */
  { "looked", "record, sealed", "record" },
  { "follow_up", "ticket, sealed", "ticket" },
  { "follow_try", "ticket, at_us", "ticket, at_us" },
  { "pooled", "id", "id" },
  { "printed", "ticket", "ticket" },
  { "rejected_config", "epoch, version, sha256, reason", "epoch, version" },
  { "remote", "seq, id, kind, state, detail, told, n_begun", "seq" },
  { "damage", "seq, first_us, last_us, n_times, file, kind, n, detail, unsure", "seq" },
};

static char *
order_backwards (const Table *table)
{
  g_auto (GStrv) columns = g_strsplit (table->order, ", ", -1);
  g_autofree char *order = g_strjoinv (" DESC, ", columns);

  return g_strconcat (order, " DESC", NULL);
}

/* Copies rows from one end until there are no more, or one cannot be read. Returns: the former.
 * @error: the new file could not be written */
static gboolean
copy_rows (sqlite3 *from,
           AnjDb *to,
           const Table *table,
           const char *order,
           guint *n_rows,
           GError **error)
{
  g_autofree char *select = g_strdup_printf ("SELECT %s FROM %s ORDER BY %s", table->columns,
                                             table->name, order);
  g_autoptr (GString) insert = g_string_new (NULL);
  g_autoptr (sqlite3_stmt) source = NULL;
  g_autoptr (sqlite3_stmt) target = NULL;
  int n_columns;
  int rc = sqlite3_prepare_v2 (from, select, -1, &source, NULL);

  if (rc != SQLITE_OK)
    return FALSE;
  n_columns = sqlite3_column_count (source);
  g_string_printf (insert, "INSERT OR IGNORE INTO %s (%s) VALUES (?", table->name, table->columns);
  for (int i = 1; i < n_columns; i++)
    g_string_append (insert, ", ?");
  g_string_append_c (insert, ')');
  target = anj_db_prepare (to, error, insert->str, "");
  while (target != NULL && (rc = sqlite3_step (source)) == SQLITE_ROW)
    {
      for (int i = 0; i < n_columns; i++)
        sqlite3_bind_value (target, i + 1, sqlite3_column_value (source, i));
      if (anj_db_step (to, target, error) == ANJ_DB_ERROR)
        return FALSE;
      *n_rows += (guint) sqlite3_changes (sqlite3_db_handle (target));
      sqlite3_reset (target);
    }
  return rc == SQLITE_DONE;
}

/* (transfer full) (nullable): names of the tables that are not whole, "" for none; %NULL: the new
 * file could not be written */
static char *
copy_tables (sqlite3 *from, AnjDb *to, guint *n_rows, GError **error)
{
  g_autoptr (GString) broken = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      g_autofree char *backwards = order_backwards (&tables[i]);
      g_autoptr (GError) local_error = NULL;
      gboolean is_whole = copy_rows (from, to, &tables[i], tables[i].order, n_rows, &local_error);

      if (!is_whole && local_error == NULL)
        copy_rows (from, to, &tables[i], backwards, n_rows, &local_error);
      if (local_error != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return NULL;
        }
      if (!is_whole)
        g_string_append_printf (broken, "%s%s", broken->len > 0 ? ", " : "", tables[i].name);
    }
  return g_string_free (g_steal_pointer (&broken), FALSE);
}

/* with what tells that it is in need of repair */
static gboolean
fill (sqlite3 *from, AnjDb *to, GError **error)
{
  guint n_rows = 0;
  g_autoptr (AnjDbTransaction) transaction = anj_db_begin (to, error);
  g_autofree char *broken = transaction != NULL ? copy_tables (from, to, &n_rows, error) : NULL;
  g_autofree char *note = NULL;

  if (broken == NULL)
    return FALSE;
  note = g_strdup_printf ("%u %s", n_rows, n_rows > 0 ? broken : ANJ_LEDGER_ALL_TABLES);
  return anj_db_run (to, error, "INSERT OR REPLACE INTO note (name, value) VALUES (?, ?)", "tt",
                     ANJ_NOTE_SALVAGED, note) &&
         anj_db_transaction_commit (transaction, error);
}

static gboolean
write_new (const char *state_dir, GError **error)
{
  g_autofree char *damaged = g_build_filename (state_dir, ANJ_LEDGER_FILE, NULL);
  g_autofree char *path = anj_successor_begin (state_dir, ANJ_LEDGER_FILE);
  g_autoptr (AnjDb) to = anj_db_open (path, ANJ_DB_DURABLE, anj_ledger_migrations, error);
  sqlite3 *from = NULL;
  gboolean is_made;

  if (to == NULL)
    return FALSE;
  /* a log without its file is set aside whole */
  if (sqlite3_open_v2 (anj_successor_has_lone_log (state_dir, ANJ_LEDGER_FILE) ? ":memory:"
                                                                               : damaged,
                       &from, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
    g_debug ("nothing of %s can be read", damaged);
  sqlite3_db_config (from, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
  /* its pages are believed only where they agree with each other */
  sqlite3_exec (from, "PRAGMA cell_size_check = ON", NULL, NULL, NULL);
  is_made = fill (from, to, error) && anj_db_settle (to, error);
  sqlite3_close_v2 (from);
  return is_made;
}

gboolean
anj_ledger_salvage (const char *state_dir, gint64 real_us, GError **error)
{
  return write_new (state_dir, error) &&
         anj_successor_complete (state_dir, ANJ_LEDGER_FILE, error) &&
         anj_successor_take_place (state_dir, ANJ_LEDGER_FILE, real_us, NULL, error);
}
