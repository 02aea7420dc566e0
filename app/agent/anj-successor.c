/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/agent/anj-successor.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "app/agent/anj-agent-error.h"
#include "app/agent/anj-state-files.h"

#define UNFINISHED ".salvaging"
#define WHOLE ".salvaged"

static char *
path_of (const char *state_dir, const char *name, const char *suffix)
{
  g_autofree char *file = g_strconcat (name, suffix, NULL);

  return g_build_filename (state_dir, file, NULL);
}

static gboolean
fail (GError **error, const char *what, const char *path)
{
  int saved_errno = errno;

  g_set_error (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_DISK, "cannot %s %s: %s", what, path,
               g_strerror (saved_errno));
  return FALSE;
}

/* names given or taken away in it are on the disk */
static gboolean
sync_folder (const char *path, GError **error)
{
  int fd = open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  gboolean done = fd >= 0 && fsync (fd) == 0;

  if (!done)
    fail (error, "write", path);
  if (fd >= 0)
    close (fd);
  return done;
}

static gboolean
sync_both (const char *state_dir, GError **error)
{
  g_autofree char *quarantine = g_build_filename (state_dir, "quarantine", NULL);

  return sync_folder (state_dir, error) && sync_folder (quarantine, error);
}

static gboolean
move (const char *from, const char *to, GError **error)
{
  return g_rename (from, to) == 0 || fail (error, "rename", from);
}

/* 0: it is not there either */
static gint64
size_of (const char *state_dir, const char *name, const char *suffix)
{
  g_autofree char *path = path_of (state_dir, name, suffix);
  GStatBuf status;

  return g_stat (path, &status) == 0 ? status.st_size : 0;
}

gboolean
anj_successor_has_lone_log (const char *state_dir, const char *name)
{
  return size_of (state_dir, name, "") == 0 && size_of (state_dir, name, "-wal") > 0;
}

char *
anj_successor_begin (const char *state_dir, const char *name)
{
  static const char *const suffixes[] = { "-wal", "-shm", "-journal" };
  char *path = path_of (state_dir, name, UNFINISHED);

  for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *beside = g_strconcat (path, suffixes[i], NULL);

      g_unlink (beside);
    }
  g_unlink (path);
  return path;
}

gboolean
anj_successor_complete (const char *state_dir, const char *name, GError **error)
{
  g_autofree char *unfinished = path_of (state_dir, name, UNFINISHED);
  g_autofree char *whole = path_of (state_dir, name, WHOLE);

  return move (unfinished, whole, error) && sync_folder (state_dir, error);
}

gboolean
anj_successor_take_place (const char *state_dir,
                          const char *name,
                          gint64 real_us,
                          gboolean *out_is_new,
                          GError **error)
{
  g_autofree char *whole = path_of (state_dir, name, WHOLE);
  g_autofree char *path = path_of (state_dir, name, "");
  gboolean is_new = g_file_test (whole, G_FILE_TEST_EXISTS);

  if (out_is_new != NULL)
    *out_is_new = is_new;
  return !is_new ||
         (anj_state_quarantine (state_dir, name, real_us, error) && sync_both (state_dir, error) &&
          move (whole, path, error) && sync_folder (state_dir, error));
}
