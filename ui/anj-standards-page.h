/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ui/anj-page.h"

G_BEGIN_DECLS

/* What each service asks for, takes and gives, as the law wants it posted; one service a page. */
#define ANJ_TYPE_STANDARDS_PAGE (anj_standards_page_get_type ())
G_DECLARE_FINAL_TYPE (AnjStandardsPage, anj_standards_page, ANJ, STANDARDS_PAGE, AnjPage)

G_END_DECLS
