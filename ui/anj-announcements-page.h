/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ui/anj-page.h"

G_BEGIN_DECLS

/* What the village and the offices above it announce. */
#define ANJ_TYPE_ANNOUNCEMENTS_PAGE (anj_announcements_page_get_type ())
G_DECLARE_FINAL_TYPE (AnjAnnouncementsPage,
                      anj_announcements_page,
                      ANJ,
                      ANNOUNCEMENTS_PAGE,
                      AnjPage)

G_END_DECLS
