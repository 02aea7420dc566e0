/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ui/anj-page.h"

G_BEGIN_DECLS

/* Why: reasons of the configuration for the kind of draft. A proposal goes on as soon as one is
 * touched. */
#define ANJ_TYPE_REASON_PAGE (anj_reason_page_get_type ())
G_DECLARE_FINAL_TYPE (AnjReasonPage, anj_reason_page, ANJ, REASON_PAGE, AnjPage)

G_END_DECLS
