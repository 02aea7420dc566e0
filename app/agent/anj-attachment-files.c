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
sync_folder (const char *state_dir, const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (state_dir, name, NULL);
  int fd = open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  gboolean is_good = fd >= 0 && fsync (fd) == 0;

  if (!is_good)
    fail (error, "sync", path);
  if (fd >= 0)
    close (fd);
  return is_good;
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
static gint64
read_day (const char *date)
{
  g_autofree char *text = g_strdup_printf ("%.*sT00:00:00Z", ISO_DATE_LENGTH, date);
  g_autoptr (GDateTime) day = g_date_time_new_from_iso8601 (text, NULL);

  return day != NULL ? g_date_time_to_unix (day) : 0;
}

static gboolean
set_times (int fd, gint64 time_s)
{
  const struct timespec times[2] = { { .tv_sec = time_s }, { .tv_sec = time_s } };

  return futimens (fd, times) == 0;
}

static gboolean
refuse_damaged (GError **error)
{
  g_set_error_literal (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_INVALID, "attachment-damaged");
  return FALSE;
}

/* @from's sealed form at @path, durably; *out_is_good: it has that name and length */
static gboolean
write_part (const AnjAttachmentFolder *folder,
            int from,
            const char *sha256,
            const char *path,
            gint64 time_s,
            guint64 n_bytes,
            gboolean *out_is_good,
            GError **error)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  int fd = open (path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  guint64 n_copied;
  gboolean done;

  if (fd < 0)
    return fail (error, "make", path);
  done = anj_attachment_seal_copy (folder, sha256, from, fd, checksum, &n_copied, error) &&
         ((set_times (fd, time_s) && fsync (fd) == 0) || fail (error, "sync", path));
  close (fd);
  *out_is_good = done && n_copied == n_bytes &&
                 g_str_equal (g_checksum_get_string (checksum), sha256);
  return done;
}

gboolean
anj_attachment_file_keep (const AnjAttachmentFile *self,
                          const AnjAttachmentFolder *folder,
                          guint64 n_bytes,
                          const char *date,
                          guint64 reserve_bytes,
                          GError **error)
{
  g_autofree char *folder_path = g_build_filename (folder->state_dir, FOLDER, NULL);
  g_autofree char *path = path_of (folder->state_dir, self->sha256);
  g_autofree char *part = g_strconcat (path, PART_SUFFIX, NULL);
  gboolean is_good;

  if (self->fd < 0)
    return refuse_damaged (error);
  if (g_mkdir_with_parents (folder_path, 0700) != 0)
    return fail (error, "make", folder_path);
  if (!check_room (folder->state_dir, n_bytes, reserve_bytes, error))
    return FALSE;
  if (write_part (folder, self->fd, self->sha256, part, read_day (date), n_bytes, &is_good,
                  error) &&
      (is_good || refuse_damaged (error)))
    {
      if (g_rename (part, path) == 0)
        return sync_folder (folder->state_dir, FOLDER, error);
      fail (error, "rename", part);
    }
  g_unlink (part);
  return FALSE;
}

gboolean
anj_attachment_file_seal_older (const AnjAttachmentFolder *folder,
                                const char *sha256,
                                GError **error)
{
  g_autofree char *path = path_of (folder->state_dir, sha256);
  g_autofree char *part = g_strconcat (path, PART_SUFFIX, NULL);
  int fd = open (path, O_RDONLY | O_CLOEXEC);
  gboolean is_good, done = TRUE;
  struct stat info;

  if (fd < 0)
    return TRUE;
  /* a damaged one stays as it is, to be found */
  if (!anj_attachment_is_sealed (fd) && fstat (fd, &info) == 0)
    {
      done = write_part (folder, fd, sha256, part, info.st_mtim.tv_sec, (guint64) info.st_size,
                         &is_good, error);
      if (done && is_good)
        done = (g_rename (part, path) == 0 || fail (error, "rename", part)) &&
               sync_folder (folder->state_dir, FOLDER, error);
      else
        g_unlink (part);
    }
  close (fd);
  return done;
}

static int
open_file (const char *state_dir, const char *sha256, GError **error)
{
  g_autofree char *path = path_of (state_dir, sha256);
  int fd = open (path, O_RDONLY | O_NOATIME | O_CLOEXEC);

  if (fd < 0)
    g_set_error (error, ANJ_AGENT_ERROR,
                 errno == ENOENT ? ANJ_AGENT_ERROR_DAMAGED : ANJ_AGENT_ERROR_FAILED,
                 "cannot read %s: %s", path, g_strerror (errno));
  return fd;
}

GBytes *
anj_attachment_file_read (const AnjAttachmentFolder *folder,
                          const char *sha256,
                          guint64 offset,
                          gsize n_max,
                          GError **error)
{
  int fd = open_file (folder->state_dir, sha256, error);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  gboolean has_more = fd >= 0, is_good = fd >= 0;

  while (has_more && bytes->len < n_max)
    {
      g_autoptr (GBytes)
          piece = anj_attachment_seal_read (folder, sha256, fd, offset + bytes->len, error);
      gsize n_bytes = piece != NULL ? MIN (g_bytes_get_size (piece), n_max - bytes->len) : 0;

      is_good = piece != NULL;
      has_more = n_bytes > 0;
      if (has_more)
        g_byte_array_append (bytes, g_bytes_get_data (piece, NULL), (guint) n_bytes);
    }
  if (fd >= 0)
    close (fd);
  return is_good ? g_byte_array_free_to_bytes (g_steal_pointer (&bytes)) : NULL;
}

/* what the disk does not give now may be good */
static gboolean
has_hash (const AnjAttachmentFolder *folder, const char *sha256, int fd)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint64 offset = 0;

  for (;;)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) piece = anj_attachment_seal_read (folder, sha256, fd, offset, &error);
      gsize n_bytes;
      const guint8 *data;

      if (piece == NULL)
        return g_error_matches (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_FAILED);
      data = g_bytes_get_data (piece, &n_bytes);
      if (n_bytes == 0)
        return g_str_equal (g_checksum_get_string (checksum), sha256);
      g_checksum_update (checksum, data, (gssize) n_bytes);
      offset += n_bytes;
    }
}

gboolean
anj_attachment_file_holds (const AnjAttachmentFolder *folder,
                           const char *sha256,
                           guint64 n_bytes,
                           gboolean check_hash)
{
  g_autoptr (GError) error = NULL;
  int fd = open_file (folder->state_dir, sha256, &error);
  guint64 size;
  struct stat info;
  gboolean is_good;

  if (fd < 0)
    return g_error_matches (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_FAILED);
  size = anj_attachment_is_sealed (fd) ? anj_attachment_seal_size (n_bytes) : n_bytes;
  is_good = fstat (fd, &info) != 0 || (guint64) info.st_size == size;
  if (is_good && check_hash)
    is_good = has_hash (folder, sha256, fd);
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

  if (to == NULL)
    return FALSE;
  if (link (from, to) != 0 && errno != EEXIST && errno != ENOENT)
    return fail (error, "set aside", from);
  /* and so is the name of quarantine/ itself, which may be new */
  return sync_folder (state_dir, QUARANTINE, error) && sync_folder (state_dir, "", error);
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
