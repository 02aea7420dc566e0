/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-referral.h"

#include <string.h>

#include "core/anj-json.h"
#include "ui/anj-catalogue.h"
#include "ui/anj-draft.h"
#include "ui/anj-i18n.h"

/* an answer that is not sent: the programme was known from the start */
#define PROGRAMME_GIVEN "programme-given"

/* @n_least: so many there have to be for a choice */
static const struct
{
  const char *question;
  const char *member;
  const char *none;
  guint n_least;
} LISTS[] = {
  [ANJ_REFERRAL_NEED] = { "ppks", "ppks", N_ ("Lainnya atau tidak tahu"), 2 },
  [ANJ_REFERRAL_COURSE] = { "course", "courses", N_ ("Terserah petugas"), 1 },
  [ANJ_REFERRAL_INTAKE] = { "intake", "intakes", N_ ("Terserah petugas"), 1 },
};

JsonObject *
anj_referral_find (JsonObject *config, const char *code)
{
  JsonObject *programme = anj_catalogue_programme (config, code);
  JsonObject *referral = programme != NULL ? anj_json_get_object (programme, "referral") : NULL;

  return referral != NULL && !anj_json_get_bool (referral, "attendant_only", FALSE) ? referral
                                                                                    : NULL;
}

/* @klass: (nullable): of the programme for the household; %NULL: not told */
static gboolean
is_open_to (JsonObject *referral, const char *klass)
{
  JsonArray *when = anj_json_get_array (referral, "when");

  if (when == NULL || klass == NULL)
    return TRUE;
  for (guint i = 0; i < json_array_get_length (when); i++)
    if (g_strcmp0 (json_array_get_string_element (when, i), klass) == 0)
      return TRUE;
  return FALSE;
}

/* (nullable): class of the programme @code for the household that was found */
static const char *
find_class (AnjVisit *visit, const char *code)
{
  JsonObject *document = anj_visit_get_household (visit);
  JsonObject *household = document != NULL ? anj_json_get_object (document, "household") : NULL;
  JsonArray *programmes = household != NULL ? anj_json_get_array (household, "programmes") : NULL;

  for (guint i = 0; programmes != NULL && i < json_array_get_length (programmes); i++)
    {
      JsonObject *programme = anj_json_array_get_object (programmes, i);

      if (programme != NULL && strcmp (anj_json_get_string (programme, "code", ""), code) == 0)
        return anj_json_get_string (programme, "class", NULL);
    }
  return NULL;
}

GPtrArray *
anj_referral_offers (AnjVisit *visit)
{
  JsonObject *config = anj_visit_get_config (visit);
  JsonArray *programmes = anj_json_get_array (config, "programmes");
  GPtrArray *offers = g_ptr_array_new ();

  for (guint i = 0; programmes != NULL && i < json_array_get_length (programmes); i++)
    {
      JsonObject *programme = anj_json_array_get_object (programmes, i);
      const char *code = programme != NULL ? anj_json_get_string (programme, "code", "") : "";
      JsonObject *referral = anj_referral_find (config, code);

      if (referral != NULL && is_open_to (referral, find_class (visit, code)))
        g_ptr_array_add (offers, programme);
    }
  return offers;
}

JsonObject *
anj_referral_offered_by (AnjVisit *visit, JsonObject *programme)
{
  JsonObject *referral = anj_referral_find (anj_visit_get_config (visit),
                                            anj_json_get_string (programme, "code", ""));

  return referral != NULL && is_open_to (referral, anj_json_get_string (programme, "class", NULL))
             ? referral
             : NULL;
}

void
anj_referral_begin (AnjVisit *visit, const char *code)
{
  anj_visit_set_kind (visit, "referral");
  anj_visit_set_answer (visit, "programme", code);
  anj_visit_set_answer (visit, PROGRAMME_GIVEN, code);
}

void
anj_referral_choose_programme (AnjVisit *visit, const char *code)
{
  static const char *const LATER[] = { "member", "ppks", "documents", "course", "intake" };

  if (strcmp (anj_visit_get_answer (visit, "programme"), code) == 0)
    return;
  anj_visit_set_answer (visit, "programme", code);
  for (guint i = 0; i < G_N_ELEMENTS (LATER); i++)
    anj_visit_set_answer (visit, LATER[i], NULL);
}

JsonObject *
anj_referral_get (AnjVisit *visit)
{
  return anj_visit_is_kind (visit, "referral")
             ? anj_referral_find (anj_visit_get_config (visit),
                                  anj_visit_get_answer (visit, "programme"))
             : NULL;
}

/* (transfer none) (nullable): the entry of config.ppks_types; %NULL also of one that no public
 * screen may show */
static JsonObject *
find_need (JsonObject *config, const char *code)
{
  JsonArray *types = anj_json_get_array (config, "ppks_types");

  for (guint i = 0; types != NULL && i < json_array_get_length (types); i++)
    {
      JsonObject *type = anj_json_array_get_object (types, i);

      if (type != NULL && strcmp (anj_json_get_string (type, "code", ""), code) == 0)
        return anj_json_get_bool (type, "sensitive", TRUE) ? NULL : type;
    }
  return NULL;
}

GPtrArray *
anj_referral_get_list (AnjVisit *visit, AnjReferralList list)
{
  JsonObject *referral = anj_referral_get (visit);
  JsonArray *entries = referral != NULL ? anj_json_get_array (referral, LISTS[list].member) : NULL;
  GPtrArray *choices = g_ptr_array_new ();

  for (guint i = 0; entries != NULL && i < json_array_get_length (entries); i++)
    {
      JsonObject *choice = list == ANJ_REFERRAL_NEED
                               ? find_need (anj_visit_get_config (visit),
                                            json_array_get_string_element (entries, i))
                               : anj_json_array_get_object (entries, i);

      if (choice != NULL)
        g_ptr_array_add (choices, choice);
    }
  return choices;
}

const char *
anj_referral_question (AnjReferralList list)
{
  return LISTS[list].question;
}

const char *
anj_referral_none_word (AnjReferralList list)
{
  return _ (LISTS[list].none);
}

gboolean
anj_referral_asks (AnjVisit *visit, AnjReferralList list)
{
  g_autoptr (GPtrArray) choices = anj_referral_get_list (visit, list);

  return choices->len >= LISTS[list].n_least;
}

const char *
anj_referral_recipient (AnjVisit *visit)
{
  JsonObject *referral = anj_referral_get (visit);
  const char *role = referral != NULL ? anj_json_get_string (referral, "recipient", NULL) : NULL;
  JsonObject *kind = role == NULL ? anj_catalogue_kind (anj_visit_get_config (visit), "referral")
                                  : NULL;

  if (kind != NULL)
    role = anj_json_get_string (kind, "recipient", NULL);
  return role != NULL ? role : "sensitive";
}

const char *
anj_referral_acts (AnjVisit *visit)
{
  JsonObject *referral = anj_referral_get (visit);

  return referral != NULL ? anj_json_get_string (referral, "to", "") : "";
}

/* --- what is asked --- */

gboolean
anj_referral_asks_programme (AnjVisit *visit)
{
  return *anj_visit_get_answer (visit, PROGRAMME_GIVEN) == '\0';
}

gboolean
anj_referral_asks_member (AnjVisit *visit)
{
  JsonObject *referral = anj_referral_get (visit);

  return referral != NULL && anj_json_get_bool (referral, "for_member", FALSE);
}

static JsonArray *
get_checklist (AnjVisit *visit)
{
  JsonObject *referral = anj_referral_get (visit);

  return referral != NULL ? anj_json_get_array (referral, "documents") : NULL;
}

gboolean
anj_referral_asks_papers (AnjVisit *visit)
{
  JsonArray *checklist = get_checklist (visit);

  return checklist != NULL && json_array_get_length (checklist) > 0;
}

gboolean
anj_referral_asks_need (AnjVisit *visit)
{
  return anj_referral_asks (visit, ANJ_REFERRAL_NEED);
}

gboolean
anj_referral_asks_course (AnjVisit *visit)
{
  return anj_referral_asks (visit, ANJ_REFERRAL_COURSE);
}

gboolean
anj_referral_asks_intake (AnjVisit *visit)
{
  return anj_referral_asks (visit, ANJ_REFERRAL_INTAKE);
}

gboolean
anj_referral_lacks_numbers (AnjVisit *visit)
{
  return anj_draft_lacks_numbers (visit) ||
         (anj_referral_asks_member (visit) && anj_draft_lacks_household (visit));
}

static gboolean
is_answered (AnjVisit *visit, const char *question)
{
  return *anj_visit_get_answer (visit, question) != '\0';
}

gboolean
anj_referral_is_complete (AnjVisit *visit)
{
  return anj_referral_get (visit) != NULL &&
         (!anj_referral_asks_member (visit) || is_answered (visit, "member")) &&
         (!anj_referral_asks_need (visit) || is_answered (visit, "ppks")) &&
         (!anj_referral_asks_papers (visit) || is_answered (visit, "documents")) &&
         (!anj_referral_asks_course (visit) || is_answered (visit, "course")) &&
         (!anj_referral_asks_intake (visit) || is_answered (visit, "intake"));
}

/* --- papers --- */

JsonObject *
anj_referral_find_paper (AnjVisit *visit, const char *code)
{
  JsonArray *papers = anj_json_get_array (anj_visit_get_config (visit), "documents");

  for (guint i = 0; papers != NULL && i < json_array_get_length (papers); i++)
    {
      JsonObject *paper = anj_json_array_get_object (papers, i);

      if (paper != NULL && strcmp (anj_json_get_string (paper, "code", ""), code) == 0)
        return paper;
    }
  return NULL;
}

/* the answer is the codes at hand, with a space between */
static GStrv
split_papers (AnjVisit *visit)
{
  const char *answer = anj_visit_get_answer (visit, "documents");

  return g_strsplit (strcmp (answer, ANJ_REFERRAL_NONE) == 0 ? "" : answer, " ", -1);
}

gboolean
anj_referral_has_paper (AnjVisit *visit, const char *code)
{
  g_auto (GStrv) papers = split_papers (visit);

  return g_strv_contains ((const char *const *) papers, code);
}

void
anj_referral_set_paper (AnjVisit *visit, const char *code, gboolean at_hand)
{
  g_auto (GStrv) papers = split_papers (visit);
  g_autoptr (GString) answer = g_string_new (NULL);

  for (guint i = 0; papers[i] != NULL; i++)
    if (*papers[i] != '\0' && strcmp (papers[i], code) != 0)
      g_string_append_printf (answer, "%s%s", answer->len > 0 ? " " : "", papers[i]);
  if (at_hand)
    g_string_append_printf (answer, "%s%s", answer->len > 0 ? " " : "", code);
  anj_visit_set_answer (visit, "documents", answer->len > 0 ? answer->str : ANJ_REFERRAL_NONE);
}

static void
add_name (AnjVisit *visit, GString *names, const char *code)
{
  JsonObject *paper = anj_referral_find_paper (visit, code);

  g_string_append_printf (
      names, "%s%s", names->len > 0 ? ", " : "",
      paper != NULL ? anj_json_get_text (paper, "label", anj_visit_get_language (visit)) : code);
}

char *
anj_referral_name_papers (AnjVisit *visit, JsonArray *codes)
{
  GString *names = g_string_new (NULL);

  for (guint i = 0; codes != NULL && i < json_array_get_length (codes); i++)
    add_name (visit, names, json_array_get_string_element (codes, i));
  return g_string_free (names, FALSE);
}

char *
anj_referral_name_needed (AnjVisit *visit, JsonObject *referral)
{
  JsonArray *checklist = anj_json_get_array (referral, "documents");
  GString *names = g_string_new (NULL);

  for (guint i = 0; checklist != NULL && i < json_array_get_length (checklist); i++)
    {
      JsonObject *entry = anj_json_array_get_object (checklist, i);

      if (entry != NULL && anj_json_get_bool (entry, "needed", FALSE))
        add_name (visit, names, anj_json_get_string (entry, "code", ""));
    }
  return g_string_free (names, FALSE);
}

char *
anj_referral_name_checklist (AnjVisit *visit, gboolean at_hand)
{
  JsonArray *checklist = get_checklist (visit);
  GString *names = g_string_new (NULL);

  for (guint i = 0; checklist != NULL && i < json_array_get_length (checklist); i++)
    {
      JsonObject *entry = anj_json_array_get_object (checklist, i);
      const char *code = entry != NULL ? anj_json_get_string (entry, "code", "") : "";

      if (entry != NULL && anj_referral_has_paper (visit, code) == at_hand &&
          (at_hand || anj_json_get_bool (entry, "needed", FALSE)))
        add_name (visit, names, code);
    }
  return g_string_free (names, FALSE);
}

/* --- whom it is for --- */

char *
anj_referral_age_words (JsonObject *referral)
{
  JsonObject *age = anj_json_get_object (referral, "age");
  gint64 from = age != NULL ? anj_json_get_int (age, "from", -1) : -1;
  gint64 to = age != NULL ? anj_json_get_int (age, "to", -1) : -1;

  if (from >= 0 && to >= 0)
    /* translators: two ages in years */
    return g_strdup_printf (_ ("Untuk umur %d sampai %d tahun."), (int) from, (int) to);
  if (from >= 0)
    /* translators: an age in years */
    return g_strdup_printf (_ ("Untuk umur %d tahun ke atas."), (int) from);
  if (to >= 0)
    /* translators: an age in years */
    return g_strdup_printf (_ ("Untuk umur sampai %d tahun."), (int) to);
  return NULL;
}
