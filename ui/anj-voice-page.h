/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ui/anj-page.h"

G_BEGIN_DECLS

/* "Rekam suara Anda": one recording, begun and stopped by a touch. What was recorded stays in the
 * visit when the page goes, also in the middle of it. Ways: next. */
#define ANJ_TYPE_VOICE_PAGE (anj_voice_page_get_type ())
G_DECLARE_FINAL_TYPE (AnjVoicePage, anj_voice_page, ANJ, VOICE_PAGE, AnjPage)

/* what to say of the recording of @visit on other pages: (transfer full), "Rekaman 23 detik" */
char *anj_voice_page_summary (AnjVisit *visit);

G_END_DECLS
