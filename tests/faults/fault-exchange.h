/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "fault-village.h"

G_BEGIN_DECLS

/**
 * FaultExchange:
 *
 * All that a terminal says to its hub in a day, once, in this order: the channel's poll, a newer
 * configuration, its trial and the evidence of it, the first sync, telemetry; two cases, one with
 * an attachment, their receipts; a ticket asked for with its PIN; an answer of an office, told by
 * the channel.
 */
typedef struct
{
  FaultVillage *village;
  GPtrArray *cases;       /* (element-type FaultCase): what residents were told is taken */
  gboolean is_case_due;   /* one is on its way to the disk */
  gboolean is_ticket_due; /* asked, not answered yet */
  gboolean has_ticket;
  gboolean has_answer; /* the office's news came */
  gint64 step_us;
  gint64 passed_us; /* with nobody doing anything, since what is waited for now */
  gint64 ticked_us;
  guint64 n_bytes_seen;
} FaultExchange;

/* runs it (of which @village is set) to its end, whatever the line does
 * meanwhile; a day that passes for nothing, or a minute of work, aborts */
void fault_exchange_run (FaultExchange *self);
/* its first parts alone: until the terminal serves, with one case more on its disk */
void fault_exchange_begin (FaultExchange *self);
/* lives on until @is_done; @what: for who finds it stuck. Time passes as fault-time.h has it */
void fault_exchange_live_until (FaultExchange *self,
                                const char *what,
                                gboolean (*is_done) (FaultExchange *self));
/* between lives, from what both disks hold: what was acknowledged is at the hub, once, with every
 * byte, and nothing else is; the terminal knows it, and serves */
void fault_exchange_check (FaultExchange *self);
void fault_exchange_clear (FaultExchange *self);

G_END_DECLS
