/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ui/anj-page.h"

G_BEGIN_DECLS

/* 02: the languages there are, each in its own words */
#define ANJ_TYPE_LANGUAGE_PAGE (anj_language_page_get_type ())
G_DECLARE_FINAL_TYPE (AnjLanguagePage, anj_language_page, ANJ, LANGUAGE_PAGE, AnjPage)

G_END_DECLS
