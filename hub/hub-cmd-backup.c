/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-cmd-backup.h"

#include <sysexits.h>

#include "hub/hub-backup.h"
#include "hub/hub-registers.h"

static const char description[] =
    "Makes one backup of the database and the attachments, also while 'serve' runs, checks it, and "
    "takes away those that need not be kept: the newest 24 stay, and the newest of each of the "
    "last "
    "7 days.\n\n"
    "A terminal lets go of a case only when a backup on another device than the data holds it. So "
    "the backup folder should lie on another disk, or be mounted from another machine.\n\n"
    "Private keys are not in a backup. Keep a copy of ca/, receipts/ and server/ of the data "
    "directory offline, once: without them every terminal has to be enrolled anew. Whoever reads a "
    "backup reads the registers: keep it on an encrypted disk.\n\n"
    "BACKUP/TIME/      hub.db, attachments.list, manifest.json with their SHA-256\n"
    "BACKUP/attachments, BACKUP/terminals.log, BACKUP/ca.pem   shared by all backups";

typedef struct
{
  char *data_dir;
  char *backup_dir;
} Options;

static void
options_clear (Options *self)
{
  g_free (self->data_dir);
  g_free (self->backup_dir);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
parse_options (int argc, char **argv, Options *out, GError **error)
{
  const GOptionEntry entries[] = {
    { "data-dir", 0, 0, G_OPTION_ARG_FILENAME, &out->data_dir, "The hub's data", "DIR" },
    { "backup-dir", 0, 0, G_OPTION_ARG_FILENAME, &out->backup_dir, "Where backups are kept",
      "DIR" },
    G_OPTION_ENTRY_NULL,
  };

  if (!hub_command_parse (&argc, &argv, NULL, description, entries, error))
    return FALSE;
  if (out->data_dir != NULL && out->backup_dir != NULL && argc == 1)
    return TRUE;
  g_set_error_literal (error, HUB_ERROR, HUB_ERROR_USAGE,
                       "needs --data-dir DIR and --backup-dir DIR");
  return FALSE;
}

static void
tell (const HubBackupJob *job, const HubBackupResult *result)
{
  g_print ("%s/%s: %u attachments\n", job->backup_dir, result->name, result->n_attachments);
  if (!result->is_elsewhere)
    g_printerr (
        "anjungan-hub backup: warning: %s is on the same device as the data; terminals keep "
        "every case until a backup lies elsewhere\n",
        job->backup_dir);
  if (result->n_damaged > 0)
    g_printerr ("anjungan-hub backup: warning: %u attachments are damaged and are not in it\n",
                result->n_damaged);
  if (result->audit_fault != NULL)
    g_printerr ("anjungan-hub backup: warning: %s; the backup is good all the same\n",
                result->audit_fault);
}

static gboolean
back_up (int argc, char **argv, const AnjClock *clock, GError **error)
{
  g_auto (Options) options = { 0 };
  g_autoptr (HubStore) store = NULL;
  HubBackupResult result = { 0 };
  HubBackupJob job;
  gboolean ok;

  if (!parse_options (argc, argv, &options, error) ||
      (store = hub_registers_open (options.data_dir, error)) == NULL)
    return FALSE;
  job = (HubBackupJob){ store, options.data_dir, options.backup_dir, clock };
  ok = hub_backup_run (&job, /* cancellable */ NULL, &result, error);
  if (ok)
    tell (&job, &result);
  hub_backup_result_clear (&result);
  return ok;
}

int
hub_cmd_backup (int argc, char **argv, const AnjClock *clock, const AnjRandom *random G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;

  return back_up (argc, argv, clock, &error) ? EX_OK : hub_command_fail ("backup", error);
}
