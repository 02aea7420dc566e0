/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ui/anj-page.h"

G_BEGIN_DECLS

/* 03: what do you need? */
#define ANJ_TYPE_HOME_PAGE (anj_home_page_get_type ())
G_DECLARE_FINAL_TYPE (AnjHomePage, anj_home_page, ANJ, HOME_PAGE, AnjPage)

G_END_DECLS
