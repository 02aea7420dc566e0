/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-update.h"

#include "core/anj-json.h"
#include "ui/anj-i18n.h"

/* as the registers write them */
static const struct
{
  const char *relation;
  const char *word;
  const char *icon_name;
} RELATIONS[] = {
  { "KEPALA KELUARGA", N_ ("Kepala keluarga"), "orang-bapak" },
  { "SUAMI", N_ ("Suami"), "orang-bapak" },
  { "ISTRI", N_ ("Istri"), "orang-ibu" },
  { "ANAK", N_ ("Anak"), "orang-anak" },
  { "CUCU", N_ ("Cucu"), "orang-anak" },
  { "MENANTU", N_ ("Menantu"), "tanya-petugas" },
  { "ORANG TUA", N_ ("Orang tua"), "orang-lansia" },
  { "MERTUA", N_ ("Mertua"), "orang-lansia" },
  { "FAMILI LAIN", N_ ("Saudara lain"), "tanya-petugas" },
};

static JsonObject *
find (JsonArray *entries, const char *member, const char *value)
{
  for (guint i = 0; entries != NULL && i < json_array_get_length (entries); i++)
    {
      JsonObject *entry = anj_json_array_get_object (entries, i);

      if (entry != NULL && g_str_equal (anj_json_get_string (entry, member, ""), value))
        return entry;
    }
  return NULL;
}

JsonObject *
anj_update_find_field (AnjVisit *visit, const char *code)
{
  return find (anj_json_get_array (anj_visit_get_config (visit), "update_fields"), "code", code);
}

JsonObject *
anj_update_get_field (AnjVisit *visit)
{
  return anj_update_find_field (visit, anj_visit_get_answer (visit, "field"));
}

JsonArray *
anj_update_get_members (AnjVisit *visit)
{
  JsonObject *document = anj_visit_get_household (visit);
  JsonObject *household = document != NULL ? anj_json_get_object (document, "household") : NULL;

  return household != NULL ? anj_json_get_array (household, "members") : NULL;
}

JsonObject *
anj_update_get_member (AnjVisit *visit)
{
  return find (anj_update_get_members (visit), "id", anj_visit_get_answer (visit, "member"));
}

const char *
anj_update_get_member_name (AnjVisit *visit)
{
  JsonObject *member = anj_update_get_member (visit);

  return member != NULL ? anj_json_get_string (member, "name", "") : "";
}

const char *
anj_update_get_recorded (AnjVisit *visit)
{
  JsonObject *field = anj_update_get_field (visit);
  JsonObject *member = anj_update_get_member (visit);
  const char *recorded = field != NULL ? anj_json_get_string (field, "recorded", NULL) : NULL;

  return recorded != NULL && member != NULL ? anj_json_get_string (member, recorded, "") : "";
}

const char *
anj_update_get_new_words (AnjVisit *visit, const char *language)
{
  JsonObject *field = anj_update_get_field (visit);
  const char *answer = anj_visit_get_answer (visit, "new");
  JsonObject *choice = field != NULL ? find (anj_json_get_array (field, "choices"), "code", answer)
                                     : NULL;

  return choice != NULL ? anj_json_get_text (choice, "label", language) : answer;
}

const char *
anj_update_get_evidence (AnjVisit *visit, const char *language)
{
  JsonObject *field = anj_visit_is_kind (visit, "update") ? anj_update_get_field (visit) : NULL;

  return field != NULL ? anj_json_get_text (field, "evidence", language) : "";
}

gboolean
anj_update_wants_evidence (AnjVisit *visit)
{
  JsonObject *field = anj_update_get_field (visit);

  return field == NULL || json_object_has_member (field, "evidence");
}

/* answers @question; another answer than before takes those of @later away */
static void
choose (AnjVisit *visit, const char *question, const char *answer, const char *const *later)
{
  if (g_str_equal (anj_visit_get_answer (visit, question), answer))
    return;
  anj_visit_set_answer (visit, question, answer);
  for (guint i = 0; later[i] != NULL; i++)
    anj_visit_set_answer (visit, later[i], NULL);
}

void
anj_update_choose_member (AnjVisit *visit, const char *id)
{
  const char *const later[] = { "field", "new", NULL };

  choose (visit, "member", id, later);
}

void
anj_update_choose_field (AnjVisit *visit, const char *code)
{
  const char *const later[] = { "new", NULL };

  choose (visit, "field", code, later);
}

gboolean
anj_update_is_new_member (AnjVisit *visit)
{
  return g_str_equal (anj_visit_get_answer (visit, "member"), ANJ_UPDATE_NEW_MEMBER);
}

const char *
anj_update_relation (JsonObject *member)
{
  const char *relation = anj_json_get_string (member, "relation", "");

  for (guint i = 0; i < G_N_ELEMENTS (RELATIONS); i++)
    if (g_ascii_strcasecmp (RELATIONS[i].relation, relation) == 0)
      return _ (RELATIONS[i].word);
  return relation;
}

const char *
anj_update_icon (JsonObject *member)
{
  const char *relation = anj_json_get_string (member, "relation", "");

  for (guint i = 0; i < G_N_ELEMENTS (RELATIONS); i++)
    if (g_ascii_strcasecmp (RELATIONS[i].relation, relation) == 0)
      return RELATIONS[i].icon_name;
  return "tanya-petugas";
}
