/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "anj-agent"

#include "app/agent/anj-attachment-files.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "app/agent/anj-agent-error.h"

#define FOLDER "attachments"
#define QUARANTINE "quarantine"
#define PART_SUFFIX ".part"
#define COPY_BYTES 65536
#define NEEDED_SEALS (F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW)
#define ISO_DATE_LENGTH 10

AnjAttachmentFile *
anj_attachment_file_new (const char *sha256, int fd)
{
  AnjAttachmentFile *self = g_new (AnjAttachmentFile, 1);
  int seals = fcntl (fd, F_GET_SEALS);

  self->sha256 = g_strdup (sha256);
  self->fd = fd;
  /* anything else could block the reader, or change under it */
  if (seals == -1 || (seals & NEEDED_SEALS) != NEEDED_SEALS)
    {
      close (fd);
      self->fd = -1;
    }
  return self;
}

void
anj_attachment_file_free (AnjAttachmentFile *self)
{
  if (self == NULL)
    return;
  if (self->fd >= 0)
    close (self->fd);
  g_free (self->sha256);
  g_free (self);
}

static char *
path_of (const char *state_dir, const char *sha256)
{
  return g_build_filename (state_dir, FOLDER, sha256, NULL);
}

static gboolean
fail (GError **error, const char *what, const char *path)
{
  int saved_errno = errno;
  gboolean is_full = saved_errno == ENOSPC || saved_errno == EDQUOT;

  g_set_error (error, ANJ_AGENT_ERROR, is_full ? ANJ_AGENT_ERROR_FULL : ANJ_AGENT_ERROR_FAILED,
               "cannot %s %s: %s", what, path, g_strerror (saved_errno));
  return FALSE;
}

static gboolean
sync_folder (const char *state_dir, GError **error)
{
  g_autofree char *path = g_build_filename (state_dir, FOLDER, NULL);
  int fd = open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  gboolean is_good = fd >= 0 && fsync (fd) == 0;

  if (!is_good)
    fail (error, "sync", path);
  if (fd >= 0)
    close (fd);
  return is_good;
}

static gboolean
write_all (int fd, const guint8 *data, gsize n_bytes)
{
  while (n_bytes > 0)
    {
      gssize n_written = write (fd, data, n_bytes);

      if (n_written < 0 && errno == EINTR)
        continue;
      if (n_written <= 0)
        return FALSE;
      data += n_written;
      n_bytes -= (gsize) n_written;
    }
  return TRUE;
}

/* @to: -1: only hashed. -1: errno; else how many bytes there were */
static gint64
copy (int from, int to, GChecksum *checksum)
{
  g_autofree guint8 *piece = g_malloc (COPY_BYTES);
  gint64 n_copied = 0;

  for (;;)
    {
      gssize n_read = pread (from, piece, COPY_BYTES, n_copied);

      if (n_read < 0 && errno == EINTR)
        continue;
      if (n_read < 0 || (n_read > 0 && to >= 0 && !write_all (to, piece, (gsize) n_read)))
        return -1;
      if (n_read == 0)
        return n_copied;
      g_checksum_update (checksum, piece, n_read);
      n_copied += n_read;
    }
}

static gboolean
check_room (const char *state_dir, guint64 n_bytes, guint64 reserve_bytes, GError **error)
{
  struct statvfs disk;

  if (statvfs (state_dir, &disk) == 0 &&
      (guint64) disk.f_bavail * disk.f_frsize >= n_bytes + reserve_bytes)
    return TRUE;
  g_set_error_literal (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_FULL, "full");
  return FALSE;
}

/* midnight of the day: a finer time could be held against a look-up's */
static gboolean
set_times (int fd, const char *date)
{
  g_autofree char *text = g_strdup_printf ("%.*sT00:00:00Z", ISO_DATE_LENGTH, date);
  g_autoptr (GDateTime) day = g_date_time_new_from_iso8601 (text, NULL);
  struct timespec times[2] = { 0 };

  if (day != NULL)
    times[0].tv_sec = times[1].tv_sec = g_date_time_to_unix (day);
  return futimens (fd, times) == 0;
}

static gboolean
refuse_damaged (GError **error)
{
  g_set_error_literal (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_INVALID, "attachment-damaged");
  return FALSE;
}

static gboolean
write_part (const AnjAttachmentFile *self,
            const char *path,
            guint64 n_bytes,
            const char *date,
            GError **error)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  int fd = open (path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  gboolean is_good;
  gint64 n_copied;

  if (fd < 0)
    return fail (error, "make", path);
  n_copied = copy (self->fd, fd, checksum);
  if (n_copied < 0)
    is_good = fail (error, "write", path);
  else if ((guint64) n_copied != n_bytes ||
           !g_str_equal (g_checksum_get_string (checksum), self->sha256))
    is_good = refuse_damaged (error);
  else
    is_good = (set_times (fd, date) && fsync (fd) == 0) || fail (error, "sync", path);
  close (fd);
  return is_good;
}

gboolean
anj_attachment_file_keep (const AnjAttachmentFile *self,
                          const char *state_dir,
                          guint64 n_bytes,
                          const char *date,
                          guint64 reserve_bytes,
                          GError **error)
{
  g_autofree char *folder = g_build_filename (state_dir, FOLDER, NULL);
  g_autofree char *path = path_of (state_dir, self->sha256);
  g_autofree char *part = g_strconcat (path, PART_SUFFIX, NULL);

  if (self->fd < 0)
    return refuse_damaged (error);
  if (g_mkdir_with_parents (folder, 0700) != 0)
    return fail (error, "make", folder);
  if (!check_room (state_dir, n_bytes, reserve_bytes, error))
    return FALSE;
  if (write_part (self, part, n_bytes, date, error))
    {
      if (g_rename (part, path) == 0)
        return sync_folder (state_dir, error);
      fail (error, "rename", part);
    }
  g_unlink (part);
  return FALSE;
}

GBytes *
anj_attachment_file_read (const char *state_dir,
                          const char *sha256,
                          guint64 offset,
                          gsize n_max,
                          GError **error)
{
  g_autofree char *path = path_of (state_dir, sha256);
  int fd = open (path, O_RDONLY | O_NOATIME | O_CLOEXEC);
  guint8 *data = g_malloc (n_max);
  gssize n_read = fd >= 0 ? pread (fd, data, n_max, (off_t) offset) : -1;

  if (n_read < 0)
    g_set_error (error, ANJ_AGENT_ERROR,
                 errno == ENOENT ? ANJ_AGENT_ERROR_DAMAGED : ANJ_AGENT_ERROR_FAILED,
                 "cannot read %s: %s", path, g_strerror (errno));
  if (fd >= 0)
    close (fd);
  if (n_read >= 0)
    return g_bytes_new_take (data, (gsize) n_read);
  g_free (data);
  return NULL;
}

gboolean
anj_attachment_file_holds (const char *state_dir,
                           const char *sha256,
                           guint64 n_bytes,
                           gboolean check_hash)
{
  g_autofree char *path = path_of (state_dir, sha256);
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  int fd = open (path, O_RDONLY | O_CLOEXEC);
  struct stat info;
  gboolean is_good;

  if (fd < 0)
    return errno != ENOENT;
  is_good = fstat (fd, &info) != 0 || (guint64) info.st_size == n_bytes;
  if (is_good && check_hash && copy (fd, -1, checksum) >= 0)
    is_good = g_str_equal (g_checksum_get_string (checksum), sha256);
  close (fd);
  return is_good;
}

gboolean
anj_attachment_file_exists (const char *state_dir, const char *sha256)
{
  g_autofree char *path = path_of (state_dir, sha256);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

void
anj_attachment_file_remove (const char *state_dir, const char *sha256)
{
  g_autofree char *path = path_of (state_dir, sha256);

  if (g_unlink (path) != 0 && errno != ENOENT)
    g_warning ("cannot remove %s: %s", path, g_strerror (errno));
}

/* (transfer full) (nullable): its name in quarantine/, which is there then */
static char *
make_aside_path (const char *state_dir, const char *sha256, GError **error)
{
  g_autofree char *folder = g_build_filename (state_dir, QUARANTINE, NULL);
  g_autofree char *name = g_strconcat ("attachment-", sha256, NULL);

  if (g_mkdir_with_parents (folder, 0700) == 0)
    return g_build_filename (folder, name, NULL);
  fail (error, "make", folder);
  return NULL;
}

gboolean
anj_attachment_file_set_aside (const char *state_dir, const char *sha256, GError **error)
{
  g_autofree char *from = path_of (state_dir, sha256);
  g_autofree char *to = make_aside_path (state_dir, sha256, error);

  return to != NULL &&
         (g_rename (from, to) == 0 || errno == ENOENT || fail (error, "set aside", from));
}

gboolean
anj_attachment_file_link_aside (const char *state_dir, const char *sha256, GError **error)
{
  g_autofree char *from = path_of (state_dir, sha256);
  g_autofree char *to = make_aside_path (state_dir, sha256, error);

  return to != NULL && (link (from, to) == 0 || errno == EEXIST || errno == ENOENT ||
                        fail (error, "set aside", from));
}

void
anj_attachment_files_sweep (const char *state_dir, GHashTable *kept)
{
  g_autofree char *path = g_build_filename (state_dir, FOLDER, NULL);
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    if (!g_hash_table_contains (kept, name))
      anj_attachment_file_remove (state_dir, name);
}
