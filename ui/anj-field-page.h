/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ui/anj-page.h"

G_BEGIN_DECLS

/* Data update: which of the configuration's fields is wrong. */
#define ANJ_TYPE_FIELD_PAGE (anj_field_page_get_type ())
G_DECLARE_FINAL_TYPE (AnjFieldPage, anj_field_page, ANJ, FIELD_PAGE, AnjPage)

G_END_DECLS
