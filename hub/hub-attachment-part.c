/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-attachment-part.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "hub/hub-files.h"

static char *
part_path (const char *dir, const char *sha256)
{
  g_autofree char *name = g_strconcat (sha256, ".part", NULL);

  return g_build_filename (dir, name, NULL);
}

gint64
hub_attachment_part_length (const char *dir, const char *sha256)
{
  g_autofree char *path = part_path (dir, sha256);
  struct stat info;

  return stat (path, &info) == 0 ? (gint64) info.st_size : 0;
}

static gboolean
has_room (const char *dir, gsize n_bytes, guint64 reserve_bytes)
{
  struct statvfs disk;
  guint64 n_free;

  if (statvfs (dir, &disk) != 0)
    return TRUE; /* writing will tell */
  n_free = (guint64) disk.f_bavail * disk.f_frsize;
  return n_free >= n_bytes && n_free - n_bytes >= reserve_bytes;
}

gboolean
hub_attachment_part_append (const char *dir,
                            const char *sha256,
                            GBytes *piece,
                            guint64 reserve_bytes,
                            gboolean *out_full,
                            GError **error)
{
  g_autofree char *path = part_path (dir, sha256);
  gsize n_bytes;
  const guint8 *data = g_bytes_get_data (piece, &n_bytes);
  gint64 n_before = hub_attachment_part_length (dir, sha256);
  gboolean is_good;
  int fd, saved_errno;

  *out_full = !has_room (dir, n_bytes, reserve_bytes);
  if (*out_full)
    return TRUE;
  fd = open (path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  is_good = fd >= 0 && hub_fd_write_all (fd, data, n_bytes);
  saved_errno = errno;
  if (fd >= 0 && !is_good && ftruncate (fd, n_before) != 0)
    g_unlink (path); /* it begins anew: better than a part that is not what was told */
  if (fd >= 0)
    close (fd);
  if (is_good)
    return TRUE;
  *out_full = saved_errno == ENOSPC || saved_errno == EDQUOT;
  if (*out_full)
    return TRUE;
  g_set_error (error, HUB_ERROR, HUB_ERROR_IO, "cannot write %s: %s", path,
               g_strerror (saved_errno));
  return FALSE;
}

void
hub_attachment_part_remove (const char *dir, const char *sha256)
{
  g_autofree char *path = part_path (dir, sha256);

  g_unlink (path);
}

static gboolean
sync_file (const char *path, GError **error)
{
  int fd = open (path, O_WRONLY | O_CLOEXEC);
  gboolean is_good = fd >= 0 && fsync (fd) == 0;

  if (!is_good)
    g_set_error (error, HUB_ERROR, HUB_ERROR_IO, "cannot sync %s: %m", path);
  if (fd >= 0)
    close (fd);
  return is_good;
}

gboolean
hub_attachment_part_finish (const char *dir, const char *sha256, gboolean *out_good, GError **error)
{
  g_autofree char *path = part_path (dir, sha256);
  g_autofree char *whole = g_build_filename (dir, sha256, NULL);
  g_autofree char *hash = hub_file_sha256 (path, error);

  if (hash == NULL)
    return FALSE;
  *out_good = g_str_equal (hash, sha256);
  if (!*out_good)
    {
      g_unlink (path);
      return TRUE;
    }
  if (!sync_file (path, error))
    return FALSE;
  if (g_rename (path, whole) == 0)
    return hub_dir_sync (dir, error);
  g_set_error (error, HUB_ERROR, HUB_ERROR_IO, "cannot rename %s: %m", path);
  return FALSE;
}
