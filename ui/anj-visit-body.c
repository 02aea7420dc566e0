/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "core/anj-json.h"
#include "core/anj-secret.h"
#include "ui/anj-catalogue.h"
#include "ui/anj-draft.h"
#include "ui/anj-referral.h"
#include "ui/anj-update.h"
#include "ui/anj-visit.h"

/* what officers read where there is a recording only */
#define RECORDED "Rekaman suara terlampir."

typedef enum {
  AS_TEXT,
  AS_NUMBER,
  AS_CHOICE, /* officers read Indonesian words, not codes, whatever the resident reads */
  AS_REASON, /* the same, then what the resident wrote */
  AS_CODE,   /* of a referral: nothing where nothing is wished */
  AS_CODES,  /* of a referral: an array */
} Form;

/* what stands in a body; an answer that was not given is left out */
static const struct
{
  const char *kind;
  const char *object; /* (nullable): member of the body that holds @member */
  const char *member;
  const char *question;
  Form form;
} MEMBERS[] = {
  { "complaint", NULL, "category", "category", AS_TEXT },
  { "complaint", NULL, "text", "words", AS_TEXT },
  { "complaint", NULL, "programme", "programme", AS_TEXT },
  { "complaint", NULL, "nik", "nik", AS_TEXT },
  { "complaint", NULL, "no_kk", "no_kk", AS_TEXT },

  { "update", NULL, "nik", "nik", AS_TEXT },
  { "update", NULL, "no_kk", "no_kk", AS_TEXT },
  { "update", NULL, "member", "member", AS_TEXT },
  { "update", NULL, "field", "field", AS_TEXT },
  { "update", NULL, "new", "new", AS_CHOICE },

  { "proposal", NULL, "nik", "nik", AS_TEXT },
  { "proposal", NULL, "no_kk", "no_kk", AS_TEXT },
  { "proposal", NULL, "programme", "programme", AS_TEXT },
  { "proposal", NULL, "reason", "reason", AS_REASON },

  { "objection", NULL, "nik", "nik", AS_TEXT },
  { "objection", NULL, "no_kk", "no_kk", AS_TEXT },
  { "objection", "about", "name", "about-name", AS_TEXT },
  { "objection", "about", "place", "about-place", AS_TEXT },
  { "objection", NULL, "programme", "programme", AS_TEXT },
  { "objection", NULL, "reason", "reason", AS_REASON },

  { "referral", NULL, "nik", "nik", AS_TEXT },
  { "referral", NULL, "no_kk", "no_kk", AS_TEXT },
  { "referral", NULL, "programme", "programme", AS_TEXT },
  { "referral", NULL, "member", "member", AS_TEXT },
  { "referral", NULL, "ppks", "ppks", AS_CODE },
  { "referral", NULL, "documents", "documents", AS_CODES },
  { "referral", NULL, "course", "course", AS_CODE },
  { "referral", NULL, "intake", "intake", AS_CODE },
  { "referral", NULL, "reason", "words", AS_TEXT },

  { "note", NULL, "about", "about", AS_TEXT },
  { "note", NULL, "text", "words", AS_TEXT },

  { "feedback", NULL, "rating", "rating", AS_NUMBER },
  { "feedback", NULL, "about", "service", AS_TEXT },
  { "feedback", NULL, "text", "words", AS_TEXT },
};

static gboolean
is_blank (const char *answer)
{
  return answer[strspn (answer, " \t\r\n")] == '\0';
}

static gboolean
is_left_out (Form form, const char *answer)
{
  return is_blank (answer) ||
         ((form == AS_CODE || form == AS_CODES) && strcmp (answer, ANJ_REFERRAL_NONE) == 0);
}

/* (transfer none): the member @name, made where there is none */
static JsonObject *
ensure_object (JsonObject *body, const char *name)
{
  if (!json_object_has_member (body, name))
    json_object_set_object_member (body, name, json_object_new ());
  return json_object_get_object_member (body, name);
}

/* (transfer full) */
static JsonArray *
make_codes (const char *answer)
{
  g_auto (GStrv) codes = g_strsplit (answer, " ", -1);
  JsonArray *array = json_array_new ();

  for (guint i = 0; codes[i] != NULL; i++)
    json_array_add_string_element (array, codes[i]);
  return array;
}

/* (transfer full) */
static char *
make_reason (AnjVisit *self, const char *code)
{
  JsonObject *reason = anj_catalogue_reason (anj_visit_get_config (self), anj_visit_get_kind (self),
                                             code);
  const char *label = reason != NULL ? anj_json_get_text (reason, "label", "id") : code;
  const char *words = anj_visit_get_answer (self, "words");

  return !is_blank (words) ? g_strdup_printf ("%s: %s", label, words) : g_strdup (label);
}

static void
set_member (AnjVisit *self, JsonObject *object, const char *member, Form form, const char *answer)
{
  g_autoptr (AnjSecretString) reason = NULL;

  switch (form)
    {
    case AS_NUMBER:
      json_object_set_int_member (object, member, g_ascii_strtoll (answer, NULL, 10));
      break;
    case AS_REASON:
      reason = make_reason (self, answer);
      json_object_set_string_member (object, member, reason);
      break;
    case AS_CHOICE:
      json_object_set_string_member (object, member, anj_update_get_new_words (self, "id"));
      break;
    case AS_CODES:
      json_object_set_array_member (object, member, make_codes (answer));
      break;
    case AS_CODE:
    case AS_TEXT:
    default:
      json_object_set_string_member (object, member, answer);
    }
}

static gboolean
is_anonymous (AnjVisit *self)
{
  AnjNameChoice choice = anj_visit_get_name_choice (self);

  return choice != ANJ_NAME_SECRET && choice != ANJ_NAME_OPEN;
}

/* anonymous means that no number goes along, also where one was typed before */
static void
set_name (AnjVisit *self, JsonObject *body)
{
  gboolean anonymous = is_anonymous (self);

  json_object_set_boolean_member (body, "anonymous", anonymous);
  json_object_set_boolean_member (body, "secret",
                                  anj_visit_get_name_choice (self) == ANJ_NAME_SECRET);
  if (!anonymous)
    return;
  json_object_remove_member (body, "nik");
  json_object_remove_member (body, "no_kk");
}

/* a story that was spoken, not written */
static gboolean
is_told (AnjVisit *self)
{
  return anj_visit_is_kind (self, "complaint") && is_blank (anj_visit_get_answer (self, "words")) &&
         anj_draft_has_words (self);
}

JsonObject *
anj_visit_make_body (AnjVisit *self)
{
  JsonObject *body = json_object_new ();

  for (guint i = 0; i < G_N_ELEMENTS (MEMBERS); i++)
    {
      const char *answer = anj_visit_get_answer (self, MEMBERS[i].question);
      JsonObject *object = body;

      if (!anj_visit_is_kind (self, MEMBERS[i].kind) || is_left_out (MEMBERS[i].form, answer))
        continue;
      if (MEMBERS[i].object != NULL)
        object = ensure_object (body, MEMBERS[i].object);
      set_member (self, object, MEMBERS[i].member, MEMBERS[i].form, answer);
    }
  if (anj_visit_is_kind (self, "complaint"))
    set_name (self, body);
  if (is_told (self))
    json_object_set_string_member (body, "text", RECORDED);
  return body;
}
