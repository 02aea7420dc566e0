/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/slip/anj-slip.h"
#include "ui/anj-visit.h"

G_BEGIN_DECLS

/**
 * AnjPrintingState:
 * @ANJ_PRINTING_READY: nothing was asked for yet
 * @ANJ_PRINTING_RUNNING: bytes go to the printer
 * @ANJ_PRINTING_DONE: all of them have gone
 * @ANJ_PRINTING_NO_PAPER: the printer said so before anything was printed; may be tried again
 * @ANJ_PRINTING_AWAY: there is no printer now, or it prints for somebody else; may be tried again
 * @ANJ_PRINTING_LOST: it stopped half way, or it was printed before; never again
 */
typedef enum {
  ANJ_PRINTING_READY,
  ANJ_PRINTING_RUNNING,
  ANJ_PRINTING_DONE,
  ANJ_PRINTING_NO_PAPER,
  ANJ_PRINTING_AWAY,
  ANJ_PRINTING_LOST,
} AnjPrintingState;

/**
 * AnjPrinting:
 *
 * One slip on its way to the printer. Belongs to the visit, so that it goes on and is known when a
 * page is made anew. Signal "changed": the state did.
 */
#define ANJ_TYPE_PRINTING (anj_printing_get_type ())
G_DECLARE_FINAL_TYPE (AnjPrinting, anj_printing, ANJ, PRINTING, GObject)

/* whether the agent has a printer; @out_paper: (out): its paper */
gboolean anj_printing_is_possible (AnjVisit *visit, AnjSlipPaper *out_paper);

/**
 * anj_printing_of:
 * @job: what the slip is of (a ticket, a household document): compared only
 *
 * Returns: (transfer none): the printing of @job; that of another job is given up
 */
AnjPrinting *anj_printing_of (AnjVisit *visit, gconstpointer job);
AnjPrintingState anj_printing_get_state (AnjPrinting *self);

/* asks the agent for the printer and prints, unless it runs or is over. @slip: read before this
 * returns */
void anj_printing_start (AnjPrinting *self, AnjVisit *visit, const AnjSlip *slip);

G_END_DECLS
