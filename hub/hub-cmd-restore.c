/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-cmd-restore.h"

#include <sysexits.h>

#include "core/anj-time.h"
#include "hub/hub-restore.h"

static const char description[] =
    "Puts a backup in a data directory, after checking it against its manifest. A hub must not be "
    "serving there.\n\n"
    "Terminals then offer again, unasked, every case that the backup lacks and that they still "
    "have; each is there once, under its old number. Lost is what only the hub knew since the "
    "backup: officers' answers, imports, published configurations. Answer, import and publish "
    "again. A terminal that was revoked since stays revoked, one that was enrolled since stays "
    "enrolled (terminals.log).\n\n"
    "Private keys are not in a backup: --keys takes ca/, receipts/ and server/ from the old data "
    "directory or from the copy that is kept offline.";

typedef struct
{
  char *data_dir;
  char *backup_dir;
  char *keys_dir;
  char *at;
  gboolean replace;
} Options;

static void
options_clear (Options *self)
{
  g_free (self->data_dir);
  g_free (self->backup_dir);
  g_free (self->keys_dir);
  g_free (self->at);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
parse_options (int argc, char **argv, Options *out, HubRestoreJob *job, GError **error)
{
  const GOptionEntry entries[] = {
    { "data-dir", 0, 0, G_OPTION_ARG_FILENAME, &out->data_dir, "Where the hub shall have its data",
      "NEWDIR" },
    { "backup-dir", 0, 0, G_OPTION_ARG_FILENAME, &out->backup_dir, "Where backups are kept",
      "DIR" },
    { "at", 0, 0, G_OPTION_ARG_STRING, &out->at,
      "The newest backup that is not younger than TIME (2026-11-22T05:00:00Z; default: the newest)",
      "TIME" },
    { "keys", 0, 0, G_OPTION_ARG_FILENAME, &out->keys_dir,
      "Holds ca/, receipts/ and server/ of this hub", "DIR" },
    { "replace", 0, 0, G_OPTION_ARG_NONE, &out->replace,
      "Set a database that is there aside, in NEWDIR/replaced-TIME", NULL },
    G_OPTION_ENTRY_NULL,
  };

  if (!hub_command_parse (&argc, &argv, NULL, description, entries, error))
    return FALSE;
  job->at_us = G_MAXINT64;
  if (out->data_dir == NULL || out->backup_dir == NULL || argc != 1)
    g_set_error_literal (error, HUB_ERROR, HUB_ERROR_USAGE,
                         "needs --data-dir NEWDIR and --backup-dir DIR");
  else if (out->at != NULL && !anj_time_parse (out->at, &job->at_us))
    g_set_error (error, HUB_ERROR, HUB_ERROR_USAGE,
                 "--at \"%s\" is no time; write it as 2026-11-22T05:00:00Z", out->at);
  else
    {
      job->data_dir = out->data_dir;
      job->backup_dir = out->backup_dir;
      job->keys_dir = out->keys_dir;
      job->replace = out->replace;
      return TRUE;
    }
  return FALSE;
}

static void
tell (const HubRestoreJob *job, const HubRestoreResult *result)
{
  g_print ("%s holds backup %s: %u attachments, %u terminals enrolled and %u revoked since\n",
           job->data_dir, result->backup->name, result->n_attachments, result->n_enrolled,
           result->n_revoked);
  if (result->set_aside != NULL)
    g_print ("the database that was there is in %s\n", result->set_aside);
  if (result->n_lost > 0)
    g_printerr ("anjungan-hub restore: warning: %u attachments are lost or damaged in the backup\n",
                result->n_lost);
  if (result->lacks_keys)
    g_printerr ("anjungan-hub restore: warning: %s lacks ca/, receipts/ or server/; put them there "
                "before 'serve', or restore with --keys\n",
                job->data_dir);
}

int
hub_cmd_restore (int argc, char **argv, const AnjClock *clock, const AnjRandom *random)
{
  g_auto (Options) options = { 0 };
  g_autoptr (GError) error = NULL;
  HubRestoreJob job = { .clock = clock, .random = random };
  HubRestoreResult result = { 0 };
  gboolean ok;

  ok = parse_options (argc, argv, &options, &job, &error) &&
       hub_restore_run (&job, &result, &error);
  if (ok)
    tell (&job, &result);
  hub_restore_result_clear (&result);
  return ok ? EX_OK : hub_command_fail ("restore", error);
}
