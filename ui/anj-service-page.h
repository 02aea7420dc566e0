/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ui/anj-door.h"
#include "ui/anj-page.h"

G_BEGIN_DECLS

/* Stands for the greeting while this terminal does not serve (ui/anj-door.h): why, whom to see
 * meanwhile, and what still works. */
#define ANJ_TYPE_SERVICE_PAGE (anj_service_page_get_type ())
G_DECLARE_FINAL_TYPE (AnjServicePage, anj_service_page, ANJ, SERVICE_PAGE, AnjPage)

/* as it is when @door is how things are; it looks by itself when it is made */
void anj_service_page_show_door (AnjServicePage *self, AnjDoor door);

/* Why no case is begun now, and what still works; one goes back from it. */
#define ANJ_TYPE_UNTAKEN_PAGE (anj_untaken_page_get_type ())
G_DECLARE_FINAL_TYPE (AnjUntakenPage, anj_untaken_page, ANJ, UNTAKEN_PAGE, AnjServicePage)

/* The same of looking up. */
#define ANJ_TYPE_UNFOUND_PAGE (anj_unfound_page_get_type ())
G_DECLARE_FINAL_TYPE (AnjUnfoundPage, anj_unfound_page, ANJ, UNFOUND_PAGE, AnjServicePage)

G_END_DECLS
