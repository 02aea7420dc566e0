/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-draft.h"

#include <string.h>

#include "core/anj-nik.h"
#include "ui/anj-catalogue.h"
#include "ui/anj-evidence.h"
#include "ui/anj-i18n.h"
#include "ui/anj-referral.h"

#define CHECKED "checked"

/* questions that a draft must have answers to, beside numbers, name and words */
static const struct
{
  const char *kind;
  gboolean numbers;
  gboolean words;
  const char *questions[4];
} NEEDS[] = {
  { "complaint", .words = TRUE, .questions = { "category" } },
  { "update", .numbers = TRUE, .questions = { "member", "field", "new" } },
  { "proposal", .numbers = TRUE, .questions = { "reason" } },
  { "objection", .numbers = TRUE, .questions = { "about-name", "about-place", "reason" } },
  { "referral", .numbers = TRUE, .questions = { "programme" } },
  { "note", .words = TRUE, .questions = { "about" } },
  { "feedback", .questions = { "rating" } },
};

gboolean
anj_draft_has_words (AnjVisit *visit)
{
  const char *words = anj_visit_get_answer (visit, "words");

  return words[strspn (words, " \t\r\n")] != '\0' ||
         anj_evidence_count (visit, ANJ_ATTACHMENT_OGG) > 0;
}

/* a complaint decides by itself whether it carries them */
static gboolean
carries_numbers (AnjVisit *visit)
{
  AnjNameChoice choice = anj_visit_get_name_choice (visit);

  for (guint i = 0; i < G_N_ELEMENTS (NEEDS); i++)
    if (anj_visit_is_kind (visit, NEEDS[i].kind) && NEEDS[i].numbers)
      return TRUE;
  return anj_visit_is_kind (visit, "complaint") &&
         (choice == ANJ_NAME_SECRET || choice == ANJ_NAME_OPEN);
}

gboolean
anj_draft_lacks_numbers (AnjVisit *visit)
{
  return carries_numbers (visit) && (strlen (anj_visit_get_nik (visit)) != ANJ_NIK_LENGTH ||
                                     strlen (anj_visit_get_no_kk (visit)) != ANJ_NIK_LENGTH);
}

gboolean
anj_draft_lacks_household (AnjVisit *visit)
{
  return anj_visit_get_household (visit) == NULL;
}

static gboolean
has_answers (AnjVisit *visit, const char *const *questions, guint n_questions)
{
  for (guint i = 0; i < n_questions && questions[i] != NULL; i++)
    if (*anj_visit_get_answer (visit, questions[i]) == '\0')
      return FALSE;
  return TRUE;
}

gboolean
anj_draft_is_complete (AnjVisit *visit)
{
  if (anj_draft_lacks_numbers (visit))
    return FALSE;
  if (anj_visit_is_kind (visit, "complaint") &&
      anj_visit_get_name_choice (visit) == ANJ_NAME_UNDECIDED)
    return FALSE;
  if (anj_visit_is_kind (visit, "referral") && !anj_referral_is_complete (visit))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (NEEDS); i++)
    if (anj_visit_is_kind (visit, NEEDS[i].kind))
      return has_answers (visit, NEEDS[i].questions, G_N_ELEMENTS (NEEDS[i].questions)) &&
             (!NEEDS[i].words || anj_draft_has_words (visit));
  return FALSE;
}

gboolean
anj_draft_is_checked (AnjVisit *visit)
{
  return *anj_visit_get_answer (visit, CHECKED) != '\0' && anj_draft_is_complete (visit);
}

void
anj_draft_set_checked (AnjVisit *visit)
{
  anj_visit_set_answer (visit, CHECKED, "1");
}

gboolean
anj_draft_is_sensitive (AnjVisit *visit)
{
  return anj_visit_is_kind (visit, "referral") ||
         anj_catalogue_is_sensitive (anj_visit_get_config (visit),
                                     anj_visit_get_answer (visit, "category"));
}

char *
anj_draft_reader (AnjVisit *visit)
{
  JsonObject *config = anj_visit_get_config (visit);
  const char *language = anj_visit_get_language (visit);

  return anj_visit_is_kind (visit, "referral")
             ? anj_catalogue_recipient (config, anj_referral_recipient (visit), language)
             : anj_catalogue_reader (config, anj_visit_get_answer (visit, "category"), language);
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
