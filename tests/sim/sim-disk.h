/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "tests/sim/sim-loop.h"

G_BEGIN_DECLS

/**
 * SimDiskFaults:
 * @sync_fails: one sync in so many fails; what it should have kept is not on the disk, whatever
 *   reads say; 0: none
 * @write_fails: one write in so many fails
 * @is_full: no file grows
 *
 * What a disk does wrong while it has power.
 */
typedef struct
{
  guint sync_fails;
  guint write_fails;
  gboolean is_full;
} SimDiskFaults;

/**
 * SimDisk:
 *
 * The disk of one machine: a folder, best of a memory file system, whose databases go through
 * SQLite's VFS "sim" (sim-vfs.c). They are mapped, so other code finds them as files. Of what was
 * written and not synced the disk knows what was there before, in sectors of 512 bytes: a power cut
 * keeps some of it. Small files are kept as they are written; what a cut does to them is
 * tests/faults' matter.
 */
typedef struct _SimDisk SimDisk;

/* @root: a folder that is there; @chance: (transfer none): outlives the disk */
SimDisk *sim_disk_new (const char *root, SimChance *chance);
void sim_disk_free (SimDisk *self);
/* (transfer none) (nullable): on which of them @path lies */
SimDisk *sim_disk_of (const char *path);

void sim_disk_set_faults (SimDisk *self, const SimDiskFaults *faults);
/* the machine loses its power, or the process dies, at the @n-th write or sync from now on */
void sim_disk_plan_death (SimDisk *self, guint n);
/* nothing gets to it any more; the process that used it does not know yet that it is dead */
void sim_disk_die (SimDisk *self);
gboolean sim_disk_is_dead (const SimDisk *self);
/* the power is back; everything that used it is closed. @is_power: it had been cut, else only the
 * process had died and what it wrote is all there */
void sim_disk_revive (SimDisk *self, gboolean is_power);
/* flips one bit of the machine's database @name in @delay_us, anywhere in it */
void sim_disk_rot_later (SimDisk *self, gint64 delay_us, const char *name);
gint64 sim_disk_free_bytes (const SimDisk *self);
guint64 sim_disk_n_syncs (const SimDisk *self);

/**
 * SimFile:
 *
 * A file that SQLite has open, by however many connections.
 */
typedef struct _SimFile SimFile;

/* @flags: SQLITE_OPEN_…; (transfer full) (nullable) */
SimFile *sim_file_open (const char *path, int flags);
void sim_file_close (SimFile *self);
gint64 sim_file_size (const SimFile *self);
/* SQLite's result codes */
int sim_file_read (SimFile *self, void *out, gsize n_bytes, gint64 at);
int sim_file_write (SimFile *self, const void *data, gsize n_bytes, gint64 at);
int sim_file_truncate (SimFile *self, gint64 size);
int sim_file_sync (SimFile *self);
/* what the kernel holds of it is thrown away: a failed sync's data is gone now */
void sim_file_drop_cache (int fd);

/* locks and shared memory of the connections to one file */
typedef struct
{
  guint n_shared;
  gpointer reserved; /* who has it, as the next */
  gpointer exclusive;
  GPtrArray *shm; /* (nullable) (element-type guint8): regions */
  guint n_shm;    /* who map them */
  guint n_shm_shared[8];
  gpointer shm_exclusive[8];
} SimLocks;

SimLocks *sim_file_locks (SimFile *self);

/* registers the VFS, as the default one */
void sim_vfs_register (SimChance *chance);

G_END_DECLS
