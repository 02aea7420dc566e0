/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib.h>
#include <glib/gstdio.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Peer of the look-up: scrypt (r = 8, p = 1), one row of N_RESIDENTS in SQLite, two AES-256-GCM
 * opens, called straight in one process. No product code. Prints p50 and p99 in ms.
 * Usage: peer-lookup N_RESIDENTS N_LOOK_UPS RECORD_BYTES COST_N */

static void
gcm (gboolean is_seal, const guint8 *key, const guint8 *in, int n_bytes, guint8 *out)
{
  EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new ();
  guint8 nonce[12] = { 0 };
  guint8 tag[16] = { 0 };
  int n_out;

  EVP_CipherInit_ex (context, EVP_aes_256_gcm (), NULL, key, nonce, is_seal ? 1 : 0);
  EVP_CipherUpdate (context, out, &n_out, in, n_bytes);
  if (!is_seal)
    EVP_CIPHER_CTX_ctrl (context, EVP_CTRL_GCM_SET_TAG, 16, tag);
  (void) EVP_CipherFinal_ex (context, out, &n_out);
  EVP_CIPHER_CTX_free (context);
}

static sqlite3 *
make_database (const char *path, int n_residents, int n_record_bytes)
{
  sqlite3 *db;
  sqlite3_stmt *insert;
  guint8 *record = g_malloc0 ((gsize) n_record_bytes);

  g_assert (sqlite3_open (path, &db) == SQLITE_OK);
  sqlite3_exec (
      db,
      "pragma journal_mode = wal; create table person (lookup blob primary key, key blob, "
      "record blob) without rowid; begin",
      NULL, NULL, NULL);
  sqlite3_prepare_v2 (db, "insert into person values (?, ?, ?)", -1, &insert, NULL);
  for (int i = 0; i < n_residents; i++)
    {
      guint8 lookup[16];

      RAND_bytes (lookup, sizeof lookup);
      memcpy (lookup, &i, sizeof i);
      sqlite3_bind_blob (insert, 1, lookup, 4, SQLITE_TRANSIENT);
      sqlite3_bind_blob (insert, 2, record, 60, SQLITE_TRANSIENT);
      sqlite3_bind_blob (insert, 3, record, n_record_bytes, SQLITE_TRANSIENT);
      g_assert (sqlite3_step (insert) == SQLITE_DONE);
      sqlite3_reset (insert);
    }
  sqlite3_finalize (insert);
  sqlite3_exec (db, "commit", NULL, NULL, NULL);
  g_free (record);
  return db;
}

static double
look_up_ms (sqlite3_stmt *select, int person, guint64 cost_n, guint8 *out)
{
  gint64 start_us = g_get_monotonic_time ();
  const char *password = "35090154038390013509012304159001";
  guint8 derived[48];
  guint8 salt[32] = { 0 };

  g_assert (EVP_PBE_scrypt (password, strlen (password), salt, sizeof salt, cost_n, 8, 1,
                            64 * 1024 * 1024, derived, sizeof derived) == 1);
  sqlite3_bind_blob (select, 1, &person, 4, SQLITE_TRANSIENT);
  g_assert (sqlite3_step (select) == SQLITE_ROW);
  gcm (FALSE, derived, sqlite3_column_blob (select, 0), 60, out);
  gcm (FALSE, derived, sqlite3_column_blob (select, 1), sqlite3_column_bytes (select, 1), out);
  sqlite3_reset (select);
  return (double) (g_get_monotonic_time () - start_us) / 1000.0;
}

static int
compare (const void *a, const void *b)
{
  double difference = *(const double *) a - *(const double *) b;

  return difference < 0 ? -1 : difference > 0;
}

int
main (int argc, char **argv)
{
  int n_residents = argc > 1 ? atoi (argv[1]) : 20000;
  int n_look_ups = argc > 2 ? atoi (argv[2]) : 300;
  int n_record_bytes = argc > 3 ? atoi (argv[3]) : 4000;
  guint64 cost_n = argc > 4 ? g_ascii_strtoull (argv[4], NULL, 10) : 4096;
  g_autofree char *folder = g_dir_make_tmp ("peer-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "peer.db", NULL);
  g_autofree double *times = g_new (double, n_look_ups);
  g_autofree guint8 *out = g_malloc ((gsize) n_record_bytes + 64);
  sqlite3 *db = make_database (path, n_residents, n_record_bytes);
  sqlite3_stmt *select;

  sqlite3_prepare_v2 (db, "select key, record from person where lookup = ?", -1, &select, NULL);
  for (int i = 0; i < n_look_ups; i++)
    times[i] = look_up_ms (select, (i * 7919) % n_residents, cost_n, out);
  qsort (times, (gsize) n_look_ups, sizeof *times, compare);
  g_print ("%.3f %.3f\n", times[n_look_ups / 2], times[n_look_ups * 99 / 100]);
  sqlite3_finalize (select);
  sqlite3_close (db);
  g_unlink (path);
  g_rmdir (folder);
  return 0;
}
