/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ui/anj-page.h"

G_BEGIN_DECLS

/* What about the registers should change: the data, a proposal for the own family, an objection.
 * Begins the draft of that kind. */
#define ANJ_TYPE_PROPOSE_PAGE (anj_propose_page_get_type ())
G_DECLARE_FINAL_TYPE (AnjProposePage, anj_propose_page, ANJ, PROPOSE_PAGE, AnjPage)

G_END_DECLS
