/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ui/anj-page.h"

G_BEGIN_DECLS

/* What a referral may name, or leave to the officers: a kind of need, a course, an intake. Ways:
 * next. */
#define ANJ_TYPE_WISH_PAGE (anj_wish_page_get_type ())
G_DECLARE_DERIVABLE_TYPE (AnjWishPage, anj_wish_page, ANJ, WISH_PAGE, AnjPage)

struct _AnjWishPageClass
{
  AnjPageClass parent_class;
};

#define ANJ_TYPE_NEED_PAGE (anj_need_page_get_type ())
G_DECLARE_FINAL_TYPE (AnjNeedPage, anj_need_page, ANJ, NEED_PAGE, AnjWishPage)

#define ANJ_TYPE_COURSE_PAGE (anj_course_page_get_type ())
G_DECLARE_FINAL_TYPE (AnjCoursePage, anj_course_page, ANJ, COURSE_PAGE, AnjWishPage)

#define ANJ_TYPE_INTAKE_PAGE (anj_intake_page_get_type ())
G_DECLARE_FINAL_TYPE (AnjIntakePage, anj_intake_page, ANJ, INTAKE_PAGE, AnjWishPage)

G_END_DECLS
