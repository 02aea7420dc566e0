/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fault-quiet.h"

#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

/* how often all other threads went to sleep */
static long
count_sleeps (void)
{
  struct rusage all, own;

  g_assert_cmpint (getrusage (RUSAGE_SELF, &all), ==, 0);
  g_assert_cmpint (getrusage (RUSAGE_THREAD, &own), ==, 0);
  return all.ru_nvcsw - own.ru_nvcsw;
}

/* proc(5): the state follows the name, which may hold anything; one that has ended sleeps well */
static gboolean
is_asleep (const char *thread)
{
  char path[64], text[256];
  const char *name_end;
  ssize_t n_read;
  int fd;

  g_snprintf (path, sizeof path, "/proc/self/task/%s/stat", thread);
  fd = open (path, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return TRUE;
  n_read = read (fd, text, sizeof text - 1);
  close (fd);
  if (n_read <= 0)
    return TRUE;
  text[n_read] = '\0';
  name_end = strrchr (text, ')');
  return name_end != NULL && strchr ("SXZ", name_end[2]) != NULL;
}

gboolean
fault_quiet (void)
{
  g_autofree char *self = g_strdup_printf ("%d", gettid ());
  long n_sleeps = count_sleeps ();
  DIR *threads = opendir ("/proc/self/task");
  gboolean are_asleep = TRUE;
  const struct dirent *each;

  g_assert_nonnull (threads);
  while (are_asleep && (each = readdir (threads)) != NULL)
    are_asleep = each->d_name[0] == '.' || g_str_equal (each->d_name, self) ||
                 is_asleep (each->d_name);
  closedir (threads);
  return are_asleep && count_sleeps () == n_sleeps;
}
