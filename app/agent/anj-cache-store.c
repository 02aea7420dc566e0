/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/agent/anj-cache-store.h"

#include <string.h>

#include "app/agent/anj-agent-error.h"
#include "app/agent/anj-db.h"
#include "core/anj-error.h"
#include "core/anj-seal.h"
#include "core/anj-secret.h"

#define SALT_BYTES 32

struct _AnjCacheStore
{
  AnjDb *db; /* (owned) */
  guint8 k_seal[ANJ_SEAL_KEY_BYTES];
};

static const char *const migrations[] = {
  "CREATE TABLE generation (id INTEGER PRIMARY KEY, salt BLOB NOT NULL, n INTEGER NOT NULL,"
  " r INTEGER NOT NULL, p INTEGER NOT NULL, cursor TEXT NOT NULL, data_date TEXT, place TEXT,"
  " complete INTEGER NOT NULL DEFAULT 0);"
  "CREATE TABLE person (generation INTEGER NOT NULL, idx BLOB NOT NULL, record TEXT NOT NULL,"
  " wrapped BLOB NOT NULL, PRIMARY KEY (generation, idx)) WITHOUT ROWID;"
  "CREATE INDEX person_record ON person (generation, record);"
  "CREATE TABLE record (generation INTEGER NOT NULL, record TEXT NOT NULL, as_of TEXT NOT NULL,"
  " aad BLOB NOT NULL, sealed BLOB NOT NULL, PRIMARY KEY (generation, record)) WITHOUT ROWID;",
  /* rows of the first version do not name the member: fetched anew */
  "DELETE FROM person; DELETE FROM record; DELETE FROM generation;",
  NULL,
};

#define GENERATION_COLUMNS "id, salt, n, r, p, cursor, data_date, place, complete"

void
anj_cache_generation_free (AnjCacheGeneration *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->salt, g_bytes_unref);
  g_free (self->cursor);
  g_free (self->data_date);
  g_free (self->place);
  g_free (self);
}

void
anj_cache_record_free (AnjCacheRecord *self)
{
  if (self == NULL)
    return;
  g_free (self->record);
  g_free (self->as_of);
  g_clear_pointer (&self->key, g_bytes_unref);
  g_clear_pointer (&self->framed, g_bytes_unref);
  g_free (self);
}

AnjCachePage *
anj_cache_page_new (void)
{
  AnjCachePage *self = g_new0 (AnjCachePage, 1);

  self->households = g_ptr_array_new_with_free_func ((GDestroyNotify) anj_sealed_household_free);
  self->deleted = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
anj_cache_page_free (AnjCachePage *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->households);
  g_ptr_array_unref (self->deleted);
  g_free (self->cursor);
  g_free (self->data_date);
  g_free (self->place);
  g_free (self);
}

AnjCacheStore *
anj_cache_store_open (const char *state_dir, const guint8 *k_seal, GError **error)
{
  g_autoptr (AnjCacheStore) self = g_new0 (AnjCacheStore, 1);
  g_autofree char *path = g_build_filename (state_dir, "cache.db", NULL);

  self->db = anj_db_open (path, ANJ_DB_DISPOSABLE, migrations, error);
  if (self->db == NULL)
    return NULL;
  if (k_seal != NULL)
    memcpy (self->k_seal, k_seal, sizeof self->k_seal);
  return g_steal_pointer (&self);
}

void
anj_cache_store_close (AnjCacheStore *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->db, anj_db_close);
  explicit_bzero (self->k_seal, sizeof self->k_seal);
  g_free (self);
}

/* (nullable): NULL without error when the query gives no row */
static AnjCacheGeneration *
read_generation (AnjCacheStore *self, sqlite3_stmt *statement, GError **error)
{
  AnjCacheGeneration *generation;

  if (statement == NULL || anj_db_step (self->db, statement, error) != ANJ_DB_ROW)
    return NULL;
  generation = g_new0 (AnjCacheGeneration, 1);
  generation->id = sqlite3_column_int64 (statement, 0);
  generation->salt = anj_db_column_bytes (statement, 1);
  generation->cost.n = (guint64) sqlite3_column_int64 (statement, 2);
  generation->cost.r = (guint32) sqlite3_column_int (statement, 3);
  generation->cost.p = (guint32) sqlite3_column_int (statement, 4);
  generation->cursor = anj_db_column_text (statement, 5);
  generation->data_date = anj_db_column_text (statement, 6);
  generation->place = anj_db_column_text (statement, 7);
  generation->is_complete = sqlite3_column_int (statement, 8) != 0;
  return generation;
}

AnjCacheGeneration *
anj_cache_store_current (AnjCacheStore *self, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = anj_db_prepare (
      self->db, error,
      "SELECT " GENERATION_COLUMNS " FROM generation WHERE complete = 1 ORDER BY id DESC LIMIT 1",
      "");

  return read_generation (self, statement, error);
}

AnjCacheGeneration *
anj_cache_store_begin_anew (AnjCacheStore *self,
                            const AnjLookupCost *cost,
                            const AnjRandom *random,
                            GError **error)
{
  g_autoptr (sqlite3_stmt) statement = NULL;
  guint8 salt[SALT_BYTES];

  anj_random_fill (random, salt, sizeof salt);
  if (!anj_db_run (self->db, error,
                   "INSERT INTO generation (salt, n, r, p, cursor) VALUES (?, ?, ?, ?, '0')",
                   "xiii", salt, sizeof salt, (gint64) cost->n, (gint64) cost->r, (gint64) cost->p))
    return NULL;
  statement = anj_db_prepare (
      self->db, error, "SELECT " GENERATION_COLUMNS " FROM generation ORDER BY id DESC LIMIT 1",
      "");
  return read_generation (self, statement, error);
}

AnjCacheGeneration *
anj_cache_store_begin (AnjCacheStore *self,
                       const AnjLookupCost *cost,
                       const AnjRandom *random,
                       GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (sqlite3_stmt) statement = anj_db_prepare (
      self->db, &local_error,
      "SELECT " GENERATION_COLUMNS " FROM generation WHERE n = ? AND r = ?"
      " AND p = ? ORDER BY id DESC LIMIT 1",
      "iii", (gint64) cost->n, (gint64) cost->r, (gint64) cost->p);
  AnjCacheGeneration *generation = read_generation (self, statement, &local_error);

  if (generation != NULL)
    return generation;
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }
  return anj_cache_store_begin_anew (self, cost, random, error);
}

static gboolean
delete_record (AnjCacheStore *self, gint64 generation, const char *record, GError **error)
{
  return anj_db_run (self->db, error, "DELETE FROM person WHERE generation = ? AND record = ?",
                     "it", generation, record) &&
         anj_db_run (self->db, error, "DELETE FROM record WHERE generation = ? AND record = ?",
                     "it", generation, record);
}

static gboolean
write_household (AnjCacheStore *self,
                 gint64 generation,
                 const AnjSealedHousehold *household,
                 GError **error)
{
  if (!delete_record (self, generation, household->record, error) ||
      !anj_db_run (self->db, error,
                   "INSERT INTO record (generation, record, as_of, aad, sealed)"
                   " VALUES (?, ?, ?, ?, ?)",
                   "ittbb", generation, household->record, household->as_of, household->aad,
                   household->sealed))
    return FALSE;
  for (guint i = 0; i < household->rows->len; i++)
    {
      const AnjCacheRow *row = &g_array_index (household->rows, AnjCacheRow, i);

      if (!anj_db_run (self->db, error,
                       "INSERT OR REPLACE INTO person (generation, idx, record, wrapped)"
                       " VALUES (?, ?, ?, ?)",
                       "ixtb", generation, row->index, sizeof row->index, household->record,
                       row->wrapped))
        return FALSE;
    }
  return TRUE;
}

/* Makes @generation the one that answers. */
static gboolean
complete (AnjCacheStore *self, gint64 generation, GError **error)
{
  static const char *const tables[] = { "DELETE FROM person WHERE generation < ?",
                                        "DELETE FROM record WHERE generation < ?",
                                        "DELETE FROM generation WHERE id < ?" };

  for (gsize i = 0; i < G_N_ELEMENTS (tables); i++)
    if (!anj_db_run (self->db, error, tables[i], "i", generation))
      return FALSE;
  return anj_db_run (self->db, error, "UPDATE generation SET complete = 1 WHERE id = ?", "i",
                     generation);
}

gboolean
anj_cache_store_write (AnjCacheStore *self,
                       gint64 generation,
                       const AnjCachePage *page,
                       GError **error)
{
  g_autoptr (AnjDbTransaction) transaction = anj_db_begin (self->db, error);

  if (transaction == NULL)
    return FALSE;
  for (guint i = 0; i < page->deleted->len; i++)
    if (!delete_record (self, generation, page->deleted->pdata[i], error))
      return FALSE;
  for (guint i = 0; i < page->households->len; i++)
    if (!write_household (self, generation, page->households->pdata[i], error))
      return FALSE;
  if (!anj_db_run (self->db, error,
                   "UPDATE generation SET cursor = ?, data_date = coalesce (?, data_date),"
                   " place = coalesce (?, place) WHERE id = ?",
                   "ttti", page->cursor, page->data_date, page->place, generation))
    return FALSE;
  if (page->is_last && !complete (self, generation, error))
    return FALSE;
  return anj_db_transaction_commit (transaction, error);
}

static GBytes *
frame_record (sqlite3_stmt *statement)
{
  GByteArray *framed = g_byte_array_new ();
  gsize n_aad_bytes = (gsize) sqlite3_column_bytes (statement, 1);
  guint8 length[2] = { (guint8) (n_aad_bytes >> 8), (guint8) n_aad_bytes };

  g_byte_array_append (framed, length, sizeof length);
  g_byte_array_append (framed, sqlite3_column_blob (statement, 1), (guint) n_aad_bytes);
  g_byte_array_append (framed, sqlite3_column_blob (statement, 2),
                       (guint) sqlite3_column_bytes (statement, 2));
  return g_byte_array_free_to_bytes (framed);
}

/* NULL without error: no such record */
static AnjCacheRecord *
read_record (AnjCacheStore *self,
             gint64 generation,
             const char *record,
             GBytes *key,
             GError **error)
{
  g_autoptr (sqlite3_stmt) statement = anj_db_prepare (
      self->db, error, "SELECT as_of, aad, sealed FROM record WHERE generation = ? AND record = ?",
      "it", generation, record);
  AnjCacheRecord *found;

  if (statement == NULL || anj_db_step (self->db, statement, error) != ANJ_DB_ROW || key == NULL)
    return NULL;
  found = g_new0 (AnjCacheRecord, 1);
  found->record = g_strdup (record);
  found->as_of = anj_db_column_text (statement, 0);
  found->key = g_bytes_ref (key);
  found->framed = frame_record (statement);
  return found;
}

gboolean
anj_cache_store_look_up (AnjCacheStore *self,
                         gint64 generation,
                         const guint8 *index,
                         const guint8 *proof,
                         AnjCacheRecord **out_record,
                         GError **error)
{
  static const guint8 nothing[ANJ_SEAL_KEY_BYTES + ANJ_SEAL_OVERHEAD_BYTES] = { 0 };
  g_autoptr (GError) local_error = NULL;
  g_autoptr (GBytes) wrapped = NULL;
  g_autoptr (GBytes) key = NULL;
  g_autofree char *record = NULL;
  g_autoptr (sqlite3_stmt) statement = anj_db_prepare (
      self->db, error, "SELECT record, wrapped FROM person WHERE generation = ? AND idx = ?", "ix",
      generation, index, (gsize) ANJ_CACHE_INDEX_BYTES);
  AnjDbStep step;

  if (statement == NULL)
    return FALSE;
  step = anj_db_step (self->db, statement, error);
  if (step == ANJ_DB_ERROR)
    return FALSE;

  /* an unknown index goes on with a row that no proof opens: a miss costs what a hit costs */
  record = step == ANJ_DB_ROW ? anj_db_column_text (statement, 0) : g_strdup ("");
  wrapped = step == ANJ_DB_ROW ? anj_db_column_bytes (statement, 1)
                               : g_bytes_new_static (nothing, sizeof nothing);
  key = anj_cache_unwrap (wrapped, record, self->k_seal, proof, &local_error);
  if (key == NULL && !g_error_matches (local_error, ANJ_ERROR, ANJ_ERROR_TAMPERED))
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  g_clear_error (&local_error);
  *out_record = read_record (self, generation, record, key, &local_error);
  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}
