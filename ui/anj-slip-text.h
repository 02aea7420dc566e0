/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/slip/anj-slip.h"
#include "ui/anj-page.h"

G_BEGIN_DECLS

/**
 * AnjSlipText:
 * @slip: what is printed
 *
 * A slip in the resident's words, and the strings that it needs.
 */
typedef struct
{
  AnjSlip slip;
  GPtrArray *strings; /* (owned) (element-type utf8) */
  GArray *steps;      /* (owned) (element-type AnjSlipStep) */
} AnjSlipText;

/* of the case that was sent; %NULL while there is none. Keeps no PIN: that of the page's visit,
 * which must outlive it */
AnjSlipText *anj_slip_text_new_ticket (AnjPage *page);
/* of the household that was found: programmes and the day of the data, no name and no number;
 * %NULL while there is none */
AnjSlipText *anj_slip_text_new_result (AnjPage *page);
void anj_slip_text_free (AnjSlipText *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnjSlipText, anj_slip_text_free)

G_END_DECLS
