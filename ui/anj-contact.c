/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-contact.h"

#include <string.h>

#include "core/anj-json.h"

#define OR " atau "
/* the village's staff are many; who keeps its lists is one that residents may ask */
#define STAFF "petugas desa"
#define REGISTRAR "OPERATOR_DESA"

#define ANY_ICON "tanya-petugas"

typedef gboolean (*Match) (AnjVisit *visit, const char *role, const char *wanted);

static const char *
role_title (AnjVisit *visit, const char *role, const char *language)
{
  JsonArray *roles = anj_json_get_array (anj_visit_get_config (visit), "roles");

  for (guint i = 0; roles != NULL && i < json_array_get_length (roles); i++)
    {
      JsonObject *entry = anj_json_array_get_object (roles, i);

      if (entry != NULL && strcmp (anj_json_get_string (entry, "code", ""), role) == 0)
        return anj_json_get_text (entry, "title", language);
    }
  return role;
}

static JsonObject *
find_role (AnjVisit *visit, const char *role)
{
  JsonArray *roles = anj_json_get_array (anj_visit_get_config (visit), "roles");

  for (guint i = 0; roles != NULL && i < json_array_get_length (roles); i++)
    {
      JsonObject *entry = anj_json_array_get_object (roles, i);

      if (entry != NULL && strcmp (anj_json_get_string (entry, "code", ""), role) == 0)
        return entry;
    }
  return NULL;
}

const char *
anj_contact_role_title (AnjVisit *visit, const char *role)
{
  JsonObject *entry = find_role (visit, role);

  return entry != NULL ? anj_json_get_text (entry, "title", anj_visit_get_language (visit)) : role;
}

const char *
anj_contact_role_icon (AnjVisit *visit, const char *role)
{
  JsonObject *entry = find_role (visit, role);

  return entry != NULL ? anj_json_get_string (entry, "icon", ANY_ICON) : ANY_ICON;
}

static gboolean
is_role (AnjVisit *visit G_GNUC_UNUSED, const char *role, const char *wanted)
{
  return wanted == NULL || strcmp (role, wanted) == 0;
}

/* by the role's whole title, or by its first word alone: "pendamping" */
static gboolean
is_whom (AnjVisit *visit, const char *role, const char *whom)
{
  const char *title = role_title (visit, role, "id");
  g_autofree char *first = g_strndup (title, strcspn (title, " "));

  if (strcmp (role, REGISTRAR) == 0 && g_ascii_strcasecmp (whom, STAFF) == 0)
    return TRUE;
  return *title != '\0' && (g_ascii_strncasecmp (whom, title, strlen (title)) == 0 ||
                            g_ascii_strcasecmp (whom, first) == 0);
}

static JsonObject *
find_in (AnjVisit *visit, JsonArray *contacts, Match match, const char *wanted)
{
  for (guint i = 0; contacts != NULL && i < json_array_get_length (contacts); i++)
    {
      JsonObject *contact = anj_json_array_get_object (contacts, i);

      if (contact != NULL && *anj_json_get_string (contact, "name", "") != '\0' &&
          match (visit, anj_json_get_string (contact, "role", ""), wanted))
        return contact;
    }
  return NULL;
}

static JsonObject *
find (AnjVisit *visit, Match match, const char *wanted)
{
  JsonObject *document = anj_visit_get_household (visit);
  JsonObject *config = anj_visit_get_config (visit);
  JsonObject *household = document != NULL ? anj_json_get_object (document, "household") : NULL;
  JsonObject *place = anj_json_get_object (config, "place");
  JsonArray *lists[] = { household != NULL ? anj_json_get_array (household, "contacts") : NULL,
                         place != NULL ? anj_json_get_array (place, "officials") : NULL,
                         anj_json_get_array (config, "contacts") };

  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      JsonObject *contact = find_in (visit, lists[i], match, wanted);

      if (contact != NULL)
        return contact;
    }
  return NULL;
}

JsonObject *
anj_contact_find (AnjVisit *visit, const char *role)
{
  return find (visit, is_role, role);
}

JsonObject *
anj_contact_find_whom (AnjVisit *visit, const char *whom)
{
  g_auto (GStrv) wanted = g_strsplit (whom, OR, -1);
  JsonObject *contact = NULL;

  for (guint i = 0; wanted[i] != NULL && contact == NULL; i++)
    contact = find (visit, is_whom, wanted[i]);
  return contact;
}

char *
anj_contact_line (AnjVisit *visit, JsonObject *contact)
{
  const char *how = anj_json_get_string (contact, "contact", "");

  return g_strjoin (", ", anj_json_get_string (contact, "name", ""),
                    anj_contact_role_title (visit, anj_json_get_string (contact, "role", "")),
                    *how != '\0' ? how : NULL, NULL);
}
