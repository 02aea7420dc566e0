/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ui/anj-page.h"

G_BEGIN_DECLS

/* When the office is open. */
#define ANJ_TYPE_HOURS_PAGE (anj_hours_page_get_type ())
G_DECLARE_FINAL_TYPE (AnjHoursPage, anj_hours_page, ANJ, HOURS_PAGE, AnjPage)

G_END_DECLS
