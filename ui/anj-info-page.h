/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ui/anj-page.h"

G_BEGIN_DECLS

/* What can be read without saying who one is. Ways: "standards", "hours", "officials",
 * "announcements", "totals". */
#define ANJ_TYPE_INFO_PAGE (anj_info_page_get_type ())
G_DECLARE_FINAL_TYPE (AnjInfoPage, anj_info_page, ANJ, INFO_PAGE, AnjPage)

G_END_DECLS
