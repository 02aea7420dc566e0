/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ui/anj-page.h"

G_BEGIN_DECLS

/* Data update: the new value, with the recorded one above. */
#define ANJ_TYPE_NEW_VALUE_PAGE (anj_new_value_page_get_type ())
G_DECLARE_FINAL_TYPE (AnjNewValuePage, anj_new_value_page, ANJ, NEW_VALUE_PAGE, AnjPage)

G_END_DECLS
