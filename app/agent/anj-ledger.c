/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "anj-agent"

#include "app/agent/anj-ledger.h"

#include <string.h>

#include "app/agent/anj-agent-error.h"
#include "app/agent/anj-damage.h"
#include "app/agent/anj-ledger-private.h"
#include "app/agent/anj-outbox-row.h"
#include "app/agent/anj-ticket-mark.h"
#include "core/anj-kdf.h"
#include "core/anj-seal.h"

#define KEY_BYTES 32
#define HASH_BYTES 32
#define TRIES_MAX 5
#define TRIES_WINDOW_US (G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC)

struct _AnjLedger
{
  AnjDb *db;               /* (owned) */
  char *state_dir;         /* (owned) */
  const AnjRandom *random; /* (unowned): outlives the ledger */
  guint8 key[KEY_BYTES];
};

const char *const anj_ledger_migrations[] = {
  "CREATE TABLE mark (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;"
  "CREATE TABLE note (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;"
  "CREATE TABLE viewed (record TEXT PRIMARY KEY, at TEXT NOT NULL) WITHOUT ROWID;"
  "CREATE TABLE follow_up (ticket TEXT PRIMARY KEY, sealed BLOB NOT NULL) WITHOUT ROWID;"
  "CREATE TABLE follow_try (ticket TEXT NOT NULL, at_us INTEGER NOT NULL,"
  " PRIMARY KEY (ticket, at_us)) WITHOUT ROWID;"
  "CREATE TABLE pooled (id TEXT PRIMARY KEY) WITHOUT ROWID;",
  "CREATE TABLE printed (ticket TEXT PRIMARY KEY) WITHOUT ROWID;",
  "CREATE TABLE rejected_config (epoch INTEGER NOT NULL, version INTEGER NOT NULL,"
  " sha256 TEXT NOT NULL, reason TEXT NOT NULL, PRIMARY KEY (epoch, version)) WITHOUT ROWID;",
  /* what the hub told us to do (anj-remote-book.h); told -1: nothing */
  "CREATE TABLE remote (seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,"
  " kind TEXT NOT NULL, state INTEGER NOT NULL, detail TEXT, told INTEGER NOT NULL DEFAULT -1,"
  " n_begun INTEGER NOT NULL DEFAULT 0);",
  ANJ_DAMAGE_TABLE,
  ANJ_DAMAGE_UNSURE,
  /* takes the place of viewed, which had records and times in clear */
  "CREATE TABLE looked (record TEXT PRIMARY KEY, sealed BLOB NOT NULL) WITHOUT ROWID;",
  NULL,
};

static char *
path_of (const char *state_dir)
{
  return g_build_filename (state_dir, ANJ_LEDGER_FILE, NULL);
}

static char *
make_name (AnjLedger *self, const char *text)
{
  return g_compute_hmac_for_string (G_CHECKSUM_SHA256, self->key, sizeof self->key, text, -1);
}

static char *
name_record (AnjLedger *self, const char *record)
{
  g_autofree char *text = g_strconcat ("record ", record, NULL);

  return make_name (self, text);
}

static gboolean
put_look (AnjLedger *self, const char *record, const char *at, GError **error)
{
  g_autofree char *name = name_record (self, record);
  g_autoptr (GBytes) aad = g_bytes_new (name, strlen (name));
  g_autoptr (GBytes) plain = g_bytes_new (at, strlen (at));
  g_autoptr (GBytes) sealed = anj_seal (self->key, plain, aad, self->random, error);

  return sealed != NULL &&
         anj_db_run (self->db, error,
                     "INSERT OR REPLACE INTO looked (record, sealed) VALUES (?, ?)", "tb", name,
                     sealed);
}

static gboolean
copy_older_looks (AnjLedger *self, guint *n_looks, GError **error)
{
  g_autoptr (sqlite3_stmt)
      statement = anj_db_prepare (self->db, error, "SELECT record, at FROM viewed", "");
  AnjDbStep step;

  if (statement == NULL)
    return FALSE;
  for (; (step = anj_db_step (self->db, statement, error)) == ANJ_DB_ROW; *n_looks += 1)
    {
      g_autofree char *record = anj_db_column_text (statement, 0);
      g_autofree char *at = anj_db_column_text (statement, 1);

      if (!put_look (self, record, at, error))
        return FALSE;
    }
  return step == ANJ_DB_DONE;
}

/* what older versions left in clear */
static gboolean
seal_older_looks (AnjLedger *self, GError **error)
{
  g_autoptr (AnjDbTransaction) transaction = NULL;
  g_autoptr (GError) local_error = NULL;
  g_autoptr (sqlite3_stmt)
      statement = anj_db_prepare (self->db, error, "SELECT 1 FROM viewed LIMIT 1", "");
  AnjDbStep step = statement != NULL ? anj_db_step (self->db, statement, error) : ANJ_DB_ERROR;
  guint n_looks = 0;

  if (step != ANJ_DB_ROW)
    return step == ANJ_DB_DONE;
  g_clear_pointer (&statement, sqlite3_finalize);
  transaction = anj_db_begin (self->db, error);
  if (transaction == NULL || !copy_older_looks (self, &n_looks, error) ||
      !anj_db_exec (self->db, "DELETE FROM viewed", error) ||
      !anj_db_transaction_commit (transaction, error))
    return FALSE;
  /* the log has the pages as they were */
  if (!anj_db_settle (self->db, &local_error))
    g_message ("%u looks of an older version are still in the log: %s", n_looks,
               local_error->message);
  return TRUE;
}

/* of a damaged file as far as that goes */
static void
seal_copied_looks (AnjLedger *self)
{
  g_autoptr (GError) error = NULL;

  if (!seal_older_looks (self, &error))
    g_message ("looks of an older version: %s", error->message);
}

static AnjLedger *
open_as (const char *state_dir,
         const guint8 *k_out,
         const AnjRandom *random,
         AnjDbMode mode,
         GError **error)
{
  g_autoptr (AnjLedger) self = g_new0 (AnjLedger, 1);
  g_autofree char *path = path_of (state_dir);

  self->random = random;
  self->state_dir = g_strdup (state_dir);
  if (!anj_kdf_hkdf (k_out, KEY_BYTES, NULL, 0, ANJ_HKDF_LEDGER, self->key, KEY_BYTES, error))
    return NULL;
  /* the fsync that ended the run before may have failed unseen */
  anj_db_drop_page_cache (path);
  self->db = anj_db_open (path, mode, anj_ledger_migrations, error);
  if (self->db == NULL)
    return NULL;
  if (mode != ANJ_DB_DURABLE)
    seal_copied_looks (self);
  else if (!seal_older_looks (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

AnjLedger *
anj_ledger_open (const char *state_dir,
                 const guint8 *k_out,
                 const AnjRandom *random,
                 GError **error)
{
  return open_as (state_dir, k_out, random, ANJ_DB_DURABLE, error);
}

AnjLedger *
anj_ledger_open_copy (const char *state_dir,
                      const guint8 *k_out,
                      const AnjRandom *random,
                      GError **error)
{
  return open_as (state_dir, k_out, random, ANJ_DB_COPY, error);
}

gboolean
anj_ledger_reopen (AnjLedger *self, gboolean is_copy, GError **error)
{
  g_autofree char *path = path_of (self->state_dir);
  g_autoptr (AnjDb) copy = NULL;

  g_clear_pointer (&self->db, anj_db_close);
  anj_db_drop_page_cache (path);
  if (!is_copy)
    self->db = anj_db_open (path, ANJ_DB_DURABLE, anj_ledger_migrations, error);
  if (self->db != NULL && anj_db_settle (self->db, error) && anj_db_check (self->db, error) &&
      seal_older_looks (self, error))
    return TRUE;
  g_clear_pointer (&self->db, anj_db_close);
  self->db = anj_db_open (path, ANJ_DB_COPY, anj_ledger_migrations, is_copy ? error : NULL);
  if (self->db != NULL)
    seal_copied_looks (self);
  return is_copy && self->db != NULL;
}

void
anj_ledger_close (AnjLedger *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->db, anj_db_close);
  explicit_bzero (self->key, sizeof self->key);
  g_free (self->state_dir);
  g_free (self);
}

AnjDb *
anj_ledger_get_db (AnjLedger *self)
{
  return self->db;
}

gboolean
anj_ledger_has_mark (AnjLedger *self, const char *name)
{
  g_autoptr (sqlite3_stmt)
      statement = anj_db_prepare (self->db, NULL, "SELECT 1 FROM mark WHERE name = ?", "t", name);

  return statement != NULL && anj_db_step (self->db, statement, NULL) == ANJ_DB_ROW;
}

gint64
anj_ledger_get_mark (AnjLedger *self, const char *name)
{
  g_autoptr (sqlite3_stmt) statement = anj_db_prepare (
      self->db, NULL, "SELECT value FROM mark WHERE name = ?", "t", name);

  if (statement == NULL || anj_db_step (self->db, statement, NULL) != ANJ_DB_ROW)
    return 0;
  return sqlite3_column_int64 (statement, 0);
}

gboolean
anj_ledger_set_mark (AnjLedger *self, const char *name, gint64 value, GError **error)
{
  return anj_db_run (self->db, error, "INSERT OR REPLACE INTO mark (name, value) VALUES (?, ?)",
                     "ti", name, value);
}

gboolean
anj_ledger_set_marks (AnjLedger *self, const AnjMark *marks, gsize n_marks, GError **error)
{
  g_autoptr (AnjDbTransaction) transaction = anj_db_begin (self->db, error);

  if (transaction == NULL)
    return FALSE;
  for (gsize i = 0; i < n_marks; i++)
    if (!anj_ledger_set_mark (self, marks[i].name, marks[i].value, error))
      return FALSE;
  return anj_db_transaction_commit (transaction, error);
}

gboolean
anj_ledger_raise_mark (AnjLedger *self, const char *name, gint64 value, GError **error)
{
  return anj_db_run (self->db, error,
                     "INSERT INTO mark (name, value) VALUES (?, ?)"
                     " ON CONFLICT (name) DO UPDATE SET value = max (value, excluded.value)",
                     "ti", name, value);
}

gboolean
anj_ledger_raise_marks (AnjLedger *self, const AnjMark *marks, gsize n_marks, GError **error)
{
  g_autoptr (AnjDbTransaction) transaction = anj_db_begin (self->db, error);

  if (transaction == NULL)
    return FALSE;
  for (gsize i = 0; i < n_marks; i++)
    if (!anj_ledger_raise_mark (self, marks[i].name, marks[i].value, error))
      return FALSE;
  return anj_db_transaction_commit (transaction, error);
}

char *
anj_ledger_get_note (AnjLedger *self, const char *name)
{
  g_autoptr (sqlite3_stmt) statement = anj_db_prepare (
      self->db, NULL, "SELECT value FROM note WHERE name = ?", "t", name);

  if (statement == NULL || anj_db_step (self->db, statement, NULL) != ANJ_DB_ROW)
    return NULL;
  return anj_db_column_text (statement, 0);
}

gboolean
anj_ledger_set_note (AnjLedger *self, const char *name, const char *text, GError **error)
{
  return anj_db_run (self->db, error, "INSERT OR REPLACE INTO note (name, value) VALUES (?, ?)",
                     "tt", name, text);
}

gboolean
anj_ledger_remove_note (AnjLedger *self, const char *name, GError **error)
{
  return anj_db_run (self->db, error, "DELETE FROM note WHERE name = ?", "t", name);
}

gboolean
anj_ledger_keep_config (AnjLedger *self,
                        gint64 epoch,
                        gint64 version,
                        const char *trust,
                        GError **error)
{
  g_autoptr (AnjDbTransaction) transaction = anj_db_begin (self->db, error);

  return transaction != NULL && anj_ledger_set_mark (self, ANJ_MARK_CONFIG_EPOCH, epoch, error) &&
         anj_ledger_set_mark (self, ANJ_MARK_CONFIG_VERSION, version, error) &&
         anj_ledger_set_mark (self, ANJ_MARK_CONFIG_STARTS, 0, error) &&
         anj_ledger_set_note (self, ANJ_NOTE_CONFIG_TRUST, trust, error) &&
         anj_db_run (self->db, error,
                     "DELETE FROM rejected_config WHERE (epoch, version) <= (?, ?)", "ii", epoch,
                     version) &&
         anj_db_transaction_commit (transaction, error);
}

void
anj_rejected_config_free (AnjRejectedConfig *self)
{
  if (self == NULL)
    return;
  g_free (self->sha256);
  g_free (self->reason);
  g_free (self);
}

gboolean
anj_ledger_reject_config (AnjLedger *self, const AnjRejectedConfig *rejected, GError **error)
{
  g_autoptr (AnjDbTransaction) transaction = anj_db_begin (self->db, error);

  return transaction != NULL && anj_ledger_set_mark (self, ANJ_MARK_CONFIG_STARTS, 0, error) &&
         anj_db_run (self->db, error,
                     "INSERT OR REPLACE INTO rejected_config (epoch, version, sha256, reason)"
                     " VALUES (?, ?, ?, ?)",
                     "iitt", rejected->epoch, rejected->version, rejected->sha256,
                     rejected->reason) &&
         anj_db_transaction_commit (transaction, error);
}

gboolean
anj_ledger_is_config_rejected (AnjLedger *self, gint64 epoch, gint64 version)
{
  g_autoptr (sqlite3_stmt) statement = anj_db_prepare (
      self->db, NULL, "SELECT 1 FROM rejected_config WHERE epoch = ? AND version = ?", "ii", epoch,
      version);

  return statement == NULL || anj_db_step (self->db, statement, NULL) != ANJ_DB_DONE;
}

AnjRejectedConfig *
anj_ledger_get_rejected_config (AnjLedger *self)
{
  g_autoptr (sqlite3_stmt)
      statement = anj_db_prepare (self->db, NULL,
                                  "SELECT epoch, version, sha256, reason FROM rejected_config"
                                  " ORDER BY epoch DESC, version DESC LIMIT 1",
                                  "");
  AnjRejectedConfig *rejected;

  if (statement == NULL || anj_db_step (self->db, statement, NULL) != ANJ_DB_ROW)
    return NULL;
  rejected = g_new0 (AnjRejectedConfig, 1);
  rejected->epoch = sqlite3_column_int64 (statement, 0);
  rejected->version = sqlite3_column_int64 (statement, 1);
  rejected->sha256 = anj_db_column_text (statement, 2);
  rejected->reason = anj_db_column_text (statement, 3);
  return rejected;
}

/* @out_first: no number below it may be given: 0 where the counter is in good order, as the file
 * beside it says; raises that file ahead of the counter. A counter that cannot be read is none */
static gboolean
prepare_tickets (AnjLedger *self, gint64 *out_first, GError **error)
{
  gint64 ceiling = anj_ticket_mark_read (self->state_dir);
  g_autoptr (sqlite3_stmt) statement = anj_db_prepare (
      self->db, error, "SELECT value FROM mark WHERE name = ?", "t", ANJ_MARK_TICKETS);
  AnjDbStep step = statement != NULL ? anj_db_step (self->db, statement, error) : ANJ_DB_ERROR;
  gint64 next = step == ANJ_DB_ROW ? sqlite3_column_int64 (statement, 0) : 0;

  if (step == ANJ_DB_ERROR)
    return FALSE;
  *out_first = next < ceiling - ANJ_TICKET_MARK_STEP ? ceiling : 0;
  next = MAX (next, *out_first);
  return next < ceiling ||
         anj_ticket_mark_write (self->state_dir, next + ANJ_TICKET_MARK_STEP, error);
}

gboolean
anj_ledger_take_ticket (AnjLedger *self, guint32 n_slice, guint32 *out_sequence, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = NULL;
  AnjDbStep step;
  gint64 sequence;
  gint64 first;

  if (!prepare_tickets (self, &first, error))
    return FALSE;
  /* one statement: a counter that cannot be read is never taken for a fresh one */
  statement = anj_db_prepare (
      self->db, error,
      "INSERT INTO mark (name, value) VALUES (?1, ?3 + 1) ON CONFLICT (name)"
      " DO UPDATE SET value = max (value, ?3) + 1 WHERE max (value, ?3) < ?2 RETURNING value - 1",
      "tii", ANJ_MARK_TICKETS, (gint64) n_slice, first);
  step = statement != NULL ? anj_db_step (self->db, statement, error) : ANJ_DB_ERROR;
  if (step == ANJ_DB_ERROR)
    return FALSE;
  sequence = step == ANJ_DB_ROW ? sqlite3_column_int64 (statement, 0) : n_slice;
  if (sequence >= n_slice)
    {
      g_set_error_literal (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_FULL, "numbers-used-up");
      return FALSE;
    }
  if (anj_db_step (self->db, statement, error) != ANJ_DB_DONE) /* commits */
    return FALSE;
  *out_sequence = (guint32) sequence;
  return TRUE;
}

static char *
open_look (AnjLedger *self, const char *name, GBytes *sealed)
{
  g_autoptr (GBytes) aad = g_bytes_new (name, strlen (name));
  g_autoptr (GBytes) plain = anj_seal_open (self->key, sealed, aad, NULL);

  /* that somebody looked is known even of a damaged row */
  return plain != NULL ? g_strndup (g_bytes_get_data (plain, NULL), g_bytes_get_size (plain))
                       : g_strdup (ANJ_VIEWED_UNKNOWN);
}

gboolean
anj_ledger_view (AnjLedger *self,
                 const char *record,
                 const char *at,
                 char **out_last,
                 GError **error)
{
  g_autofree char *name = name_record (self, record);
  g_autoptr (sqlite3_stmt) statement = anj_db_prepare (
      self->db, error, "SELECT sealed FROM looked WHERE record = ?", "t", name);
  g_autoptr (GBytes) sealed = NULL;
  AnjDbStep step;

  if (statement == NULL || (step = anj_db_step (self->db, statement, error)) == ANJ_DB_ERROR)
    return FALSE;
  if (step == ANJ_DB_ROW)
    sealed = anj_db_column_bytes (statement, 0);
  g_clear_pointer (&statement, sqlite3_finalize);
  if (!put_look (self, record, at, error))
    return FALSE;
  *out_last = sealed != NULL ? open_look (self, name, sealed) : g_strdup ("");
  return TRUE;
}

void
anj_follow_up_free (AnjFollowUp *self)
{
  if (self == NULL)
    return;
  g_free (self->state);
  g_clear_pointer (&self->answer, g_bytes_unref);
  g_free (self);
}

static char *
name_ticket (AnjLedger *self, const char *region, const char *number)
{
  g_autofree char *ticket = g_strconcat (region, "/", number, NULL);

  return make_name (self, ticket);
}

gboolean
anj_ledger_put_follow_up (AnjLedger *self,
                          const char *region,
                          const char *number,
                          const AnjFollowUp *follow_up,
                          GError **error)
{
  g_autofree char *ticket = name_ticket (self, region, number);
  g_autoptr (GByteArray) first = g_byte_array_new ();
  g_autoptr (GBytes) state = NULL;
  g_autoptr (GBytes) answer = NULL;
  g_autoptr (GBytes) sealed = NULL;

  g_byte_array_append (first, follow_up->follow_hash, HASH_BYTES);
  g_byte_array_append (first, (const guint8 *) follow_up->state, strlen (follow_up->state));
  state = g_byte_array_free_to_bytes (g_steal_pointer (&first));
  answer = follow_up->answer != NULL ? g_bytes_ref (follow_up->answer) : g_bytes_new (NULL, 0);
  sealed = anj_outbox_row_seal (self->key, ticket, state, answer, self->random, error);
  return sealed != NULL &&
         anj_db_run (self->db, error,
                     "INSERT OR REPLACE INTO follow_up (ticket, sealed) VALUES (?, ?)", "tb",
                     ticket, sealed);
}

gboolean
anj_ledger_knows_ticket (AnjLedger *self, const char *region, const char *number)
{
  g_autofree char *ticket = name_ticket (self, region, number);
  g_autoptr (sqlite3_stmt)
      statement = anj_db_prepare (self->db, NULL,
                                  "SELECT 1 FROM follow_up WHERE ticket = ?1"
                                  " UNION ALL SELECT 1 FROM printed WHERE ticket = ?1",
                                  "t", ticket);

  return statement != NULL && anj_db_step (self->db, statement, NULL) == ANJ_DB_ROW;
}

AnjFollowUp *
anj_ledger_get_follow_up (AnjLedger *self, const char *region, const char *number, GError **error)
{
  g_autofree char *ticket = name_ticket (self, region, number);
  g_autoptr (AnjFollowUp) follow_up = NULL;
  g_autoptr (GBytes) sealed = NULL;
  g_autoptr (GBytes) first = NULL;
  g_autoptr (GBytes) second = NULL;
  g_autoptr (sqlite3_stmt) statement = anj_db_prepare (
      self->db, error, "SELECT sealed FROM follow_up WHERE ticket = ?", "t", ticket);
  const char *data;
  gsize n_bytes;

  if (statement == NULL || anj_db_step (self->db, statement, error) != ANJ_DB_ROW)
    return NULL;
  sealed = anj_db_column_bytes (statement, 0);
  if (!anj_outbox_row_open (self->key, ticket, sealed, &first, &second, error))
    return NULL;
  data = g_bytes_get_data (first, &n_bytes);
  if (n_bytes < HASH_BYTES)
    {
      g_set_error_literal (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_DAMAGED,
                           "ledger.db: a follow-up is damaged");
      return NULL;
    }
  follow_up = g_new0 (AnjFollowUp, 1);
  memcpy (follow_up->follow_hash, data, HASH_BYTES);
  follow_up->state = g_strndup (data + HASH_BYTES, n_bytes - HASH_BYTES);
  follow_up->answer = g_bytes_get_size (second) > 0 ? g_bytes_ref (second) : NULL;
  return g_steal_pointer (&follow_up);
}

gboolean
anj_ledger_try_follow (AnjLedger *self,
                       const char *region,
                       const char *number,
                       gint64 powered_us,
                       gint64 *out_wait_us,
                       GError **error)
{
  g_autofree char *ticket = name_ticket (self, region, number);
  g_autoptr (AnjDbTransaction) transaction = anj_db_begin (self->db, error);
  g_autoptr (sqlite3_stmt) statement = NULL;
  gint64 wait_us = 0;

  /* those far ahead were made before the powered time was lost; they count from now on */
  if (transaction == NULL ||
      !anj_db_run (self->db, error, "DELETE FROM follow_try WHERE at_us < ?", "i",
                   powered_us - TRIES_WINDOW_US) ||
      !anj_db_run (self->db, error,
                   "UPDATE OR REPLACE follow_try SET at_us = at_us + ?1 -"
                   " (SELECT max (at_us) FROM follow_try) WHERE at_us > ?2",
                   "ii", powered_us, powered_us + TRIES_WINDOW_US))
    return FALSE;
  statement = anj_db_prepare (
      self->db, error, "SELECT count(*), min(at_us) FROM follow_try WHERE ticket = ?", "t", ticket);
  if (statement == NULL || anj_db_step (self->db, statement, error) != ANJ_DB_ROW)
    return FALSE;
  if (sqlite3_column_int (statement, 0) >= TRIES_MAX)
    wait_us = MAX (1, sqlite3_column_int64 (statement, 1) + TRIES_WINDOW_US - powered_us);
  g_clear_pointer (&statement, sqlite3_finalize);

  if (wait_us == 0 &&
      !anj_db_run (self->db, error,
                   "INSERT INTO follow_try (ticket, at_us) SELECT ?1,"
                   " max (?2, coalesce (max (at_us) + 1, 0)) FROM follow_try WHERE ticket = ?1",
                   "ti", ticket, powered_us))
    return FALSE;
  if (!anj_db_transaction_commit (transaction, error))
    return FALSE;
  *out_wait_us = wait_us;
  return TRUE;
}

gboolean
anj_ledger_forgive_follow (AnjLedger *self, const char *region, const char *number, GError **error)
{
  g_autofree char *ticket = name_ticket (self, region, number);

  return anj_db_run (self->db, error,
                     "DELETE FROM follow_try WHERE ticket = ?1 AND at_us ="
                     " (SELECT max (at_us) FROM follow_try WHERE ticket = ?1)",
                     "t", ticket);
}

gboolean
anj_ledger_take_slip (AnjLedger *self, const char *region, const char *number, GError **error)
{
  g_autofree char *ticket = name_ticket (self, region, number);
  g_autoptr (sqlite3_stmt) statement = anj_db_prepare (
      self->db, error, "INSERT OR IGNORE INTO printed (ticket) VALUES (?) RETURNING 1", "t",
      ticket);
  AnjDbStep step = statement != NULL ? anj_db_step (self->db, statement, error) : ANJ_DB_ERROR;

  if (step == ANJ_DB_ROW)
    return anj_db_step (self->db, statement, error) == ANJ_DB_DONE; /* commits */
  if (step == ANJ_DB_DONE)
    g_set_error_literal (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_INVALID, "printed-already");
  return FALSE;
}

gboolean
anj_ledger_add_pooled (AnjLedger *self, const char *id, GError **error)
{
  return anj_db_run (self->db, error, "INSERT OR IGNORE INTO pooled (id) VALUES (?)", "t", id);
}

gboolean
anj_ledger_remove_pooled (AnjLedger *self, const char *id, GError **error)
{
  return anj_db_run (self->db, error, "DELETE FROM pooled WHERE id = ?", "t", id);
}

gboolean
anj_ledger_lose_pooled (AnjLedger *self, GPtrArray *ids, GError **error)
{
  gint64 n_lost = anj_ledger_get_mark (self, ANJ_MARK_POOL_LOST) + ids->len;
  g_autoptr (AnjDbTransaction) transaction = anj_db_begin (self->db, error);

  if (transaction == NULL || !anj_ledger_set_mark (self, ANJ_MARK_POOL_LOST, n_lost, error))
    return FALSE;
  for (guint i = 0; i < ids->len; i++)
    if (!anj_ledger_remove_pooled (self, ids->pdata[i], error))
      return FALSE;
  return anj_db_transaction_commit (transaction, error);
}

GPtrArray *
anj_ledger_get_pooled (AnjLedger *self, GError **error)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (sqlite3_stmt)
      statement = anj_db_prepare (self->db, error, "SELECT id FROM pooled ORDER BY id", "");
  AnjDbStep step;

  if (statement == NULL)
    return NULL;
  while ((step = anj_db_step (self->db, statement, error)) == ANJ_DB_ROW)
    g_ptr_array_add (ids, anj_db_column_text (statement, 0));
  return step == ANJ_DB_DONE ? g_steal_pointer (&ids) : NULL;
}
