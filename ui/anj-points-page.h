/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ui/anj-page.h"

G_BEGIN_DECLS

/* Where and when food and other things are handed out, the same for everybody. */
#define ANJ_TYPE_POINTS_PAGE (anj_points_page_get_type ())
G_DECLARE_FINAL_TYPE (AnjPointsPage, anj_points_page, ANJ, POINTS_PAGE, AnjPage)

G_END_DECLS
