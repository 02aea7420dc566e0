/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ui/anj-page.h"

G_BEGIN_DECLS

/* One programme: state, money, what to do, whom to see. Ways: "complaint" (kind is asked),
 * "unpaid" (kind is known). */
#define ANJ_TYPE_PROGRAMME_PAGE (anj_programme_page_get_type ())
G_DECLARE_FINAL_TYPE (AnjProgrammePage, anj_programme_page, ANJ, PROGRAMME_PAGE, AnjPage)

G_END_DECLS
