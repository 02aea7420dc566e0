/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "fault-libc.h"

G_BEGIN_DECLS

/**
 * FaultDisk:
 *
 * What this program does to the files of one folder, operation by operation, and what a power cut
 * at any of them could leave. It stands before libc (the program defines open, write, fsync and
 * their like), so SQLite and GLib are recorded as they are.
 *
 * The disk that is modelled: sectors of 512 bytes. What was written after the last fsync of its
 * file may be there or not, each sector by itself, in any order; a sector that was never written
 * before may also read as zeros. Names (create, rename, unlink) are kept in their order, up to any
 * one, and no fewer than the last fsync of the folder, or of a file for that file's own, has seen:
 * what journalling file systems do. -shm files are not of the disk. What a failed fsync lost the
 * kernel still shows, until it is told to forget (posix_fadvise).
 */
typedef struct _FaultDisk FaultDisk;

/* records from now on; what is in @folder is there for sure. One at a time */
FaultDisk *fault_disk_record (const char *folder);
/* what lies below @name of the folder is a disk of its own: an fsync of the rest says nothing about
 * its names, nor the other way round; nothing may have happened yet */
void fault_disk_split (FaultDisk *self, const char *name);
/* nothing is recorded any more */
void fault_disk_stop (FaultDisk *self);
void fault_disk_free (FaultDisk *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FaultDisk, fault_disk_free)

/**
 * FaultPlan:
 * @calls: which fail
 * @nth: the first that does, 1 is the next one; 0: none
 * @error_number: EIO, ENOSPC
 * @for_good: all after it fail too
 * @is_half: it does half of its bytes instead, and the next one fails; with 0 for @error_number
 * that one goes on
 */
typedef struct
{
  FaultCall calls;
  guint nth;
  int error_number;
  gboolean for_good;
  gboolean is_half;
} FaultPlan;

/* calls fail by @plan from now on. Of what a failed fsync should have made safe, any part may be
 * lost for ever: the next fsync does not write it again */
void fault_disk_fail (FaultDisk *self, const FaultPlan *plan);
/* how many of the plan's calls there were; nothing fails any more */
guint fault_disk_heal (FaultDisk *self);

/* operations so far; a cut at n has seen the first n */
guint fault_disk_count (const FaultDisk *self);

/**
 * FaultImages:
 *
 * Disks after a power cut; cuts come in ascending order.
 */
typedef struct _FaultImages FaultImages;

/* @disk: stopped; @chance: draws what is kept; (transfer none): both outlive it */
FaultImages *fault_images_new (const FaultDisk *disk, GRand *chance);
void fault_images_free (FaultImages *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FaultImages, fault_images_free)

/* goes on to the cut after the first @n_operations; never back */
void fault_images_advance (FaultImages *self, guint n_operations);
/* writes one disk that the power could have left there to @folder, which it empties first */
void fault_images_write (FaultImages *self, const char *folder);

/* removes all that is in it */
void fault_folder_empty (const char *folder);

G_END_DECLS
