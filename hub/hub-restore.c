/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-restore.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/file.h>
#include <unistd.h>

#include "hub/hub-audit.h"
#include "hub/hub-files.h"
#include "hub/hub-registers.h"
#include "hub/hub-rollouts.h"
#include "hub/hub-terminal-log.h"

/*
 * hub_restore_run:
 *   locks (backup folder, data directory alone) → choose → copy into DATA/.restore, checking
 *   hashes and pages → keys, terminals.log, attachments → new generation, marks back, revocations,
 *   audit row → DATA/.restore/hub.db becomes DATA/hub.db
 */

#define STAGE_NAME ".restore"

static const char *const database_files[] = { "hub.db", "hub.db-wal", "hub.db-shm" };

void
hub_restore_result_clear (HubRestoreResult *self)
{
  g_clear_pointer (&self->backup, hub_backup_free);
  g_clear_pointer (&self->set_aside, g_free);
}

static HubBackup *
choose (const char *backup_dir, gint64 at_us, GError **error)
{
  g_autoptr (GPtrArray) backups = hub_backup_list (backup_dir);

  for (guint i = 0; i < backups->len; i++)
    {
      HubBackup *backup = g_ptr_array_index (backups, i);

      if (backup->time_us <= at_us)
        return g_ptr_array_steal_index (backups, i);
    }
  if (backups->len == 0)
    g_set_error (error, HUB_ERROR, HUB_ERROR_NO_INPUT, "%s holds no backup", backup_dir);
  else
    g_set_error (error, HUB_ERROR, HUB_ERROR_NO_INPUT,
                 "%s holds no backup so old; the oldest is %s", backup_dir,
                 ((HubBackup *) g_ptr_array_index (backups, backups->len - 1))->name);
  return NULL;
}

static gboolean
check_hash (const char *path, const char *is, const char *should_be, GError **error)
{
  if (is == NULL)
    return FALSE;
  if (g_str_equal (is, should_be))
    return TRUE;
  g_set_error (error, HUB_ERROR, HUB_ERROR_DATA,
               "%s is not what its manifest says; take another backup with --at", path);
  return FALSE;
}

/* (transfer full): DATA/.restore, holding a hub.db that is the backup's */
static char *
stage (const HubRestoreJob *job, const HubBackup *backup, GError **error)
{
  g_autofree char *dir = g_build_filename (job->data_dir, STAGE_NAME, NULL);
  g_autofree char *to = g_build_filename (dir, "hub.db", NULL);
  g_autofree char *from = g_build_filename (job->backup_dir, backup->name, "hub.db", NULL);
  g_autofree char *list = g_build_filename (job->backup_dir, backup->name, "attachments.list",
                                            NULL);
  g_autofree char *list_sha256 = hub_file_sha256 (list, error);
  g_autofree char *sha256 = NULL;
  g_autoptr (HubStore) store = NULL;

  if (!check_hash (list, list_sha256, backup->attachments_sha256, error) ||
      !hub_dir_remove (dir, error) || !hub_dir_make (dir, error))
    return NULL;
  sha256 = hub_file_copy (from, to, error);
  if (!check_hash (from, sha256, backup->database_sha256, error) ||
      (store = hub_store_open_file (to, error)) == NULL || !hub_store_check (store, error))
    return NULL;
  return g_steal_pointer (&dir);
}

static gboolean
copy_keys (const char *from_dir, const char *to_dir, const char *name, GError **error)
{
  g_autofree char *from = g_build_filename (from_dir, name, NULL);
  g_autofree char *to = g_build_filename (to_dir, name, NULL);
  g_autoptr (GPtrArray) files = hub_dir_list (from);

  if (g_file_test (to, G_FILE_TEST_EXISTS))
    return TRUE;
  if (files->len == 0)
    {
      g_set_error (error, HUB_ERROR, HUB_ERROR_NO_INPUT, "there are no keys in %s", from);
      return FALSE;
    }
  if (!hub_dir_make (to, error))
    return FALSE;
  for (guint i = 0; i < files->len; i++)
    {
      g_autofree char *source = g_build_filename (from, g_ptr_array_index (files, i), NULL);
      g_autofree char *copy = g_build_filename (to, g_ptr_array_index (files, i), NULL);
      g_autofree char *sha256 = hub_file_copy (source, copy, error);

      if (sha256 == NULL)
        return FALSE;
    }
  return hub_dir_sync (to, error);
}

/* keys that are there are never overwritten; those of another hub are refused */
static gboolean
take_keys (const HubRestoreJob *job, HubRestoreResult *result, GError **error)
{
  static const char *const names[] = { "ca", "receipts", "server" };
  g_autofree char *old = job->keys_dir != NULL ? g_build_filename (job->keys_dir, "ca-old", NULL)
                                               : NULL;
  const char *from = job->keys_dir != NULL ? job->keys_dir : job->data_dir;
  g_autofree char *own_ca = g_build_filename (job->data_dir, "ca", "cert.pem", NULL);
  g_autofree char *ca = g_build_filename (from, "ca", "cert.pem", NULL);

  if (((job->keys_dir != NULL || g_file_test (ca, G_FILE_TEST_EXISTS)) &&
       !hub_backup_set_check_ca (job->backup_dir, ca, error)) ||
      (g_file_test (own_ca, G_FILE_TEST_EXISTS) &&
       !hub_backup_set_check_ca (job->backup_dir, own_ca, error)))
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *there = g_build_filename (job->data_dir, names[i], NULL);

      if (job->keys_dir != NULL && !copy_keys (job->keys_dir, job->data_dir, names[i], error))
        return FALSE;
      result->lacks_keys = result->lacks_keys || !g_file_test (there, G_FILE_TEST_EXISTS);
    }
  /* terminals that have not moved to the present CA yet */
  return old == NULL || !g_file_test (old, G_FILE_TEST_EXISTS) ||
         copy_keys (job->keys_dir, job->data_dir, "ca-old", error);
}

static gboolean
take_attachments (const HubRestoreJob *job, HubRestoreResult *result, GError **error)
{
  g_autofree char *to_dir = g_build_filename (job->data_dir, "attachments", NULL);
  g_autoptr (GPtrArray)
      names = hub_backup_read_attachments (job->backup_dir, result->backup, error);

  if (names == NULL || (names->len > 0 && !hub_dir_make (to_dir, error)))
    return FALSE;
  for (guint i = 0; i < names->len; i++)
    {
      const char *name = g_ptr_array_index (names, i);
      g_autofree char *from = g_build_filename (job->backup_dir, "attachments", name, NULL);
      g_autofree char *to = g_build_filename (to_dir, name, NULL);
      g_autoptr (GError) local_error = NULL;
      g_autofree char *sha256 = NULL;

      if (g_file_test (to, G_FILE_TEST_EXISTS))
        continue;
      sha256 = hub_file_copy (from, to, &local_error);
      if (g_strcmp0 (sha256, name) == 0)
        result->n_attachments++;
      else if (sha256 == NULL && !g_error_matches (local_error, HUB_ERROR, HUB_ERROR_NO_INPUT))
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return FALSE;
        }
      else
        {
          g_unlink (to);
          result->n_lost++;
        }
    }
  return names->len == 0 || hub_dir_sync (to_dir, error);
}

static gboolean
tell_audit (HubStore *store, const HubBackup *backup, gint64 now_us, GError **error)
{
  g_autofree char *generation = hub_store_generation (store, error);
  JsonObject *detail;

  if (generation == NULL)
    return FALSE;
  detail = json_object_new ();
  json_object_set_string_member (detail, "backup", backup->name);
  json_object_set_string_member (detail, "from", backup->generation);
  json_object_set_string_member (detail, "generation", generation);
  return hub_audit_append (store, now_us, "hub", "restored", detail, error);
}

/* the staged database becomes one of its own; DATA's terminals.log is whole already */
static gboolean
renew (const HubRestoreJob *job, const char *stage_dir, HubRestoreResult *result, GError **error)
{
  g_autoptr (HubStore) store = hub_registers_open (stage_dir, error);
  gint64 now_us = anj_clock_real_us (job->clock);
  g_autoptr (HubTransaction) transaction = NULL;
  HubTerminalLogResult log;

  if (store == NULL || (transaction = hub_transaction_begin (store, error)) == NULL ||
      !hub_store_renew_generation (store, job->random, error) ||
      !hub_store_run (store, error, "UPDATE terminals SET backed_up_seq = 0, may_skip = 1", "") ||
      !hub_terminal_log_replay (job->data_dir, store, now_us, &log, error) ||
      !tell_audit (store, result->backup, now_us, error) ||
      !hub_rollouts_pause_all (store, now_us, error) ||
      !hub_transaction_commit (transaction, error))
    return FALSE;
  result->n_enrolled = log.n_enrolled;
  result->n_revoked = log.n_revoked;
  return TRUE;
}

/* the database that was there; a log left without it would be taken for the new one's */
static gboolean
set_aside (const HubRestoreJob *job, HubRestoreResult *result, GError **error)
{
  g_autofree char *name = hub_backup_name (anj_clock_real_us (job->clock));
  g_autofree char *dir_name = g_strconcat ("replaced-", name, NULL);
  g_autofree char *dir = g_build_filename (job->data_dir, dir_name, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (database_files); i++)
    {
      g_autofree char *from = g_build_filename (job->data_dir, database_files[i], NULL);
      g_autofree char *to = g_build_filename (dir, database_files[i], NULL);

      if (!g_file_test (from, G_FILE_TEST_EXISTS))
        continue;
      if (!hub_dir_make (dir, error))
        return FALSE;
      if (g_rename (from, to) != 0)
        {
          g_set_error (error, HUB_ERROR, HUB_ERROR_IO, "cannot set %s aside: %m", from);
          return FALSE;
        }
      g_free (result->set_aside);
      result->set_aside = g_strdup (dir);
    }
  return result->set_aside == NULL || hub_dir_sync (dir, error);
}

static gboolean
put_in_place (const HubRestoreJob *job, const char *stage_dir, GError **error)
{
  g_autofree char *from = g_build_filename (stage_dir, "hub.db", NULL);
  g_autofree char *to = g_build_filename (job->data_dir, "hub.db", NULL);

  if (g_rename (from, to) != 0)
    {
      g_set_error (error, HUB_ERROR, HUB_ERROR_IO, "cannot make %s: %m", to);
      return FALSE;
    }
  return hub_dir_sync (job->data_dir, error) && hub_dir_remove (stage_dir, error);
}

static gboolean
restore (const HubRestoreJob *job, HubRestoreResult *result, GError **error)
{
  g_autofree char *database = g_build_filename (job->data_dir, "hub.db", NULL);
  g_autofree char *stage_dir = NULL;

  if (!job->replace && g_file_test (database, G_FILE_TEST_EXISTS))
    {
      g_set_error (error, HUB_ERROR, HUB_ERROR_CANT_CREATE,
                   "%s is there already; give a new --data-dir, or --replace to set it aside",
                   database);
      return FALSE;
    }
  result->backup = choose (job->backup_dir, job->at_us, error);
  return result->backup != NULL && (stage_dir = stage (job, result->backup, error)) != NULL &&
         take_keys (job, result, error) &&
         hub_terminal_log_merge (job->backup_dir, job->data_dir, error) &&
         take_attachments (job, result, error) && renew (job, stage_dir, result, error) &&
         set_aside (job, result, error) && put_in_place (job, stage_dir, error);
}

gboolean
hub_restore_run (const HubRestoreJob *job, HubRestoreResult *out_result, GError **error)
{
  gboolean ok = FALSE;
  int backup_lock, data_lock;

  memset (out_result, 0, sizeof *out_result);
  backup_lock = hub_backup_set_lock (job->backup_dir, error);
  if (backup_lock < 0)
    return FALSE;
  data_lock = hub_dir_make (job->data_dir, error) ? hub_dir_lock (job->data_dir, error) : -1;
  if (data_lock >= 0)
    {
      ok = restore (job, out_result, error);
      close (data_lock);
    }
  close (backup_lock);
  return ok;
}
