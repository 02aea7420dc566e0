/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ui/anj-page.h"

G_BEGIN_DECLS

/* The story in own words. Way: "next". */
#define ANJ_TYPE_WORDS_PAGE (anj_words_page_get_type ())
G_DECLARE_FINAL_TYPE (AnjWordsPage, anj_words_page, ANJ, WORDS_PAGE, AnjPage)

G_END_DECLS
