/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ui/anj-page.h"

G_BEGIN_DECLS

/* PIN of the case to follow, then asking. Way: "next" with the answer in the visit. */
#define ANJ_TYPE_FOLLOW_PIN_PAGE (anj_follow_pin_page_get_type ())
G_DECLARE_FINAL_TYPE (AnjFollowPinPage, anj_follow_pin_page, ANJ, FOLLOW_PIN_PAGE, AnjPage)

G_END_DECLS
