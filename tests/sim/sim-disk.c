/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "tests/sim/sim-disk.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define SECTOR 512
#define FIRST_MAP_BYTES (4 * 1024 * 1024)
#define ROOM_BYTES (G_GINT64_CONSTANT (8) << 30)
/* app/agent/anj-reserve.h */
#define RESERVE_BYTES (G_GINT64_CONSTANT (16) << 20)

struct _SimDisk
{
  char *root;
  SimChance *chance;
  SimDiskFaults faults;
  guint death_in; /* writes and syncs; 0: not planned */
  gboolean is_dead;
  gint64 n_grown; /* bytes, since it is full */
  guint64 n_syncs;
};

/* What was there before a write; the bytes follow. */
typedef struct
{
  gint64 at;
  gint64 n_range;         /* bytes that were written */
  gsize n_bytes;          /* of them, those that were there */
  gboolean is_truncation; /* the file ended at @at since */
} Before;

struct _SimFile
{
  guint64 key;
  char *path;    /* as it was opened first */
  SimDisk *disk; /* (nullable) */
  int fd;
  guint8 *map;
  gsize n_map;
  gint64 size;
  gint64 durable_size;
  guint n_open;
  GByteArray *unsynced; /* Before and its bytes, again and again */
  GHashTable *doomed;   /* (nullable) (element-type gint64 GBytes): sectors that a sync lost */
  SimLocks locks;
};

/* SQLite's VFS is the process's, and so are its files: by root, and by device and inode */
typedef struct
{
  GHashTable *disks;
  GHashTable *files;
} Tables;

static Tables *
tables (void)
{
  static Tables self;

  if (self.disks == NULL)
    {
      self.disks = g_hash_table_new (g_str_hash, g_str_equal);
      self.files = g_hash_table_new (g_int64_hash, g_int64_equal);
    }
  return &self;
}

SimDisk *
sim_disk_new (const char *root, SimChance *chance)
{
  SimDisk *self = g_new0 (SimDisk, 1);

  self->root = g_strdup (root);
  self->chance = chance;
  g_hash_table_insert (tables ()->disks, self->root, self);
  return self;
}

SimDisk *
sim_disk_of (const char *path)
{
  g_autofree char *folder = g_strdup (path);

  for (char *end = folder + strlen (folder); end != NULL; end = strrchr (folder, '/'))
    {
      SimDisk *disk;

      *end = '\0';
      disk = g_hash_table_lookup (tables ()->disks, folder);
      if (disk != NULL)
        return disk;
    }
  return NULL;
}

void
sim_disk_set_faults (SimDisk *self, const SimDiskFaults *faults)
{
  self->faults = *faults;
  self->n_grown = 0;
}

void
sim_disk_plan_death (SimDisk *self, guint n)
{
  self->death_in = n;
}

void
sim_disk_die (SimDisk *self)
{
  self->is_dead = TRUE;
  self->death_in = 0;
}

gboolean
sim_disk_is_dead (const SimDisk *self)
{
  return self->is_dead;
}

/* a full disk has the room that the reserve gave up */
gint64
sim_disk_free_bytes (const SimDisk *self)
{
  g_autofree char *reserve = NULL;
  struct stat status = { 0 };

  if (!self->faults.is_full)
    return ROOM_BYTES;
  reserve = g_build_filename (self->root, "reserve", NULL);
  if (stat (reserve, &status) != 0)
    status.st_size = 0;
  return MAX (0, RESERVE_BYTES - status.st_size - self->n_grown);
}

guint64
sim_disk_n_syncs (const SimDisk *self)
{
  return self->n_syncs;
}

SimLocks *
sim_file_locks (SimFile *self)
{
  return &self->locks;
}

gint64
sim_file_size (const SimFile *self)
{
  return self->size;
}

static void
file_free (SimFile *self)
{
  g_hash_table_remove (tables ()->files, &self->key);
  if (self->map != NULL)
    munmap (self->map, self->n_map);
  close (self->fd);
  g_byte_array_unref (self->unsynced);
  g_clear_pointer (&self->doomed, g_hash_table_unref);
  g_free (self->path);
  g_free (self);
}

static gboolean
map (SimFile *self, gint64 size)
{
  gsize n_bytes = MAX (self->n_map, FIRST_MAP_BYTES);
  int access = (fcntl (self->fd, F_GETFL) & O_ACCMODE) == O_RDONLY ? PROT_READ
                                                                   : PROT_READ | PROT_WRITE;

  if (self->map != NULL && size <= (gint64) self->n_map)
    return TRUE;
  while ((gint64) n_bytes < size)
    n_bytes *= 2;
  if (self->map != NULL)
    munmap (self->map, self->n_map);
  self->n_map = n_bytes;
  self->map = mmap (NULL, n_bytes, access, MAP_SHARED | MAP_NORESERVE, self->fd, 0);
  g_assert (self->map != MAP_FAILED);
  return TRUE;
}

static void
set_size (SimFile *self, gint64 size)
{
  if (ftruncate (self->fd, size) != 0)
    g_error ("%s: %m", self->path);
  self->size = size;
  map (self, size);
}

static SimFile *
file_new (const char *path, int fd, const struct stat *status, guint64 key)
{
  SimFile *self = g_new0 (SimFile, 1);

  self->key = key;
  self->path = g_strdup (path);
  self->disk = sim_disk_of (path);
  self->fd = fd;
  self->size = self->durable_size = status->st_size;
  self->unsynced = g_byte_array_new ();
  map (self, self->size);
  g_hash_table_insert (tables ()->files, &self->key, self);
  return self;
}

SimFile *
sim_file_open (const char *path, int flags)
{
  int fd = open (path,
                 (flags & SQLITE_OPEN_READWRITE ? O_RDWR : O_RDONLY) |
                     (flags & SQLITE_OPEN_CREATE ? O_CREAT : 0) | O_CLOEXEC,
                 0600);
  struct stat status;
  SimFile *self;
  guint64 key;

  if (fd < 0 || fstat (fd, &status) != 0)
    return NULL;
  key = (guint64) status.st_ino ^ (guint64) status.st_dev << 40;
  self = g_hash_table_lookup (tables ()->files, &key);
  if (self != NULL)
    {
      close (fd);
      /* changed by others meanwhile, while nobody had it open */
      if (self->n_open == 0 && self->size != status.st_size)
        {
          self->size = self->durable_size = status.st_size;
          g_byte_array_set_size (self->unsynced, 0);
          map (self, self->size);
        }
    }
  else
    self = file_new (path, fd, &status, key);
  self->n_open++;
  return self;
}

void
sim_file_close (SimFile *self)
{
  if (--self->n_open == 0 && self->unsynced->len == 0 && self->doomed == NULL)
    file_free (self);
}

int
sim_file_read (SimFile *self, void *out, gsize n_bytes, gint64 at)
{
  gsize n_there = at < self->size ? MIN (n_bytes, (gsize) (self->size - at)) : 0;

  memcpy (out, self->map + at, n_there);
  if (n_there == n_bytes)
    return SQLITE_OK;
  memset ((guint8 *) out + n_there, 0, n_bytes - n_there);
  return SQLITE_IOERR_SHORT_READ;
}

/* one more write or sync; FALSE: there is no power for it */
static gboolean
has_power (SimDisk *disk)
{
  if (disk == NULL)
    return TRUE;
  if (disk->death_in > 0 && --disk->death_in == 0)
    {
      sim_trace ("dies while it writes", 0, disk->n_syncs);
      disk->is_dead = TRUE;
    }
  return !disk->is_dead;
}

static void
remember (SimFile *self, gint64 from, gint64 to, gboolean is_truncation)
{
  Before before = { from, to - from, (gsize) MAX (0, MIN (to, self->size) - from), is_truncation };

  g_byte_array_append (self->unsynced, (guint8 *) &before, sizeof before);
  g_byte_array_append (self->unsynced, self->map + from, (guint) before.n_bytes);
}

static void
remember_write (SimFile *self, gsize n_bytes, gint64 at)
{
  gint64 from = at / SECTOR * SECTOR;
  gint64 to = (at + (gint64) n_bytes + SECTOR - 1) / SECTOR * SECTOR;

  if (self->disk == NULL)
    return;
  remember (self, from, to, FALSE);
  for (gint64 sector = from; self->doomed != NULL && sector < to; sector += SECTOR)
    g_hash_table_remove (self->doomed, &sector);
}

int
sim_file_write (SimFile *self, const void *data, gsize n_bytes, gint64 at)
{
  SimDisk *disk = self->disk;
  gint64 end = at + (gint64) n_bytes;

  if (!has_power (disk))
    return SQLITE_IOERR_WRITE;
  if (disk != NULL && end > self->size && disk->faults.is_full)
    {
      if (sim_disk_free_bytes (disk) < end - self->size)
        return SQLITE_FULL;
      disk->n_grown += end - self->size;
    }
  if (disk != NULL && sim_chance_once_in (disk->chance, disk->faults.write_fails))
    {
      sim_trace ("a write fails", 0, (guint64) at);
      return SQLITE_IOERR_WRITE;
    }
  remember_write (self, n_bytes, at);
  if (end > self->size)
    set_size (self, end);
  memcpy (self->map + at, data, n_bytes);
  return SQLITE_OK;
}

int
sim_file_truncate (SimFile *self, gint64 size)
{
  if (!has_power (self->disk))
    return SQLITE_IOERR_TRUNCATE;
  if (self->disk != NULL && size < self->size)
    remember (self, size, self->size, TRUE);
  set_size (self, size);
  return SQLITE_OK;
}

/* the entries of @self->unsynced, (element-type Before) (unowned), the newest first */
static GPtrArray *
list_unsynced (SimFile *self)
{
  GPtrArray *list = g_ptr_array_new ();

  for (gsize at = 0; at < self->unsynced->len;)
    {
      Before *before = (Before *) (self->unsynced->data + at);

      g_ptr_array_insert (list, 0, before);
      at += sizeof *before + before->n_bytes;
    }
  return list;
}

/* the kernel has told that it could not write, and believes now that it had */
static void
doom (SimFile *self)
{
  g_autoptr (GPtrArray) list = list_unsynced (self);

  if (self->doomed == NULL)
    self->doomed = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free,
                                          (GDestroyNotify) g_bytes_unref);
  for (guint i = 0; i < list->len; i++)
    {
      const Before *before = list->pdata[i];
      const guint8 *bytes = (const guint8 *) (before + 1);

      for (gsize n = 0; n + SECTOR <= before->n_bytes; n += SECTOR)
        {
          gint64 at = before->at + (gint64) n;

          if (!before->is_truncation && at + SECTOR <= self->durable_size)
            g_hash_table_replace (self->doomed, g_memdup2 (&at, sizeof at),
                                  g_bytes_new (bytes + n, SECTOR));
        }
    }
  g_byte_array_set_size (self->unsynced, 0);
}

int
sim_file_sync (SimFile *self)
{
  SimDisk *disk = self->disk;

  if (!has_power (disk))
    return SQLITE_IOERR_FSYNC;
  if (disk == NULL)
    return SQLITE_OK;
  disk->n_syncs++;
  if (sim_chance_once_in (disk->chance, disk->faults.sync_fails))
    {
      sim_trace ("a sync fails", 0, self->unsynced->len);
      doom (self);
      return SQLITE_IOERR_FSYNC;
    }
  g_byte_array_set_size (self->unsynced, 0);
  self->durable_size = self->size;
  return SQLITE_OK;
}

static void
put_doomed (SimFile *self)
{
  GHashTableIter iter;
  gint64 *at;
  GBytes *bytes;

  if (self->doomed == NULL)
    return;
  g_hash_table_iter_init (&iter, self->doomed);
  while (g_hash_table_iter_next (&iter, (gpointer *) &at, (gpointer *) &bytes))
    if (*at + SECTOR <= self->size)
      memcpy (self->map + *at, g_bytes_get_data (bytes, NULL), SECTOR);
  g_clear_pointer (&self->doomed, g_hash_table_unref);
}

void
sim_file_drop_cache (int fd)
{
  struct stat status;
  guint64 key;
  SimFile *file;

  if (fstat (fd, &status) != 0)
    return;
  key = (guint64) status.st_ino ^ (guint64) status.st_dev << 40;
  file = g_hash_table_lookup (tables ()->files, &key);
  if (file != NULL)
    put_doomed (file);
}

/* a sector is old, new, or new up to some byte */
static void
cut_sector (SimFile *self, const guint8 *old, gsize n_old, gint64 at, gint64 *inout_end)
{
  gint64 n = MIN (SECTOR, self->size - at);
  guint64 draw = sim_chance_below (self->disk->chance, 8);
  gint64 n_new = draw < 4 ? 0 : n;

  if (n <= 0)
    return;
  if (draw == 7)
    n_new = (gint64) sim_chance_below (self->disk->chance, (guint64) n);
  if (n_new > 0)
    *inout_end = MAX (*inout_end, at + n);
  if (n_new == n)
    return;
  memset (self->map + at + n_new, 0, (gsize) (n - n_new));
  if ((gint64) n_old > n_new)
    memcpy (self->map + at + n_new, old + n_new, MIN (n_old, (gsize) n) - (gsize) n_new);
}

static void
cut_one (SimFile *self, const Before *before, gint64 *inout_end)
{
  const guint8 *old = (const guint8 *) (before + 1);
  gint64 end = before->at + (gint64) before->n_bytes;

  if (before->is_truncation)
    {
      if (sim_chance_once_in (self->disk->chance, 2))
        return;
      if (end > self->size)
        set_size (self, end);
      memcpy (self->map + before->at, old, before->n_bytes);
      *inout_end = MAX (*inout_end, end);
      return;
    }
  for (gsize n = 0; n < (gsize) before->n_range; n += SECTOR)
    cut_sector (self, old + MIN (n, before->n_bytes),
                before->n_bytes > n ? MIN (SECTOR, before->n_bytes - n) : 0,
                before->at + (gint64) n, inout_end);
}

static void
cut_power (SimFile *self)
{
  g_autoptr (GPtrArray) list = list_unsynced (self);
  gint64 end = MIN (self->durable_size, self->size);

  for (guint i = 0; i < list->len; i++)
    cut_one (self, list->pdata[i], &end);
  put_doomed (self);
  g_byte_array_set_size (self->unsynced, 0);
  if (end < self->size)
    set_size (self, end);
  self->durable_size = self->size;
}

/* (transfer container): in the order of their names, so that chance goes the same way each time */
static GList *
list_files (SimDisk *self)
{
  g_autoptr (GHashTable) by_name = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTableIter iter;
  SimFile *file;
  GList *names, *files = NULL;

  g_hash_table_iter_init (&iter, tables ()->files);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &file))
    if (file->disk == self)
      g_hash_table_insert (by_name, file->path, file);
  names = g_list_sort (g_hash_table_get_keys (by_name), (GCompareFunc) strcmp);
  for (GList *at = g_list_last (names); at != NULL; at = at->prev)
    files = g_list_prepend (files, g_hash_table_lookup (by_name, at->data));
  g_list_free (names);
  return files;
}

void
sim_disk_revive (SimDisk *self, gboolean is_power)
{
  g_autoptr (GList) files = list_files (self);

  for (GList *at = files; at != NULL; at = at->next)
    {
      SimFile *file = at->data;

      if (file->n_open > 0)
        g_error ("%s is still open", file->path);
      if (is_power)
        cut_power (file);
      if (file->unsynced->len == 0 && file->doomed == NULL)
        file_free (file);
    }
  self->is_dead = FALSE;
  self->death_in = 0;
}

typedef struct
{
  SimDisk *disk;
  const char *name; /* (static) */
} Rot;

static void
rot (gpointer user_data)
{
  g_autofree Rot *self = user_data;
  g_autofree char *path = g_build_filename (self->disk->root, self->name, NULL);
  int fd = open (path, O_RDWR | O_CLOEXEC);
  struct stat status;

  if (fd >= 0 && fstat (fd, &status) == 0 && status.st_size > 0)
    {
      off_t at = (off_t) sim_chance_below (self->disk->chance, (guint64) status.st_size);
      guint8 byte;

      if (pread (fd, &byte, 1, at) != 1)
        g_error ("%s: %m", path);
      byte ^= (guint8) (1 << sim_chance_below (self->disk->chance, 8));
      if (pwrite (fd, &byte, 1, at) != 1)
        g_error ("%s: %m", path);
      sim_trace ("a bit flips", 0, (guint64) at);
    }
  if (fd >= 0)
    close (fd);
}

void
sim_disk_rot_later (SimDisk *self, gint64 delay_us, const char *name)
{
  Rot *later = g_new (Rot, 1);

  *later = (Rot){ self, name };
  sim_loop_after (delay_us, rot, later);
}

void
sim_disk_free (SimDisk *self)
{
  g_autoptr (GList) files = list_files (self);

  for (GList *at = files; at != NULL; at = at->next)
    file_free (at->data);
  g_hash_table_remove (tables ()->disks, self->root);
  g_free (self->root);
  g_free (self);
}
