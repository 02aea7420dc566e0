/* SPDX-License-Identifier: GPL-3.0-or-later */

/* libc's file calls, with somebody listening. The program's own definitions are found before libc's
 * by all its libraries, so there is one listener for the whole process: the only global here. */

#undef _FORTIFY_SOURCE
#undef _FILE_OFFSET_BITS /* or open would be defined twice */

#include "fault-libc.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_FDS 1024

static struct
{
  FaultListener listener;
  gboolean is_on;
  char *paths[MAX_FDS]; /* of open files */
} libc;

void
fault_libc_listen (const FaultListener *listener)
{
  libc.is_on = listener != NULL;
  if (listener != NULL)
    libc.listener = *listener;
}

/* (nullable) */
static const char *
path_of (int fd)
{
  return libc.is_on && fd >= 0 && fd < MAX_FDS ? libc.paths[fd] : NULL;
}

static gboolean
is_refused (FaultCall call, const char *path)
{
  int number = libc.is_on && path != NULL
                   ? libc.listener.before (call, path, libc.listener.user_data)
                   : 0;

  if (number != 0)
    errno = number;
  return number != 0;
}

#define REAL(type, name) ((type) dlsym (RTLD_NEXT, name))

static int
open_any (const char *name, const char *path, int flags, mode_t mode)
{
  int (*real) (const char *, int, ...) = REAL (int (*) (const char *, int, ...), name);
  gboolean is_new = (flags & O_CREAT) != 0 && access (path, F_OK) != 0;
  int fd;

  if (is_refused (FAULT_CALL_OPEN, path))
    return -1;
  fd = real (path, flags, mode);
  if (fd < 0 || fd >= MAX_FDS)
    return fd;
  g_free (libc.paths[fd]);
  libc.paths[fd] = g_strdup (path);
  if (libc.is_on && is_new)
    libc.listener.created (path, libc.listener.user_data);
  else if (libc.is_on && (flags & O_TRUNC) != 0)
    libc.listener.truncated (path, 0, libc.listener.user_data);
  return fd;
}

static mode_t
read_mode (int flags, va_list *more)
{
  return (flags & O_CREAT) != 0 ? va_arg (*more, mode_t) : 0;
}

int
open (const char *path, int flags, ...)
{
  va_list more;
  mode_t mode;

  va_start (more, flags);
  mode = read_mode (flags, &more);
  va_end (more);
  return open_any ("open", path, flags, mode);
}

int
open64 (const char *path, int flags, ...)
{
  va_list more;
  mode_t mode;

  va_start (more, flags);
  mode = read_mode (flags, &more);
  va_end (more);
  return open_any ("open64", path, flags, mode);
}

int
close (int fd)
{
  int (*real) (int) = REAL (int (*) (int), "close");

  if (fd >= 0 && fd < MAX_FDS)
    g_clear_pointer (&libc.paths[fd], g_free);
  return real (fd);
}

static void
tell_written (int fd, const void *data, ssize_t n_done, off_t at)
{
  const char *path = path_of (fd);

  if (path != NULL && n_done > 0)
    libc.listener.wrote (path, data, (gsize) n_done, at, libc.listener.user_data);
}

ssize_t
write (int fd, const void *data, size_t n_bytes)
{
  ssize_t (*real) (int, const void *, size_t) = REAL (ssize_t (*) (int, const void *, size_t),
                                                      "write");
  off_t at;
  ssize_t n_done;

  if (path_of (fd) == NULL)
    return real (fd, data, n_bytes);
  if (is_refused (FAULT_CALL_WRITE, path_of (fd)))
    return -1;
  at = lseek (fd, 0, SEEK_CUR);
  n_done = real (fd, data, n_bytes);
  tell_written (fd, data, n_done, at);
  return n_done;
}

static ssize_t
pwrite_any (const char *name, int fd, const void *data, size_t n_bytes, off_t at)
{
  ssize_t (*real) (int, const void *, size_t,
                   off_t) = REAL (ssize_t (*) (int, const void *, size_t, off_t), name);
  ssize_t n_done;

  if (is_refused (FAULT_CALL_WRITE, path_of (fd)))
    return -1;
  n_done = real (fd, data, n_bytes, at);
  tell_written (fd, data, n_done, at);
  return n_done;
}

ssize_t
pwrite (int fd, const void *data, size_t n_bytes, off_t at)
{
  return pwrite_any ("pwrite", fd, data, n_bytes, at);
}

ssize_t
pwrite64 (int fd, const void *data, size_t n_bytes, off64_t at)
{
  return pwrite_any ("pwrite64", fd, data, n_bytes, at);
}

static int
truncate_any (const char *name, int fd, off_t size)
{
  int (*real) (int, off_t) = REAL (int (*) (int, off_t), name);
  int status;

  if (is_refused (FAULT_CALL_WRITE, path_of (fd)))
    return -1;
  status = real (fd, size);
  if (status == 0 && path_of (fd) != NULL)
    libc.listener.truncated (path_of (fd), size, libc.listener.user_data);
  return status;
}

int
ftruncate (int fd, off_t size)
{
  return truncate_any ("ftruncate", fd, size);
}

int
ftruncate64 (int fd, off64_t size)
{
  return truncate_any ("ftruncate64", fd, size);
}

static int
sync_any (const char *name, int fd)
{
  int (*real) (int) = REAL (int (*) (int), name);
  int status = 0;

  if (is_refused (FAULT_CALL_SYNC, path_of (fd)))
    return -1;
  /* of the recorded files nothing need reach the real disk */
  if (path_of (fd) == NULL)
    status = real (fd);
  else
    libc.listener.synced (path_of (fd), libc.listener.user_data);
  return status;
}

int
fsync (int fd)
{
  return sync_any ("fsync", fd);
}

int
fdatasync (int fd)
{
  return sync_any ("fdatasync", fd);
}

int
rename (const char *from, const char *to)
{
  int (*real) (const char *, const char *) = REAL (int (*) (const char *, const char *), "rename");
  int status;

  if (is_refused (FAULT_CALL_RENAME, to))
    return -1;
  status = real (from, to);
  if (status == 0 && libc.is_on)
    libc.listener.renamed (from, to, libc.listener.user_data);
  return status;
}

int
unlink (const char *path)
{
  int (*real) (const char *) = REAL (int (*) (const char *), "unlink");
  int status = real (path);

  if (status == 0 && libc.is_on)
    libc.listener.unlinked (path, libc.listener.user_data);
  return status;
}
