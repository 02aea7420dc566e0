/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "pack-folder.h"

#include <gio/gio.h>
#include <glib/gstdio.h>

#include "mo-file.h"

void
pack_folder_write (const char *dir, const char *language, const char *more)
{
  g_autofree char *folder = g_build_filename (dir, language, NULL);
  g_autofree char *path = g_build_filename (folder, "manifest.json", NULL);
  g_autofree char *json = g_strdup_printf ("{\"language\": \"%s\", \"name\": \"Basa\", %s}",
                                           language,
                                           more != NULL ? more : PACK_REVIEW ("unreviewed", ""));
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_file_set_contents (path, json, -1, &error);
  g_assert_no_error (error);
}

void
pack_folder_write_texts (const char *dir, const char *language, const char *const *pairs)
{
  g_autofree char *folder = g_build_filename (dir, language, "LC_MESSAGES", NULL);
  g_autofree char *path = g_build_filename (folder, "anjungan.mo", NULL);
  g_autoptr (GBytes) file = mo_file_new (pairs);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_file_set_contents (path, g_bytes_get_data (file, NULL), (gssize) g_bytes_get_size (file),
                       &error);
  g_assert_no_error (error);
}

void
pack_folder_remove (const char *dir)
{
  g_autoptr (GDir) folder = g_dir_open (dir, 0, NULL);
  const char *name = NULL;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *path = g_build_filename (dir, name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        pack_folder_remove (path);
      else
        g_assert_cmpint (g_remove (path), ==, 0);
    }
  g_assert_cmpint (g_rmdir (dir), ==, 0);
}
