/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-command.h"

#include "data/anj-conf.h"

int
hub_command_fail (const char *name, const GError *error)
{
  g_autofree char *line = g_strdelimit (g_strdup (error->message), "\r\n", ' ');

  g_printerr ("anjungan-hub %s: %s\n", name, line);
  return hub_error_exit_code (error);
}

gboolean
hub_command_parse (int *argc,
                   char ***argv,
                   const char *usage,
                   const char *summary,
                   const GOptionEntry *entries,
                   GError **error)
{
  g_autoptr (GOptionContext) context = g_option_context_new (usage);
  g_autofree char *name = g_strdup_printf ("anjungan-hub %s", (*argv)[0]);
  g_auto (GStrv) words = g_strdupv (*argv);
  g_autoptr (GError) local_error = NULL;

  g_set_prgname (name);
  g_option_context_set_summary (context, summary);
  g_option_context_add_main_entries (context, entries, /* translation_domain */ NULL);
  if (!g_option_context_parse (context, argc, argv, error))
    return FALSE;
  if (anj_conf_read (ANJ_CONF_DIR, "hub", entries, ANJ_CONF_OTHERS_TOO, (const char *const *) words,
                     &local_error))
    return TRUE;
  g_set_error_literal (error, HUB_ERROR, HUB_ERROR_CONFIG, local_error->message);
  return FALSE;
}
