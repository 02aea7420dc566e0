/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What stands before libc, GLib and OpenSSL: clocks, time-outs, syncs, room on the disk and the
 * price of scrypt. The program's own definitions are found before those of all its libraries. */

#undef _FORTIFY_SOURCE
#undef _FILE_OFFSET_BITS            /* or the names below would be others */
#define OPENSSL_SUPPRESS_DEPRECATED /* RAND_set_rand_method: chance for a test */

#include "tests/sim/sim-libc.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "tests/sim/sim-disk.h"
#include "tests/sim/sim-loop.h"

#define REAL(type, name) ((type) dlsym (RTLD_NEXT, name))

int
clock_gettime (clockid_t id, struct timespec *out)
{
  gint64 now_us = sim_loop_now_us ();

  if (id == CLOCK_PROCESS_CPUTIME_ID || now_us == 0)
    return REAL (int (*) (clockid_t, struct timespec *), "clock_gettime") (id, out);
  if (id != CLOCK_REALTIME && id != CLOCK_REALTIME_COARSE)
    now_us -= SIM_BEGIN_US - G_TIME_SPAN_DAY;
  out->tv_sec = now_us / G_TIME_SPAN_SECOND;
  out->tv_nsec = now_us % G_TIME_SPAN_SECOND * 1000;
  return 0;
}

int
gettimeofday (struct timeval *out, void *zone G_GNUC_UNUSED)
{
  struct timespec now;

  clock_gettime (CLOCK_REALTIME, &now);
  *out = (struct timeval){ now.tv_sec, now.tv_nsec / 1000 };
  return 0;
}

time_t
time (time_t *out)
{
  struct timespec now;

  clock_gettime (CLOCK_REALTIME, &now);
  if (out != NULL)
    *out = now.tv_sec;
  return now.tv_sec;
}

/* GLib's loop looks at each source at each turn; the queue of a fleet is long */
typedef struct
{
  GSourceFunc function;
  gpointer user_data;
  gint64 every_us;
  guint id;       /* that the caller knows */
  guint event_id; /* of the next time */
} Timeout;

/* ids of GLib's time-outs → those of the queue: GLib hands out an id once for many times */
static GHashTable *
timeouts (void)
{
  static GHashTable *table;

  if (table == NULL)
    table = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  return table;
}

static void
run_timeout (gpointer user_data)
{
  Timeout *self = user_data;
  guint id = self->id;
  gpointer found;

  self->event_id = 0;
  if (self->function (self->user_data) == G_SOURCE_CONTINUE)
    {
      found = g_hash_table_lookup (timeouts (), GUINT_TO_POINTER (id));
      if (found == self)
        self->event_id = sim_loop_after (self->every_us, run_timeout, self);
    }
  else
    g_hash_table_remove (timeouts (), GUINT_TO_POINTER (id));
}

static guint
add_timeout (gint64 every_us, GSourceFunc function, gpointer user_data)
{
  Timeout *timeout = g_new (Timeout, 1);

  *timeout = (Timeout){ function, user_data, every_us, 0, 0 };
  timeout->id = timeout->event_id = sim_loop_after (every_us, run_timeout, timeout);
  g_hash_table_insert (timeouts (), GUINT_TO_POINTER (timeout->id), timeout);
  return timeout->id;
}

guint
g_timeout_add (guint interval_ms, GSourceFunc function, gpointer user_data)
{
  return add_timeout ((gint64) interval_ms * 1000, function, user_data);
}

guint
g_timeout_add_seconds (guint interval_s, GSourceFunc function, gpointer user_data)
{
  return add_timeout ((gint64) interval_s * G_TIME_SPAN_SECOND, function, user_data);
}

gboolean
g_source_remove (guint id)
{
  Timeout *timeout = g_hash_table_lookup (timeouts (), GUINT_TO_POINTER (id));

  if (timeout == NULL)
    return REAL (gboolean (*) (guint), "g_source_remove") (id);
  if (timeout->event_id != 0)
    sim_loop_cancel (timeout->event_id);
  return g_hash_table_remove (timeouts (), GUINT_TO_POINTER (id));
}

/* one thread: what another would have done is done at once, and heard of later all the same */
void
g_task_run_in_thread (GTask *task, GTaskThreadFunc function)
{
  function (task, g_task_get_source_object (task), g_task_get_task_data (task),
            g_task_get_cancellable (task));
}

/* what a sync means is the disk's to say (sim-disk.c); small files are on a disk that keeps all */
int
fsync (int fd G_GNUC_UNUSED)
{
  return 0;
}

int
fdatasync (int fd G_GNUC_UNUSED)
{
  return 0;
}

int
posix_fadvise64 (int fd, off64_t at G_GNUC_UNUSED, off64_t n_bytes G_GNUC_UNUSED, int advice)
{
  if (advice == POSIX_FADV_DONTNEED)
    sim_file_drop_cache (fd);
  return 0;
}

/* the reserve of a whole fleet would fill the machine's memory: it is a hole that says it is none
 */
int
posix_fallocate64 (int fd, off64_t at, off64_t n_bytes)
{
  g_autofree char *link = g_strdup_printf ("/proc/self/fd/%d", fd);
  g_autofree char *path = g_file_read_link (link, NULL);
  const SimDisk *disk = path != NULL ? sim_disk_of (path) : NULL;

  if (disk != NULL && sim_disk_free_bytes (disk) < at + n_bytes)
    return ENOSPC;
  return ftruncate (fd, at + n_bytes) == 0 ? 0 : errno;
}

int
stat64 (const char *path, struct stat64 *out)
{
  static int (*real) (const char *, struct stat64 *);
  int status;

  if (real == NULL)
    real = REAL (int (*) (const char *, struct stat64 *), "stat64");
  status = real (path, out);
  if (status == 0 && g_str_has_suffix (path, "/reserve"))
    out->st_blocks = (out->st_size + 511) / 512;
  return status;
}

int
statvfs64 (const char *path, struct statvfs64 *out)
{
  const SimDisk *disk = sim_disk_of (path);

  *out = (struct statvfs64){ .f_bsize = 4096, .f_frsize = 4096 };
  out->f_bavail = out->f_bfree = disk != NULL ? (guint64) sim_disk_free_bytes (disk) / 4096
                                              : 1 << 20;
  return 0;
}

/* numbers and PINs cost an attacker; here they only cost time */
int
EVP_PBE_scrypt (const char *secret,
                size_t n_secret,
                const unsigned char *salt,
                size_t n_salt,
                uint64_t n G_GNUC_UNUSED,
                uint64_t r G_GNUC_UNUSED,
                uint64_t p G_GNUC_UNUSED,
                uint64_t max_bytes,
                unsigned char *out,
                size_t n_out)
{
  int (*real) (const char *, size_t, const unsigned char *, size_t, uint64_t, uint64_t, uint64_t,
               uint64_t, unsigned char *,
               size_t) = REAL (int (*) (const char *, size_t, const unsigned char *, size_t,
                                        uint64_t, uint64_t, uint64_t, uint64_t, unsigned char *,
                                        size_t),
                               "EVP_PBE_scrypt");

  return real (secret, n_secret, salt, n_salt, 2, 1, 1, max_bytes, out, n_out);
}

static SimChance *
openssl_chance (void)
{
  static SimChance chance;

  return &chance;
}

static int
fill (unsigned char *out, int n_bytes)
{
  sim_chance_fill (openssl_chance (), out, (gsize) n_bytes);
  return 1;
}

static int
is_ready (void)
{
  return 1;
}

void
sim_libc_seed (guint64 seed)
{
  static const RAND_METHOD method = { .bytes = fill, .pseudorand = fill, .status = is_ready };

  *openssl_chance () = sim_chance_new (seed, G_MAXUINT64);
  RAND_set_rand_method (&method);
}
