/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "data/anj-conf.h"

#include <string.h>

typedef struct
{
  char *path;
  GKeyFile *keys;
} ConfFile;

static void
conf_file_free (gpointer data)
{
  ConfFile *file = data;

  g_free (file->path);
  g_key_file_unref (file->keys);
  g_free (file);
}

static int
compare_paths (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(const ConfFile *const *) a)->path, (*(const ConfFile *const *) b)->path);
}

static gboolean
fail (GError **error, const char *path, const char *why)
{
  g_set_error (error, G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_PARSE, "%s: %s", path, why);
  return FALSE;
}

static gboolean
load (GPtrArray *files, const char *dir, const char *name, GError **error)
{
  ConfFile *file = g_new (ConfFile, 1);
  g_autoptr (GError) local_error = NULL;

  file->path = g_build_filename (dir, name, NULL);
  file->keys = g_key_file_new ();
  g_ptr_array_add (files, file);
  return g_key_file_load_from_file (file->keys, file->path, G_KEY_FILE_NONE, &local_error) ||
         fail (error, file->path, local_error->message);
}

/* (nullable) (element-type ConfFile): in the order of their names */
static GPtrArray *
load_all (const char *path, GError **error)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (conf_file_free);
  g_autoptr (GError) local_error = NULL;
  g_autoptr (GDir) dir = g_dir_open (path, 0, &local_error);
  const char *name;

  if (dir == NULL && !g_error_matches (local_error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    {
      fail (error, path, local_error->message);
      return NULL;
    }
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".conf") && !load (files, path, name, error))
      return NULL;
  g_ptr_array_sort (files, compare_paths);
  return g_steal_pointer (&files);
}

static gboolean
is_setting (const GOptionEntry *settings, const char *key)
{
  for (const GOptionEntry *setting = settings; setting->long_name != NULL; setting++)
    if (strcmp (setting->long_name, key) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
check_keys (const ConfFile *file, const char *group, const GOptionEntry *settings, GError **error)
{
  g_auto (GStrv) keys = g_key_file_get_keys (file->keys, group, NULL, /* error */ NULL);

  for (gsize i = 0; keys != NULL && keys[i] != NULL; i++)
    if (!is_setting (settings, keys[i]))
      {
        g_set_error (error, G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_KEY_NOT_FOUND,
                     "%s: [%s] has no setting %s; the manual page lists them", file->path, group,
                     keys[i]);
        return FALSE;
      }
  return TRUE;
}

static gboolean
is_named (const char *const *words, const char *name)
{
  gsize length = strlen (name);

  for (gsize i = 0; words[i] != NULL && strcmp (words[i], "--") != 0; i++)
    if (g_str_has_prefix (words[i], "--") && strncmp (words[i] + 2, name, length) == 0 &&
        (words[i][2 + length] == '\0' || words[i][2 + length] == '='))
      return TRUE;
  return FALSE;
}

static gboolean
add_flag (GPtrArray *words, const char *name, GKeyFile *keys, const char *group, GError **error)
{
  GError *local_error = NULL;

  if (g_key_file_get_boolean (keys, group, name, &local_error))
    g_ptr_array_add (words, g_strconcat ("--", name, NULL));
  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, local_error);
  return FALSE;
}

static gboolean
add_value (GPtrArray *words, const char *name, GKeyFile *keys, const char *group, GError **error)
{
  g_autofree char *value = g_key_file_get_string (keys, group, name, error);

  if (value == NULL)
    return FALSE;
  g_ptr_array_add (words, g_strdup_printf ("--%s=%s", name, value));
  return TRUE;
}

static gboolean
add_list (GPtrArray *words, const char *name, GKeyFile *keys, const char *group, GError **error)
{
  g_auto (GStrv) values = g_key_file_get_string_list (keys, group, name, NULL, error);

  for (gsize i = 0; values != NULL && values[i] != NULL; i++)
    g_ptr_array_add (words, g_strdup_printf ("--%s=%s", name, values[i]));
  return values != NULL;
}

/* the setting as words of a command line */
static gboolean
add_words (GPtrArray *words,
           const GOptionEntry *setting,
           GKeyFile *keys,
           const char *group,
           GError **error)
{
  switch (setting->arg)
    {
    case G_OPTION_ARG_NONE:
      return add_flag (words, setting->long_name, keys, group, error);
    case G_OPTION_ARG_STRING_ARRAY:
    case G_OPTION_ARG_FILENAME_ARRAY:
      return add_list (words, setting->long_name, keys, group, error);
    case G_OPTION_ARG_STRING:
    case G_OPTION_ARG_FILENAME:
    case G_OPTION_ARG_INT:
    case G_OPTION_ARG_INT64:
    case G_OPTION_ARG_DOUBLE:
    case G_OPTION_ARG_CALLBACK:
    default:
      return add_value (words, setting->long_name, keys, group, error);
    }
}

static gboolean
set (const GOptionEntry *setting, GKeyFile *keys, const char *group, GError **error)
{
  const GOptionEntry entries[] = { *setting, G_OPTION_ENTRY_NULL };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  g_auto (GStrv) arguments = NULL;
  gboolean good;

  g_ptr_array_add (words, g_strdup (group)); /* GOption takes the first for a program's name */
  good = add_words (words, setting, keys, group, error);
  g_ptr_array_add (words, NULL);
  arguments = (char **) g_ptr_array_steal (words, NULL);
  g_option_context_add_main_entries (context, entries, /* translation_domain */ NULL);
  return good && g_option_context_parse_strv (context, &arguments, error);
}

/* from the last file that has it */
static gboolean
read_setting (GPtrArray *files, const GOptionEntry *setting, const char *group, GError **error)
{
  for (guint i = files->len; i > 0; i--)
    {
      const ConfFile *file = files->pdata[i - 1];
      g_autoptr (GError) local_error = NULL;

      if (!g_key_file_has_key (file->keys, group, setting->long_name, NULL))
        continue;
      return set (setting, file->keys, group, &local_error) ||
             fail (error, file->path, local_error->message);
    }
  return TRUE;
}

gboolean
anj_conf_read (const char *dir,
               const char *group,
               const GOptionEntry *settings,
               AnjConfKeys keys,
               const char *const *words,
               GError **error)
{
  g_autoptr (GPtrArray) files = load_all (dir, error);

  if (files == NULL)
    return FALSE;
  for (guint i = 0; i < files->len && keys == ANJ_CONF_OURS_ONLY; i++)
    if (!check_keys (files->pdata[i], group, settings, error))
      return FALSE;
  for (const GOptionEntry *setting = settings; setting->long_name != NULL; setting++)
    if (!is_named (words, setting->long_name) && !read_setting (files, setting, group, error))
      return FALSE;
  return TRUE;
}
