/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ui/anj-page.h"

G_BEGIN_DECLS

/* What the complaint is about. Ways: "next"; "check" when all else is answered already. */
#define ANJ_TYPE_CATEGORY_PAGE (anj_category_page_get_type ())
G_DECLARE_FINAL_TYPE (AnjCategoryPage, anj_category_page, ANJ, CATEGORY_PAGE, AnjPage)

G_END_DECLS
