/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <locale.h>
#include <string.h>
#include <sysexits.h>

#include "hub/hub-cmd-demo.h"
#include "hub/hub-cmd-import.h"
#include "hub/hub-cmd-init.h"
#include "hub/hub-cmd-serve.h"
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
  { "demo", "fill an empty hub with people who do not exist", hub_cmd_demo },
  { "serve", "serve terminals and admins", hub_cmd_serve },
};

static void
print_help (void)
{
  g_print ("Usage: anjungan-hub COMMAND [OPTION]…\n\nThe central server of Anjungan.\n\n");
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    g_print ("  %-8s %s\n", commands[i].name, commands[i].summary);
  g_print ("\n'anjungan-hub COMMAND --help' tells a command's options.\n");
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
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
