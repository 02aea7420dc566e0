/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ui/anj-page.h"

G_BEGIN_DECLS

/* Who works for the village's residents, and how to reach them. */
#define ANJ_TYPE_OFFICIALS_PAGE (anj_officials_page_get_type ())
G_DECLARE_FINAL_TYPE (AnjOfficialsPage, anj_officials_page, ANJ, OFFICIALS_PAGE, AnjPage)

G_END_DECLS
