/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib.h>
#include <sqlite3.h>
#include <stdlib.h>

/* Peer of Submit: one insert of as many bytes in a transaction of its own, WAL and
 * synchronous=FULL. Prints p50 and p99 in ms. Usage: peer-commit FOLDER N ROW_BYTES */

static int
compare (const void *a, const void *b)
{
  double difference = *(const double *) a - *(const double *) b;

  return difference < 0 ? -1 : difference > 0;
}

int
main (int argc, char **argv)
{
  const char *folder = argc > 1 ? argv[1] : ".";
  int n_commits = argc > 2 ? atoi (argv[2]) : 200;
  int n_row_bytes = argc > 3 ? atoi (argv[3]) : 3000;
  g_autofree char *path = g_build_filename (folder, "peer-commit.db", NULL);
  g_autofree double *times = g_new (double, n_commits);
  g_autofree char *row = g_malloc0 ((gsize) n_row_bytes);
  sqlite3_stmt *insert;
  sqlite3 *db;

  g_assert (sqlite3_open (path, &db) == SQLITE_OK);
  sqlite3_exec (db,
                "pragma journal_mode = wal; pragma synchronous = full; create table if not exists "
                "item (seq integer primary key, content blob)",
                NULL, NULL, NULL);
  sqlite3_prepare_v2 (db, "insert into item (content) values (?)", -1, &insert, NULL);
  for (int i = 0; i < n_commits; i++)
    {
      gint64 start_us = g_get_monotonic_time ();

      sqlite3_bind_blob (insert, 1, row, n_row_bytes, SQLITE_STATIC);
      g_assert (sqlite3_step (insert) == SQLITE_DONE);
      sqlite3_reset (insert);
      times[i] = (double) (g_get_monotonic_time () - start_us) / 1000.0;
    }
  qsort (times, (gsize) n_commits, sizeof *times, compare);
  g_print ("%.3f %.3f\n", times[n_commits / 2], times[n_commits * 99 / 100]);
  sqlite3_finalize (insert);
  sqlite3_close (db);
  return 0;
}
