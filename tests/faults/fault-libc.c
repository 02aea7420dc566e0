/* SPDX-License-Identifier: GPL-3.0-or-later */

/* libc's file calls, with somebody listening. The program's own definitions are found before libc's
 * by all its libraries, so there is one listener for the whole process: the only global here. */

#undef _FORTIFY_SOURCE
#undef _FILE_OFFSET_BITS /* or open would be defined twice */

#include "fault-libc-private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_FDS 1024

static struct
{
  FaultListener listener;
  gboolean is_on;
  char *paths[MAX_FDS]; /* of open files and connected sockets */
} libc;

void
fault_libc_listen (const FaultListener *listener)
{
  libc.is_on = listener != NULL;
  if (listener != NULL)
    libc.listener = *listener;
}

const FaultListener *
fault_libc_listener (void)
{
  return libc.is_on ? &libc.listener : NULL;
}

const char *
fault_libc_path (int fd)
{
  return libc.is_on && fd >= 0 && fd < MAX_FDS ? libc.paths[fd] : NULL;
}

void
fault_libc_set_path (int fd, char *path)
{
  if (fd >= 0 && fd < MAX_FDS)
    {
      g_free (libc.paths[fd]);
      libc.paths[fd] = path;
    }
  else
    g_free (path);
}

gboolean
fault_libc_refuses (FaultCall call, const char *path)
{
  int number = 0;

  if (libc.is_on && path != NULL && libc.listener.before != NULL)
    number = libc.listener.before (call, path, libc.listener.user_data);
  if (number != 0)
    errno = number;
  return number != 0;
}

gsize
fault_libc_allows (FaultCall call, const char *path, gsize n_bytes)
{
  if (!libc.is_on || path == NULL || libc.listener.allow == NULL || n_bytes == 0)
    return n_bytes;
  return CLAMP (libc.listener.allow (call, path, n_bytes, libc.listener.user_data), 1, n_bytes);
}

/* what was done, to whoever wants to hear of it */
#define TELL(event, ...)                                                                           \
  G_STMT_START                                                                                     \
  {                                                                                                \
    if (libc.is_on && libc.listener.event != NULL)                                                 \
      libc.listener.event (__VA_ARGS__, libc.listener.user_data);                                  \
  }                                                                                                \
  G_STMT_END

static int
open_any (const char *name, const char *path, int flags, mode_t mode)
{
  int (*real) (const char *, int, ...) = FAULT_REAL (int (*) (const char *, int, ...), name);
  gboolean is_new = libc.is_on && (flags & O_CREAT) != 0 && access (path, F_OK) != 0;
  int fd;

  if (fault_libc_refuses (FAULT_CALL_OPEN, path))
    return -1;
  fd = real (path, flags, mode);
  if (fd < 0)
    return fd;
  fault_libc_set_path (fd, g_strdup (path));
  if (is_new)
    TELL (created, path);
  else if ((flags & O_TRUNC) != 0)
    TELL (truncated, path, 0);
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
  int (*real) (int) = FAULT_REAL (int (*) (int), "close");

  fault_libc_set_path (fd, NULL);
  return real (fd);
}

static void
tell_written (int fd, const void *data, ssize_t n_done, off_t at)
{
  const char *path = fault_libc_path (fd);

  if (path != NULL && n_done > 0)
    TELL (wrote, path, data, (gsize) n_done, at);
}

/* TLS without a socket call of its own: OpenSSL's sockets are written and read as files are */
static gboolean
is_socket (const char *path)
{
  return path != NULL && path[0] != '/';
}

ssize_t
write (int fd, const void *data, size_t n_bytes)
{
  ssize_t (*real) (int, const void *, size_t) = FAULT_REAL (ssize_t (*) (int, const void *, size_t),
                                                            "write");
  const char *path = fault_libc_path (fd);
  FaultCall call = is_socket (path) ? FAULT_CALL_SEND : FAULT_CALL_WRITE;
  off_t at;
  ssize_t n_done;

  if (path == NULL)
    return real (fd, data, n_bytes);
  if (fault_libc_refuses (call, path))
    return -1;
  n_bytes = fault_libc_allows (call, path, n_bytes);
  at = call == FAULT_CALL_WRITE ? lseek (fd, 0, SEEK_CUR) : 0;
  n_done = real (fd, data, n_bytes);
  if (call == FAULT_CALL_WRITE)
    tell_written (fd, data, n_done, at);
  else if (n_done > 0)
    TELL (sent, path, (gsize) n_done);
  return n_done;
}

static ssize_t
pwrite_any (const char *name, int fd, const void *data, size_t n_bytes, off_t at)
{
  ssize_t (*real) (int, const void *, size_t,
                   off_t) = FAULT_REAL (ssize_t (*) (int, const void *, size_t, off_t), name);
  ssize_t n_done;

  if (fault_libc_refuses (FAULT_CALL_WRITE, fault_libc_path (fd)))
    return -1;
  n_bytes = fault_libc_allows (FAULT_CALL_WRITE, fault_libc_path (fd), n_bytes);
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

ssize_t
read (int fd, void *out, size_t n_bytes)
{
  ssize_t (*real) (int, void *, size_t) = FAULT_REAL (ssize_t (*) (int, void *, size_t), "read");
  const char *path = fault_libc_path (fd);
  FaultCall call = is_socket (path) ? FAULT_CALL_RECV : FAULT_CALL_READ;
  ssize_t n_done;

  if (fault_libc_refuses (call, path))
    return -1;
  n_done = real (fd, out, fault_libc_allows (call, path, n_bytes));
  if (call == FAULT_CALL_RECV && n_done > 0)
    TELL (received, path, (gsize) n_done);
  return n_done;
}

static ssize_t
pread_any (const char *name, int fd, void *out, size_t n_bytes, off_t at)
{
  ssize_t (*real) (int, void *, size_t,
                   off_t) = FAULT_REAL (ssize_t (*) (int, void *, size_t, off_t), name);
  const char *path = fault_libc_path (fd);

  if (fault_libc_refuses (FAULT_CALL_READ, path))
    return -1;
  return real (fd, out, fault_libc_allows (FAULT_CALL_READ, path, n_bytes), at);
}

ssize_t
pread (int fd, void *out, size_t n_bytes, off_t at)
{
  return pread_any ("pread", fd, out, n_bytes, at);
}

ssize_t
pread64 (int fd, void *out, size_t n_bytes, off64_t at)
{
  return pread_any ("pread64", fd, out, n_bytes, at);
}

static int
truncate_any (const char *name, int fd, off_t size)
{
  int (*real) (int, off_t) = FAULT_REAL (int (*) (int, off_t), name);
  const char *path = fault_libc_path (fd);
  int status;

  if (fault_libc_refuses (FAULT_CALL_WRITE, path))
    return -1;
  status = real (fd, size);
  if (status == 0 && path != NULL)
    TELL (truncated, path, size);
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

/* what grew by it reads as zeros, as after a truncate */
static void
tell_allocated (int fd, int mode, off_t size)
{
  const char *path = fault_libc_path (fd);
  struct stat info;

  if (path != NULL && (mode & FALLOC_FL_KEEP_SIZE) == 0 && fstat (fd, &info) == 0 &&
      info.st_size <= size)
    TELL (truncated, path, info.st_size);
}

static int
fallocate_any (const char *name, int fd, int mode, off_t at, off_t n_bytes)
{
  int (*real) (int, int, off_t, off_t) = FAULT_REAL (int (*) (int, int, off_t, off_t), name);
  int status;

  if (fault_libc_refuses (FAULT_CALL_ALLOCATE, fault_libc_path (fd)))
    return -1;
  status = real (fd, mode, at, n_bytes);
  if (status == 0)
    tell_allocated (fd, mode, at + n_bytes);
  return status;
}

int
fallocate (int fd, int mode, off_t at, off_t n_bytes)
{
  return fallocate_any ("fallocate", fd, mode, at, n_bytes);
}

int
fallocate64 (int fd, int mode, off64_t at, off64_t n_bytes)
{
  return fallocate_any ("fallocate64", fd, mode, at, n_bytes);
}

/* returns its error */
static int
posix_fallocate_any (const char *name, int fd, off_t at, off_t n_bytes)
{
  int (*real) (int, off_t, off_t) = FAULT_REAL (int (*) (int, off_t, off_t), name);
  int number;

  if (fault_libc_refuses (FAULT_CALL_ALLOCATE, fault_libc_path (fd)))
    return errno;
  number = real (fd, at, n_bytes);
  if (number == 0)
    tell_allocated (fd, 0, at + n_bytes);
  return number;
}

int
posix_fallocate (int fd, off_t at, off_t n_bytes)
{
  return posix_fallocate_any ("posix_fallocate", fd, at, n_bytes);
}

int
posix_fallocate64 (int fd, off64_t at, off64_t n_bytes)
{
  return posix_fallocate_any ("posix_fallocate64", fd, at, n_bytes);
}

static void *
mmap_any (const char *name, void *where, size_t n_bytes, int prot, int flags, int fd, off_t at)
{
  void *(*real) (void *, size_t, int, int, int,
                 off_t) = FAULT_REAL (void *(*) (void *, size_t, int, int, int, off_t), name);

  if (fault_libc_refuses (FAULT_CALL_MAP, fault_libc_path (fd)))
    return MAP_FAILED;
  return real (where, n_bytes, prot, flags, fd, at);
}

void *
mmap (void *where, size_t n_bytes, int prot, int flags, int fd, off_t at)
{
  return mmap_any ("mmap", where, n_bytes, prot, flags, fd, at);
}

void *
mmap64 (void *where, size_t n_bytes, int prot, int flags, int fd, off64_t at)
{
  return mmap_any ("mmap64", where, n_bytes, prot, flags, fd, at);
}

static int
sync_any (const char *name, int fd)
{
  int (*real) (int) = FAULT_REAL (int (*) (int), name);
  const char *path = fault_libc_path (fd);

  if (path == NULL)
    return real (fd);
  if (fault_libc_refuses (FAULT_CALL_SYNC, path))
    return -1;
  /* of the recorded files nothing need reach the real disk */
  TELL (synced, path);
  return 0;
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
  int (*real) (const char *, const char *) = FAULT_REAL (int (*) (const char *, const char *),
                                                         "rename");
  int status;

  if (fault_libc_refuses (FAULT_CALL_RENAME, to))
    return -1;
  status = real (from, to);
  if (status == 0)
    TELL (renamed, from, to);
  return status;
}

int
link (const char *from, const char *to)
{
  int (*real) (const char *, const char *) = FAULT_REAL (int (*) (const char *, const char *),
                                                         "link");
  int status;

  if (fault_libc_refuses (FAULT_CALL_RENAME, to))
    return -1;
  status = real (from, to);
  if (status == 0)
    TELL (linked, from, to);
  return status;
}

int
unlink (const char *path)
{
  int (*real) (const char *) = FAULT_REAL (int (*) (const char *), "unlink");
  int status;

  if (fault_libc_refuses (FAULT_CALL_RENAME, path))
    return -1;
  status = real (path);
  if (status == 0)
    TELL (unlinked, path);
  return status;
}

int
mkdir (const char *path, mode_t mode)
{
  int (*real) (const char *, mode_t) = FAULT_REAL (int (*) (const char *, mode_t), "mkdir");

  return fault_libc_refuses (FAULT_CALL_RENAME, path) ? -1 : real (path, mode);
}

static void
tell_dropped (int fd, int advice)
{
  const char *path = fault_libc_path (fd);

  if (path != NULL && advice == POSIX_FADV_DONTNEED)
    TELL (dropped, path);
}

int
posix_fadvise (int fd, off_t at, off_t n_bytes, int advice)
{
  int (*real) (int, off_t, off_t, int) = FAULT_REAL (int (*) (int, off_t, off_t, int),
                                                     "posix_fadvise");

  tell_dropped (fd, advice);
  return real (fd, at, n_bytes, advice);
}

int
posix_fadvise64 (int fd, off64_t at, off64_t n_bytes, int advice)
{
  int (*real) (int, off_t, off_t, int) = FAULT_REAL (int (*) (int, off_t, off_t, int),
                                                     "posix_fadvise64");

  tell_dropped (fd, advice);
  return real (fd, at, n_bytes, advice);
}
