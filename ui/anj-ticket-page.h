/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ui/anj-page.h"

G_BEGIN_DECLS

/* State, due date, history and answer of the case followed. */
#define ANJ_TYPE_TICKET_PAGE (anj_ticket_page_get_type ())
G_DECLARE_FINAL_TYPE (AnjTicketPage, anj_ticket_page, ANJ, TICKET_PAGE, AnjPage)

G_END_DECLS
