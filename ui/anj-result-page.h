/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ui/anj-page.h"

G_BEGIN_DECLS

/* The family's programmes, as the registers have them. Ways: "detail". */
#define ANJ_TYPE_RESULT_PAGE (anj_result_page_get_type ())
G_DECLARE_FINAL_TYPE (AnjResultPage, anj_result_page, ANJ, RESULT_PAGE, AnjPage)

G_END_DECLS
