/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "tests/sim/sim-hub.h"

G_BEGIN_DECLS

/**
 * SimNetFaults:
 * @loses_request: one request in so many does not come to the hub; 0: none
 * @loses_reply: one that was done is not heard of
 * @repeats: one comes to the hub a second time, up to an hour later
 * @delay_us: one way, on average; who is slow overtakes nobody and is overtaken
 */
typedef struct
{
  guint loses_request;
  guint loses_reply;
  guint repeats;
  gint64 delay_us;
} SimNetFaults;

/**
 * SimPort:
 *
 * One terminal's end of the net: its net/anj-http-client.h (sim-net.c has that interface instead of
 * net/) goes through here, found by the clock that the client was made with.
 */
typedef struct _SimPort SimPort;

/* @clock: (transfer none): of the terminal; outlives the port */
SimPort *sim_port_new (SimHub *hub, const AnjClock *clock, guint who, guint64 seed);
void sim_port_free (SimPort *self);
/* clients made with @clock (nullable) are this terminal's too; of the one before no longer */
void sim_port_bind (SimPort *self, const AnjClock *clock);
void sim_port_set_faults (SimPort *self, const SimNetFaults *faults);
/* the line is down, or up again; what is under way when it goes down is never heard of */
void sim_port_set_cut (SimPort *self, gboolean is_cut);
/* the process at this end is gone, and what it waited for */
void sim_port_drop_all (SimPort *self);
guint64 sim_port_n_requests (const SimPort *self);

G_END_DECLS
