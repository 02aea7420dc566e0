/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ui/anj-page.h"

G_BEGIN_DECLS

/* out of service: no agent, or no data yet */
#define ANJ_TYPE_SERVICE_PAGE (anj_service_page_get_type ())
G_DECLARE_FINAL_TYPE (AnjServicePage, anj_service_page, ANJ, SERVICE_PAGE, AnjPage)

G_END_DECLS
