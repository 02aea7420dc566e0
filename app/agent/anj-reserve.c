/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/agent/anj-reserve.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/agent/anj-agent-error.h"

#define FILE_NAME "reserve"
#define BLOCK_BYTES 512

static char *
path_of (const char *state_dir)
{
  return g_build_filename (state_dir, FILE_NAME, NULL);
}

gboolean
anj_reserve_is_taken (const char *state_dir)
{
  g_autofree char *path = path_of (state_dir);
  struct stat status;

  return stat (path, &status) == 0 && status.st_size >= ANJ_RESERVE_BYTES &&
         (gint64) status.st_blocks * BLOCK_BYTES >= ANJ_RESERVE_BYTES;
}

/* -1: none */
static gint64
read_size (const char *path)
{
  struct stat status;

  return stat (path, &status) == 0 ? (gint64) status.st_size : -1;
}

/* @size: 0 or less: none */
static void
cut_to (const char *path, gint64 size)
{
  if (size <= 0)
    g_unlink (path);
  else if (truncate (path, (off_t) size) != 0)
    g_debug ("cannot shorten %s: %s", path, g_strerror (errno));
}

gboolean
anj_reserve_take (const char *state_dir, GError **error)
{
  g_autofree char *path = path_of (state_dir);
  gint64 size = read_size (path);
  int fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  int problem = fd >= 0 ? posix_fallocate (fd, 0, ANJ_RESERVE_BYTES) : errno;

  if (fd >= 0)
    close (fd);
  if (problem == 0)
    return TRUE;
  cut_to (path, size);
  g_set_error (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_FULL, "cannot take the reserve %s: %s", path,
               g_strerror (problem));
  return FALSE;
}

gboolean
anj_reserve_give_up_some (const char *state_dir)
{
  g_autofree char *path = path_of (state_dir);
  gint64 size = read_size (path);

  cut_to (path, size - ANJ_RESERVE_BYTES / 4);
  return size > 0;
}
