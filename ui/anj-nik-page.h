/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ui/anj-number-page.h"

G_BEGIN_DECLS

/* 04, 27: the resident's NIK, with its own sentence for each thing that can be wrong */
#define ANJ_TYPE_NIK_PAGE (anj_nik_page_get_type ())
G_DECLARE_FINAL_TYPE (AnjNikPage, anj_nik_page, ANJ, NIK_PAGE, AnjNumberPage)

G_END_DECLS
