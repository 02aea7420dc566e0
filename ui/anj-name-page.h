/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ui/anj-page.h"

G_BEGIN_DECLS

/* Whether the name goes along. Ways: "next"; "numbers" when NIK and No. KK must be asked first;
 * "check" when all else is answered already. */
#define ANJ_TYPE_NAME_PAGE (anj_name_page_get_type ())
G_DECLARE_FINAL_TYPE (AnjNamePage, anj_name_page, ANJ, NAME_PAGE, AnjPage)

G_END_DECLS
