/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/session/anj-case-rules.h"

#include <string.h>

#include "app/session/anj-session.h"
#include "core/anj-json.h"

#define ISO_DATE_LENGTH 10

gboolean
anj_case_rules_refuse (GError **error, const char *place, const char *why)
{
  g_set_error (error, ANJ_SESSION_ERROR, ANJ_SESSION_ERROR_INVALID, "%s: %s", place, why);
  return FALSE;
}

JsonObject *
anj_case_rules_find (JsonArray *array, const char *member, const char *value)
{
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonObject *object = anj_json_array_get_object (array, i);

      if (object != NULL && g_strcmp0 (anj_json_get_string (object, member, NULL), value) == 0)
        return object;
    }
  return NULL;
}

/* what a schema cannot say of a complaint */
static gboolean
check_complaint (AnjHeader *header, JsonObject *config, JsonObject *body, GError **error)
{
  JsonObject *category = anj_case_rules_find (anj_json_get_array (config, "categories"), "code",
                                              anj_json_get_string (body, "category", NULL));

  if (category == NULL)
    return anj_case_rules_refuse (error, "/category", "is none of this village's categories");
  header->anonymous = anj_json_get_bool (body, "anonymous", FALSE);
  header->sensitive = anj_json_get_bool (category, "sensitive", FALSE);
  if (header->anonymous && json_object_has_member (body, "nik"))
    return anj_case_rules_refuse (error, "/nik", "may not stand in an anonymous complaint");
  if (header->anonymous && json_object_has_member (body, "no_kk"))
    return anj_case_rules_refuse (error, "/no_kk", "may not stand in an anonymous complaint");
  if (!header->anonymous && !json_object_has_member (body, "nik"))
    return anj_case_rules_refuse (error, "/nik",
                                  "is missing: give it, or make the complaint anonymous");
  return TRUE;
}

/* (nullable): what the programme lets a resident ask for */
static JsonObject *
find_referral (JsonObject *config, const char *programme)
{
  JsonObject *entry = anj_case_rules_find (anj_json_get_array (config, "programmes"), "code",
                                           programme);

  return entry != NULL ? anj_json_get_object (entry, "referral") : NULL;
}

/* whether the body's @member, where it is there, is one of the referral's @list */
static gboolean
check_chosen (JsonObject *referral,
              const char *list,
              JsonObject *body,
              const char *member,
              GError **error)
{
  const char *code = anj_json_get_string (body, member, NULL);
  g_autofree char *place = g_strconcat ("/", member, NULL);

  return code == NULL ||
         anj_case_rules_find (anj_json_get_array (referral, list), "code", code) != NULL ||
         anj_case_rules_refuse (error, place, "is none of this programme's");
}

static gboolean
has_code (JsonArray *codes, const char *code)
{
  for (guint i = 0; codes != NULL && i < json_array_get_length (codes); i++)
    if (strcmp (json_array_get_string_element (codes, i), code) == 0)
      return TRUE;
  return FALSE;
}

/* the configuration of a session lacks the sensitive kinds of need */
static gboolean
check_need (JsonObject *referral, JsonObject *body, GError **error)
{
  const char *need = anj_json_get_string (body, "ppks", NULL);

  return need == NULL || has_code (anj_json_get_array (referral, "ppks"), need) ||
         anj_case_rules_refuse (error, "/ppks", "is none that this programme is asked for here");
}

/* what a schema cannot say of a referral; ages and papers are for the office to judge */
static gboolean
check_referral (JsonObject *config, JsonObject *body, GError **error)
{
  JsonObject *referral = find_referral (config, anj_json_get_string (body, "programme", NULL));
  JsonArray *papers = anj_json_get_array (body, "documents");

  if (referral == NULL)
    return anj_case_rules_refuse (error, "/programme", "offers no referral in this village");
  if (anj_json_get_bool (referral, "attendant_only", FALSE))
    return anj_case_rules_refuse (error, "/programme", "is asked for with an attendant only");
  if (anj_json_get_bool (referral, "for_member", FALSE) && !json_object_has_member (body, "member"))
    return anj_case_rules_refuse (error, "/member", "is missing: say for whom it is");
  for (guint i = 0; papers != NULL && i < json_array_get_length (papers); i++)
    if (anj_case_rules_find (anj_json_get_array (referral, "documents"), "code",
                             json_array_get_string_element (papers, i)) == NULL)
      return anj_case_rules_refuse (error, "/documents",
                                    "names one that is not on this programme's checklist");
  return check_need (referral, body, error) &&
         check_chosen (referral, "courses", body, "course", error) &&
         check_chosen (referral, "intakes", body, "intake", error);
}

static gboolean
is_about (JsonObject *body, JsonObject *about)
{
  g_autofree char *ticket = g_strdup_printf ("%s/%s", anj_json_get_string (about, "region", ""),
                                             anj_json_get_string (about, "number", ""));

  return strcmp (anj_json_get_string (body, "about", ""), ticket) == 0;
}

static gboolean
is_sensitive_kind (const char *kind)
{
  return strcmp (kind, "referral") == 0;
}

/* a note goes the way of the case that it is about; one that says only its day is anonymous.
 * Returns: (transfer none): that case's kind */
static const char *
take_after (AnjHeader *header, JsonObject *config, JsonObject *about)
{
  JsonObject *state = anj_json_get_object (about, "state");
  const char *kind = state != NULL ? anj_json_get_string (state, "kind", header->kind)
                                   : header->kind;
  const char *code = state != NULL ? anj_json_get_string (state, "category", "") : "";
  const char *submitted = state != NULL ? anj_json_get_string (state, "submitted", "") : "";
  JsonObject *category = anj_case_rules_find (anj_json_get_array (config, "categories"), "code",
                                              code);

  g_free (header->category);
  header->category = g_strdup (code);
  header->sensitive = is_sensitive_kind (kind) ||
                      (category != NULL && anj_json_get_bool (category, "sensitive", FALSE));
  header->anonymous = strlen (submitted) == ISO_DATE_LENGTH;
  return kind;
}

static const char *
named_recipient (JsonObject *config, const char *list, const char *code)
{
  JsonObject *entry = anj_case_rules_find (anj_json_get_array (config, list), "code", code);

  return entry != NULL ? anj_json_get_string (entry, "recipient", NULL) : NULL;
}

/* who acts on it reads it, where the configuration has a certificate for that */
static const char *
referral_role (JsonObject *config, const char *programme)
{
  JsonObject *referral = find_referral (config, programme);
  const char *role = referral != NULL ? anj_json_get_string (referral, "recipient", NULL) : NULL;

  return role != NULL ? role : named_recipient (config, "kinds", "referral");
}

/* the office that reads the case, or for a note the case of @kind and @programme that it is about
 */
static const char *
choose_role (const AnjHeader *header, const char *kind, const char *programme, JsonObject *config)
{
  const char *role = is_sensitive_kind (kind)
                         ? referral_role (config, programme)
                         : named_recipient (config, "categories", header->category);

  if (header->sensitive && (role == NULL || !is_sensitive_kind (kind)))
    return "sensitive";
  if (role == NULL)
    role = named_recipient (config, "kinds", kind);
  return role != NULL ? role : "intake";
}

gboolean
anj_case_rules_take (AnjHeader *header, JsonObject *config, JsonObject *body, GError **error)
{
  const char *kind = header->kind;

  if (strcmp (kind, "complaint") == 0 && !check_complaint (header, config, body, error))
    return FALSE;
  if (strcmp (kind, "referral") == 0 && !check_referral (config, body, error))
    return FALSE;
  if (is_sensitive_kind (kind))
    header->sensitive = TRUE;
  if (strcmp (kind, "feedback") == 0)
    header->anonymous = TRUE;
  return TRUE;
}

const char *
anj_case_rules_office (AnjHeader *header, JsonObject *config, JsonObject *body, JsonObject *about)
{
  JsonObject *state = about != NULL ? anj_json_get_object (about, "state") : NULL;
  const char *programme = state != NULL ? anj_json_get_string (state, "programme", NULL) : NULL;

  if (strcmp (header->kind, "note") == 0 && about != NULL && is_about (body, about))
    return choose_role (header, take_after (header, config, about), programme, config);
  return choose_role (header, header->kind, header->programme, config);
}
