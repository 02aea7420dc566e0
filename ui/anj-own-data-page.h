/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ui/anj-page.h"

G_BEGIN_DECLS

/* "Data saya": what the registers hold about this household as far as the terminal has it, who has
 * looked at it, and what may be done about it. */
#define ANJ_TYPE_OWN_DATA_PAGE (anj_own_data_page_get_type ())
G_DECLARE_FINAL_TYPE (AnjOwnDataPage, anj_own_data_page, ANJ, OWN_DATA_PAGE, AnjPage)

G_END_DECLS
