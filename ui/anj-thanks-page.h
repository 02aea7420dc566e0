/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ui/anj-page.h"

G_BEGIN_DECLS

/* After a face was touched: nobody follows a rating, so it shows no number. Sends the rating when
 * the resident is done, and by itself when nothing is touched. Way: "words": why. */
#define ANJ_TYPE_THANKS_PAGE (anj_thanks_page_get_type ())
G_DECLARE_FINAL_TYPE (AnjThanksPage, anj_thanks_page, ANJ, THANKS_PAGE, AnjPage)

G_END_DECLS
