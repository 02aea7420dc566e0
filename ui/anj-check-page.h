/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ui/anj-page.h"

G_BEGIN_DECLS

/* All answers once more, then sending. Ways: "category", "name", "words" to change one; "next" when
 * sent. */
#define ANJ_TYPE_CHECK_PAGE (anj_check_page_get_type ())
G_DECLARE_FINAL_TYPE (AnjCheckPage, anj_check_page, ANJ, CHECK_PAGE, AnjPage)

G_END_DECLS
