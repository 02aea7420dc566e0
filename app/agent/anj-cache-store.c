/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/agent/anj-cache-store.h"

#include <string.h>

#include "app/agent/anj-agent-error.h"
#include "app/agent/anj-cache-digest.h"
#include "app/agent/anj-cache-store-private.h"
#include "core/anj-error.h"
#include "core/anj-seal.h"
#include "core/anj-secret.h"

#define SALT_BYTES 32
#define MARK_BYTES 16

struct _AnjCacheStore
{
  AnjDb *db; /* (owned) */
  guint8 k_seal[ANJ_SEAL_KEY_BYTES];
  GBytes *marked_salt; /* (owned) (nullable): the last that a mark was derived of */
  guint8 mark[MARK_BYTES];
};

const char *const anj_cache_migrations[] = {
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
  /* anj-cache-digest.h: of a record, of a generation's rows, of a generation with its rows' sum */
  "ALTER TABLE record ADD COLUMN sum BLOB;"
  "ALTER TABLE generation ADD COLUMN sum BLOB;"
  "ALTER TABLE generation ADD COLUMN seal BLOB;",
  /* indices are hidden under k_seal, and a generation knows that key again */
  "DELETE FROM person; DELETE FROM record; DELETE FROM generation;"
  "ALTER TABLE generation ADD COLUMN key_mark BLOB NOT NULL DEFAULT x'';",
  NULL,
};

#define GENERATION_COLUMNS "id, salt, n, r, p, cursor, data_date, place, complete, key_mark"
#define SEAL_COLUMN 10

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

static AnjCacheStore *
open_as (const char *state_dir, const guint8 *k_seal, AnjDbMode mode, GError **error)
{
  g_autoptr (AnjCacheStore) self = g_new0 (AnjCacheStore, 1);
  g_autofree char *path = g_build_filename (state_dir, "cache.db", NULL);

  self->db = anj_db_open (path, mode, anj_cache_migrations, error);
  if (self->db == NULL)
    return NULL;
  if (k_seal != NULL)
    memcpy (self->k_seal, k_seal, sizeof self->k_seal);
  return g_steal_pointer (&self);
}

AnjCacheStore *
anj_cache_store_open (const char *state_dir, const guint8 *k_seal, GError **error)
{
  return open_as (state_dir, k_seal, ANJ_DB_DISPOSABLE, error);
}

AnjCacheStore *
anj_cache_store_open_copy (const char *state_dir, const guint8 *k_seal, GError **error)
{
  return open_as (state_dir, k_seal, ANJ_DB_COPY, error);
}

void
anj_cache_store_close (AnjCacheStore *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->db, anj_db_close);
  g_clear_pointer (&self->marked_salt, g_bytes_unref);
  explicit_bzero (self->k_seal, sizeof self->k_seal);
  g_free (self);
}

gboolean
anj_cache_store_is_moved (const AnjCacheStore *self)
{
  return anj_db_is_moved (self->db);
}

static void
set_damaged (GError **error, const char *what)
{
  g_set_error (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_DAMAGED, "cache.db: %s is damaged", what);
}

/* --- what was written --- */

/* over the columns that are read, and the rows' sum: the seal itself is not among them */
static gboolean
seal_generation (AnjCacheStore *self, gint64 generation, AnjCacheSum *out_seal, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = anj_db_prepare (
      self->db, error, "SELECT " GENERATION_COLUMNS ", sum FROM generation WHERE id = ?", "i",
      generation);

  if (statement == NULL || anj_db_step (self->db, statement, error) != ANJ_DB_ROW)
    return FALSE;
  anj_cache_digest_row (statement, sqlite3_column_count (statement), out_seal);
  return TRUE;
}

/* toggles all rows that @sql gives for (@generation, @record); @record NULL: it has no second
 * parameter */
static gboolean
toggle_rows (AnjCacheStore *self,
             AnjCacheSum *sum,
             const char *sql,
             gint64 generation,
             const char *record,
             GError **error)
{
  g_autoptr (sqlite3_stmt) statement = anj_db_prepare (
      self->db, error, sql, record != NULL ? "it" : "i", generation, record);
  AnjDbStep step = ANJ_DB_ERROR;

  while (statement != NULL && (step = anj_db_step (self->db, statement, error)) == ANJ_DB_ROW)
    {
      AnjCacheSum row;

      anj_cache_digest_row (statement, sqlite3_column_count (statement), &row);
      anj_cache_sum_toggle (sum, &row);
    }
  return step == ANJ_DB_DONE;
}

#define PERSON_ROWS "SELECT idx, record, wrapped FROM person WHERE generation = ?"
#define RECORD_COLUMNS "record, as_of, aad, sealed"
#define N_RECORD_COLUMNS 4
#define RECORD_ROWS "SELECT " RECORD_COLUMNS " FROM record WHERE generation = ?"

static gboolean
toggle_record (AnjCacheStore *self,
               AnjCacheSum *sum,
               gint64 generation,
               const char *record,
               GError **error)
{
  return toggle_rows (self, sum, PERSON_ROWS " AND record = ?", generation, record, error) &&
         toggle_rows (self, sum, RECORD_ROWS " AND record = ?", generation, record, error);
}

static gboolean
is_as_written (sqlite3_stmt *statement)
{
  AnjCacheSum sum;

  anj_cache_digest_row (statement, N_RECORD_COLUMNS, &sum);
  return anj_cache_sum_matches (&sum, statement, N_RECORD_COLUMNS);
}

/* the records of a generation, each as it was written */
static gboolean
sum_records (AnjCacheStore *self, gint64 generation, AnjCacheSum *sum, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = anj_db_prepare (
      self->db, error, "SELECT " RECORD_COLUMNS ", sum FROM record WHERE generation = ?", "i",
      generation);
  AnjDbStep step = ANJ_DB_ERROR;

  while (statement != NULL && (step = anj_db_step (self->db, statement, error)) == ANJ_DB_ROW)
    {
      AnjCacheSum row;

      anj_cache_digest_row (statement, N_RECORD_COLUMNS, &row);
      if (!anj_cache_sum_matches (&row, statement, N_RECORD_COLUMNS))
        {
          set_damaged (error, "a record");
          return FALSE;
        }
      anj_cache_sum_toggle (sum, &row);
    }
  return step == ANJ_DB_DONE;
}

static gboolean
read_sum (AnjCacheStore *self, gint64 generation, AnjCacheSum *out_sum, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = anj_db_prepare (
      self->db, error, "SELECT sum FROM generation WHERE id = ?", "i", generation);

  if (statement == NULL || anj_db_step (self->db, statement, error) != ANJ_DB_ROW)
    return FALSE;
  if (sqlite3_column_bytes (statement, 0) != sizeof out_sum->bytes)
    {
      set_damaged (error, "what is known of the records");
      return FALSE;
    }
  memcpy (out_sum->bytes, sqlite3_column_blob (statement, 0), sizeof out_sum->bytes);
  return TRUE;
}

static gboolean
write_sum (AnjCacheStore *self, gint64 generation, const AnjCacheSum *sum, GError **error)
{
  AnjCacheSum seal;

  return anj_db_run (self->db, error, "UPDATE generation SET sum = ? WHERE id = ?", "xi",
                     sum->bytes, sizeof sum->bytes, generation) &&
         seal_generation (self, generation, &seal, error) &&
         anj_db_run (self->db, error, "UPDATE generation SET seal = ? WHERE id = ?", "xi",
                     seal.bytes, sizeof seal.bytes, generation);
}

static gboolean
verify_generation (AnjCacheStore *self, gint64 generation, GError **error)
{
  AnjCacheSum sum = { 0 };
  g_autoptr (sqlite3_stmt) statement = NULL;

  if (!toggle_rows (self, &sum, PERSON_ROWS, generation, NULL, error) ||
      !sum_records (self, generation, &sum, error))
    return FALSE;
  statement = anj_db_prepare (self->db, error, "SELECT sum FROM generation WHERE id = ?", "i",
                              generation);
  if (statement == NULL || anj_db_step (self->db, statement, error) != ANJ_DB_ROW)
    return FALSE;
  if (anj_cache_sum_matches (&sum, statement, 0))
    return TRUE;
  set_damaged (error, "a row");
  return FALSE;
}

gboolean
anj_cache_store_verify (AnjCacheStore *self, GError **error)
{
  /* a sync's child may be writing */
  g_autoptr (AnjDbTransaction) transaction = anj_db_begin_read (self->db, error);
  g_autoptr (AnjCacheGeneration) current = NULL;
  g_autoptr (GError) local_error = NULL;

  if (transaction == NULL)
    return FALSE;
  current = anj_cache_store_current (self, &local_error);
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  return (current == NULL || verify_generation (self, current->id, error)) &&
         anj_db_check (self->db, error);
}

/* --- generations --- */

static gboolean
derive_key_mark (AnjCacheStore *self,
                 const guint8 *salt,
                 gsize n_salt_bytes,
                 guint8 *out_mark,
                 GError **error)
{
  return anj_kdf_hkdf (self->k_seal, sizeof self->k_seal, salt, n_salt_bytes, ANJ_HKDF_CACHE_KEY,
                       out_mark, MARK_BYTES, error);
}

/* else every resident would be told that nobody knows him */
static gboolean
check_key_mark (AnjCacheStore *self, GBytes *salt, GBytes *mark, GError **error)
{
  g_autoptr (GBytes) ours = NULL;

  if (self->marked_salt == NULL || !g_bytes_equal (self->marked_salt, salt))
    {
      g_clear_pointer (&self->marked_salt, g_bytes_unref);
      if (!derive_key_mark (self, g_bytes_get_data (salt, NULL), g_bytes_get_size (salt),
                            self->mark, error))
        return FALSE;
      self->marked_salt = g_bytes_ref (salt);
    }
  ours = g_bytes_new_static (self->mark, sizeof self->mark);
  if (g_bytes_equal (ours, mark))
    return TRUE;
  g_set_error_literal (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_DAMAGED,
                       "cache.db: sealed under another key than this terminal has");
  return FALSE;
}

/* (nullable): NULL without error when the query gives no row */
static AnjCacheGeneration *
read_generation (AnjCacheStore *self, sqlite3_stmt *statement, GError **error)
{
  g_autoptr (AnjCacheGeneration) generation = NULL;
  g_autoptr (GBytes) mark = NULL;
  AnjCacheSum seal;

  if (statement == NULL || anj_db_step (self->db, statement, error) != ANJ_DB_ROW)
    return NULL;
  if (!seal_generation (self, sqlite3_column_int64 (statement, 0), &seal, error))
    return NULL;
  if (!anj_cache_sum_matches (&seal, statement, SEAL_COLUMN))
    {
      set_damaged (error, "what is known of the records");
      return NULL;
    }
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
  mark = anj_db_column_bytes (statement, 9);
  return check_key_mark (self, generation->salt, mark, error) ? g_steal_pointer (&generation)
                                                              : NULL;
}

AnjCacheGeneration *
anj_cache_store_current (AnjCacheStore *self, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = anj_db_prepare (
      self->db, error,
      "SELECT " GENERATION_COLUMNS
      ", seal FROM generation WHERE complete = 1 ORDER BY id DESC LIMIT 1",
      "");

  return read_generation (self, statement, error);
}

/* @out_id: of a new row of generation */
static gboolean
insert_generation (AnjCacheStore *self,
                   const AnjLookupCost *cost,
                   const AnjRandom *random,
                   gint64 *out_id,
                   GError **error)
{
  guint8 salt[SALT_BYTES], mark[MARK_BYTES];
  g_autoptr (sqlite3_stmt) statement = NULL;

  anj_random_fill (random, salt, sizeof salt);
  if (!derive_key_mark (self, salt, sizeof salt, mark, error))
    return FALSE;
  statement = anj_db_prepare (self->db, error,
                              "INSERT INTO generation (salt, n, r, p, key_mark, cursor)"
                              " VALUES (?, ?, ?, ?, ?, '0') RETURNING id",
                              "xiiix", salt, sizeof salt, (gint64) cost->n, (gint64) cost->r,
                              (gint64) cost->p, mark, sizeof mark);
  if (statement == NULL || anj_db_step (self->db, statement, error) != ANJ_DB_ROW)
    return FALSE;
  *out_id = sqlite3_column_int64 (statement, 0);
  return anj_db_step (self->db, statement, error) == ANJ_DB_DONE;
}

AnjCacheGeneration *
anj_cache_store_begin_anew (AnjCacheStore *self,
                            const AnjLookupCost *cost,
                            const AnjRandom *random,
                            GError **error)
{
  static const AnjCacheSum nothing = { 0 };
  g_autoptr (AnjDbTransaction) transaction = anj_db_begin (self->db, error);
  g_autoptr (sqlite3_stmt) statement = NULL;
  gint64 id;

  if (transaction == NULL || !insert_generation (self, cost, random, &id, error) ||
      !write_sum (self, id, &nothing, error) || !anj_db_transaction_commit (transaction, error))
    return NULL;
  statement = anj_db_prepare (
      self->db, error, "SELECT " GENERATION_COLUMNS ", seal FROM generation WHERE id = ?", "i", id);
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
      "SELECT " GENERATION_COLUMNS ", seal FROM generation WHERE n = ? AND r = ?"
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
delete_record (AnjCacheStore *self,
               AnjCacheSum *sum,
               gint64 generation,
               const char *record,
               GError **error)
{
  return toggle_record (self, sum, generation, record, error) &&
         anj_db_run (self->db, error, "DELETE FROM person WHERE generation = ? AND record = ?",
                     "it", generation, record) &&
         anj_db_run (self->db, error, "DELETE FROM record WHERE generation = ? AND record = ?",
                     "it", generation, record);
}

/* @household in, and out who stood under the same numbers in another */
static gboolean
toggle_others (AnjCacheStore *self,
               AnjCacheSum *sum,
               gint64 generation,
               const AnjCacheRow *row,
               GError **error)
{
  g_autoptr (sqlite3_stmt) statement = anj_db_prepare (
      self->db, error, PERSON_ROWS " AND idx = ?", "ix", generation, row->index, sizeof row->index);
  AnjDbStep step = statement != NULL ? anj_db_step (self->db, statement, error) : ANJ_DB_ERROR;
  AnjCacheSum other;

  if (step != ANJ_DB_ROW)
    return step == ANJ_DB_DONE;
  anj_cache_digest_row (statement, sqlite3_column_count (statement), &other);
  anj_cache_sum_toggle (sum, &other);
  return TRUE;
}

/* so that one look-up tells whether its record is what was written */
static gboolean
sum_record (AnjCacheStore *self, gint64 generation, const char *record, GError **error)
{
  AnjCacheSum sum = { 0 };

  return toggle_rows (self, &sum, RECORD_ROWS " AND record = ?", generation, record, error) &&
         anj_db_run (self->db, error,
                     "UPDATE record SET sum = ? WHERE generation = ? AND record = ?", "xit",
                     sum.bytes, sizeof sum.bytes, generation, record);
}

static gboolean
write_household (AnjCacheStore *self,
                 AnjCacheSum *sum,
                 gint64 generation,
                 const AnjSealedHousehold *household,
                 GError **error)
{
  if (!delete_record (self, sum, generation, household->record, error) ||
      !anj_db_run (self->db, error,
                   "INSERT INTO record (generation, record, as_of, aad, sealed)"
                   " VALUES (?, ?, ?, ?, ?)",
                   "ittbb", generation, household->record, household->as_of, household->aad,
                   household->sealed))
    return FALSE;
  for (guint i = 0; i < household->rows->len; i++)
    {
      const AnjCacheRow *row = &g_array_index (household->rows, AnjCacheRow, i);

      if (!toggle_others (self, sum, generation, row, error) ||
          !anj_db_run (self->db, error,
                       "INSERT OR REPLACE INTO person (generation, idx, record, wrapped)"
                       " VALUES (?, ?, ?, ?)",
                       "ixtb", generation, row->index, sizeof row->index, household->record,
                       row->wrapped))
        return FALSE;
    }
  return sum_record (self, generation, household->record, error) &&
         toggle_record (self, sum, generation, household->record, error);
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
  AnjCacheSum sum;

  if (transaction == NULL || !read_sum (self, generation, &sum, error))
    return FALSE;
  for (guint i = 0; i < page->deleted->len; i++)
    if (!delete_record (self, &sum, generation, page->deleted->pdata[i], error))
      return FALSE;
  for (guint i = 0; i < page->households->len; i++)
    if (!write_household (self, &sum, generation, page->households->pdata[i], error))
      return FALSE;
  if (!anj_db_run (self->db, error,
                   "UPDATE generation SET cursor = ?, data_date = coalesce (?, data_date),"
                   " place = coalesce (?, place) WHERE id = ?",
                   "ttti", page->cursor, page->data_date, page->place, generation))
    return FALSE;
  if (page->is_last && !complete (self, generation, error))
    return FALSE;
  return write_sum (self, generation, &sum, error) &&
         anj_db_transaction_commit (transaction, error);
}

/* --- look-ups --- */

static GBytes *
frame_record (sqlite3_stmt *statement)
{
  GByteArray *framed = g_byte_array_new ();
  gsize n_aad_bytes = (gsize) sqlite3_column_bytes (statement, 2);
  guint8 length[2] = { (guint8) (n_aad_bytes >> 8), (guint8) n_aad_bytes };

  g_byte_array_append (framed, length, sizeof length);
  g_byte_array_append (framed, sqlite3_column_blob (statement, 2), (guint) n_aad_bytes);
  g_byte_array_append (framed, sqlite3_column_blob (statement, 3),
                       (guint) sqlite3_column_bytes (statement, 3));
  return g_byte_array_free_to_bytes (framed);
}

/* NULL without error: without a key */
static AnjCacheRecord *
read_record (AnjCacheStore *self,
             gint64 generation,
             const char *record,
             GBytes *key,
             GError **error)
{
  g_autoptr (sqlite3_stmt) statement = anj_db_prepare (
      self->db, error,
      "SELECT " RECORD_COLUMNS ", sum FROM record WHERE generation = ? AND record = ?", "it",
      generation, record);
  AnjDbStep step = statement != NULL ? anj_db_step (self->db, statement, error) : ANJ_DB_ERROR;
  AnjCacheRecord *found;

  if (step == ANJ_DB_ERROR || key == NULL)
    return NULL;
  if (step == ANJ_DB_DONE || !is_as_written (statement))
    {
      set_damaged (error, "a record");
      return NULL;
    }
  found = g_new0 (AnjCacheRecord, 1);
  found->record = g_strdup (record);
  found->as_of = anj_db_column_text (statement, 1);
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
  guint8 hidden[ANJ_CACHE_INDEX_BYTES];
  g_autoptr (sqlite3_stmt) statement = NULL;
  AnjDbStep step;

  if (!anj_cache_hide_index (self->k_seal, index, hidden, error))
    return FALSE;
  statement = anj_db_prepare (self->db, error,
                              "SELECT record, wrapped FROM person WHERE generation = ? AND idx = ?",
                              "ix", generation, hidden, sizeof hidden);
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
