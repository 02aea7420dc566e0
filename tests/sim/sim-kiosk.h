/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/agent/anj-line.h"
#include "tests/sim/sim-net.h"

G_BEGIN_DECLS

/**
 * SimKiosk:
 *
 * One terminal: the agent's own AnjTerminal and AnjLine on a disk, a clock and a line of its own.
 * Its store thread (sim-store.c) works in the loop, its sync's child (sim-sync.c) in no time.
 */
typedef struct _SimKiosk SimKiosk;

/* enrols it, in @root/tN; not switched on yet. The hub serves */
SimKiosk *sim_kiosk_new (const char *root, SimHub *hub, guint who, guint64 seed);
/* it must be off */
void sim_kiosk_free (SimKiosk *self);

void sim_kiosk_start (SimKiosk *self);

typedef enum {
  SIM_END_ORDERLY, /* SIGTERM */
  SIM_END_CRASH,   /* the process dies; what it wrote is there */
  SIM_END_POWER,   /* so does the machine */
} SimEnd;

/* comes back after @off_us; a negative one: stays off */
void sim_kiosk_stop (SimKiosk *self, SimEnd how, gint64 off_us);
/* for the night: nothing starts it until it is switched on */
void sim_kiosk_switch_off (SimKiosk *self, SimEnd how);
void sim_kiosk_switch_on (SimKiosk *self);
gboolean sim_kiosk_is_on (const SimKiosk *self);
/* counts the starts: who held something of a run before knows that it is void */
guint sim_kiosk_run (const SimKiosk *self);

/* while it is on */
AnjStoreThread *sim_kiosk_store (SimKiosk *self);
AnjLine *sim_kiosk_line (SimKiosk *self);

guint sim_kiosk_who (const SimKiosk *self);
const char *sim_kiosk_id (const SimKiosk *self);
const char *sim_kiosk_region (const SimKiosk *self);
SimDisk *sim_kiosk_disk (SimKiosk *self);
SimPort *sim_kiosk_port (SimKiosk *self);
const AnjClock *sim_kiosk_clock (SimKiosk *self);
/* how far the wall clock is wrong, µs */
void sim_kiosk_set_clock (SimKiosk *self, gint64 wrong_us);

/* the kiosk that works in @state_dir */
SimKiosk *sim_kiosk_of (const char *state_dir);
/* what its store thread does next is never done: it is off */
void sim_store_abandon (AnjStoreThread *store);
/* (transfer none): for a look at it between two jobs */
AnjTerminal *sim_store_terminal (AnjStoreThread *store);

G_END_DECLS
