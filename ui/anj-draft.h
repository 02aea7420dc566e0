/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ui/anj-visit.h"

G_BEGIN_DECLS

/* What the complaint in a visit still lacks. */

#define ANJ_DRAFT_MAX_CHARACTERS 2000

/* words with more in them than spaces */
gboolean anj_draft_has_words (AnjVisit *visit);
/* NIK and No. KK are known, or the complaint carries none */
gboolean anj_draft_has_numbers (AnjVisit *visit);
/* all is answered: only the check page is left */
gboolean anj_draft_is_complete (AnjVisit *visit);
/* word for the choice, translated */
const char *anj_draft_name_word (AnjNameChoice choice);

G_END_DECLS
