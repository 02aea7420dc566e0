/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-backup.h"

#include <glib/gstdio.h>
#include <unistd.h>

#include "hub/hub-attachment-store.h"
#include "hub/hub-audit.h"
#include "hub/hub-files.h"
#include "hub/hub-terminal-log.h"

/*
 * hub_backup_run:
 *   lock folder → .new/hub.db (hub_store_copy) → check pages and audit chain of the copy
 *   → attachments that the folder lacks → lists, manifest → .new becomes TIME/ → marks go up
 *   → old backups and attachments that none of them names go
 *
 * Everything is synced before the rename, the folder after it, the marks after that.
 */

#define FRESH_NAME ".new"
#define OLD_NAME ".old"

/* how far the backup vouches for each terminal's cases */
typedef struct
{
  GPtrArray *terminals; /* (element-type utf8) */
  GArray *seqs;         /* (element-type gint64) */
} Marks;

static void
marks_clear (Marks *self)
{
  g_clear_pointer (&self->terminals, g_ptr_array_unref);
  g_clear_pointer (&self->seqs, g_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Marks, marks_clear)

void
hub_backup_result_clear (HubBackupResult *self)
{
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->audit_fault, g_free);
}

gboolean
hub_backup_prepare (const char *data_dir,
                    const char *backup_dir,
                    gboolean *out_is_elsewhere,
                    GError **error)
{
  g_autofree char *ca = g_build_filename (data_dir, "ca", "cert.pem", NULL);
  g_autofree char *own_ca = g_build_filename (backup_dir, "ca.pem", NULL);
  g_autofree char *attachments = g_build_filename (backup_dir, "attachments", NULL);
  g_autofree char *pem = NULL;
  g_autofree char *own_pem = NULL;
  gboolean is_same = TRUE;

  if (!hub_dir_make (attachments, error) ||
      !hub_files_same_device (data_dir, backup_dir, &is_same, error) ||
      !hub_backup_set_check_ca (backup_dir, ca, error))
    return FALSE;
  *out_is_elsewhere = !is_same;
  g_file_get_contents (own_ca, &own_pem, NULL, NULL);
  return g_file_get_contents (ca, &pem, NULL, error) &&
         (g_strcmp0 (pem, own_pem) == 0 || hub_file_write (own_ca, pem, error));
}

/* newest link of @terminal such that this backup lacks nothing of the cases up to it */
static gboolean
read_mark (HubStore *copy,
           GHashTable *attachments,
           const char *terminal,
           gint64 last_seq,
           gint64 *out_seq,
           GError **error)
{
  g_autoptr (HubStmt) stmt = hub_store_query (
      copy, error,
      "SELECT seq, sha256 FROM attachments WHERE terminal = ? AND received_us IS NOT NULL"
      " AND dropped_us IS NULL ORDER BY seq DESC",
      "t", terminal);
  gboolean row = TRUE;

  if (stmt == NULL || !hub_attachment_complete_seq (copy, terminal, last_seq, out_seq, error))
    return FALSE;
  while (row)
    {
      if (!hub_stmt_next (stmt, &row, error))
        return FALSE;
      if (row && !g_hash_table_contains (attachments, hub_stmt_text (stmt, 1)))
        *out_seq = MIN (*out_seq, hub_stmt_int (stmt, 0) - 1);
    }
  return TRUE;
}

/* @attachments: (element-type utf8): names that this backup holds */
static gboolean
read_marks (const char *path, GHashTable *attachments, Marks *out, GError **error)
{
  g_autoptr (HubStore) copy = hub_store_open_file (path, error);
  g_autoptr (HubStmt) stmt = NULL;
  gboolean row = TRUE;

  out->terminals = g_ptr_array_new_with_free_func (g_free);
  out->seqs = g_array_new (FALSE, FALSE, sizeof (gint64));
  if (copy == NULL ||
      (stmt = hub_store_query (copy, error, "SELECT id, last_seq FROM terminals", "")) == NULL)
    return FALSE;
  while (row)
    {
      gint64 seq = 0;

      if (!hub_stmt_next (stmt, &row, error))
        return FALSE;
      if (!row)
        break;
      if (!read_mark (copy, attachments, hub_stmt_text (stmt, 0), hub_stmt_int (stmt, 1), &seq,
                      error))
        return FALSE;
      g_ptr_array_add (out->terminals, g_strdup (hub_stmt_text (stmt, 0)));
      g_array_append_val (out->seqs, seq);
    }
  return TRUE;
}

/* looks at the copy from the disk, as a restore would find it */
static gboolean
inspect_copy (const char *path, HubBackup *backup, HubBackupResult *result, GError **error)
{
  g_autoptr (HubStore) copy = hub_store_open_file (path, error);
  g_autoptr (GError) audit_error = NULL;
  HubAuditState audit = { 0 };

  if (copy == NULL || !hub_store_check (copy, error) ||
      (backup->generation = hub_store_generation (copy, error)) == NULL)
    return FALSE;
  /* a chain that does not hold is told, and backed up all the same: it is evidence */
  if (!hub_audit_verify (copy, &audit, &audit_error))
    {
      if (!g_error_matches (audit_error, HUB_ERROR, HUB_ERROR_DATA))
        {
          g_propagate_error (error, g_steal_pointer (&audit_error));
          return FALSE;
        }
      result->audit_fault = g_strdup (audit_error->message);
      if (!hub_audit_read_head (copy, &audit, error))
        return FALSE;
    }
  backup->audit_id = audit.last_id;
  backup->audit_head = g_strdup (audit.head);
  backup->database_sha256 = hub_file_sha256 (path, error);
  return backup->database_sha256 != NULL;
}

/* FALSE: an I/O fault. One that is damaged at its source is counted and left out */
static gboolean
copy_attachment (const HubBackupJob *job,
                 const char *name,
                 HubBackupResult *result,
                 gboolean *out_is_good,
                 GError **error)
{
  g_autofree char *from = g_build_filename (job->data_dir, "attachments", name, NULL);
  g_autofree char *to = g_build_filename (job->backup_dir, "attachments", name, NULL);
  g_autoptr (GError) local_error = NULL;
  g_autofree char *sha256 = NULL;

  *out_is_good = g_file_test (to, G_FILE_TEST_EXISTS);
  if (*out_is_good)
    return TRUE;
  sha256 = hub_file_copy (from, to, &local_error);
  if (sha256 == NULL && !g_error_matches (local_error, HUB_ERROR, HUB_ERROR_NO_INPUT))
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  *out_is_good = g_strcmp0 (sha256, name) == 0;
  if (sha256 != NULL && !*out_is_good)
    {
      g_unlink (to);
      result->n_damaged++;
    }
  return TRUE; /* one that is gone meanwhile was let go by retention */
}

static gboolean
copy_attachments (const HubBackupJob *job,
                  GCancellable *cancellable,
                  GString *list,
                  GHashTable *held,
                  HubBackupResult *result,
                  GError **error)
{
  g_autofree char *from = g_build_filename (job->data_dir, "attachments", NULL);
  g_autofree char *to = g_build_filename (job->backup_dir, "attachments", NULL);
  g_autoptr (GPtrArray) names = hub_dir_list (from);

  for (guint i = 0; i < names->len; i++)
    {
      const char *name = g_ptr_array_index (names, i);
      gboolean is_good;

      if (!hub_is_sha256_name (name))
        continue; /* on its way in */
      if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
          !copy_attachment (job, name, result, &is_good, error))
        return FALSE;
      if (!is_good)
        continue;
      g_string_append_printf (list, "%s\n", name);
      g_hash_table_add (held, g_strdup (name));
      result->n_attachments++;
    }
  return hub_dir_sync (to, error);
}

static gboolean
fill (const HubBackupJob *job,
      const char *dir,
      GCancellable *cancellable,
      HubBackup *backup,
      Marks *marks,
      HubBackupResult *result,
      GError **error)
{
  g_autofree char *database = g_build_filename (dir, "hub.db", NULL);
  g_autofree char *list_path = g_build_filename (dir, "attachments.list", NULL);
  g_autofree char *manifest_path = g_build_filename (dir, "manifest.json", NULL);
  g_autoptr (GString) list = g_string_new (NULL);
  g_autoptr (GHashTable) held = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *manifest = NULL;

  if (!hub_store_copy (job->data_dir, database, cancellable, error) ||
      !inspect_copy (database, backup, result, error) ||
      !copy_attachments (job, cancellable, list, held, result, error) ||
      !read_marks (database, held, marks, error) || !hub_file_write (list_path, list->str, error))
    return FALSE;
  backup->attachments_sha256 = g_compute_checksum_for_string (G_CHECKSUM_SHA256, list->str, -1);
  manifest = hub_backup_to_json (backup);
  return hub_file_write (manifest_path, manifest, error);
}

/* only forwards: a mark that was given is kept */
static gboolean
raise_marks (HubStore *store, const Marks *marks, GError **error)
{
  g_autoptr (HubTransaction) transaction = hub_transaction_begin (store, error);

  if (transaction == NULL)
    return FALSE;
  for (guint i = 0; i < marks->terminals->len; i++)
    if (!hub_store_run (store, error,
                        "UPDATE terminals SET backed_up_seq = ?1 WHERE id = ?2"
                        " AND backed_up_seq < ?1",
                        "it", g_array_index (marks->seqs, gint64, i),
                        (const char *) g_ptr_array_index (marks->terminals, i)))
      return FALSE;
  return hub_transaction_commit (transaction, error);
}

/* first out of sight, then away: half a backup never has a backup's name */
static gboolean
remove_backup (const char *backup_dir, const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (backup_dir, name, NULL);
  g_autofree char *old = g_build_filename (backup_dir, OLD_NAME, NULL);

  if (g_rename (path, old) != 0)
    {
      g_set_error (error, HUB_ERROR, HUB_ERROR_IO, "cannot remove %s: %m", path);
      return FALSE;
    }
  return hub_dir_remove (old, error);
}

/* attachments that no backup names any more */
static gboolean
sweep_attachments (const char *backup_dir, GPtrArray *backups, GError **error)
{
  g_autofree char *dir = g_build_filename (backup_dir, "attachments", NULL);
  g_autoptr (GHashTable) named = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) files = hub_dir_list (dir);

  for (guint i = 0; i < backups->len; i++)
    {
      g_autoptr (GPtrArray)
          names = hub_backup_read_attachments (backup_dir, g_ptr_array_index (backups, i), error);

      if (names == NULL)
        return FALSE;
      for (guint n = 0; n < names->len; n++)
        g_hash_table_add (named, g_strdup (g_ptr_array_index (names, n)));
    }
  for (guint i = 0; i < files->len; i++)
    if (!g_hash_table_contains (named, g_ptr_array_index (files, i)))
      {
        g_autofree char *path = g_build_filename (dir, g_ptr_array_index (files, i), NULL);

        g_unlink (path);
      }
  return TRUE;
}

static gboolean
thin_out (const char *backup_dir, GError **error)
{
  g_autoptr (GPtrArray) backups = hub_backup_list (backup_dir);
  g_autoptr (GPtrArray) spare = hub_backup_list_spare (backups);
  g_autoptr (GPtrArray) left = NULL;

  for (guint i = 0; i < spare->len; i++)
    {
      const HubBackup *backup = g_ptr_array_index (spare, i);

      if (!remove_backup (backup_dir, backup->name, error))
        return FALSE;
    }
  left = hub_backup_list (backup_dir);
  return sweep_attachments (backup_dir, left, error);
}

static gboolean
make (const HubBackupJob *job,
      GCancellable *cancellable,
      Marks *marks,
      HubBackupResult *result,
      GError **error)
{
  g_autoptr (HubBackup) backup = hub_backup_new ();
  g_autofree char *fresh = g_build_filename (job->backup_dir, FRESH_NAME, NULL);
  g_autofree char *old = g_build_filename (job->backup_dir, OLD_NAME, NULL);
  g_autofree char *path = NULL;

  backup->time_us = anj_clock_real_us (job->clock);
  result->name = hub_backup_name (backup->time_us);
  path = g_build_filename (job->backup_dir, result->name, NULL);
  if (!hub_dir_remove (fresh, error) || !hub_dir_remove (old, error) ||
      !hub_dir_make (fresh, error))
    return FALSE;
  if (!fill (job, fresh, cancellable, backup, marks, result, error))
    {
      if (!hub_dir_remove (fresh, NULL))
        g_debug ("%s stays until the next backup", fresh);
      return FALSE;
    }
  if (g_rename (fresh, path) != 0)
    {
      g_set_error (error, HUB_ERROR, HUB_ERROR_IO, "cannot make %s: %m", path);
      return FALSE;
    }
  return hub_dir_sync (job->backup_dir, error);
}

gboolean
hub_backup_run (const HubBackupJob *job,
                GCancellable *cancellable,
                HubBackupResult *out_result,
                GError **error)
{
  g_auto (Marks) marks = { 0 };
  gboolean ok;
  int lock;

  memset (out_result, 0, sizeof *out_result);
  if (!hub_backup_prepare (job->data_dir, job->backup_dir, &out_result->is_elsewhere, error))
    return FALSE;
  lock = hub_backup_set_lock (job->backup_dir, error);
  if (lock < 0)
    return FALSE;
  ok = hub_terminal_log_merge (job->data_dir, job->backup_dir, error) &&
       make (job, cancellable, &marks, out_result, error) &&
       (!out_result->is_elsewhere || raise_marks (job->store, &marks, error)) &&
       thin_out (job->backup_dir, error);
  close (lock);
  return ok;
}
