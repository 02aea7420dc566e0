/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ui/anj-page.h"

G_BEGIN_DECLS

/* Number, PIN, what happens next. */
#define ANJ_TYPE_SENT_PAGE (anj_sent_page_get_type ())
G_DECLARE_FINAL_TYPE (AnjSentPage, anj_sent_page, ANJ, SENT_PAGE, AnjPage)

G_END_DECLS
