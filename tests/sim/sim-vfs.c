/* SPDX-License-Identifier: GPL-3.0-or-later */

/* SQLite's side of the simulated disks (sim-disk.h): the VFS "sim". One thread, so locks are counts
 * and shared memory is memory. Files without a name are SQLite's own VFS's. */

#include <errno.h>
#include <sqlite3.h>
#include <string.h>
#include <unistd.h>

#include "tests/sim/sim-disk.h"

typedef struct
{
  sqlite3_file base;
  SimFile *file;
  int level; /* SQLITE_LOCK_… */
  gboolean has_shm;
  guint shm_shared; /* bits */
} Handle;

static sqlite3_vfs *
below (void)
{
  return sqlite3_vfs_find ("unix");
}

static int
unlock (sqlite3_file *base, int level)
{
  Handle *self = (Handle *) base;
  SimLocks *locks = sim_file_locks (self->file);

  if (self->level <= level)
    return SQLITE_OK;
  if (locks->exclusive == self)
    locks->exclusive = NULL;
  if (locks->reserved == self && level < SQLITE_LOCK_RESERVED)
    locks->reserved = NULL;
  if (level == SQLITE_LOCK_NONE)
    locks->n_shared--;
  self->level = level;
  return SQLITE_OK;
}

static int
lock (sqlite3_file *base, int level)
{
  Handle *self = (Handle *) base;
  SimLocks *locks = sim_file_locks (self->file);

  if (self->level >= level)
    return SQLITE_OK;
  if (locks->exclusive != NULL && locks->exclusive != self)
    return SQLITE_BUSY;
  if (level >= SQLITE_LOCK_RESERVED && locks->reserved != NULL && locks->reserved != self)
    return SQLITE_BUSY;
  if (level == SQLITE_LOCK_EXCLUSIVE && locks->n_shared > 1)
    return SQLITE_BUSY;
  if (self->level == SQLITE_LOCK_NONE)
    locks->n_shared++;
  if (level >= SQLITE_LOCK_RESERVED)
    locks->reserved = self;
  if (level == SQLITE_LOCK_EXCLUSIVE)
    locks->exclusive = self;
  self->level = level;
  return SQLITE_OK;
}

static int
check_reserved (sqlite3_file *base, int *out_is_reserved)
{
  *out_is_reserved = sim_file_locks (((Handle *) base)->file)->reserved != NULL;
  return SQLITE_OK;
}

static int
shm_map (sqlite3_file *base, int region, int n_bytes, int extend, void volatile **out)
{
  Handle *self = (Handle *) base;
  SimLocks *locks = sim_file_locks (self->file);

  if (!self->has_shm)
    locks->n_shm++;
  self->has_shm = TRUE;
  if (locks->shm == NULL)
    locks->shm = g_ptr_array_new_with_free_func (g_free);
  while (extend && (int) locks->shm->len <= region)
    g_ptr_array_add (locks->shm, g_malloc0 ((gsize) n_bytes));
  *out = (int) locks->shm->len > region ? locks->shm->pdata[region] : NULL;
  return SQLITE_OK;
}

static gboolean
may_shm (const Handle *self, const SimLocks *locks, int slot, gboolean is_exclusive)
{
  guint own = self->shm_shared >> slot & 1;

  if (locks->shm_exclusive[slot] != NULL && locks->shm_exclusive[slot] != self)
    return FALSE;
  return !is_exclusive || locks->n_shm_shared[slot] == own;
}

static void
shm_set (Handle *self, SimLocks *locks, int slot, int flags)
{
  guint bit = 1u << slot;
  gboolean is_exclusive = (flags & SQLITE_SHM_EXCLUSIVE) != 0;

  if (flags & SQLITE_SHM_LOCK)
    {
      if (is_exclusive)
        locks->shm_exclusive[slot] = self;
      else if (!(self->shm_shared & bit))
        {
          locks->n_shm_shared[slot]++;
          self->shm_shared |= bit;
        }
      return;
    }
  if (locks->shm_exclusive[slot] == self)
    locks->shm_exclusive[slot] = NULL;
  if (self->shm_shared & bit)
    locks->n_shm_shared[slot]--;
  self->shm_shared &= ~bit;
}

static int
shm_lock (sqlite3_file *base, int offset, int n, int flags)
{
  Handle *self = (Handle *) base;
  SimLocks *locks = sim_file_locks (self->file);

  for (int slot = offset; (flags & SQLITE_SHM_LOCK) && slot < offset + n; slot++)
    if (!may_shm (self, locks, slot, (flags & SQLITE_SHM_EXCLUSIVE) != 0))
      return SQLITE_BUSY;
  for (int slot = offset; slot < offset + n; slot++)
    shm_set (self, locks, slot, flags);
  return SQLITE_OK;
}

static void
shm_barrier (sqlite3_file *base G_GNUC_UNUSED)
{
}

static int
shm_unmap (sqlite3_file *base, int is_delete G_GNUC_UNUSED)
{
  Handle *self = (Handle *) base;
  SimLocks *locks = sim_file_locks (self->file);

  if (!self->has_shm)
    return SQLITE_OK;
  for (int slot = 0; slot < (int) G_N_ELEMENTS (locks->n_shm_shared); slot++)
    shm_set (self, locks, slot, SQLITE_SHM_UNLOCK);
  self->has_shm = FALSE;
  if (--locks->n_shm == 0)
    g_clear_pointer (&locks->shm, g_ptr_array_unref);
  return SQLITE_OK;
}

static int
close_handle (sqlite3_file *base)
{
  Handle *self = (Handle *) base;

  shm_unmap (base, FALSE);
  unlock (base, SQLITE_LOCK_NONE);
  sim_file_close (self->file);
  return SQLITE_OK;
}

static int
read_bytes (sqlite3_file *base, void *out, int n_bytes, sqlite3_int64 at)
{
  return sim_file_read (((Handle *) base)->file, out, (gsize) n_bytes, at);
}

static int
write_bytes (sqlite3_file *base, const void *data, int n_bytes, sqlite3_int64 at)
{
  return sim_file_write (((Handle *) base)->file, data, (gsize) n_bytes, at);
}

static int
truncate_file (sqlite3_file *base, sqlite3_int64 size)
{
  return sim_file_truncate (((Handle *) base)->file, size);
}

static int
sync_file (sqlite3_file *base, int flags G_GNUC_UNUSED)
{
  return sim_file_sync (((Handle *) base)->file);
}

static int
read_size (sqlite3_file *base, sqlite3_int64 *out)
{
  *out = sim_file_size (((Handle *) base)->file);
  return SQLITE_OK;
}

static int
control (sqlite3_file *base G_GNUC_UNUSED, int what G_GNUC_UNUSED, void *data G_GNUC_UNUSED)
{
  return SQLITE_NOTFOUND;
}

static int
sector_size (sqlite3_file *base G_GNUC_UNUSED)
{
  return 4096;
}

/* as SQLite's own VFS says of every disk */
static int
characteristics (sqlite3_file *base G_GNUC_UNUSED)
{
  return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

static const sqlite3_io_methods methods = {
  .iVersion = 2,
  .xClose = close_handle,
  .xRead = read_bytes,
  .xWrite = write_bytes,
  .xTruncate = truncate_file,
  .xSync = sync_file,
  .xFileSize = read_size,
  .xLock = lock,
  .xUnlock = unlock,
  .xCheckReservedLock = check_reserved,
  .xFileControl = control,
  .xSectorSize = sector_size,
  .xDeviceCharacteristics = characteristics,
  .xShmMap = shm_map,
  .xShmLock = shm_lock,
  .xShmBarrier = shm_barrier,
  .xShmUnmap = shm_unmap,
};

static int
open_file (sqlite3_vfs *vfs G_GNUC_UNUSED,
           const char *path,
           sqlite3_file *base,
           int flags,
           int *out_flags)
{
  Handle *self = (Handle *) base;

  if (path == NULL)
    return below ()->xOpen (below (), path, base, flags, out_flags);
  memset (self, 0, sizeof *self);
  self->file = sim_file_open (path, flags);
  if (self->file == NULL)
    return SQLITE_CANTOPEN;
  self->base.pMethods = &methods;
  if (out_flags != NULL)
    *out_flags = flags;
  return SQLITE_OK;
}

static int
delete_file (sqlite3_vfs *vfs G_GNUC_UNUSED, const char *path, int is_synced G_GNUC_UNUSED)
{
  SimDisk *disk = sim_disk_of (path);

  if (disk != NULL && sim_disk_is_dead (disk))
    return SQLITE_IOERR_DELETE;
  if (unlink (path) == 0)
    return SQLITE_OK;
  return errno == ENOENT ? SQLITE_IOERR_DELETE_NOENT : SQLITE_IOERR_DELETE;
}

static int
access_file (sqlite3_vfs *vfs G_GNUC_UNUSED, const char *path, int flags, int *out)
{
  return below ()->xAccess (below (), path, flags, out);
}

static int
full_path (sqlite3_vfs *vfs G_GNUC_UNUSED, const char *path, int n_out, char *out)
{
  return below ()->xFullPathname (below (), path, n_out, out);
}

static int
randomness (sqlite3_vfs *vfs, int n_bytes, char *out)
{
  sim_chance_fill (vfs->pAppData, (guint8 *) out, (gsize) n_bytes);
  return n_bytes;
}

/* who waits for a lock in one thread waits for ever */
static int
sleep_us (sqlite3_vfs *vfs G_GNUC_UNUSED, int n_us)
{
  return n_us;
}

static int
current_time (sqlite3_vfs *vfs G_GNUC_UNUSED, sqlite3_int64 *out_ms)
{
  *out_ms = G_GINT64_CONSTANT (210866760000000) + sim_loop_now_us () / 1000;
  return SQLITE_OK;
}

static int
last_error (sqlite3_vfs *vfs G_GNUC_UNUSED, int n_out G_GNUC_UNUSED, char *out G_GNUC_UNUSED)
{
  return 0;
}

void
sim_vfs_register (SimChance *chance)
{
  static sqlite3_vfs vfs = {
    .iVersion = 2,
    .zName = "sim",
    .xOpen = open_file,
    .xDelete = delete_file,
    .xAccess = access_file,
    .xFullPathname = full_path,
    .xRandomness = randomness,
    .xSleep = sleep_us,
    .xGetLastError = last_error,
    .xCurrentTimeInt64 = current_time,
  };

  if (vfs.szOsFile == 0)
    {
      sqlite3_config (SQLITE_CONFIG_SINGLETHREAD);
      sqlite3_config (SQLITE_CONFIG_MEMSTATUS, 0);
      sqlite3_initialize ();
      vfs.szOsFile = MAX ((int) sizeof (Handle), below ()->szOsFile);
      vfs.mxPathname = below ()->mxPathname;
      sqlite3_vfs_register (&vfs, TRUE);
    }
  vfs.pAppData = chance;
  sqlite3_randomness (0, NULL); /* its own chance begins anew */
}
