/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-catalogue.h"

#include <string.h>

#include "core/anj-json.h"
#include "ui/anj-i18n.h"

#define DEFAULT_DUE_DAYS 14
#define SATURDAY 6

static JsonObject *
find (JsonObject *config, const char *list, const char *key, const char *value)
{
  JsonArray *array = anj_json_get_array (config, list);

  for (guint i = 0; array != NULL && value != NULL && i < json_array_get_length (array); i++)
    {
      JsonObject *entry = anj_json_array_get_object (array, i);

      if (entry != NULL && g_strcmp0 (anj_json_get_string (entry, key, NULL), value) == 0)
        return entry;
    }
  return NULL;
}

JsonObject *
anj_catalogue_programme (JsonObject *config, const char *code)
{
  return find (config, "programmes", "code", code);
}

JsonObject *
anj_catalogue_category (JsonObject *config, const char *code)
{
  return find (config, "categories", "code", code);
}

JsonObject *
anj_catalogue_kind (JsonObject *config, const char *code)
{
  return find (config, "kinds", "code", code);
}

const char *
anj_catalogue_programme_name (JsonObject *config, const char *code, const char *language)
{
  JsonObject *programme = anj_catalogue_programme (config, code);
  const char *name = programme != NULL ? anj_json_get_text (programme, "name", language) : "";

  return *name != '\0' ? name : code;
}

gboolean
anj_catalogue_is_sensitive (JsonObject *config, const char *category)
{
  JsonObject *entry = anj_catalogue_category (config, category);

  return entry != NULL && anj_json_get_bool (entry, "sensitive", FALSE);
}

char *
anj_catalogue_recipient (JsonObject *config, const char *role, const char *language)
{
  JsonObject *recipient = find (config, "recipients", "role", role);
  const char *title = recipient != NULL ? anj_json_get_text (recipient, "title", language) : "";

  if (*title != '\0')
    return g_strdup (title);
  return g_strdup (strcmp (role, "sensitive") == 0 ? _ ("Inspektorat") : _ ("Dinas Sosial"));
}

char *
anj_catalogue_reader (JsonObject *config, const char *category, const char *language)
{
  return anj_catalogue_recipient (
      config, anj_catalogue_is_sensitive (config, category) ? "sensitive" : "intake", language);
}

JsonObject *
anj_catalogue_reason (JsonObject *config, const char *kind, const char *code)
{
  gboolean proposal = g_strcmp0 (kind, "proposal") == 0;
  const char *own = proposal ? "proposal_reasons" : "objection_reasons";
  const char *other = proposal ? "objection_reasons" : "proposal_reasons";
  JsonObject *reason = find (config, own, "code", code);

  return reason != NULL ? reason : find (config, other, "code", code);
}

guint
anj_catalogue_due_days (JsonObject *config, const char *kind, const char *category)
{
  JsonObject *entry = anj_catalogue_category (config, category);
  JsonObject *tickets = anj_json_get_object (config, "tickets");
  gint64 days = DEFAULT_DUE_DAYS;

  if (entry == NULL)
    entry = anj_catalogue_kind (config, kind);
  if (tickets != NULL)
    days = anj_json_get_int (tickets, "due_working_days", days);
  if (entry != NULL)
    days = anj_json_get_int (entry, "due_working_days", days);
  return (guint) CLAMP (days, 1, 365);
}

char *
anj_catalogue_due_date (GDateTime *from, guint n_working_days)
{
  g_autoptr (GDateTime) day = g_date_time_ref (from);

  for (guint n = 0; n < n_working_days;)
    {
      GDateTime *next = g_date_time_add_days (day, 1);

      g_date_time_unref (day);
      day = next;
      if (g_date_time_get_day_of_week (day) < SATURDAY)
        n++;
    }
  return g_date_time_format (day, "%F");
}
