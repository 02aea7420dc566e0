/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-cmd-undo.h"

#include <stdio.h>
#include <sysexits.h>

#include "hub/hub-cmd-import.h"
#include "hub/hub-command.h"
#include "hub/hub-undo.h"

static const char summary[] =
    "Takes an imported batch out again, whichever it is: everything is as if it had never come. "
    "Where it had overruled an older batch, that one holds again.";

static gboolean
undo (int argc, char **argv, const AnjClock *clock, const AnjRandom *random, GError **error)
{
  g_autofree char *data_dir = NULL;
  gboolean is_json = FALSE;
  const GOptionEntry entries[] = {
    { "data-dir", 0, 0, G_OPTION_ARG_FILENAME, &data_dir, "The hub's data", "DIR" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &is_json, "Tell it as JSON", NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (HubRegisterFiles) files = NULL;
  HubUndoResult result = { 0 };

  if (!hub_command_parse (&argc, &argv, "BATCH", summary, entries, error))
    return FALSE;
  if (argc != 2 || data_dir == NULL)
    {
      g_set_error_literal (error, HUB_ERROR, HUB_ERROR_USAGE, "needs BATCH --data-dir DIR");
      return FALSE;
    }
  files = hub_register_files_open (data_dir, clock, random, error);
  if (files == NULL || !hub_undo_batch (&files->context, argv[1], &result, error))
    return FALSE;
  /* neither a batch's id nor a register's name needs quoting */
  printf (is_json ? "{\"register\":\"%s\",\"batch\":\"%s\",\"rows\":%" G_GUINT64_FORMAT
                    ",\"households\":%" G_GUINT64_FORMAT "}\n"
                  : "%s: batch %s taken out: %" G_GUINT64_FORMAT " rows, %" G_GUINT64_FORMAT
                    " households changed\n",
          hub_register_name (result.reg), argv[1], result.n_rows, result.n_households);
  hub_register_files_count (files);
  return TRUE;
}

int
hub_cmd_undo (int argc, char **argv, const AnjClock *clock, const AnjRandom *random)
{
  g_autoptr (GError) error = NULL;

  return undo (argc, argv, clock, random, &error) ? EX_OK : hub_command_fail ("undo", error);
}
