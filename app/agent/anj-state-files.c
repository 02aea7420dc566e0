/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/agent/anj-state-files.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/file.h>
#include <unistd.h>

#include "app/agent/anj-agent-error.h"
#include "core/anj-secret.h"

static void
set_errno_error (GError **error, const char *what, const char *path)
{
  int saved_errno = errno;

  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (saved_errno), "cannot %s %s: %s", what,
               path, g_strerror (saved_errno));
}

static gboolean
ensure_folder (const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);

  if (g_mkdir_with_parents (folder, 0700) == 0)
    return TRUE;
  set_errno_error (error, "make", folder);
  return FALSE;
}

gboolean
anj_state_write (const char *state_dir, const char *name, GBytes *content, GError **error)
{
  g_autofree char *path = g_build_filename (state_dir, name, NULL);
  gsize n_bytes;
  const char *data = g_bytes_get_data (content, &n_bytes);

  return ensure_folder (path, error) &&
         g_file_set_contents_full (path, data != NULL ? data : "", (gssize) n_bytes,
                                   G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                   0600, error);
}

GBytes *
anj_state_read (const char *state_dir, const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (state_dir, name, NULL);
  char *data;
  gsize n_bytes;

  if (!g_file_get_contents (path, &data, &n_bytes, error))
    return NULL;
  return anj_secret_bytes_new_take ((guint8 *) data, n_bytes);
}

char *
anj_state_read_text (const char *state_dir, const char *name)
{
  g_autoptr (GBytes) bytes = anj_state_read (state_dir, name, NULL);
  gsize n_bytes;
  const char *data;

  if (bytes == NULL)
    return NULL;
  data = g_bytes_get_data (bytes, &n_bytes);
  return g_strndup (data, n_bytes);
}

gboolean
anj_state_exists (const char *state_dir, const char *name)
{
  g_autofree char *path = g_build_filename (state_dir, name, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

gboolean
anj_state_quarantine (const char *state_dir, const char *name, gint64 real_us, GError **error)
{
  static const char *const suffixes[] = { "", "-wal", "-shm" };

  for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *file = g_strconcat (name, suffixes[i], NULL);
      g_autofree char *from = g_build_filename (state_dir, file, NULL);
      g_autofree char *kept = g_strdup_printf ("%" G_GINT64_FORMAT "-%s%s", real_us, name,
                                               suffixes[i]);
      g_autofree char *to = g_build_filename (state_dir, "quarantine", kept, NULL);

      if (!ensure_folder (to, error))
        return FALSE;
      if (g_rename (from, to) != 0 && errno != ENOENT)
        {
          set_errno_error (error, "set aside", from);
          return FALSE;
        }
    }
  return TRUE;
}

gboolean
anj_state_quarantine_one (const char *state_dir, const char *name, gint64 real_us, GError **error)
{
  static const char *const suffixes[] = { "", "-wal", "-shm" };
  g_autofree char *path = g_build_filename (state_dir, "quarantine", NULL);
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *entry;

  while (folder != NULL && (entry = g_dir_read_name (folder)) != NULL)
    for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++)
      {
        g_autofree char *end = g_strconcat ("-", name, suffixes[i], NULL);
        g_autofree char *file = g_build_filename (path, entry, NULL);

        if (g_str_has_suffix (entry, end))
          g_unlink (file);
      }
  return anj_state_quarantine (state_dir, name, real_us, error);
}

gboolean
anj_state_lock (const char *state_dir, GError **error)
{
  g_autofree char *path = g_build_filename (state_dir, "lock", NULL);
  int fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

  if (fd < 0 && errno == EROFS) /* left there by an earlier agent */
    fd = open (path, O_RDONLY | O_CLOEXEC);

  if (fd < 0)
    {
      set_errno_error (error, "make", path);
      return FALSE;
    }
  if (flock (fd, LOCK_EX | LOCK_NB) == 0)
    return TRUE; /* held open on purpose: the kernel lets go when the process ends */
  close (fd);
  g_set_error (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_CONFIG,
               "another agent works in %s; stop it first", state_dir);
  return FALSE;
}

guint
anj_state_count_quarantine (const char *state_dir)
{
  g_autofree char *path = g_build_filename (state_dir, "quarantine", NULL);
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  guint n_files = 0;

  while (folder != NULL && g_dir_read_name (folder) != NULL)
    n_files++;
  return n_files;
}
