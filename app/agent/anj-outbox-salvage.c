/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/agent/anj-outbox-salvage.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/agent/anj-agent-error.h"
#include "app/agent/anj-attachment-rows.h"
#include "app/agent/anj-outbox-find.h"
#include "app/agent/anj-page-scan.h"
#include "app/agent/anj-state-files.h"
#include "app/agent/anj-successor.h"
#include "core/anj-json.h"

#define FILE_NAME "outbox.db"
#define LOG_NAME "outbox.db-wal"

/* (transfer full) (nullable): page by page, zeros for what the disk does not give back; NULL: there
 * is no such file. *out_is_whole: it gave back all */
static GBytes *
read_all (const char *state_dir, const char *name, gboolean *out_is_whole)
{
  g_autofree char *path = g_build_filename (state_dir, name, NULL);
  int fd = open (path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  g_autoptr (GByteArray) bytes = NULL;
  struct stat status;
  off_t size;

  *out_is_whole = TRUE;
  if (fd < 0)
    return NULL;
  size = fstat (fd, &status) == 0 && S_ISREG (status.st_mode) ? status.st_size : 0;
  bytes = g_byte_array_sized_new ((guint) MAX (0, size));
  for (off_t at = 0; at < size; at += ANJ_PAGE_BYTES)
    {
      guint8 page[ANJ_PAGE_BYTES] = { 0 };
      gsize n = (gsize) MIN (size - at, ANJ_PAGE_BYTES);

      if (pread (fd, page, n, at) < 0)
        *out_is_whole = FALSE;
      g_byte_array_append (bytes, page, (guint) n);
    }
  close (fd);
  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

gboolean
anj_outbox_is_readable (const char *state_dir)
{
  gboolean is_file_whole, is_log_whole;
  g_autoptr (GBytes) file = read_all (state_dir, FILE_NAME, &is_file_whole);
  g_autoptr (GBytes) log = read_all (state_dir, LOG_NAME, &is_log_whole);

  return is_file_whole && is_log_whole;
}

typedef struct
{
  const char *state_dir;
  const AnjRandom *random;
  const AnjOutboxFound *found;
  const AnjOutboxPlan *plan;
  guint8 row_key[ANJ_OUTBOX_ROW_KEY_BYTES];
  AnjDb *db;           /* the new one */
  GHashTable *refused; /* (element-type gint64): sequences of those with a tombstone */
} Rebuild;

static gboolean
put_cases (const Rebuild *self, GError **error)
{
  for (guint i = 0; i < self->plan->cases->len; i++)
    {
      const AnjFoundCase *found = self->plan->cases->pdata[i];
      gint64 seq = (gint64) found->entry->seq;

      if (!anj_db_run (self->db, error, "INSERT INTO entry (seq, sealed, payload) VALUES (?, ?, ?)",
                       "ibb", seq, found->sealed, found->payload) ||
          (!g_hash_table_contains (self->refused, &seq) &&
           !anj_attachment_rows_add (self->db, found->entry->seq, found->entry->header, error)))
        return FALSE;
    }
  return TRUE;
}

static gboolean
put_gaps (const Rebuild *self, GError **error)
{
  for (guint i = 0; i < self->plan->gaps->len; i++)
    if (!anj_outbox_put_gap (self->db, &g_array_index (self->plan->gaps, AnjOutboxGap, i),
                             self->row_key, self->random, error))
      return FALSE;
  return TRUE;
}

/* (element-type utf8): of all cases that were ever found in the chain */
static GHashTable *
collect_linked_ids (const AnjOutboxFound *found)
{
  GHashTable *ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GHashTableIter iter;
  gpointer cases;

  g_hash_table_iter_init (&iter, found->cases);
  while (g_hash_table_iter_next (&iter, NULL, &cases))
    for (guint i = 0; i < ((GPtrArray *) cases)->len; i++)
      {
        const AnjFoundCase *one = ((GPtrArray *) cases)->pdata[i];
        g_autoptr (AnjHeader) header = anj_header_parse (one->entry->header, NULL);

        if (header != NULL)
          g_hash_table_add (ids, g_strdup (header->id));
      }
  return ids;
}

/* but for those that have got a place in the chain since */
static gboolean
put_pool (const Rebuild *self, guint *out_n, GError **error)
{
  g_autoptr (GHashTable) ids = collect_linked_ids (self->found);
  GHashTableIter iter;
  gpointer value;

  *out_n = 0;
  g_hash_table_iter_init (&iter, self->found->pool);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const AnjFoundPooled *pooled = value;

      if (!g_hash_table_add (ids, g_strdup (pooled->id)))
        continue;
      if (!anj_db_run (self->db, error, "INSERT INTO pool (slot, sealed, payload) VALUES (?, ?, ?)",
                       "bbb", pooled->slot, pooled->sealed, pooled->payload))
        return FALSE;
      *out_n += 1;
    }
  return TRUE;
}

/* what its sender is told rests on its header */
static gboolean
put_refused (const Rebuild *self, guint64 seq, const char *text, GError **error)
{
  g_autofree char *place = anj_outbox_place (seq);
  g_autoptr (GBytes) sealed = NULL;
  g_autoptr (GBytes) header = NULL;
  g_autoptr (GBytes) link = NULL;
  gsize n_bytes = 0;
  guchar *data = *text != '\0' ? g_base64_decode (text, &n_bytes) : NULL;

  sealed = g_bytes_new_take (data, n_bytes);
  return !anj_outbox_row_open (self->row_key, place, sealed, &header, &link, NULL) ||
         anj_outbox_put_refused (self->db, seq, header, self->row_key, self->random, error);
}

static gboolean
put_tombstone (const Rebuild *self, const char *name, GError **error)
{
  g_autofree char *path = g_build_filename ("quarantine", name, NULL);
  g_autoptr (GBytes) content = anj_state_read (self->state_dir, path, NULL);
  g_autoptr (JsonObject) object = content != NULL ? anj_json_parse_object (content, NULL) : NULL;
  gint64 seq = object != NULL ? anj_json_get_int (object, "seq", 0) : 0;

  if (seq < 1)
    return TRUE;
  g_hash_table_add (self->refused, g_memdup2 (&seq, sizeof seq));
  return anj_db_run (self->db, error, "INSERT OR IGNORE INTO tombstone (seq, code) VALUES (?, ?)",
                     "it", seq, anj_json_get_string (object, "code", "unknown")) &&
         put_refused (self, (guint64) seq, anj_json_get_string (object, "sealed", ""), error);
}

/* refused cases: their files lie in quarantine/ */
static gboolean
put_tombstones (const Rebuild *self, GError **error)
{
  g_autofree char *path = g_build_filename (self->state_dir, "quarantine", NULL);
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    if (g_str_has_prefix (name, "case-") && g_str_has_suffix (name, ".json") &&
        !put_tombstone (self, name, error))
      return FALSE;
  return TRUE;
}

/* on the disk, whole and without a log when this returns */
static gboolean
write_new (Rebuild *self, AnjOutboxSalvage *salvage, GError **error)
{
  g_autofree char *path = anj_successor_begin (self->state_dir, FILE_NAME);
  g_autoptr (AnjDb) db = NULL;

  db = self->db = anj_db_open (path, ANJ_DB_DURABLE, anj_outbox_migrations, error);
  if (db == NULL)
    return FALSE;
  {
    g_autoptr (AnjDbTransaction) transaction = anj_db_begin (db, error);

    if (transaction == NULL || !put_tombstones (self, error) || !put_cases (self, error) ||
        !put_gaps (self, error) || !put_pool (self, &salvage->n_pooled, error) ||
        !anj_outbox_put_marks (db, &self->plan->marks, self->row_key, self->random, error) ||
        !anj_db_exec (db, "DELETE FROM checkpoint", error) ||
        !anj_db_transaction_commit (transaction, error))
      return FALSE;
  }
  return anj_db_settle (db, error);
}

gboolean
anj_outbox_salvage (const char *state_dir,
                    const char *terminal,
                    const guint8 *k_out,
                    const AnjRandom *random,
                    const AnjOutboxLinks *witness,
                    gint64 real_us,
                    AnjOutboxSalvage *out_salvage,
                    GError **error)
{
  gboolean is_whole;
  g_autoptr (GBytes) file = read_all (state_dir, FILE_NAME, &is_whole);
  g_autoptr (GBytes) log = read_all (state_dir, LOG_NAME, &is_whole);
  g_autoptr (GBytes) nothing = g_bytes_new (NULL, 0);
  g_auto (AnjOutboxFound) found = { 0 };
  g_auto (AnjOutboxPlan) plan = { 0 };
  g_autoptr (GHashTable)
      refused = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  Rebuild rebuild = {
    .state_dir = state_dir, .random = random, .found = &found, .plan = &plan, .refused = refused
  };
  gboolean done;

  if (!anj_outbox_row_key (k_out, rebuild.row_key, error))
    return FALSE;
  anj_outbox_find (&found, file != NULL ? file : nothing, log, terminal, rebuild.row_key);
  anj_outbox_plan (&plan, &found, witness);
  *out_salvage = (AnjOutboxSalvage){
    .n_cases = plan.cases->len,
    .n_missing = plan.n_missing,
    .was_read = found.has_marks || g_hash_table_size (found.cases) > 0 ||
                g_hash_table_size (found.pool) > 0 || found.gaps->len > 0,
  };
  done = write_new (&rebuild, out_salvage, error) &&
         anj_successor_complete (state_dir, FILE_NAME, error) &&
         anj_successor_take_place (state_dir, FILE_NAME, real_us, NULL, error);
  explicit_bzero (rebuild.row_key, sizeof rebuild.row_key);
  return done;
}
