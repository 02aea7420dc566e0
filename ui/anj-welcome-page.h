/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ui/anj-page.h"

G_BEGIN_DECLS

/* 01: whoever comes near is greeted; a touch anywhere begins */
#define ANJ_TYPE_WELCOME_PAGE (anj_welcome_page_get_type ())
G_DECLARE_FINAL_TYPE (AnjWelcomePage, anj_welcome_page, ANJ, WELCOME_PAGE, AnjPage)

G_END_DECLS
