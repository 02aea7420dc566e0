/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ui/anj-page.h"

G_BEGIN_DECLS

/* How many families receive what: numbers of the village, never people. */
#define ANJ_TYPE_TOTALS_PAGE (anj_totals_page_get_type ())
G_DECLARE_FINAL_TYPE (AnjTotalsPage, anj_totals_page, ANJ, TOTALS_PAGE, AnjPage)

G_END_DECLS
