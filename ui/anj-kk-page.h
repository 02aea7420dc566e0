/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ui/anj-number-page.h"

G_BEGIN_DECLS

/* 05: the number of the family card; asks the agent for the household */
#define ANJ_TYPE_KK_PAGE (anj_kk_page_get_type ())
G_DECLARE_FINAL_TYPE (AnjKkPage, anj_kk_page, ANJ, KK_PAGE, AnjNumberPage)

G_END_DECLS
