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
  FaultDisk *disk;  /* (owned): records it */
  GPtrArray *told;  /* (element-type Told) */
  GHashTable *seqs; /* (element-type utf8 guint): of cases that were in the chain */
  guint64 version;  /* of the newest configuration */
} FaultDay;

/* lives it; the terminal is closed then and the recording stopped */
void fault_day_live (FaultDay *self);
void fault_day_clear (FaultDay *self);

/* opens the terminal whose disk @folder is: all that was told before the first @cut operations must
 * hold, and the terminal must go on, giving nothing twice. Keys and clock are those of the day */
void fault_day_check (FaultDay *self, const char *folder, guint cut);

G_END_DECLS
