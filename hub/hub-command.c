/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-command.h"

#include <string.h>

#define CONF_DIR "/etc/anjungan"
#define CONF_GROUP "hub"

int
hub_command_fail (const char *name, const GError *error)
{
  g_autofree char *line = g_strdelimit (g_strdup (error->message), "\r\n", ' ');

  g_printerr ("anjungan-hub %s: %s\n", name, line);
  return hub_error_exit_code (error);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static GPtrArray *
list_conf_files (const char *path)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".conf"))
      g_ptr_array_add (names, g_build_filename (path, name, NULL));
  g_ptr_array_sort (names, compare_names);
  return names;
}

char **
hub_command_read_conf (const char *dir, const GOptionEntry *entries, GError **error)
{
  g_autoptr (GPtrArray) files = list_conf_files (dir);
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (words, g_strdup ("anjungan-hub"));
  for (guint i = 0; i < files->len; i++)
    {
      const char *path = g_ptr_array_index (files, i);
      g_autoptr (GKeyFile) conf = g_key_file_new ();
      g_autoptr (GError) local_error = NULL;

      if (!g_key_file_load_from_file (conf, path, G_KEY_FILE_NONE, &local_error))
        {
          g_set_error (error, HUB_ERROR, HUB_ERROR_CONFIG, "%s: %s", path, local_error->message);
          return NULL;
        }
      for (const GOptionEntry *entry = entries; entry->long_name != NULL; entry++)
        {
          g_autofree char *value = g_key_file_get_string (conf, CONF_GROUP, entry->long_name, NULL);

          if (value != NULL)
            g_ptr_array_add (words, g_strdup_printf ("--%s=%s", entry->long_name, value));
        }
    }
  g_ptr_array_add (words, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&words), /* free_segment */ FALSE);
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
  g_auto (GStrv) conf = hub_command_read_conf (CONF_DIR, entries, error);

  if (conf == NULL)
    return FALSE;
  g_set_prgname (name);
  g_option_context_set_summary (context, summary);
  g_option_context_add_main_entries (context, entries, /* translation_domain */ NULL);
  return g_option_context_parse_strv (context, &conf, error) &&
         g_option_context_parse (context, argc, argv, error);
}
