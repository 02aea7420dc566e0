/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "core/anj-json.h"
#include "kiosk-config/anj-config-check.h"

#define ALL_DAYS 0xfe /* bits 1 Monday … 7 Sunday */

/* times of the form HH.MM are in the order of their letters */
static void
check_part (JsonObject *entry, guint index, GPtrArray *mistakes)
{
  const char *opens = anj_json_get_string (entry, "opens", NULL);
  const char *closes = anj_json_get_string (entry, "closes", NULL);

  if ((opens == NULL) != (closes == NULL))
    anj_config_add_mistake (
        mistakes, "/opening_hours/%u: must have both opens and closes, or neither", index);
  else if (opens != NULL && strcmp (opens, closes) >= 0)
    anj_config_add_mistake (mistakes, "/opening_hours/%u/closes: must be after opens", index);
  if (opens != NULL && anj_json_get_array (entry, "weekdays") == NULL)
    anj_config_add_mistake (mistakes, "/opening_hours/%u/weekdays: must say on which days it opens",
                            index);
}

/* who closes outside the hours says of every day what they are; a region's own hours stand alone */
static void
check_all_days (JsonArray *entries, GPtrArray *mistakes)
{
  guint n_entries = entries != NULL ? json_array_get_length (entries) : 0;
  g_autoptr (GHashTable) said = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < n_entries; i++)
    {
      JsonObject *entry = anj_json_array_get_object (entries, i);
      JsonArray *days = anj_json_get_array (entry, "weekdays");
      const char *region = anj_json_get_string (entry, "region", "");
      guint mask = GPOINTER_TO_UINT (g_hash_table_lookup (said, region));

      for (guint day = 0; days != NULL && day < json_array_get_length (days); day++)
        mask |= 1u << json_array_get_int_element (days, day);
      g_hash_table_insert (said, (gpointer) region, GUINT_TO_POINTER (mask));
    }
  for (guint i = 0; i < n_entries; i++)
    {
      const char *region = anj_json_get_string (anj_json_array_get_object (entries, i), "region",
                                                "");

      if (GPOINTER_TO_UINT (g_hash_table_lookup (said, region)) != ALL_DAYS)
        anj_config_add_mistake (
            mistakes,
            "/opening_hours/%u/weekdays: with closed_outside_hours each day must be named", i);
    }
  if (n_entries == 0)
    anj_config_add_mistake (mistakes, "/opening_hours: must be there with closed_outside_hours");
}

static void
check_holidays (JsonArray *holidays, GPtrArray *mistakes)
{
  for (guint i = 0; holidays != NULL && i < json_array_get_length (holidays); i++)
    {
      const char *date = anj_json_get_string (anj_json_array_get_object (holidays, i), "date", "");

      if (!anj_config_is_day (date))
        anj_config_add_mistake (mistakes, "/holidays/%u/date: must be a day of the calendar", i);
    }
}

void
anj_config_check_hours (JsonObject *document, GPtrArray *mistakes)
{
  JsonArray *entries = anj_json_get_array (document, "opening_hours");

  for (guint i = 0; entries != NULL && i < json_array_get_length (entries); i++)
    check_part (anj_json_array_get_object (entries, i), i, mistakes);
  if (anj_json_get_bool (document, "closed_outside_hours", FALSE))
    check_all_days (entries, mistakes);
  check_holidays (anj_json_get_array (document, "holidays"), mistakes);
}
