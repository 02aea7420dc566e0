/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ui/anj-page.h"

G_BEGIN_DECLS

/* Whom an objection is about: a name and a place. */
#define ANJ_TYPE_ABOUT_PAGE (anj_about_page_get_type ())
G_DECLARE_FINAL_TYPE (AnjAboutPage, anj_about_page, ANJ, ABOUT_PAGE, AnjPage)

/* whether the objection in @visit is about another family than the resident's own: a guard */
gboolean anj_about_is_asked (AnjVisit *visit);
/* begins an objection to what the registers say of the resident's own family */
void anj_about_begin_own (AnjVisit *visit);

G_END_DECLS
