/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <locale.h>
#include <string.h>
#include <sysexits.h>

#include "core/anj-memory.h"
#include "hub/hub-cmd-backup.h"
#include "hub/hub-cmd-batches.h"
#include "hub/hub-cmd-ca.h"
#include "hub/hub-cmd-demo.h"
#include "hub/hub-cmd-diff.h"
#include "hub/hub-cmd-import.h"
#include "hub/hub-cmd-init.h"
#include "hub/hub-cmd-report.h"
#include "hub/hub-cmd-restore.h"
#include "hub/hub-cmd-retain.h"
#include "hub/hub-cmd-serve.h"
#include "hub/hub-cmd-undo.h"
#include "hub/hub-cmd-verify-audit.h"
#include "hub/hub-cmd-worklist.h"
#include "hub/reconcile/hub-cmd-reconcile.h"
#include "hub/reconcile/hub-cmd-review.h"
#include "system/anj-system.h"

typedef struct
{
  const char *name;
  const char *summary;
  HubCommand run;
} Entry;

static const Entry commands[] = {
  { "init", "make keys, database and configuration version 1", hub_cmd_init },
  { "import", "take in a register from a CSV file", hub_cmd_import },
  { "batches", "list what came in", hub_cmd_batches },
  { "diff", "tell what a batch changed", hub_cmd_diff },
  { "undo", "take a batch out again", hub_cmd_undo },
  { "reconcile", "link what registers say of one person", hub_cmd_reconcile },
  { "review", "decide what the reconciler leaves to people", hub_cmd_review },
  { "demo", "fill an empty hub with people who do not exist", hub_cmd_demo },
  { "report", "count the people of an area", hub_cmd_report },
  { "worklist", "list the people behind a report's number", hub_cmd_worklist },
  { "serve", "serve terminals and admins", hub_cmd_serve },
  { "ca", "change the CA of terminals' certificates", hub_cmd_ca },
  { "backup", "make a backup, also while it serves", hub_cmd_backup },
  { "restore", "put a backup in a data directory", hub_cmd_restore },
  { "verify-audit", "check the chain of audit rows", hub_cmd_verify_audit },
  { "retain", "forget what is older than the configuration allows", hub_cmd_retain },
};

static void
print_help (void)
{
  g_print ("Usage: anjungan-hub COMMAND [OPTION]…\n\nThe central server of Anjungan.\n\n");
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    g_print ("  %-12s %s\n", commands[i].name, commands[i].summary);
  g_print ("\n'anjungan-hub COMMAND --help' tells a command's options, --version the version.\n");
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  if (!anj_memory_end_when_full ())
    return EX_OSERR;
  if (argc >= 2 && (g_str_equal (argv[1], "--help") || g_str_equal (argv[1], "-h")))
    {
      print_help ();
      return EX_OK;
    }
  if (argc >= 2 && g_str_equal (argv[1], "--version"))
    {
      g_print ("anjungan-hub %s\n", ANJ_VERSION);
      return EX_OK;
    }
  for (gsize i = 0; argc >= 2 && i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (argv[1], commands[i].name))
      return commands[i].run (argc - 1, argv + 1, anj_system_clock (), anj_system_random ());

  g_printerr ("anjungan-hub: %s; 'anjungan-hub --help' lists the commands\n",
              argc < 2 ? "no command given" : "unknown command");
  return EX_USAGE;
}
