/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ui/anj-visit.h"

G_BEGIN_DECLS

/* What the draft in a visit still lacks, and who gets to read it. */

#define ANJ_DRAFT_MAX_CHARACTERS 2000

/* words with more in them than spaces, or a recording */
gboolean anj_draft_has_words (AnjVisit *visit);
/* the draft carries NIK and No. KK, and they are not known yet */
gboolean anj_draft_lacks_numbers (AnjVisit *visit);
/* the household document is not there yet */
gboolean anj_draft_lacks_household (AnjVisit *visit);
/* all that the draft's kind asks for is answered */
gboolean anj_draft_is_complete (AnjVisit *visit);
/* complete, and the check page was seen: what is changed now leads back to it */
gboolean anj_draft_is_checked (AnjVisit *visit);
/* the check page is being seen */
void anj_draft_set_checked (AnjVisit *visit);
/* goes past the village */
gboolean anj_draft_is_sensitive (AnjVisit *visit);
/* (transfer full): title of the office that gets to read it */
char *anj_draft_reader (AnjVisit *visit);
/* word for the choice, translated */
const char *anj_draft_name_word (AnjNameChoice choice);

G_END_DECLS
