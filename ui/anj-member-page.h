/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ui/anj-page.h"

G_BEGIN_DECLS

/* Data update: who of the household. */
#define ANJ_TYPE_MEMBER_PAGE (anj_member_page_get_type ())
G_DECLARE_FINAL_TYPE (AnjMemberPage, anj_member_page, ANJ, MEMBER_PAGE, AnjPage)

G_END_DECLS
