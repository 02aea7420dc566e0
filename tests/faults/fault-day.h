/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "fault-disk.h"
#include "terminal-fixture.h"

G_BEGIN_DECLS

/* What somebody outside was told, or the terminal was, from which on it must hold. */
typedef enum {
  FAULT_TOLD_NUMBER,   /* @number is a case's */
  FAULT_TOLD_CASE,     /* @id is kept, with @sha256 where it has an attachment */
  FAULT_TOLD_PLACE,    /* @id was in the chain at @seq, when ever */
  FAULT_TOLD_MAY_GO,   /* cases up to @seq may be gone: the hub's backup has them */
  FAULT_TOLD_RECEIPT,  /* up to @seq the hub has them */
  FAULT_TOLD_REFUSED,  /* that it will not have @id, at @seq */
  FAULT_TOLD_RESTORED, /* that it has only those up to @seq */
  FAULT_TOLD_CONFIG,   /* of version @seq */
  FAULT_TOLD_SLIP,     /* of @number is printed */
  FAULT_TOLD_MISS,     /* that makes @seq in a row */
  FAULT_TOLD_ANSWER,   /* to @number */
  FAULT_TOLD_GUESSED,  /* somebody begins to guess at @number */
  FAULT_TOLD_SHUT_OUT, /* whoever tries @number */
  FAULT_TOLD_LOCKED,   /* by an admin; @seq 0: unlocked again */
  FAULT_TOLD_CLOCK,    /* it is later */
} FaultToldKind;

/**
 * FaultTold:
 * @n_operations: of the disk, before it was told
 */
typedef struct
{
  FaultToldKind kind;
  guint n_operations;
  gint64 real_us;
  gint64 monotonic_us;
  guint64 seq;
  char id[40];
  char number[16];
  char sha256[72];
} FaultTold;

#define FAULT_MAX_TOLD 1024

/* in memory that outlives a child */
typedef struct
{
  guint n;
  guint n_failed; /* steps that did */
  FaultTold all[FAULT_MAX_TOLD];
} FaultToldLog;

/**
 * FaultDay:
 * @is_rough: steps may fail
 * @pause: (nullable): whether it is the outside that works: hub, residents, the test itself
 *
 * A day at a terminal: cases with and without names and attachments, look-ups, mistyped numbers,
 * slips, receipts of a hub that is restored in between, refused cases, answers, configurations, a
 * sync, a lock, restarts; and what was told on the way, which must hold whatever becomes of the
 * disk.
 */
typedef struct
{
  TerminalFixture terminal;
  AnjRandom random;
  guint64 random_state;
  FaultDisk *disk;    /* (owned) (nullable): records it */
  FaultToldLog *told; /* (owned) */
  char *morning;      /* (owned): a folder with the disk as it is before the day */
  GPtrArray *configs; /* (element-type GBytes): of versions 2 and up */
  guint64 version;    /* of the newest that came */
  guint n_pages;      /* that the cache was given */
  gboolean is_rough;
  void (*pause) (gboolean is_outside);
} FaultDay;

/* a terminal whose records are synced, closed; all zeros before, @is_rough and @pause may be set */
void fault_day_init (FaultDay *self);
void fault_day_clear (FaultDay *self);

/* a new day, on the disk that there was in the morning; nothing was told yet */
void fault_day_begin (FaultDay *self);
/* the disk is recorded from now on */
void fault_day_record (FaultDay *self);
/* opens the terminal and lives the day from the @first to the @last case, or until nothing can be
 * opened any more; the terminal is closed then and the recording stopped */
void fault_day_live (FaultDay *self, guint first, guint last);

/* fault-oracle.c */
/* opens the terminal whose disk @folder is: all that was told before the first @cut operations must
 * hold, and the terminal must go on, giving nothing twice. Keys and clock are those of the day */
void fault_day_check (FaultDay *self, const char *folder, guint cut);

/* a number of the environment: ANJ_FAULT_SEED */
guint fault_day_number (const char *name, guint otherwise);

G_END_DECLS
