/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-draft.h"

#include <string.h>

#include "core/anj-nik.h"
#include "ui/anj-i18n.h"

gboolean
anj_draft_has_words (AnjVisit *visit)
{
  const char *words = anj_visit_get_words (visit);

  return words[strspn (words, " \t\r\n")] != '\0';
}

gboolean
anj_draft_has_numbers (AnjVisit *visit)
{
  AnjNameChoice choice = anj_visit_get_name_choice (visit);

  if (choice != ANJ_NAME_SECRET && choice != ANJ_NAME_OPEN)
    return TRUE;
  return strlen (anj_visit_get_nik (visit)) == ANJ_NIK_LENGTH &&
         strlen (anj_visit_get_no_kk (visit)) == ANJ_NIK_LENGTH;
}

gboolean
anj_draft_is_complete (AnjVisit *visit)
{
  return anj_visit_get_category (visit) != NULL &&
         anj_visit_get_name_choice (visit) != ANJ_NAME_UNDECIDED && anj_draft_has_numbers (visit) &&
         anj_draft_has_words (visit);
}

const char *
anj_draft_name_word (AnjNameChoice choice)
{
  switch (choice)
    {
    case ANJ_NAME_SECRET:
      return _ ("Dirahasiakan");
    case ANJ_NAME_OPEN:
      return _ ("Pakai nama");
    case ANJ_NAME_UNDECIDED:
    case ANJ_NAME_ANONYMOUS:
    default:
      return _ ("Tanpa nama");
    }
}
