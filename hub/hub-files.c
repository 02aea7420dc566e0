/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-files.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define CHUNK_BYTES 65536

static gboolean
fail (HubError code, const char *what, const char *path, GError **error)
{
  g_set_error (error, HUB_ERROR, (int) code, "cannot %s %s: %s", what, path, g_strerror (errno));
  return FALSE;
}

gboolean
hub_fd_write_all (int fd, const guint8 *data, gsize n_bytes)
{
  while (n_bytes > 0)
    {
      ssize_t n = write (fd, data, n_bytes);

      if (n < 0 && errno != EINTR)
        return FALSE;
      if (n > 0)
        {
          data += n;
          n_bytes -= (gsize) n;
        }
    }
  return TRUE;
}

/* reads @in to its end; @out -1: only hashes */
static char *
pump (int in, int out, const char *path, GError **error)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree guint8 *chunk = g_malloc (CHUNK_BYTES);
  ssize_t n;

  while ((n = read (in, chunk, CHUNK_BYTES)) != 0)
    {
      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0 || (out >= 0 && !hub_fd_write_all (out, chunk, (gsize) n)))
        {
          fail (HUB_ERROR_IO, "copy", path, error);
          return NULL;
        }
      g_checksum_update (checksum, chunk, n);
    }
  return g_strdup (g_checksum_get_string (checksum));
}

char *
hub_file_sha256 (const char *path, GError **error)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC);
  char *sha256;

  if (fd < 0)
    {
      fail (HUB_ERROR_NO_INPUT, "open", path, error);
      return NULL;
    }
  sha256 = pump (fd, -1, path, error);
  close (fd);
  return sha256;
}

/* a copy is as old as what it was made of: retention goes by it */
static gboolean
keep_date (int in, int out)
{
  struct stat status;
  struct timespec times[2];

  if (fstat (in, &status) != 0)
    return FALSE;
  times[0] = status.st_atim;
  times[1] = status.st_mtim;
  return futimens (out, times) == 0;
}

static char *
copy_to_new (int in, const char *path, GError **error)
{
  int out = open (path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  g_autofree char *sha256 = NULL;
  gboolean ok;

  if (out < 0)
    {
      fail (HUB_ERROR_CANT_CREATE, "make", path, error);
      return NULL;
    }
  sha256 = pump (in, out, path, error);
  ok = sha256 != NULL &&
       ((keep_date (in, out) && fsync (out) == 0) || fail (HUB_ERROR_IO, "sync", path, error));
  close (out);
  return ok ? g_steal_pointer (&sha256) : NULL;
}

char *
hub_file_copy (const char *from, const char *to, GError **error)
{
  g_autofree char *fresh = g_strconcat (to, ".new", NULL);
  g_autofree char *sha256 = NULL;
  int in = open (from, O_RDONLY | O_CLOEXEC);

  if (in < 0)
    {
      fail (HUB_ERROR_NO_INPUT, "open", from, error);
      return NULL;
    }
  sha256 = copy_to_new (in, fresh, error);
  close (in);
  if (sha256 == NULL || (g_rename (fresh, to) != 0 && !fail (HUB_ERROR_IO, "write", to, error)))
    {
      g_unlink (fresh);
      return NULL;
    }
  return g_steal_pointer (&sha256);
}

gboolean
hub_file_write (const char *path, const char *text, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autofree char *dir = g_path_get_dirname (path);

  if (g_file_set_contents_full (path, text, -1,
                                G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600,
                                &local_error))
    return hub_dir_sync (dir, error);
  g_set_error_literal (error, HUB_ERROR, HUB_ERROR_IO, local_error->message);
  return FALSE;
}

gboolean
hub_dir_make (const char *path, GError **error)
{
  return g_mkdir_with_parents (path, 0700) == 0 ||
         fail (HUB_ERROR_CANT_CREATE, "make", path, error);
}

gboolean
hub_dir_sync (const char *path, GError **error)
{
  int fd = open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  gboolean ok = fd >= 0 && fsync (fd) == 0;

  if (!ok)
    fail (HUB_ERROR_IO, "sync", path, error);
  if (fd >= 0)
    close (fd);
  return ok;
}

gboolean
hub_dir_remove (const char *path, GError **error)
{
  g_autoptr (GPtrArray) names = hub_dir_list (path);

  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *file = g_build_filename (path, g_ptr_array_index (names, i), NULL);

      if (g_unlink (file) != 0 && errno != ENOENT)
        return fail (HUB_ERROR_IO, "remove", file, error);
    }
  return g_rmdir (path) == 0 || errno == ENOENT || fail (HUB_ERROR_IO, "remove", path, error);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

GPtrArray *
hub_dir_list (const char *path)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  return names;
}

gboolean
hub_files_same_device (const char *one, const char *other, gboolean *out_same, GError **error)
{
  GStatBuf a, b;

  if (g_stat (one, &a) != 0)
    return fail (HUB_ERROR_NO_INPUT, "look at", one, error);
  if (g_stat (other, &b) != 0)
    return fail (HUB_ERROR_NO_INPUT, "look at", other, error);
  *out_same = a.st_dev == b.st_dev;
  return TRUE;
}

gboolean
hub_is_sha256_name (const char *name)
{
  return strlen (name) == HUB_SHA256_HEX_CHARS &&
         strspn (name, "0123456789abcdef") == HUB_SHA256_HEX_CHARS;
}

int
hub_dir_lock (const char *data_dir, GError **error)
{
  int fd = open (data_dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  if (fd >= 0 && flock (fd, LOCK_EX | LOCK_NB) == 0)
    return fd;
  g_set_error (error, HUB_ERROR, HUB_ERROR_UNAVAILABLE,
               "%s is in use; stop the hub that serves it first", data_dir);
  if (fd >= 0)
    close (fd);
  return -1;
}
