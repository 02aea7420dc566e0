/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/agent/anj-memory-check.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

static char *
read_text (const char *dir, const char *name)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);
  char *text = NULL;

  return g_file_get_contents (path, &text, NULL, /* error */ NULL) ? g_strchomp (text) : NULL;
}

static gboolean is_encrypted (const char *sys_dir, const char *device);

/* whether all that @device lies on is: a volume on an encrypted disk */
static gboolean
are_parts_encrypted (const char *sys_dir, const char *device)
{
  g_autofree char *path = g_build_filename (sys_dir, "class/block", device, "slaves", NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, /* error */ NULL);
  guint n_parts = 0;
  const char *name;

  for (; dir != NULL && (name = g_dir_read_name (dir)) != NULL; n_parts++)
    if (!is_encrypted (sys_dir, name))
      return FALSE;
  return n_parts > 0;
}

/* @device: as "dm-0"; zram without a backing device never leaves memory */
static gboolean
is_encrypted (const char *sys_dir, const char *device)
{
  g_autofree char *dir = g_build_filename (sys_dir, "class/block", device, NULL);
  g_autofree char *uuid = read_text (dir, "dm/uuid");

  if (g_str_has_prefix (device, "zram"))
    {
      g_autofree char *backing = read_text (dir, "backing_dev");

      return backing == NULL || g_str_equal (backing, "none");
    }
  if (uuid != NULL && g_str_has_prefix (uuid, "CRYPT-"))
    return TRUE;
  return are_parts_encrypted (sys_dir, device);
}

/* (transfer full) */
static char *
describe_swap (const AnjMemoryCheck *self, gboolean *out_is_safe)
{
  g_autofree char *text = read_text (self->proc_dir, "swaps");
  g_auto (GStrv) lines = g_strsplit (text != NULL ? text : "", "\n", -1);
  g_autoptr (GString) safe = g_string_new (NULL);
  g_autoptr (GString) bare = g_string_new (NULL);

  for (guint i = 1; lines[0] != NULL && lines[i] != NULL; i++)
    {
      g_autofree char *path = g_strndup (lines[i], strcspn (lines[i], " \t"));
      g_autofree char *device = g_path_get_basename (path);
      gboolean is_device = g_str_has_prefix (path, "/dev/");
      GString *list = is_device && is_encrypted (self->sys_dir, device) ? safe : bare;

      g_string_append_printf (list, "%s%s", list->len > 0 ? ", " : "", path);
    }
  *out_is_safe = text != NULL && bare->len == 0;
  if (text == NULL)
    return g_strdup ("whether there is swap is not known");
  if (bare->len > 0)
    return g_strdup_printf (
        "swap on %s is not known to be encrypted: what was on the screen may be "
        "written there; turn it off or encrypt it",
        bare->str);
  return safe->len > 0 ? g_strdup_printf ("swap on %s is encrypted or in memory", safe->str)
                       : g_strdup ("no swap");
}

/* the process that holds the lock of the state directory; 0: none, or not known */
static int
find_agent (const AnjMemoryCheck *self)
{
  g_autofree char *path = g_build_filename (self->state_dir, "lock", NULL);
  g_autofree char *text = read_text (self->proc_dir, "locks");
  g_auto (GStrv) lines = g_strsplit (text != NULL ? text : "", "\n", -1);
  struct stat status;

  if (stat (path, &status) != 0)
    return 0;
  for (guint i = 0; lines[i] != NULL; i++)
    {
      unsigned device_major, device_minor;
      guint64 inode;
      int pid;

      if (sscanf (lines[i], "%*d: FLOCK %*s %*s %d %x:%x:%" G_GUINT64_FORMAT, &pid, &device_major,
                  &device_minor, &inode) == 4 &&
          inode == status.st_ino && device_major == major (status.st_dev) &&
          device_minor == minor (status.st_dev))
        return pid;
    }
  return 0;
}

/* (transfer full) */
static char *
describe_agent (const AnjMemoryCheck *self)
{
  int pid = find_agent (self);
  g_autofree char *name = g_strdup_printf ("%d/status", pid);
  g_autofree char *status = pid > 0 ? read_text (self->proc_dir, name) : NULL;
  const char *locked = status != NULL ? strstr (status, "\nVmLck:") : NULL;
  guint64 n_kib;

  if (locked == NULL || sscanf (locked, " VmLck: %" G_GUINT64_FORMAT, &n_kib) != 1)
    return g_strdup ("the agent does not run");
  return g_strdup (n_kib > 0 ? "the agent is locked into memory"
                             : "the agent is not locked into memory: LimitMEMLOCK=infinity");
}

char *
anj_memory_check (const AnjMemoryCheck *self, gboolean *out_is_safe)
{
  g_autofree char *swap = describe_swap (self, out_is_safe);
  g_autofree char *agent = describe_agent (self);
  g_autofree char *pattern = read_text (self->proc_dir, "sys/kernel/core_pattern");

  return g_strdup_printf ("%s; %s; none of our programs writes core files, others' go to \"%s\"",
                          swap, agent, pattern != NULL ? pattern : "?");
}
