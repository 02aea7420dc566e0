/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ui/anj-page.h"

G_BEGIN_DECLS

/* "Surat apa yang sudah ada?": the checklist of a referral. None of it need be there. Ways: next.
 */
#define ANJ_TYPE_PAPERS_PAGE (anj_papers_page_get_type ())
G_DECLARE_FINAL_TYPE (AnjPapersPage, anj_papers_page, ANJ, PAPERS_PAGE, AnjPage)

G_END_DECLS
