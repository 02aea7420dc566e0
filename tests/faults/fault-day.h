/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "fault-disk.h"
#include "terminal-fixture.h"

G_BEGIN_DECLS

/**
 * FaultDay:
 *
 * A day at a terminal: cases with and without names, receipts, new configurations, restarts; and
 * what residents and the hub were told on the way, which must hold whatever the disk does.
 */
typedef struct
{
  TerminalFixture terminal;
  FaultDisk *disk;   /* (owned): records it */
  GPtrArray *told;   /* (element-type Told) */
  GHashTable *seqs;  /* (element-type utf8 guint): of cases that were in the chain */
  guint64 version;   /* of the newest configuration */
  gboolean is_rough; /* steps may fail */
  guint n_failed;    /* that did */
} FaultDay;

/* a terminal, with the recording begun; all zeros before */
void fault_day_init (FaultDay *self);
/* lives it until the evening or until the disk lets nothing be opened any more; the terminal is
 * closed then and the recording stopped */
void fault_day_live (FaultDay *self, guint n_cases);
void fault_day_clear (FaultDay *self);

/* opens the terminal whose disk @folder is: all that was told before the first @cut operations must
 * hold, and the terminal must go on, giving nothing twice. Keys and clock are those of the day */
void fault_day_check (FaultDay *self, const char *folder, guint cut);

/* a number of the environment: ANJ_FAULT_SEED */
guint fault_day_number (const char *name, guint otherwise);

G_END_DECLS
