/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ui/anj-page.h"

G_BEGIN_DECLS

/* Ticket number of the case to follow. Way: "next". */
#define ANJ_TYPE_FOLLOW_NUMBER_PAGE (anj_follow_number_page_get_type ())
G_DECLARE_FINAL_TYPE (AnjFollowNumberPage, anj_follow_number_page, ANJ, FOLLOW_NUMBER_PAGE, AnjPage)

G_END_DECLS
