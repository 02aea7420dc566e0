/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ui/anj-page.h"

G_BEGIN_DECLS

/* Which programme the resident asks for something at (ui/anj-referral.h). Ways: next. */
#define ANJ_TYPE_OFFERS_PAGE (anj_offers_page_get_type ())
G_DECLARE_FINAL_TYPE (AnjOffersPage, anj_offers_page, ANJ, OFFERS_PAGE, AnjPage)

G_END_DECLS
